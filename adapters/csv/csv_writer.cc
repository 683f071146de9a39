#include "adapters/csv/csv_writer.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/csv/csv_reader.h"
#include "google/protobuf/util/message_differencer.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr std::string_view kLineEnd = "\r\n";

// The message at the end of a chain; nullptr where something on the way is not set.
const Message* Peek(const Message* message, const FieldChain& chain) {
  for (const auto* field : chain) {
    const auto& reflection = *message->GetReflection();
    if (!reflection.HasField(*message, field)) return nullptr;
    message = &reflection.GetMessage(*message, field);
  }
  return message;
}

// Keeps the first document and the first issue.
class FirstOfEach final : public format::DocumentSink {
 public:
  absl::Status OnDocument(format::Parsed parsed) override {
    if (++documents == 1) document = std::move(parsed.document);
    return absl::OkStatus();
  }
  absl::Status OnIssue(format::Issue found) override {
    if (found.severity == format::Severity::kError && !issue.has_value()) issue = std::move(found);
    return absl::OkStatus();
  }

  int documents = 0;
  v1::Document document;
  std::optional<format::Issue> issue;
};

// Of lines such as "deleted: order.lines[0].price: { ... }".
std::string FirstPathOf(const std::string& report) {
  const std::vector<std::string> parts = absl::StrSplit(report, absl::MaxSplits(": ", 2));
  return parts.size() < 3 ? "all of the document" : parts[1];
}

bool HasSignChange(absl::Span<const ColumnUse> uses) {
  for (const ColumnUse& use : uses) {
    if (use.absolute || use.sign_column >= 0) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CsvWriter>> CsvWriter::Make(const Profile& profile) {
  const Plan& plan = profile.plan();
  bool reads_only = plan.makes_pseudonyms || !plan.profile.variants().empty() ||
                    HasSignChange(plan.variants[0].uses);
  for (const LevelPlan& level : plan.levels) reads_only = reads_only || HasSignChange(level.uses);
  if (reads_only) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the profile ", profile.name(),
        " reads only: what its variants, signs and pseudonyms change cannot be undone"));
  }
  return std::unique_ptr<CsvWriter>(new CsvWriter(profile));
}

std::string CsvWriter::Header() const {
  std::string header;
  if (!plan_.profile.no_header()) AppendRow(plan_.columns, header);
  return header;
}

void CsvWriter::AppendRow(const Cells& cells, std::string& rows) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) rows.push_back(plan_.delimiter);
    const std::string& text = cells[i];
    const bool plain =
        text.find_first_of(std::string{plan_.delimiter, '"', '\r', '\n'}) == std::string::npos &&
        (text.empty() ? cells.size() > 1 : text.front() != ' ' && text.back() != ' ');
    if (plain) {
      rows.append(text);
      continue;
    }
    rows.push_back('"');
    for (const char c : text) {
      if (c == '"') rows.push_back('"');
      rows.push_back(c);
    }
    rows.push_back('"');
  }
  rows.append(kLineEnd);
}

absl::Status CsvWriter::Put(int column, std::string text, const std::string& path,
                            Cells& cells) const {
  std::string& cell = cells[static_cast<size_t>(column)];
  if (cell.empty()) {
    cell = std::move(text);
  } else if (!text.empty() && cell != text) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": the column ", plan_.columns[static_cast<size_t>(column)],
                     " would have to say \"", cell, "\" and \"", text, "\""));
  }
  return absl::OkStatus();
}

absl::Status CsvWriter::WriteBinding(const ColumnUse& use, const Binding& binding,
                                     const Message& item, Cells& cells) const {
  const FieldTarget& target = binding.target;
  const Message* parent = Peek(&item, target.chain);
  if (parent == nullptr) return absl::OkStatus();
  std::optional<Codec::Written> written = target.codec.Write(*parent);
  if (!written.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(target.path, ": no cell can say this value in the profile's notation"));
  }
  if (written->text.empty()) return absl::OkStatus();
  if (use.map != nullptr) {
    const std::string* key = use.map->FindKey(written->text);
    if (key == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(target.path, ": the value map ",
                                                     use.map->name(), " has not one key for \"",
                                                     written->text, "\""));
    }
    written->text = *key;
  }
  RETURN_IF_ERROR(Put(use.column, std::move(written->text), target.path, cells));
  if (binding.unit_column >= 0) {
    return Put(binding.unit_column, std::move(written->unit), target.path, cells);
  }
  if (target.codec.has_unit() && written->unit != binding.unit) {
    return absl::InvalidArgumentError(absl::StrCat(target.path, ": its unit is \"", written->unit,
                                                   "\", and the profile has no column for that"));
  }
  return absl::OkStatus();
}

