// The folder that a backup is written to. What stands there under the name of a database is
// whole and on the disk; until then it has another name.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/store/file_lock.h"

namespace headwater::store {

// The database in the folder of a hub or of a backup.
inline constexpr char kDatabaseInFolder[] = "hub.db";

// Not thread-safe. One process at a time has a folder, and no hub serves from it meanwhile.
class BackupFolder {
 public:
  // Makes the folder where it is not there yet, in one that is, and takes away what a backup
  // that was cut off left in it. ALREADY_EXISTS when a database stands in it,
  // FAILED_PRECONDITION when somebody else is using it or it cannot be written to.
  static absl::StatusOr<std::unique_ptr<BackupFolder>> Open(const std::string& path);
  // Takes away what was not finished.
  ~BackupFolder();
  BackupFolder(const BackupFolder&) = delete;
  BackupFolder& operator=(const BackupFolder&) = delete;

  // Where the database is written to and inspected, and where it stands in the end.
  const std::string& part() const { return part_; }
  const std::string& database() const { return database_; }

  // RESOURCE_EXHAUSTED when the disk has not so many bytes left.
  absl::Status CheckSpace(int64_t bytes) const;

  // Gives the part its name. Nobody may have it open, and it has been synced. Durable when this
  // returns OK.
  absl::Status Finish();

 private:
  explicit BackupFolder(const std::string& path);
  absl::Status Make();
  absl::Status RemovePart();

  const std::string path_;
  const std::string database_;
  const std::string part_;
  std::unique_ptr<FileLock> lock_;
};

}  // namespace headwater::store
