#include "bench/table_sizes.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

constexpr char kTrees[] =
    "SELECT name, pageno, ncell, payload FROM dbstat WHERE aggregate = TRUE "
    "ORDER BY pageno DESC, name";
// A tree that is smaller is told with the rest.
constexpr int64_t kTreesNamed = 100;
constexpr double kMiB = 1 << 20;

// Calls `row` with each row.
template <typename Row>
absl::Status Select(sqlite3* database, const char* text, Row row) {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(database, text, -1, &prepared, nullptr);
  const Statement statement(prepared, sqlite3_finalize);
  int stepped = SQLITE_ERROR;
  while (prepared != nullptr && (stepped = sqlite3_step(prepared)) == SQLITE_ROW) row(prepared);
  if (stepped == SQLITE_DONE) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(sqlite3_errmsg(database), ": ", text));
}

absl::Status SelectNumber(sqlite3* database, const char* text, int64_t& number) {
  return Select(database, text,
                [&number](sqlite3_stmt* row) { number = sqlite3_column_int64(row, 0); });
}

void PrintLine(std::string_view name, int64_t bytes, int64_t content, int64_t documents,
               const FileSize& file, std::ostream& out) {
  out << absl::StrFormat("  %-32s %10.1f MiB %6.1f %%", std::string(name),
                         static_cast<double>(bytes) / kMiB,
                         100.0 * static_cast<double>(bytes) / static_cast<double>(file.bytes()));
  if (documents > 0) {
    out << absl::StrFormat(" %9.1f", static_cast<double>(bytes) / static_cast<double>(documents));
  }
  if (content > 0) {
    out << absl::StrFormat(" %6.0f %%",
                           100.0 * static_cast<double>(content) / static_cast<double>(bytes));
  }
  out << "\n";
}

}  // namespace

int64_t FileSize::unexplained_pages() const {
  int64_t known = free_pages;
  for (const TreeSize& tree : trees) known += tree.pages;
  return pages - known;
}

absl::StatusOr<FileSize> MeasureFile(const std::string& path) {
  sqlite3* opened = nullptr;
  const int failed = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const Database database(opened, sqlite3_close);
  if (failed != SQLITE_OK) {
    return absl::UnavailableError(absl::StrCat(path, ": ", sqlite3_errmsg(opened)));
  }
  FileSize file;
  RETURN_IF_ERROR(SelectNumber(opened, "PRAGMA page_size", file.page_bytes));
  RETURN_IF_ERROR(SelectNumber(opened, "PRAGMA page_count", file.pages));
  RETURN_IF_ERROR(SelectNumber(opened, "PRAGMA freelist_count", file.free_pages));
  RETURN_IF_ERROR(Select(opened, kTrees, [&file](sqlite3_stmt* row) {
    file.trees.push_back({reinterpret_cast<const char*>(sqlite3_column_text(row, 0)),
                          sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2),
                          sqlite3_column_int64(row, 3)});
  }));
  return file;
}

void PrintFile(const FileSize& file, int64_t documents, std::ostream& out) {
  out << absl::StrFormat("  %-32s %14s %8s %9s %8s\n", "table or index", "size", "of all",
                         "B/docum.", "filled");
  int64_t rest = 0;
  int64_t rest_content = 0;
  for (const TreeSize& tree : file.trees) {
    if (tree.pages * kTreesNamed < file.pages) {
      rest += tree.pages;
      rest_content += tree.content;
      continue;
    }
    PrintLine(tree.name, tree.pages * file.page_bytes, tree.content, documents, file, out);
  }
  PrintLine("all others", rest * file.page_bytes, rest_content, documents, file, out);
  PrintLine("free pages", file.free_pages * file.page_bytes, 0, documents, file, out);
  if (file.unexplained_pages() != 0) {
    PrintLine("not explained", file.unexplained_pages() * file.page_bytes, 0, documents, file, out);
  }
  PrintLine("the file", file.bytes(), 0, documents, file, out);
}

}  // namespace headwater::bench
