#include "adapters/csv/tokenizer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

constexpr size_t kBlockBytes = 256 << 10;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

Tokenizer::Tokenizer(format::ByteSource& source, Dialect dialect)
    : source_(source), dialect_(dialect) {
  buffer_.resize(kBlockBytes);
  for (const char c : {dialect.delimiter, dialect.quote, '\r', '\n'}) {
    is_special_[static_cast<unsigned char>(c)] = true;
  }
}

absl::StatusOr<bool> Tokenizer::Fill() {
  if (source_ended_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() + kBlockBytes);
  ASSIGN_OR_RETURN(const size_t got, source_.Read(buffer_.data() + end_, buffer_.size() - end_));
  if (got == 0) source_ended_ = true;
  end_ += got;
  return got > 0;
}

absl::StatusOr<bool> Tokenizer::Have(size_t at) {
  while (begin_ + at >= end_) {
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) return false;
  }
  return true;
}

absl::Status Tokenizer::Begin() {
  begun_ = true;
  RETURN_IF_ERROR(Have(2).status());
  const std::string_view start(buffer_.data(), std::min<size_t>(end_, 3));
  if (start == "\xEF\xBB\xBF") begin_ = 3;
  is_utf16_ = start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
  return absl::OkStatus();
}

absl::StatusOr<bool> Tokenizer::Next(Row& row) {
  if (!begun_) RETURN_IF_ERROR(Begin());
  if (skip_line_) RETURN_IF_ERROR(SkipFirstLine());
  while (true) {
    row.cells.clear();
    row.fault.reset();
    row.line = line_;
    marks_.clear();
    scratch_.clear();
    at_ = line_start_ = continuation_bytes_ = 0;
    ASSIGN_OR_RETURN(const bool more, Have(0));
    if (!more) return false;
    if (is_utf16_) {
      Break(row, {1, 1}, v1::REASON_TEXT_CHARACTERS, "the file is in UTF-16", "Save it as UTF-8");
      begin_ = end_;
      source_ended_ = true;
      return true;
    }
    ASSIGN_OR_RETURN(const Step step, ReadRow(row));
    Deliver(row);
    if (step == Step::kFault) {
      // At the next call, because it may move what the cells point to.
      skip_line_ = true;
      line_ = row.line + 1;
      return true;
    }
    begin_ += at_;
    const bool blank = marks_.size() == 1 && marks_[0].size == 0 && !marks_[0].quoted;
    if (!blank) return true;
  }
}

absl::StatusOr<Tokenizer::Step> Tokenizer::ReadRow(Row& row) {
  while (true) {
    Mark mark;
    mark.start = at_;
    mark.position = PositionAt(at_);
    ASSIGN_OR_RETURN(const bool more, Have(at_));
    Step step = Step::kRow;
    if (more && At(at_) == dialect_.quote) {
      ASSIGN_OR_RETURN(step, ReadQuoted(row, mark));
    } else {
      ASSIGN_OR_RETURN(step, ReadPlain(row, mark));
    }
    if (step == Step::kFault) return step;
    if (marks_.size() == dialect_.row_cells_max) {
      return Break(row, mark.position, v1::REASON_TOO_MANY_ITEMS,
                   absl::StrCat("the row has more than ", dialect_.row_cells_max, " columns"),
                   "Remove the columns that are not needed");
    }
    marks_.push_back(mark);
    ASSIGN_OR_RETURN(step, ReadSeparator());
    if (step == Step::kRow) return step;
  }
}

absl::StatusOr<Tokenizer::Step> Tokenizer::ReadPlain(Row& row, Mark& mark) {
  while (true) {
    const char* const bytes = buffer_.data() + begin_;
    const size_t have = end_ - begin_;
    while (at_ < have && !is_special_[static_cast<unsigned char>(bytes[at_])]) ++at_;
    if (at_ - mark.start > dialect_.cell_bytes_max) {
      return Break(row, mark.position, v1::REASON_TEXT_TOO_LONG,
                   absl::StrCat("a cell longer than ", dialect_.cell_bytes_max, " bytes"),
                   "Shorten it, or check that the file has line ends and the right delimiter");
    }
    if (at_ > dialect_.row_bytes_max) {
      return Break(row, {row.line, 1}, v1::REASON_TEXT_TOO_LONG,
                   absl::StrCat("a row longer than ", dialect_.row_bytes_max, " bytes"),
                   "Shorten it");
    }
    if (at_ < have) {
      if (bytes[at_] == dialect_.quote) {
        CountContinuation(mark.start, at_);
        return Break(row, PositionAt(at_), v1::REASON_TEXT_CHARACTERS,
                     "a quotation mark within a cell that does not begin with one",
                     "Put the whole cell in quotation marks and double those within it");
      }
      break;
    }
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) break;
  }
  mark.size = at_ - mark.start;
  CountContinuation(mark.start, at_);
  return Step::kCell;
}

