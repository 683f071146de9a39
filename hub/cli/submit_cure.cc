#include "hub/cli/submit_cure.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/format/document_id.h"
#include "headwater/v1/rules.pb.h"

namespace headwater::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// How what was sent is put right, by kind; none of them is changed itself.
struct Remedy {
  std::string_view kind;
  std::string_view text;
};

constexpr Remedy kRemedies[] = {
    {"party", "state the party anew under a new number, with its version as base_version"},
    {"location", "state the location anew under a new number, with its version as base_version"},
    {"replenishment_agreement",
     "state the agreement anew under a new number, with its version as base_version"},
    {"trade_item", "state the item anew under a new number, with its version as base_version"},
    {"order",
     "an order that is sent is changed by an order change and ended by a cancellation (profiles "
     "order_changes, order_cancellations)"},
    {"order_response",
     "answer again, in full, under a new number and with the order's version now as base_version"},
    {"order_change",
     "state the whole order again in another change, under a new number and with the order's "
     "version now as base_version"},
    {"order_cancellation", "a cancellation is not taken back; order again"},
    {"despatch_advice",
     "a despatch advice cannot be changed: tell the receiver, whose receiving advice says what "
     "came short or over. Do not send it under a new number, or the goods count twice"},
    {"receiving_advice",
     "a receiving advice cannot be changed: tell the supplier, and book the difference as a stock "
     "movement. Do not send it under a new number, or the goods count twice"},
    {"inventory_report",
     "report the stock again under a new number, with an as_of_time after that of the first"},
    {"stock_movement",
     "a movement cannot be changed: book the difference as another one. Do not send it under a "
     "new number, or it counts twice"},
    {"sales_report",
     "report the day again in full under a new number, with a higher restatement_number"},
    {"ticket",
     "a ticket cannot be changed: put it right with another one, of returns and sales. Do not "
     "send it under a new number, or its sales count twice"},
    {"application_error", "send what is to be said now under a new number"},
};

std::string RemedyOf(std::string_view kind) {
  for (const Remedy& remedy : kRemedies) {
    if (remedy.kind == kind) return std::string(remedy.text);
  }
  return "send it under a new number, where that does not count anything twice";
}

// Its number, in whatever form: most files have no ids, which then follow from the number.
bool IsNumberUsed(v1::Reason reason, const v1::Document& document, const std::string& kind) {
  return reason == v1::REASON_NUMBER_REUSED ||
         (reason == v1::REASON_DOCUMENT_ID_REUSED &&
          document.document_id() ==
              format::DocumentIdFor(document.sender_gln(), kind, document.number()));
}

bool IsOfEnvelope(const std::string& path) {
  const auto* field = v1::Document::descriptor()->FindFieldByName(path);
  return field != nullptr && field->real_containing_oneof() == nullptr;
}

// The first column that fills the field: one of all rows, or else of a variant; nullptr
// where there is none.
const csv::spec::Column* ColumnOf(const std::string& path, const csv::spec::CsvProfile& profile) {
  const auto find = [&path](const auto& columns) -> const csv::spec::Column* {
    for (const csv::spec::Column& column : columns) {
      for (const std::string& own : column.paths()) {
        if (own == path) return &column;
      }
    }
    return nullptr;
  };
  const csv::spec::Column* found = find(profile.columns());
  for (const csv::spec::Variant& variant : profile.variants()) {
    if (found == nullptr) found = find(variant.columns());
  }
  return found;
}

// "the column buyer_gln says it, or --set receiver_gln=GLN for the whole file"
std::string SourceOf(const std::string& path, const csv::Profile& profile) {
  const auto* column = ColumnOf(path, profile.plan().profile);
  std::string source =
      column == nullptr ? "" : absl::StrCat("the column ", column->name(), " says it");
  const bool is_gln = path == "sender_gln" || path == "receiver_gln";
  if (is_gln || path == "issue_time") {
    absl::StrAppend(&source, source.empty() ? "" : ", or ", "--set ", path, "=",
                    is_gln ? "GLN" : "TIME", source.empty() ? " says it" : "",
                    " for the whole file");
  }
  return source;
}

// "lines[].quantity" of "lines[3].quantity".
std::string PatternOf(std::string_view path) {
  std::string pattern;
  bool is_index = false;
  for (const char c : path) {
    if (c == ']') is_index = false;
    if (!is_index) pattern.push_back(c);
    if (c == '[') is_index = true;
  }
  return pattern;
}

// nullptr where the path names no field.
const FieldDescriptor* FieldAt(const std::string& pattern) {
  const Descriptor* message = v1::Document::descriptor();
  const FieldDescriptor* field = nullptr;
  for (absl::string_view name : absl::StrSplit(pattern, '.')) {
    absl::ConsumeSuffix(&name, "[]");
    field = message == nullptr ? nullptr : message->FindFieldByName(std::string(name));
    if (field == nullptr) return nullptr;
    message = field->message_type();
  }
  return field;
}

// The column that fills the field, or the first of what it must have; nullptr where there
// is none.
const csv::spec::Column* ColumnFor(const std::string& pattern, const FieldDescriptor& field,
                                   const csv::Profile& profile) {
  if (const auto* column = ColumnOf(pattern, profile.plan().profile)) return column;
  const Descriptor* message = field.message_type();
  for (int i = 0; message != nullptr && i < message->field_count(); ++i) {
    const FieldDescriptor& own = *message->field(i);
    if (own.is_repeated() || !own.options().GetExtension(v1::field).required()) continue;
    const auto* column = ColumnFor(absl::StrCat(pattern, ".", own.name()), own, profile);
    if (column != nullptr) return column;
  }
  return nullptr;
}

}  // namespace

std::string CsvCureOf(const format::Issue& issue, const v1::Document& document,
                      const csv::Profile& profile) {
  if (IsNumberUsed(issue.reason, document, profile.kind())) {
    return absl::StrCat(
        "give another document a number of its own. Where it is the same one and its rows were "
        "changed since it was taken, put back what they said: ",
        RemedyOf(profile.kind()));
  }
  // Told of the whole document.
  const bool is_stale = issue.reason == v1::REASON_VERSION_STALE && issue.field_path.empty();
  const std::string path = is_stale ? "base_version" : issue.field_path;
  if (!IsOfEnvelope(path)) {
    if (issue.reason != v1::REASON_FIELD_REQUIRED) return issue.cure;
    const std::string pattern = PatternOf(path);
    const FieldDescriptor* field = FieldAt(pattern);
    const auto* column = field == nullptr ? nullptr : ColumnFor(pattern, *field, profile);
    return column == nullptr ? issue.cure
                             : absl::StrCat(issue.cure, issue.cure.empty() ? "" : "; ",
                                            "the column ", column->name(), " says it");
  }
  const std::string source = SourceOf(path, profile);
  return absl::StrCat(issue.cure, issue.cure.empty() || source.empty() ? "" : "; ", source);
}

}  // namespace headwater::cli
