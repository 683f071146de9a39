#include "hub/rpc/new_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace headwater::rpc {
namespace {

absl::Status Failed(std::string_view what, const std::string& path, int error) {
  const std::string message = absl::StrCat("cannot ", absl::string_view(what.data(), what.size()),
                                           " ", path, ": ", std::strerror(error));
  return error == EEXIST ? absl::AlreadyExistsError(message)
                         : absl::FailedPreconditionError(message);
}

// 0 or the error.
int WriteAll(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

absl::Status WriteNewFile(const std::string& path, std::string_view content, mode_t mode) {
  const std::string draft = absl::StrCat(path, ".", getpid(), ".new");
  const int descriptor = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return Failed("make", draft, errno);
  int error = WriteAll(descriptor, content);
  if (close(descriptor) != 0 && error == 0) error = errno;
  // Unlike rename, link never replaces.
  if (error == 0 && link(draft.c_str(), path.c_str()) != 0) error = errno;
  unlink(draft.c_str());
  return error == 0 ? absl::OkStatus() : Failed("write", path, error);
}

}  // namespace headwater::rpc
