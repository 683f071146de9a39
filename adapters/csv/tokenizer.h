// CSV as RFC 4180 has it, and as people make it: rows of cells, in constant memory.
//
// Lines end in CR LF, LF or CR. A cell in quotation marks may hold delimiters, line
// ends and, doubled, quotation marks. Empty lines are passed over, as is a UTF-8 byte
// order mark.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/format/byte_source.h"
#include "adapters/format/issue.h"

namespace headwater::csv {

struct Dialect {
  char delimiter = ',';
  char quote = '"';
  // In bytes, quotation marks not counted.
  size_t cell_bytes_max = 64 << 10;
  size_t row_bytes_max = 1 << 20;
  size_t row_cells_max = 1000;
};

struct Cell {
  std::string_view text;
  // Of its first character, which may be a quotation mark.
  format::Position position;
  bool quoted = false;
};

struct Row {
  int64_t line = 0;  // the first, where it has several
  std::vector<Cell> cells;
  // Set when the row is broken: `cells` are those before the break.
  std::optional<format::Issue> fault;
};

// Not thread-safe. Holds one row and one block of the source.
class Tokenizer {
 public:
  // `source` must outlive it.
  explicit Tokenizer(format::ByteSource& source, Dialect dialect = {});

  // The next row, valid until the next call; false at the end. After a broken row it
  // goes on with the line after the one on which that row began, so that a quotation
  // mark that is never closed costs one line and not the rest of the file. Errors are
  // the source's.
  absl::StatusOr<bool> Next(Row& row);

  // The bytes it holds now: bounded by row_bytes_max and a block.
  size_t buffer_bytes() const { return buffer_.capacity(); }

 private:
  // A cell while its row is read: places in the buffer may still move.
  struct Mark {
    size_t start = 0;
    size_t size = 0;
    format::Position position;
    bool quoted = false;
    bool unescaped = false;  // in scratch_ instead of the buffer
  };
  enum class Step { kCell, kRow, kFault };

  absl::Status Begin();
  // Makes byte `at` (from the start of the row) readable; false at the end.
  absl::StatusOr<bool> Have(size_t at);
  absl::StatusOr<bool> Fill();
  absl::StatusOr<Step> ReadRow(Row& row);
  absl::StatusOr<Step> ReadPlain(Row& row, Mark& mark);
  absl::StatusOr<Step> ReadQuoted(Row& row, Mark& mark);
  // After a cell: a delimiter (kCell), or the end of the row.
  absl::StatusOr<Step> ReadSeparator();
  absl::Status EndLine(char first);
  absl::Status SkipFirstLine();
  Step Break(Row& row, format::Position position, v1::Reason reason, std::string text,
             std::string cure);
  Step BreakUnclosed(Row& row, const Mark& mark, std::string_view where);
  void Deliver(Row& row);

  // Places are counted in characters; bytes that go on a character are not counted.
  format::Position PositionAt(size_t at) const {
    return {line_, static_cast<int64_t>(at - line_start_ - continuation_bytes_) + 1};
  }
  void CountContinuation(size_t start, size_t end);
  char At(size_t at) const { return buffer_[begin_ + at]; }

  format::ByteSource& source_;
  const Dialect dialect_;
  bool is_special_[256] = {};

  std::string buffer_;
  size_t begin_ = 0;  // of the row
  size_t end_ = 0;    // of what has been read
  bool source_ended_ = false;
  bool begun_ = false;
  bool is_utf16_ = false;
  bool skip_line_ = false;  // the row at begin_ was broken

  // Of the row being read; places count from its start.
  size_t at_ = 0;
  size_t line_start_ = 0;
  size_t continuation_bytes_ = 0;  // since line_start_
  std::vector<Mark> marks_;
  std::string scratch_;

  int64_t line_ = 1;
};

}  // namespace headwater::csv
