#include "hub/store/sqlite_file.h"

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/store/sqlite_error.h"

namespace headwater::store {
namespace {

sqlite3_vfs* Vfs() {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  HW_CHECK(vfs != nullptr) << "SQLite has no access to files";
  return vfs;
}

}  // namespace

SqliteFile::SqliteFile(const std::string& path)
    : path_(path),
      name_(path + std::string(3, '\0')),
      room_(std::make_unique<int64_t[]>(static_cast<size_t>(Vfs()->szOsFile) / sizeof(int64_t) +
                                        1)) {}

SqliteFile::~SqliteFile() {
  if (file()->pMethods != nullptr) file()->pMethods->xClose(file());
}

absl::StatusOr<std::unique_ptr<SqliteFile>> SqliteFile::Open(const std::string& path, Kind kind,
                                                             Access access) {
  std::unique_ptr<SqliteFile> opened(new SqliteFile(path));
  sqlite3_vfs* const vfs = Vfs();
  int there = 0;
  int code = vfs->xAccess(vfs, opened->name_.data(), SQLITE_ACCESS_EXISTS, &there);
  if (code == SQLITE_OK && there == 0) return nullptr;
  const int flags = (kind == Kind::kLog ? SQLITE_OPEN_WAL : SQLITE_OPEN_MAIN_DB) |
                    (access == Access::kWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  if (code == SQLITE_OK) {
    code = vfs->xOpen(vfs, opened->name_.data(), opened->file(), flags, nullptr);
  }
  if (code != SQLITE_OK) return opened->Error(code, "opened");
  return opened;
}

absl::StatusOr<int64_t> SqliteFile::Size() {
  sqlite3_int64 size = 0;
  const int code = file()->pMethods->xFileSize(file(), &size);
  if (code != SQLITE_OK) return Error(code, "measured");
  return size;
}

absl::StatusOr<bool> SqliteFile::Read(int64_t offset, size_t size, char* bytes) {
  const int code = file()->pMethods->xRead(file(), bytes, static_cast<int>(size), offset);
  if (code == SQLITE_IOERR_SHORT_READ) return false;
  if (code != SQLITE_OK) return Error(code, "read");
  return true;
}

absl::Status SqliteFile::Write(int64_t offset, std::string_view bytes) {
  const int code =
      file()->pMethods->xWrite(file(), bytes.data(), static_cast<int>(bytes.size()), offset);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, "written");
}

absl::Status SqliteFile::Sync() {
  const int code = file()->pMethods->xSync(file(), SQLITE_SYNC_NORMAL);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, "synced");
}

absl::Status SqliteFile::Error(int code, std::string_view what) const {
  return SqliteError(code, absl::StrCat("cannot be ", base::AbslView(what)), path_);
}

}  // namespace headwater::store
