#include "faults/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"

namespace headwater::faults {
namespace {

absl::Status Denied(const char* what) {
  return absl::PermissionDeniedError(
      absl::StrCat(what, ": ", absl::ErrnoToStatus(errno, "").message(),
                   "; run as root, or where a user may have namespaces (sysctl "
                   "kernel.unprivileged_userns_clone)"));
}

absl::Status WriteLine(const char* path, const std::string& line) {
  std::ofstream file(path);
  file << line << std::flush;
  if (file) return absl::OkStatus();
  return Denied(path);
}

// Mounts of this thread and its children are their own from here on.
absl::Status LeaveMounts() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (geteuid() == 0) {
    if (unshare(CLONE_NEWNS) != 0) return Denied("a namespace of mounts cannot be made");
  } else {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return Denied("no namespace can be made");
    RETURN_IF_ERROR(WriteLine("/proc/self/setgroups", "deny"));
    RETURN_IF_ERROR(WriteLine("/proc/self/uid_map", absl::StrCat("0 ", user, " 1")));
    RETURN_IF_ERROR(WriteLine("/proc/self/gid_map", absl::StrCat("0 ", group, " 1")));
  }
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return Denied("the mounts cannot be made private");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<SmallDisk>> SmallDisk::Mount(const std::string& folder,
                                                            int64_t bytes) {
  RETURN_IF_ERROR(LeaveMounts());
  const std::string options = absl::StrCat("size=", bytes, ",mode=0700");
  if (mount("none", folder.c_str(), "tmpfs", 0, options.c_str()) != 0) {
    return Denied("a tmpfs cannot be mounted");
  }
  return std::unique_ptr<SmallDisk>(new SmallDisk(folder));
}

SmallDisk::~SmallDisk() {
  // What still has files open there keeps it until it ends.
  umount2(folder_.c_str(), MNT_DETACH);
}

absl::Status SmallDisk::TakeRoom(int64_t bytes) {
  const int file = open(Ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int failed = file < 0 ? errno : posix_fallocate(file, 0, bytes);
  if (file >= 0) close(file);
  if (failed == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(failed, "the ballast does not fit");
}

absl::Status SmallDisk::GiveBack() {
  if (unlink(Ballast().c_str()) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, "the ballast cannot be taken away");
}

}  // namespace headwater::faults
