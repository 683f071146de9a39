// How a document ends: whole, in parts, or not at all.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "adapters/csv/document_builder.h"
#include "adapters/format/document_id.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

using format::Fault;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Cells of one document that cannot be split, before it is given up: well over what
// could fit into kDocumentBytesMax.
constexpr size_t kCellBytesMax = 4 << 20;
// A part is closed a little before the limit, for its envelope.
constexpr size_t kPartBytesMax = kDocumentBytesMax - (16 << 10);

}  // namespace

// Before a row of a kind that may be split: notes where the document may be cut.
absl::Status DocumentBuilder::Watch(const RowView& row) {
  key_.clear();
  row.AppendKey(plan_.split_at, key_);
  if (rows_ > 0 && key_ == unit_) return absl::OkStatus();
  if (rows_ > 0) units_.push_back(std::move(unit_));
  unit_ = key_;
  Message& parent = ListParent(1);
  unit_index_ = parent.GetReflection()->FieldSize(parent, plan_.levels[1].list);
  unit_rows_ = rows_;
  unit_bytes_ = bytes_;
  unit_errors_ = errors_;
  if (!closed_units_.contains(unit_)) return absl::OkStatus();
  const int column = plan_.split_at[0];
  return Tell(row.At(column), plan_.profile.kind(), 0,
              Fault{.reason = v1::REASON_DUPLICATE_ITEM,
                    .text = absl::StrCat(plan_.columns[static_cast<size_t>(column)], ": ",
                                         ShownCell(plan_, column, row.Text(column)),
                                         " came before, in a part that is already finished"),
                    .cure = "Sort the file, so that its rows stand together"});
}

absl::Status DocumentBuilder::CheckSize(const RowView& row) {
  const size_t bytes_max = plan_.can_split() ? kPartBytesMax : kCellBytesMax;
  if (rows_ <= kDocumentRowsMax && bytes_ <= bytes_max) return absl::OkStatus();
  if (plan_.can_split() && unit_index_ > 0) return SplitOff();
  is_too_large_ = true;
  return Tell({row.line(), 1}, plan_.profile.kind(), 0,
              Fault{.reason = v1::REASON_DOCUMENT_TOO_LARGE,
                    .text = absl::StrCat("the document that begins in line ", whole_.line,
                                         " has more than ", kDocumentRowsMax, " rows or 1 MiB",
                                         plan_.can_split() ? " that cannot be told apart" : ""),
                    .cure = "Make it several documents with numbers of their own"});
}

// Gives what stands before the current unit to the sink, and keeps the unit.
absl::Status DocumentBuilder::SplitOff() {
  const LevelPlan& plan = plan_.levels[1];
  Message& parent = ListParent(1);
  const Reflection& reflection = *parent.GetReflection();
  std::vector<Message*> tail;
  while (reflection.FieldSize(parent, plan.list) > unit_index_) {
    tail.push_back(reflection.ReleaseLast(&parent, plan.list));
  }
  v1::Document head = std::exchange(document_, header_);
  format::PositionMap tail_positions = positions_.SplitAt(unit_index_);
  format::PositionMap head_positions = std::exchange(positions_, std::move(tail_positions));
  Message& next = ListParent(1);
  for (auto message = tail.rbegin(); message != tail.rend(); ++message) {
    next.GetReflection()->AddAllocatedMessage(&next, plan.list, *message);
  }
  for (size_t level = 1; level < levels_.size(); ++level) {
    LevelState& state = levels_[level];
    absl::erase_if(state.items,
                   [&](const auto& entry) { return entry.second->outer_index < unit_index_; });
    for (auto& [key, item] : state.items) {
      item->outer_index -= unit_index_;
      if (level == 1) item->index -= unit_index_;
    }
  }
  indexes_[0] -= unit_index_;
  for (std::string& unit : units_) closed_units_.insert(std::move(unit));
  units_.clear();
  ++parts_;
  rows_ -= unit_rows_;
  bytes_ -= unit_bytes_;
  unit_index_ = 0;
  unit_rows_ = 0;
  unit_bytes_ = 0;
  // What is wrong with the header is wrong with every part.
  const bool head_spoiled = unit_errors_ > 0;
  errors_ += header_errors_ - unit_errors_;
  unit_errors_ = header_errors_;
  head.set_number(absl::StrCat(head.number(), "/", parts_));
  return Emit(std::move(head), std::move(head_positions), head_spoiled);
}

