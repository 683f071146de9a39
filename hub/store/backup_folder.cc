#include "hub/store/backup_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

namespace fs = std::filesystem;

// What SQLite keeps beside a file that somebody reads or writes.
constexpr const char* kBeside[] = {"-wal", "-shm", "-journal"};

absl::Status Fault(const std::string& path, std::string_view what, const std::error_code& error) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", base::AbslView(what), ": ",
                                                    error.message(),
                                                    "; name a folder that can be written to"));
}

// Makes what happened to the names in a folder durable.
absl::Status SyncFolder(const std::string& path) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && fsync(folder) == 0;
  const int error = errno;
  if (folder >= 0) close(folder);
  if (synced) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(path, ": cannot be synced: ", std::strerror(error)));
}

std::string ParentOf(const std::string& path) {
  return fs::absolute(path).lexically_normal().parent_path().string();
}

// Of a path that may end in a slash.
std::string NameOf(const std::string& path) {
  const std::string normal = fs::path(path).lexically_normal().string();
  return normal.size() > 1 && normal.ends_with('/') ? normal.substr(0, normal.size() - 1) : normal;
}

}  // namespace

BackupFolder::BackupFolder(const std::string& path)
    : path_(NameOf(path)),
      database_(absl::StrCat(path_, "/", kDatabaseInFolder)),
      part_(absl::StrCat(database_, ".part")) {}

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::Open(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("name the folder for the backup");
  std::unique_ptr<BackupFolder> folder(new BackupFolder(path));
  RETURN_IF_ERROR(folder->Make());
  absl::StatusOr<std::unique_ptr<FileLock>> lock =
      FileLock::Acquire(absl::StrCat(folder->database_, ".lock"));
  if (!lock.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the folder is in use: ", lock.status().message()));
  }
  folder->lock_ = *std::move(lock);
  std::error_code error;
  if (fs::exists(folder->database_, error) || error) {
    return absl::AlreadyExistsError(
        absl::StrCat(folder->database_,
                     ": is there already; a backup is never written over: name a new folder"));
  }
  RETURN_IF_ERROR(folder->RemovePart());
  return folder;
}

BackupFolder::~BackupFolder() {
  // Without the lock it is another's. What cannot be removed goes with the next backup.
  if (lock_ != nullptr) RemovePart().IgnoreError();
}

absl::Status BackupFolder::Make() {
  std::error_code error;
  if (fs::is_directory(path_, error)) return absl::OkStatus();
  if (!fs::create_directory(path_, error) || error) {
    return Fault(path_, "the folder cannot be made", error);
  }
  return SyncFolder(ParentOf(path_));
}

absl::Status BackupFolder::CheckSpace(int64_t bytes) const {
  std::error_code error;
  const fs::space_info space = fs::space(path_, error);
  if (error) return Fault(path_, "the room on its disk cannot be seen", error);
  if (space.available >= static_cast<std::uintmax_t>(bytes)) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat(path_, ": the backup takes ", bytes, " bytes and its disk has ", space.available,
                   " left; free space, or name a folder on another disk"));
}

absl::Status BackupFolder::RemovePart() {
  std::error_code error;
  fs::remove(part_, error);
  for (const char* beside : kBeside) {
    if (!error) fs::remove(absl::StrCat(part_, beside), error);
  }
  return error ? Fault(part_, "what is left of another backup cannot be removed", error)
               : absl::OkStatus();
}

absl::Status BackupFolder::Finish() {
  std::error_code error;
  const std::string log = absl::StrCat(part_, kBeside[0]);
  // Whoever inspected the part wrote nothing to it.
  if (fs::exists(log, error) && fs::file_size(log, error) > 0) {
    return absl::InternalError(absl::StrCat(log, ": somebody has written to the backup"));
  }
  for (const char* beside : kBeside) {
    if (!error) fs::remove(absl::StrCat(part_, beside), error);
  }
  if (!error) fs::rename(part_, database_, error);
  if (error) return Fault(database_, "the backup cannot be given its name", error);
  return SyncFolder(path_);
}

}  // namespace headwater::store
