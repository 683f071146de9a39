#include "adapters/csv/csv_reader.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/csv/document_builder.h"
#include "adapters/csv/row_view.h"
#include "adapters/csv/tokenizer.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

using format::Fault;
using format::Issue;
using format::Quoted;

// Stops a reading that has nothing but issues.
class LimitedSink final : public format::DocumentSink {
 public:
  explicit LimitedSink(format::DocumentSink& sink) : sink_(sink) {}

  absl::Status OnDocument(format::Parsed parsed) override {
    return sink_.OnDocument(std::move(parsed));
  }
  absl::Status OnIssue(Issue issue) override {
    if (++issues_ > kIssuesMax) {
      return absl::ResourceExhaustedError(
          absl::StrCat("more than ", kIssuesMax, " issues; is this the right file and profile?"));
    }
    return sink_.OnIssue(std::move(issue));
  }

 private:
  format::DocumentSink& sink_;
  int issues_ = 0;
};

// One reading of one file.
class Reading {
 public:
  Reading(const Profile& profile, format::ByteSource& source, format::DocumentSink& sink)
      : profile_(profile),
        plan_(profile.plan()),
        tokenizer_(source, Dialect{.delimiter = plan_.delimiter}),
        sink_(sink),
        builder_(profile, sink_),
        cell_of_column_(plan_.columns.size(), -1) {}

  absl::Status Run() {
    if (plan_.profile.no_header()) {
      for (size_t i = 0; i < cell_of_column_.size(); ++i) cell_of_column_[i] = static_cast<int>(i);
      cells_ = cell_of_column_.size();
    } else {
      ASSIGN_OR_RETURN(const bool good, ReadHeader());
      if (!good) return absl::OkStatus();
    }
    while (true) {
      ASSIGN_OR_RETURN(const bool more, tokenizer_.Next(row_));
      if (!more) break;
      RETURN_IF_ERROR(Take());
    }
    return FinishGroup();
  }

 private:
  // False when the file cannot be read without what is missing.
  absl::StatusOr<bool> ReadHeader() {
    ASSIGN_OR_RETURN(const bool more, tokenizer_.Next(row_));
    if (!more) {
      RETURN_IF_ERROR(Tell({1, 1}, v1::REASON_FIELD_REQUIRED, "the file is empty",
                           "Its first line names the columns"));
      return false;
    }
    if (row_.fault.has_value()) {
      RETURN_IF_ERROR(sink_.OnIssue(*row_.fault));
      return false;
    }
    cells_ = row_.cells.size();
    bool good = true;
    for (size_t cell = 0; cell < cells_; ++cell) {
      ASSIGN_OR_RETURN(const bool fine, BindCell(cell));
      good = good && fine;
    }
    for (size_t column = 0; column < plan_.columns.size(); ++column) {
      if (cell_of_column_[column] >= 0 || !plan_.column_required[column]) continue;
      RETURN_IF_ERROR(Tell(
          {row_.line, 1}, v1::REASON_FIELD_REQUIRED,
          absl::StrCat("the column \"", plan_.columns[column], "\" is missing"),
          cells_ == 1
              ? absl::StrCat("Check the delimiter: \"", std::string(1, plan_.delimiter),
                             "\" gives one column only")
              : absl::StrCat("Add it", MayBeEmpty(column) ? ", with cells that may be empty" : "",
                             ", or mend its name in the first line",
                             OrSetText(plan_, static_cast<int>(column)))));
      good = false;
    }
    return good;
  }

  bool MayBeEmpty(size_t column) const {
    const spec::Column& spec = plan_.profile.columns(static_cast<int>(column));
    return spec.header_required() && !spec.required();
  }

  absl::StatusOr<bool> BindCell(size_t cell) {
    const absl::string_view name =
        absl::StripAsciiWhitespace(base::AbslView(row_.cells[cell].text));
    const format::Position position = row_.cells[cell].position;
    for (size_t column = 0; column < plan_.columns.size(); ++column) {
      if (!absl::EqualsIgnoreCase(name, plan_.columns[column])) continue;
      if (cell_of_column_[column] >= 0) {
        RETURN_IF_ERROR(
            Tell(position, v1::REASON_DUPLICATE_ITEM,
                 absl::StrCat("the column ", Quoted(base::StdView(name)), " stands twice"),
                 "Remove one of the two"));
        return false;
      }
      cell_of_column_[column] = static_cast<int>(cell);
      return true;
    }
    const auto& ignored = plan_.profile.ignored_columns();
    if (name.empty() || std::any_of(ignored.begin(), ignored.end(), [&](const std::string& other) {
          return absl::EqualsIgnoreCase(name, other);
        })) {
      return true;
    }
    Issue issue = format::IssueAt(
        position, "",
        Fault{.reason = v1::REASON_FIELD_UNKNOWN,
              .text = absl::StrCat("the profile has no column ", Quoted(base::StdView(name))),
              .cure = "It is passed over; mend its name if it was meant to be read"});
    issue.severity = format::Severity::kWarning;
    RETURN_IF_ERROR(sink_.OnIssue(std::move(issue)));
    return true;
  }

