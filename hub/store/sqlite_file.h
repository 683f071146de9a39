// A file of a database, the file itself or the log beside it, read beside SQLite and through
// the same layer. Never by other means: where a process closes a file that it opened once
// more, POSIX takes from it all locks on that file, those of SQLite's connections too.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::store {

// Not thread-safe.
class SqliteFile {
 public:
  enum class Kind { kDatabase, kLog };
  enum class Access { kRead, kWrite };

  // Null when there is no such file.
  static absl::StatusOr<std::unique_ptr<SqliteFile>> Open(const std::string& path, Kind kind,
                                                          Access access);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  absl::StatusOr<int64_t> Size();
  // True when all of `size` bytes are there; false where the file ends before.
  absl::StatusOr<bool> Read(int64_t offset, size_t size, char* bytes);
  absl::Status Write(int64_t offset, std::string_view bytes);
  // Returns once the disk has all that was written.
  absl::Status Sync();

 private:
  explicit SqliteFile(const std::string& path);
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(room_.get()); }
  absl::Status Error(int code, std::string_view what) const;

  const std::string path_;
  const std::string name_;  // the path as SQLite wants it: with an empty list of options behind
  std::unique_ptr<int64_t[]> room_;
};

}  // namespace headwater::store
