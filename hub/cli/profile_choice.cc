#include "hub/cli/profile_choice.h"

#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "adapters/csv/csv_profile.pb.h"
#include "adapters/format/byte_source.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/cli/certificate_party.h"

namespace headwater::cli {
namespace {

namespace fs = std::filesystem;
using google::protobuf::FieldDescriptor;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  ASSIGN_OR_RETURN(const auto source, format::FileSource::Open(path));
  std::string text;
  std::string block(64 << 10, '\0');
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, source->Read(block.data(), block.size()));
    if (got == 0) return text;
    text.append(block, 0, got);
  }
}

// The texts of a profile that --set may change: not its name, and nothing that is a list.
const FieldDescriptor* FindText(const std::string& name) {
  const auto* field = csv::spec::CsvProfile::descriptor()->FindFieldByName(name);
  const bool is_text =
      field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
  return is_text && name != "name" && name != "description" && name != "kind" ? field : nullptr;
}

std::string NamesOf(const csv::spec::CsvProfile& profile) {
  std::vector<std::string> names = {"issue_time"};
  const auto* descriptor = csv::spec::CsvProfile::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (FindText(descriptor->field(i)->name()) != nullptr) {
      names.push_back(descriptor->field(i)->name());
    }
  }
  for (const auto& map : profile.value_maps()) {
    names.push_back(map.name());
    names.push_back(absl::StrCat(map.name(), ".KEY"));
  }
  return absl::StrJoin(names, ", ");
}

// Of a value map or of one of its entries. False where the name is neither.
bool SetInMap(std::string_view name, const std::string& value, csv::spec::CsvProfile& profile) {
  for (auto& map : *profile.mutable_value_maps()) {
    absl::string_view key = base::AbslView(name);
    if (!absl::ConsumePrefix(&key, map.name())) continue;
    if (key.empty()) {
      map.set_file(fs::absolute(value).string());
      return true;
    }
    if (!absl::ConsumePrefix(&key, ".")) continue;
    (*map.mutable_entries())[std::string(key)] = value;
    return true;
  }
  return false;
}

absl::Status Set(const std::string& setting, csv::spec::CsvProfile& profile,
                 csv::ProfileInputs& inputs) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(setting, absl::MaxSplits('=', 1));
  const auto& [name, value] = parts;
  if (!absl::StrContains(setting, '=')) {
    return absl::InvalidArgumentError(
        absl::StrCat("--set ", setting, ": say NAME=VALUE, for example time_zone=Europe/Berlin"));
  }
  if (name == "issue_time") {
    absl::Time time;
    std::string problem;
    if (!absl::ParseTime(absl::RFC3339_full, value, &time, &problem)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--set ", setting, ": say a time such as 2026-01-05T08:00:00Z"));
    }
    inputs.issue_time = time;
    return absl::OkStatus();
  }
  if (const FieldDescriptor* field = FindText(name)) {
    profile.GetReflection()->SetString(&profile, field, value);
    return absl::OkStatus();
  }
  if (SetInMap(name, value, profile)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--set ", setting, ": this profile has no ", name,
                                                 "; what can be set is ", NamesOf(profile)));
}

absl::StatusOr<std::string> JsonOf(const ProfileChoice& choice) {
  const std::string_view built_in = csv::BuiltInProfile(choice.profile);
  if (!built_in.empty()) return std::string(built_in);
  auto json = ReadFile(choice.profile);
  if (!json.ok()) {
    return absl::NotFoundError(absl::StrCat(
        "--profile ", choice.profile, " is neither a file that can be read nor one of ",
        absl::StrJoin(csv::BuiltInProfileNames(), ", ",
                      [](std::string* out, std::string_view name) {
                        absl::StrAppend(out, base::AbslView(name));
                      })));
  }
  return json;
}

}  // namespace

CLI::Option* AddProfileOptions(CLI::App& command, ProfileChoice& choice,
                               const std::string& purpose) {
  CLI::Option* profile =
      command.add_option("--profile", choice.profile,
                         absl::StrCat(purpose, ": the name of a built-in profile, or a file"));
  command
      .add_option("--set", choice.settings,
                  "NAME=VALUE in the profile: issue_time=2026-01-05T08:00:00Z, "
                  "time_zone=Europe/Berlin, MAP=FILE or MAP.KEY=VALUE for its value maps")
      ->needs(profile);
  return profile;
}

absl::StatusOr<std::unique_ptr<const csv::Profile>> LoadProfile(const ProfileChoice& choice,
                                                                const ClientOptions& options) {
  ASSIGN_OR_RETURN(std::string json, JsonOf(choice));
  csv::spec::CsvProfile profile;
  const auto read = google::protobuf::util::JsonStringToMessage(json, &profile);
  if (!read.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--profile ", choice.profile, " is no profile in JSON: ", std::string(read.message())));
  }
  csv::ProfileInputs inputs;
  inputs.reads = choice.reads;
  for (const std::string& setting : choice.settings) {
    RETURN_IF_ERROR(Set(setting, profile, inputs));
  }
  if (!choice.pseudonym_key.empty()) {
    auto key = ReadFile(choice.pseudonym_key);
    if (!key.ok()) {
      return absl::Status(key.status().code(),
                          absl::StrCat("--pseudonym-key: ", key.status().message(),
                                       "; head -c 32 /dev/urandom > FILE makes one to keep"));
    }
    inputs.pseudonym_key = *std::move(key);
  }
  if (profile.sender_gln().empty()) {
    ASSIGN_OR_RETURN(const base::Gln party,
                     PartyOfCertificate(absl::StrCat(options.certs, "/", options.as, ".pem")));
    profile.set_sender_gln(party.ToString());
  }
  const bool is_built_in = !csv::BuiltInProfile(choice.profile).empty();
  const fs::path folder = is_built_in ? fs::path() : fs::path(choice.profile).parent_path();
  inputs.open = [folder, maps = profile.value_maps()](
                    const std::string& name) -> absl::StatusOr<std::string> {
    auto text = ReadFile((folder / name).string());
    if (text.ok()) return text;
    for (const auto& map : maps) {
      if (map.file() != name) continue;
      return absl::NotFoundError(absl::StrCat(text.status().message(),
                                              "; the profile needs it: --set ", map.name(),
                                              "=FILE says where it is"));
    }
    return text;
  };
  json.clear();
  const auto written = google::protobuf::util::MessageToJsonString(profile, &json);
  if (!written.ok()) return absl::InternalError(written.ToString());
  auto loaded = csv::Profile::FromJson(json, inputs);
  if (!loaded.ok()) {
    return absl::Status(loaded.status().code(), absl::StrCat("--profile ", choice.profile, ": ",
                                                             loaded.status().message()));
  }
  if (!choice.pseudonym_key.empty() && !(*loaded)->makes_pseudonyms()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--pseudonym-key: the profile ", choice.profile,
        " makes no pseudonyms; what it reads as one must be one, and a column with \"pseudonym\": "
        "true makes them"));
  }
  return loaded;
}

}  // namespace headwater::cli
