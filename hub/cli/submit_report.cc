#include "hub/cli/submit_report.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "adapters/format/violations.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/cli/client_options.h"
#include "hub/cli/submit_cure.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

using google::protobuf::Struct;

void Put(Struct& line, const char* name, std::string_view text) {
  (*line.mutable_fields())[name].set_string_value(std::string(text));
}

void Put(Struct& line, const char* name, int64_t number) {
  (*line.mutable_fields())[name].set_number_value(static_cast<double>(number));
}

// Documents in JSON and those of the outbox have none.
void PutPlace(Struct& line, const format::Position& position) {
  if (position.line == 0) return;
  Put(line, "line", position.line);
  Put(line, "column", position.column);
}

// The hub writes "what is wrong; how to mend it". Offending values stand in quotation
// marks.
void SplitCure(format::Issue& issue) {
  bool quoted = false;
  for (size_t i = 0; i + 1 < issue.text.size(); ++i) {
    if (issue.text[i] == '"') quoted = !quoted;
    if (quoted || issue.text[i] != ';' || issue.text[i + 1] != ' ') continue;
    issue.cure = issue.text.substr(i + 2);
    issue.text.resize(i);
    return;
  }
}

std::string Count(int64_t count, const char* noun) {
  return absl::StrCat(WithCommas(count), " ", noun, count == 1 ? "" : "s");
}

std::string UnsettledText(int64_t count) {
  return count == 0 ? "" : absl::StrCat(", ", WithCommas(count), " without the hub's last word");
}

}  // namespace

void SubmitReport::Show(const format::Issue& issue, std::string_view number) {
  const bool warning = issue.severity == format::Severity::kWarning;
  if (json_) {
    Struct line;
    Put(line, "file", file_);
    PutPlace(line, issue.position);
    if (!number.empty()) Put(line, "number", number);
    Put(line, "field_path", issue.field_path);
    Put(line, "severity", warning ? "warning" : "error");
    Put(line, "reason", v1::Reason_Name(issue.reason));
    Put(line, "text", issue.text);
    if (!issue.cure.empty()) Put(line, "cure", issue.cure);
    std::cout << JsonLine(line) << "\n";
    return;
  }
  std::cerr << file_ << ":";
  if (issue.position.line > 0) {
    std::cerr << issue.position.line << ":" << issue.position.column << ":";
  }
  std::cerr << " " << (warning ? "warning: " : "") << issue.text << (issue.cure.empty() ? "" : "; ")
            << issue.cure << "\n";
}

void SubmitReport::Show(const v1::Document& document, const format::PositionMap& positions,
                        const client::Refusal& refusal) {
  for (format::Issue& issue : format::IssuesFrom(refusal.detail, refusal.message, positions)) {
    if (issue.cure.empty()) SplitCure(issue);
    if (profile_ != nullptr) issue.cure = CsvCureOf(issue, document, *profile_);
    issue.text = absl::StrCat(document.number(), document.number().empty() ? "" : " ",
                              "was refused: ", issue.field_path,
                              issue.field_path.empty() ? "" : ": ", issue.text);
    Show(issue, document.number());
  }
}

void SubmitReport::Show(const v1::Document& document, format::Position position,
                        const v1::Receipt& receipt) {
  if (!json_) return;
  Struct line;
  Put(line, "file", file_);
  PutPlace(line, position);
  Put(line, "number", document.number());
  const auto status = google::protobuf::util::JsonStringToMessage(
      JsonLine(receipt), (*line.mutable_fields())["receipt"].mutable_struct_value());
  HW_CHECK(status.ok());
  std::cout << JsonLine(line) << "\n";
}

void SubmitReport::ShowUnsettled(const v1::Document& document, format::Position position,
                                 const client::Refusal& refusal) {
  format::Issue issue;
  issue.position = position;
  issue.reason = refusal.detail.reason();
  issue.text = absl::StrCat(
      document.number(), " stays in the outbox without the hub's last word: ", refusal.ToString());
  issue.cure =
      absl::StrCat("mend that and run the command again, or drop the document with --forget ",
                   document.document_id());
  Show(issue, document.number());
}

void SubmitReport::ShowJson(const SubmitCounts& counts) {
  Struct line;
  if (!file_.empty()) Put(line, "file", file_);
  Struct& summary = *(*line.mutable_fields())["summary"].mutable_struct_value();
  Put(summary, "accepted", counts.accepted);
  Put(summary, "refused", counts.refused);
  Put(summary, "unsettled", counts.unsettled);
  Put(summary, "errors", counts.errors);
  Put(summary, "warnings", counts.warnings);
  std::cout << JsonLine(line) << std::endl;
}

void SubmitReport::Show(const SubmitCounts& counts, std::string_view verb) {
  if (json_) return ShowJson(counts);
  std::cout << file_ << ": " << Count(counts.accepted, "document") << " " << verb << ", "
            << WithCommas(counts.refused) << " refused by the hub"
            << UnsettledText(counts.unsettled) << "; " << Count(counts.errors, "error") << " and "
            << Count(counts.warnings, "warning") << " in the file" << std::endl;
}

void SubmitReport::ShowOutbox(const SubmitCounts& counts) {
  if (json_) return ShowJson(counts);
  std::cout << file_ << ": " << WithCommas(counts.accepted)
            << " of the documents that an earlier run left were accepted, "
            << WithCommas(counts.refused) << " refused by the hub"
            << UnsettledText(counts.unsettled) << std::endl;
}

}  // namespace headwater::cli
