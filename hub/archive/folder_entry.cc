#include "hub/archive/folder_entry.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::archive {
namespace {

absl::Status SyncPath(const std::string& path, int flags) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  if (descriptor < 0) return FileFailed("open", path, errno);
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return error == 0 ? absl::OkStatus() : FileFailed("sync", path, error);
}

}  // namespace

absl::Status FileFailed(std::string_view what, const std::string& path, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot ", base::AbslView(what), " ", path, ": ", std::strerror(error)));
}

absl::Status SyncFolder(const std::string& folder) { return SyncPath(folder, O_DIRECTORY); }

absl::Status SyncFile(const std::string& path) {
  RETURN_IF_ERROR(SyncPath(path, 0));
  return SyncFolder(std::filesystem::path(path).parent_path().string());
}

absl::StatusOr<std::string> SetAside(const std::string& path) {
  for (int i = 1; i <= kSetAsideMax; ++i) {
    const std::string aside = absl::StrCat(path, ".aside-", i);
    // Unlike rename, link never replaces.
    if (link(path.c_str(), aside.c_str()) == 0) {
      if (unlink(path.c_str()) != 0) return FileFailed("take its name from", path, errno);
      return aside;
    }
    if (errno != EEXIST) return FileFailed("set aside", path, errno);
  }
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": ", kSetAsideMax,
                   " files of this name stand aside already; move them out of the folder"));
}

}  // namespace headwater::archive
