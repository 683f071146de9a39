#include "hub/cli/submit_report.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "adapters/format/violations.h"
#include "hub/base/absl_view.h"
#include "hub/cli/json_object.h"
#include "hub/cli/submit_cure.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

// Documents in JSON and those of the outbox have none.
void AddPlace(JsonObject& line, const format::Position& position) {
  if (position.line == 0) return;
  line.Add("line", static_cast<int64_t>(position.line));
  line.Add("column", static_cast<int64_t>(position.column));
}

void AddDocument(JsonObject& line, const v1::Document& document) {
  line.Add("number", document.number());
  line.Add("document_id", document.document_id());
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

void SubmitReport::Show(const format::Issue& issue, const v1::Document* document) {
  const bool warning = issue.severity == format::Severity::kWarning;
  if (json_) {
    JsonObject line;
    line.Add("file", file_);
    AddPlace(line, issue.position);
    if (document != nullptr) AddDocument(line, *document);
    line.Add("severity", warning ? "warning" : "error");
    line.Add("reason", v1::Reason_Name(issue.reason));
    line.Add("field_path", issue.field_path);
    line.Add("text", issue.text);
    if (!issue.cure.empty()) line.Add("cure", issue.cure);
    std::cout << line.Text() << "\n";
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
    Show(issue, &document);
  }
}

void SubmitReport::Show(const v1::Document& document, format::Position position,
                        const v1::Receipt& receipt) {
  if (!json_) return;
  JsonObject line;
  line.Add("file", file_);
  AddPlace(line, position);
  AddDocument(line, document);
  line.Add("receipt", receipt);
  std::cout << line.Text() << "\n";
}

void SubmitReport::ShowUnsettled(const v1::Document& document, format::Position position,
                                 const client::Refusal& refusal, bool dry_run) {
  format::Issue issue;
  issue.position = position;
  issue.reason = refusal.detail.reason();
  issue.text = absl::StrCat(document.number(),
                            dry_run ? " has no verdict of the hub: "
                                    : " stays in the outbox without the hub's last word: ",
                            refusal.ToString());
  issue.cure = "mend that and run the command again";
  if (!dry_run) {
    absl::StrAppend(&issue.cure, ", or drop the document with --forget ", document.document_id());
  }
  Show(issue, &document);
}

void SubmitReport::ShowJson(const SubmitCounts& counts) {
  JsonObject line;
  if (!file_.empty()) line.Add("file", file_);
  JsonObject summary;
  summary.Add("accepted", counts.accepted);
  summary.Add("refused", counts.refused);
  summary.Add("unsettled", counts.unsettled);
  summary.Add("errors", counts.errors);
  summary.Add("warnings", counts.warnings);
  line.Add("summary", summary);
  std::cout << line.Text() << std::endl;
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
  std::cout << file_ << ": " << Count(counts.accepted, "document") << " that an earlier run left "
            << (counts.accepted == 1 ? "was" : "were") << " accepted, "
            << WithCommas(counts.refused) << " refused by the hub"
            << UnsettledText(counts.unsettled) << std::endl;
}

}  // namespace headwater::cli
