// Files in the folder of the archives: on the disk for good, or out of the way.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::archive {

// Files of one name that may stand aside in a folder; one more is FAILED_PRECONDITION.
inline constexpr int kSetAsideMax = 100;

// FAILED_PRECONDITION with the reason: "cannot sync /archives/x: No space left on device; ...".
absl::Status FileFailed(std::string_view what, const std::string& path, int error);

absl::Status SyncFolder(const std::string& folder);
// The file, and its name in its folder: whoever wrote it, and with whatever program.
absl::Status SyncFile(const std::string& path);

// Gives a file another name, ".aside-1" after its own, under which it is no archive any more.
// Nothing is deleted: it may be the only copy of what it holds. The new path.
absl::StatusOr<std::string> SetAside(const std::string& path);

}  // namespace headwater::archive