  absl::Status Take() {
    const RowView row(row_, cell_of_column_, plan_);
    if (row_.fault.has_value()) {
      return TakeBroken(row, *std::move(row_.fault), /*cells_in_place=*/true);
    }
    if (row_.cells.size() != cells_ && !HasBlankTail()) {
      return TakeBroken(
          row,
          format::IssueAt({row_.line, 1}, "",
                          Fault{.reason = row_.cells.size() < cells_ ? v1::REASON_TOO_FEW_ITEMS
                                                                     : v1::REASON_TOO_MANY_ITEMS,
                                .text = absl::StrCat("the row has ", row_.cells.size(),
                                                     " columns and not ", cells_),
                                .cure = "Put cells that hold the delimiter in quotation marks"}),
          /*cells_in_place=*/false);
    }
    for (const int column : plan_.group) {
      if (!row.Text(column).empty()) continue;
      return TakeBroken(
          row,
          format::IssueAt(
              row.At(column), "",
              Fault{.reason = v1::REASON_FIELD_REQUIRED,
                    .text = absl::StrCat(plan_.columns[static_cast<size_t>(column)], " is empty"),
                    .cure = "Fill it in: it tells the document of the row"}),
          /*cells_in_place=*/true);
    }
    RETURN_IF_ERROR(EnterGroup(row));
    return is_stray_ ? absl::OkStatus() : builder_.Add(row);
  }

  // A delimiter at the end of the line, or several, add nothing.
  bool HasBlankTail() const {
    return row_.cells.size() > cells_ &&
           std::all_of(row_.cells.begin() + static_cast<ptrdiff_t>(cells_), row_.cells.end(),
                       [](const Cell& cell) { return cell.text.empty(); });
  }

  // A row that cannot be read spoils its document. Where the row does not even say
  // which one that is, it may be the one before or the one after. Where cells are too
  // many or too few, any of them may be in the wrong place: what they say of the
  // document is then believed only if it is the one of the row before.
  absl::Status TakeBroken(const RowView& row, Issue issue, bool cells_in_place) {
    if (plan_.group.empty()) return sink_.OnIssue(std::move(issue));
    bool knows_group = std::all_of(plan_.group.begin(), plan_.group.end(), [&](int column) {
      return row.Has(column) && !row.Text(column).empty();
    });
    if (knows_group && !cells_in_place) {
      MakeKey(row);
      knows_group = has_group_ && key_ == group_;
    }
    if (knows_group) {
      RETURN_IF_ERROR(EnterGroup(row));
      builder_.Spoil();
    } else {
      builder_.Spoil();
      spoil_next_ = true;
      absl::StrAppend(&issue.cure,
                      "; the documents before and after it are not taken, as it may be of either");
    }
    return sink_.OnIssue(std::move(issue));
  }

  // Which document the row is of. One that says no sender is of the document before it,
  // if that has its number.
  void MakeKey(const RowView& row) {
    key_.clear();
    row.AppendKey(plan_.group, key_);
    if (plan_.group_sender < 0) return;
    const std::string_view sender = row.Text(plan_.group_sender);
    if (!sender.empty()) {
      key_.append(sender);
    } else if (has_group_ && absl::StartsWith(group_, key_)) {
      key_ = group_;
    } else {
      const std::string& said = plan_.profile.columns(plan_.group_sender).default_value();
      key_.append(said.empty() ? profile_.inputs().sender_gln : said);
    }
  }

  absl::Status EnterGroup(const RowView& row) {
    MakeKey(row);
    if (has_group_ && !plan_.group.empty() && key_ == group_) return absl::OkStatus();
    RETURN_IF_ERROR(FinishGroup());
    has_group_ = true;
    std::swap(group_, key_);
    if (std::exchange(spoil_next_, false)) builder_.Spoil();
    if (plan_.group.empty()) return absl::OkStatus();
    const auto found = finished_.find(absl::HashOf(group_));
    is_stray_ = found != finished_.end();
    if (!is_stray_) return absl::OkStatus();
    std::string name;
    for (const int column : plan_.group) {
      absl::StrAppend(&name, name.empty() ? "" : ", ", plan_.columns[static_cast<size_t>(column)],
                      " ", ShownCell(plan_, column, row.Text(column)));
    }
    return Tell(row.At(plan_.group[0]), v1::REASON_DUPLICATE_ITEM,
                absl::StrCat(name, " comes back; its document ended before line ", found->second),
                "Sort the file, so that the rows of a document stand together");
  }

  absl::Status FinishGroup() {
    if (!has_group_) return absl::OkStatus();
    has_group_ = false;
    if (!plan_.group.empty()) {
      const int64_t line = std::min<int64_t>(row_.line, std::numeric_limits<uint32_t>::max());
      finished_.emplace(absl::HashOf(group_), static_cast<uint32_t>(line));
    }
    is_stray_ = false;
    return builder_.Finish();
  }

  absl::Status Tell(format::Position position, v1::Reason reason, std::string text,
                    std::string cure) {
    return sink_.OnIssue(format::IssueAt(
        position, "", Fault{.reason = reason, .text = std::move(text), .cure = std::move(cure)}));
  }

  const Profile& profile_;
  const Plan& plan_;
  Tokenizer tokenizer_;
  LimitedSink sink_;
  DocumentBuilder builder_;
  Row row_;
  std::vector<int> cell_of_column_;
  size_t cells_ = 0;

  std::string key_;    // scratch
  std::string group_;  // of the document being made
  bool has_group_ = false;
  bool is_stray_ = false;  // the group came back
  bool spoil_next_ = false;
  // Where documents ended, by the hash of their group. Two groups with one hash, of
  // 64 bits, would make a false issue: less likely than a broken disk.
  absl::flat_hash_map<uint64_t, uint32_t> finished_;
};

}  // namespace

absl::Status CsvReader::Read(format::ByteSource& source, format::DocumentSink& sink) {
  return Reading(profile_, source, sink).Run();
}

}  // namespace headwater::csv
