#include "adapters/csv/profile.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/csv/text_rules.h"
#include "adapters/format/byte_source.h"
#include "google/protobuf/util/json_util.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/pseudonym.h"

namespace headwater::csv {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<format::FileSource> source,
                   format::FileSource::Open(path));
  std::string text;
  std::string block(64 << 10, '\0');
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, source->Read(block.data(), block.size()));
    if (got == 0) return text;
    text.append(block, 0, got);
  }
}

absl::StatusOr<std::unique_ptr<ValueMap>> MakeMap(const spec::CsvProfile& profile, int index,
                                                  const ProfileInputs& inputs) {
  const auto& described = profile.value_maps(index);
  auto map = std::make_unique<ValueMap>(described.name(), described.ignore_case());
  for (const auto& [key, value] : described.entries()) map->Add(key, value);
  const auto given = inputs.value_maps.find(described.name());
  if (given != inputs.value_maps.end()) {
    for (const auto& [key, value] : given->second) map->Add(key, value);
  } else if (!described.file().empty()) {
    if (inputs.open == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("the value map ", described.name(),
                                                     " is in the file ", described.file(),
                                                     ", and nobody said where that is"));
    }
    ASSIGN_OR_RETURN(const std::string csv, inputs.open(described.file()));
    RETURN_IF_ERROR(map->AddFile(csv, described.key_column(), described.value_column()));
  }
  if (map->size() == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("the value map ", described.name(), " is empty: give its entries"));
  }
  return map;
}

absl::Status CheckGln(std::string_view name, const std::string& gln) {
  const auto* field = v1::Document::descriptor()->FindFieldByName("sender_gln");
  if (const auto fault = CheckText(gln, field->options().GetExtension(v1::field))) {
    return absl::InvalidArgumentError(absl::StrCat(base::AbslView(name), ": ", fault->text));
  }
  return absl::OkStatus();
}

// The name of a column that makes pseudonyms; "" where none does.
std::string PseudonymColumn(const spec::CsvProfile& profile) {
  const auto find = [](const auto& columns) -> std::string {
    for (const spec::Column& column : columns) {
      if (column.pseudonym()) return column.name();
    }
    return "";
  };
  std::string name = find(profile.columns());
  for (const spec::Variant& variant : profile.variants()) {
    if (name.empty()) name = find(variant.columns());
  }
  return name;
}

absl::Status CheckPseudonymKey(const spec::CsvProfile& profile, const std::string& key) {
  const std::string column = PseudonymColumn(profile);
  if (column.empty() || key.size() >= base::kPseudonymKeyBytesMin) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "it reads customers from the column ", column,
      " and makes pseudonyms of them, for which it needs a secret key of at least ",
      base::kPseudonymKeyBytesMin, " bytes",
      key.empty() ? "" : absl::StrCat(", and this one has ", key.size()),
      ": submit --pseudonym-key FILE takes one, and head -c 32 /dev/urandom > FILE makes one to "
      "keep"));
}

// What is given for all documents, the file need not say. A column that says something else
// besides stays as it is.
void RelaxColumnsFor(std::string_view path, spec::CsvProfile& profile) {
  for (spec::Column& column : *profile.mutable_columns()) {
    if (column.paths_size() == 1 && column.paths(0) == path) {
      column.set_required(false);
      column.set_header_required(false);
    }
  }
}

bool HasColumnFor(const spec::CsvProfile& profile, std::string_view path) {
  for (const spec::Column& column : profile.columns()) {
    for (const std::string& own : column.paths()) {
      if (own == path) return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Profile>> Profile::FromJson(std::string_view json,
                                                                 ProfileInputs inputs) {
  spec::CsvProfile profile;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &profile);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the profile is not readable: ", std::string(parsed.message())));
  }
  if (inputs.sender_gln.empty()) inputs.sender_gln = profile.sender_gln();
  if (inputs.receiver_gln.empty()) inputs.receiver_gln = profile.receiver_gln();
  RETURN_IF_ERROR(CheckGln("sender_gln", inputs.sender_gln));
  RETURN_IF_ERROR(CheckGln("receiver_gln", inputs.receiver_gln));
  if (inputs.sender_gln.empty() && !HasColumnFor(profile, "sender_gln")) {
    return absl::InvalidArgumentError("no sender: no column says it, so give sender_gln");
  }
  if (!inputs.sender_gln.empty()) RelaxColumnsFor("sender_gln", profile);
  if (!inputs.receiver_gln.empty()) RelaxColumnsFor("receiver_gln", profile);
  if (inputs.reads) {
    RETURN_IF_ERROR(CheckPseudonymKey(profile, inputs.pseudonym_key));
  } else if (!PseudonymColumn(profile).empty()) {
    return absl::InvalidArgumentError("it reads only: pseudonyms cannot be undone");
  }
  std::vector<std::unique_ptr<ValueMap>> maps;
  for (int i = 0; i < profile.value_maps_size(); ++i) {
    ASSIGN_OR_RETURN(std::unique_ptr<ValueMap> map, MakeMap(profile, i, inputs));
    maps.push_back(std::move(map));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<const Plan> plan, CompilePlan(profile, std::move(maps)));
  return std::unique_ptr<const Profile>(new Profile(std::move(plan), std::move(inputs)));
}

absl::StatusOr<std::unique_ptr<const Profile>> Profile::FromFile(const std::string& path,
                                                                 ProfileInputs inputs) {
  ASSIGN_OR_RETURN(const std::string json, ReadFile(path));
  if (inputs.open == nullptr) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    inputs.open = [folder](const std::string& name) { return ReadFile((folder / name).string()); };
  }
  return FromJson(json, std::move(inputs));
}

}  // namespace headwater::csv
