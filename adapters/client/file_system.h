// The few file operations that the outbox and the cursors need, so that tests can
// fail or cut off every one of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::client {

// Used by one thread.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  // After an error the end of the file is unknown.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // On return all that was appended survives a power cut. After an error it may or
  // may not, and trying again tells nothing: give up the file.
  virtual absl::Status Sync() = 0;
};

// Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // NOT_FOUND when there is none.
  virtual absl::StatusOr<std::string> Read(const std::string& path) = 0;
  // Made where it is missing; FAILED_PRECONDITION while another process has it open
  // through this call.
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) = 0;
  virtual absl::Status Truncate(const std::string& path, uint64_t size) = 0;
  // Writes a file beside `path`, syncs it, renames it over `path` and syncs the
  // folder: whoever reads sees the old or the new, also after a power cut.
  virtual absl::Status Replace(const std::string& path, std::string_view bytes) = 0;
};

// The machine's own. Lives as long as the process.
FileSystem& SystemFiles();

}  // namespace headwater::client
