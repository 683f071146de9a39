// The floor under every durable answer: one write that the disk confirms.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::bench {

// A file of a fixed size, as a log is that is used again. Not thread-safe.
class SyncFile {
 public:
  static absl::StatusOr<std::unique_ptr<SyncFile>> Create(const std::string& path);
  ~SyncFile();
  SyncFile(const SyncFile&) = delete;
  SyncFile& operator=(const SyncFile&) = delete;

  // Overwrites the next 4 KB and has the disk confirm it (fdatasync).
  absl::Status Write();

 private:
  SyncFile(int file, std::string path) : file_(file), path_(std::move(path)) {}
  absl::Status Error() const;

  const int file_;
  const std::string path_;
  int next_ = 0;  // block
};

}  // namespace headwater::bench