absl::StatusOr<Tokenizer::Step> Tokenizer::ReadQuoted(Row& row, Mark& mark) {
  mark.quoted = true;
  size_t part = ++at_;  // of what is not yet in scratch_
  size_t counted = mark.start;
  mark.start = part;
  while (true) {
    const char* const bytes = buffer_.data() + begin_;
    const size_t have = end_ - begin_;
    while (at_ < have && !is_special_[static_cast<unsigned char>(bytes[at_])]) ++at_;
    if (at_ - mark.start > dialect_.cell_bytes_max || at_ > dialect_.row_bytes_max) {
      return BreakUnclosed(row, mark, absl::StrCat("within ", dialect_.cell_bytes_max, " bytes"));
    }
    if (at_ == have) {
      ASSIGN_OR_RETURN(const bool more, Fill());
      if (!more) return BreakUnclosed(row, mark, "before the end of the file");
      continue;
    }
    const char c = bytes[at_];
    if (c == '\n' || c == '\r') {
      CountContinuation(counted, at_);
      RETURN_IF_ERROR(EndLine(c));
      counted = at_;
      continue;
    }
    if (c == dialect_.delimiter) {
      ++at_;
      continue;
    }
    ASSIGN_OR_RETURN(const bool next, Have(at_ + 1));
    if (!next || At(at_ + 1) != dialect_.quote) break;
    // Doubled: one of the two belongs to the text.
    if (!mark.unescaped) {
      mark.unescaped = true;
      mark.size = scratch_.size();  // where it begins there, for now
    }
    scratch_.append(buffer_, begin_ + part, at_ + 1 - part);
    at_ += 2;
    part = at_;
  }
  CountContinuation(counted, at_);
  if (mark.unescaped) {
    scratch_.append(buffer_, begin_ + part, at_ - part);
    mark.start = mark.size;
    mark.size = scratch_.size() - mark.start;
  } else {
    mark.size = at_ - mark.start;
  }
  ++at_;
  ASSIGN_OR_RETURN(const bool after, Have(at_));
  const char c = after ? At(at_) : '\n';
  if (c != dialect_.delimiter && c != '\n' && c != '\r') {
    return Break(row, PositionAt(at_), v1::REASON_TEXT_CHARACTERS,
                 "text after the closing quotation mark of a cell",
                 "Double the quotation marks within the cell, or remove what follows it");
  }
  return Step::kCell;
}

absl::StatusOr<Tokenizer::Step> Tokenizer::ReadSeparator() {
  ASSIGN_OR_RETURN(const bool more, Have(at_));
  if (!more) {
    ++line_;
    return Step::kRow;
  }
  const char c = At(at_);
  if (c == dialect_.delimiter) {
    ++at_;
    return Step::kCell;
  }
  RETURN_IF_ERROR(EndLine(c));
  return Step::kRow;
}

// Past a line end that begins with `first` at at_.
absl::Status Tokenizer::EndLine(char first) {
  ++at_;
  if (first == '\r') {
    ASSIGN_OR_RETURN(const bool more, Have(at_));
    if (more && At(at_) == '\n') ++at_;
  }
  ++line_;
  line_start_ = at_;
  continuation_bytes_ = 0;
  return absl::OkStatus();
}

void Tokenizer::CountContinuation(size_t start, size_t end) {
  const char* const bytes = buffer_.data() + begin_;
  for (size_t i = start; i < end; ++i) continuation_bytes_ += IsContinuation(bytes[i]) ? 1 : 0;
}

Tokenizer::Step Tokenizer::Break(Row& row, format::Position position, v1::Reason reason,
                                 std::string text, std::string cure) {
  row.fault = format::IssueAt(position, "",
                              {.reason = reason, .text = std::move(text), .cure = std::move(cure)});
  return Step::kFault;
}

Tokenizer::Step Tokenizer::BreakUnclosed(Row& row, const Mark& mark, std::string_view where) {
  return Break(row, mark.position, v1::REASON_TEXT_CHARACTERS,
               absl::StrCat("the quotation mark opened here is not closed ", base::AbslView(where)),
               "Close it after the cell's text, or remove it");
}

void Tokenizer::Deliver(Row& row) {
  for (const Mark& mark : marks_) {
    Cell& cell = row.cells.emplace_back();
    cell.text = mark.unescaped ? std::string_view(scratch_).substr(mark.start, mark.size)
                               : std::string_view(buffer_).substr(begin_ + mark.start, mark.size);
    cell.position = mark.position;
    cell.quoted = mark.quoted;
  }
}

// From the start of a broken row to the line after it.
absl::Status Tokenizer::SkipFirstLine() {
  skip_line_ = false;
  at_ = 0;
  while (true) {
    const char* const bytes = buffer_.data() + begin_;
    const size_t have = end_ - begin_;
    while (at_ < have && bytes[at_] != '\n' && bytes[at_] != '\r') ++at_;
    if (at_ < have) break;
    // The line is longer than the buffer: what was read of it is not needed.
    if (source_ended_) {
      begin_ = end_;
      return absl::OkStatus();
    }
    begin_ = end_;
    at_ = 0;
    RETURN_IF_ERROR(Fill().status());
  }
  const char first = At(at_);
  ++at_;
  if (first == '\r') {
    ASSIGN_OR_RETURN(const bool more, Have(at_));
    if (more && At(at_) == '\n') ++at_;
  }
  begin_ += at_;
  return absl::OkStatus();
}

}  // namespace headwater::csv