absl::Status DocumentBuilder::Finish() {
  if (rows_ == 0) {
    Clear();
    return absl::OkStatus();
  }
  if (parts_ > 0) document_.set_number(absl::StrCat(document_.number(), "/", parts_ + 1));
  v1::Document document = std::move(document_);
  format::PositionMap positions = std::exchange(positions_, format::PositionMap(plan_.paths));
  const bool is_spoiled = errors_ > 0;
  Clear();
  return Emit(std::move(document), std::move(positions), is_spoiled);
}

absl::Status DocumentBuilder::Emit(v1::Document document, format::PositionMap positions,
                                   bool is_spoiled) {
  if (is_spoiled) return absl::OkStatus();
  const format::Position start = positions.Find(plan_.profile.kind());
  const ProfileInputs& inputs = profile_.inputs();
  const auto missing = [&](std::string_view path, std::string_view cure) {
    return sink_.OnIssue(
        format::IssueAt(start, std::string(path),
                        Fault{.reason = v1::REASON_FIELD_REQUIRED,
                              .text = absl::StrCat("the document has no ", base::AbslView(path)),
                              .cure = std::string(cure)}));
  };
  if (document.sender_gln().empty()) document.set_sender_gln(inputs.sender_gln);
  if (document.receiver_gln().empty()) document.set_receiver_gln(inputs.receiver_gln);
  if (document.sender_gln().empty()) return missing("sender_gln", "Fill in the sender's column");
  if (document.number().empty()) return missing("number", "Fill in the number's column");
  if (!document.has_issue_time()) {
    if (!inputs.issue_time.has_value()) {
      return missing("issue_time",
                     "Fill in its column, or give one for the whole file: "
                     "--set issue_time=2026-01-05T20:00:00Z");
    }
    const int64_t seconds = absl::ToUnixSeconds(*inputs.issue_time);
    document.mutable_issue_time()->set_seconds(seconds);
    document.mutable_issue_time()->set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(*inputs.issue_time - absl::FromUnixSeconds(seconds))));
  }
  if (document.document_id().empty()) {
    document.set_document_id(
        format::DocumentIdFor(document.sender_gln(), plan_.profile.kind(), document.number()));
  }
  if (document.ByteSizeLong() > kDocumentBytesMax) {
    return sink_.OnIssue(format::IssueAt(
        start, plan_.profile.kind(),
        Fault{.reason = v1::REASON_DOCUMENT_TOO_LARGE,
              .text = absl::StrCat("the document is larger than ", kDocumentBytesMax, " bytes"),
              .cure = "Make it several documents with numbers of their own"}));
  }
  return sink_.OnDocument({.document = std::move(document), .positions = std::move(positions)});
}

void DocumentBuilder::Clear() {
  document_.Clear();
  positions_.Clear();
  whole_ = Item();
  for (LevelState& state : levels_) {
    state.key.clear();
    state.current = nullptr;
    state.items.clear();
  }
  rows_ = 0;
  bytes_ = 0;
  errors_ = 0;
  is_too_large_ = false;
  header_.Clear();
  header_errors_ = unit_errors_ = 0;
  unit_.clear();
  unit_index_ = unit_rows_ = 0;
  unit_bytes_ = 0;
  units_.clear();
  closed_units_.clear();
  parts_ = 0;
}

}  // namespace headwater::csv
