#include "hub/store/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"

namespace headwater::store {
namespace {

std::string Holder(int descriptor) {
  char text[32] = {};
  const ssize_t size = pread(descriptor, text, sizeof(text) - 1, 0);
  if (size <= 0) return "another process";
  return absl::StrCat("process ", absl::StripAsciiWhitespace({text, static_cast<size_t>(size)}));
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": cannot open the lock file: ", std::strerror(errno),
                     "; check that the folder exists and that the hub may write in it"));
  }
  std::unique_ptr<FileLock> lock(new FileLock(descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, ": cannot lock the file: ", std::strerror(errno),
                       "; put the database on a local disk"));
    }
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": ", Holder(descriptor),
                     " has locked this database; stop it, or give this hub a database of its own"));
  }
  // For the message above alone; the lock holds without it.
  const std::string process = absl::StrCat(getpid(), "\n");
  if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, process.data(), process.size(), 0) < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": cannot write the lock file: ", std::strerror(errno)));
  }
  return lock;
}

FileLock::~FileLock() { close(descriptor_); }

}  // namespace headwater::store