absl::Status CsvWriter::WriteUses(absl::Span<const ColumnUse> uses, const Message& item,
                                  Cells& cells) const {
  for (const ColumnUse& use : uses) {
    for (const Binding& binding : use.bindings) {
      RETURN_IF_ERROR(WriteBinding(use, binding, item, cells));
    }
  }
  return absl::OkStatus();
}

// A row for each item of the innermost list; an item without one of its own has one
// row all the same.
absl::Status CsvWriter::WriteLevel(int level, const Message& item, const Cells& above,
                                   std::string& rows) const {
  Cells cells = above;
  const bool is_last = level == plan_.depth();
  RETURN_IF_ERROR(
      WriteUses(is_last ? plan_.variants[0].uses : plan_.levels[static_cast<size_t>(level)].uses,
                item, cells));
  if (is_last) {
    AppendRow(cells, rows);
    return absl::OkStatus();
  }
  const LevelPlan& below = plan_.levels[static_cast<size_t>(level) + 1];
  const Message* parent = Peek(&item, below.chain);
  const int count = parent == nullptr ? 0 : parent->GetReflection()->FieldSize(*parent, below.list);
  if (count == 0) AppendRow(cells, rows);
  for (int i = 0; i < count; ++i) {
    RETURN_IF_ERROR(WriteLevel(level + 1,
                               parent->GetReflection()->GetRepeatedMessage(*parent, below.list, i),
                               cells, rows));
  }
  return absl::OkStatus();
}

absl::Status CsvWriter::Write(const v1::Document& document, format::ByteSink& sink) {
  return WriteDocument(document, Cells(plan_.columns.size()), sink);
}

absl::Status CsvWriter::WriteEvent(const v1::Event& event, format::ByteSink& sink) {
  Cells cells(plan_.columns.size());
  for (const EventUse& use : plan_.event_uses) {
    std::optional<Codec::Written> written = use.codec.Write(event);
    if (!written.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(plan_.profile.columns(use.column).paths(0),
                       ": no cell can say this value in the profile's notation"));
    }
    cells[static_cast<size_t>(use.column)] = std::move(written->text);
  }
  return WriteDocument(event.document(), std::move(cells), sink);
}

absl::Status CsvWriter::WriteDocument(const v1::Document& document, Cells cells,
                                      format::ByteSink& sink) {
  // A number that is one column and nothing else can be turned round.
  if (plan_.number.has_value() && plan_.number->pieces.size() == 1 &&
      plan_.number->pieces[0].column >= 0) {
    cells[static_cast<size_t>(plan_.number->pieces[0].column)] = document.number();
  }
  std::string rows;
  RETURN_IF_ERROR(WriteLevel(0, document, cells, rows));
  RETURN_IF_ERROR(ReadBack(document, rows));
  RETURN_IF_ERROR(CheckNumber(document));
  if (!has_header_) RETURN_IF_ERROR(sink.Write(Header()));
  has_header_ = true;
  return sink.Write(rows);
}

absl::Status CsvWriter::Finish(format::ByteSink& sink) {
  if (std::exchange(has_header_, true)) return absl::OkStatus();
  return sink.Write(Header());
}

absl::Status CsvWriter::ReadBack(const v1::Document& document, std::string_view rows) const {
  const std::string text = absl::StrCat(Header(), std::string(rows));
  format::StringSource source(text);
  FirstOfEach found;
  RETURN_IF_ERROR(CsvReader(profile_).Read(source, found));
  if (found.issue.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(found.issue->field_path, ": ", found.issue->text, "; ", found.issue->cure));
  }
  if (found.documents != 1) {
    return absl::InvalidArgumentError("the document would be read back as several");
  }
  MessageDifferencer differencer;
  std::string report;
  differencer.ReportDifferencesToString(&report);
  if (differencer.Compare(document, found.document)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the profile ", profile_.name(), " cannot say ", FirstPathOf(report)));
}

// Two documents that the reader would take for one, or for one that came back.
absl::Status CsvWriter::CheckNumber(const v1::Document& document) {
  if (plan_.group.empty()) return absl::OkStatus();
  std::string name = document.number();
  if (plan_.group_sender >= 0) absl::StrAppend(&name, " of ", document.sender_gln());
  if (numbers_.insert(name).second) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("number: the file has a document ", name, " already"));
}

}  // namespace headwater::csv
