// An advisory lock on a file, so that two hubs never run on one database.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace headwater::store {

// Held until destruction or the end of the process, however it ends. The file
// stays behind, and holds the number of the process that locked it last.
class FileLock {
 public:
  // FAILED_PRECONDITION when the lock is taken, by another process or by this one.
  static absl::StatusOr<std::unique_ptr<FileLock>> Acquire(const std::string& path);

  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace headwater::store
