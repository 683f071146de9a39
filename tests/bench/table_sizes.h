// What the bytes of a database's file are: pages by table and index.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace headwater::bench {

// A table without its indexes, or an index.
struct TreeSize {
  std::string name;
  int64_t pages = 0;
  int64_t cells = 0;    // rows, and in a tree of several levels the keys above them
  int64_t content = 0;  // bytes of the cells
};

struct FileSize {
  int64_t page_bytes = 0;
  int64_t pages = 0;
  int64_t free_pages = 0;       // that the file keeps for what comes
  std::vector<TreeSize> trees;  // the largest first

  int64_t bytes() const { return pages * page_bytes; }
  // Pages that are neither a tree's nor free; SQLite has none without auto_vacuum.
  int64_t unexplained_pages() const;
};

// Of a file that nobody writes. Reads all of it. UNAVAILABLE when it cannot be read.
absl::StatusOr<FileSize> MeasureFile(const std::string& database);

// A line for each tree of a hundredth of the file or more, one for the rest and one for the
// free pages; they add up to the file. With bytes by document, of which there are `documents`.
void PrintFile(const FileSize& file, int64_t documents, std::ostream& out);

}  // namespace headwater::bench
