#include "bench/sync_floor.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr size_t kBlock = 4096;
constexpr int kBlocks = 1024;
constexpr std::array<char, kBlock> kBytes = {'h'};

}  // namespace

absl::StatusOr<std::unique_ptr<SyncFile>> SyncFile::Create(const std::string& path) {
  const int handle = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  std::unique_ptr<SyncFile> file(new SyncFile(handle, path));
  if (handle < 0) return file->Error();
  for (int i = 0; i < kBlocks; ++i) RETURN_IF_ERROR(file->Write());
  return file;
}

SyncFile::~SyncFile() {
  if (file_ >= 0) close(file_);
}

absl::Status SyncFile::Write() {
  const auto offset = static_cast<off_t>(kBlock) * (next_++ % kBlocks);
  if (pwrite(file_, kBytes.data(), kBlock, offset) == static_cast<ssize_t>(kBlock) &&
      fdatasync(file_) == 0) {
    return absl::OkStatus();
  }
  return Error();
}

absl::Status SyncFile::Error() const {
  return absl::UnavailableError(absl::StrCat(path_, ": ", std::strerror(errno)));
}

}  // namespace headwater::bench
