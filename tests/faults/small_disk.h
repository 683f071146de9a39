// A disk that is small and really there: a tmpfs that this process alone sees, with those that
// it starts from the same thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace headwater::faults {

// Used by one thread.
class SmallDisk {
 public:
  // Mounts it on `folder`, which is there and empty. PERMISSION_DENIED, in words, where this
  // process may not: it is not root, and may not be root in a namespace of its own.
  static absl::StatusOr<std::unique_ptr<SmallDisk>> Mount(const std::string& folder, int64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Something else that takes room on it, and gives it back.
  absl::Status TakeRoom(int64_t bytes);
  absl::Status GiveBack();

 private:
  explicit SmallDisk(std::string folder) : folder_(std::move(folder)) {}
  std::string Ballast() const { return folder_ + "/ballast"; }

  const std::string folder_;
};

}  // namespace headwater::faults
