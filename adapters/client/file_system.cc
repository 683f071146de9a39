#include "adapters/client/file_system.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::client {
namespace {

absl::Status ErrnoStatus(std::string_view verb, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", base::AbslView(verb), " ", path));
}

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return ErrnoStatus("write", path);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status SyncFolderOf(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder.assign(1, '.');
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.ok()) return ErrnoStatus("open", folder);
  if (::fsync(descriptor.get()) != 0) return ErrnoStatus("sync", folder);
  return absl::OkStatus();
}

class PosixAppendFile final : public AppendFile {
 public:
  PosixAppendFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  absl::Status Append(std::string_view bytes) override {
    return WriteAll(descriptor_.get(), bytes, path_);
  }
  absl::Status Sync() override {
    if (::fdatasync(descriptor_.get()) != 0) return ErrnoStatus("sync", path_);
    return absl::OkStatus();
  }

 private:
  const Descriptor descriptor_;
  const std::string path_;
};

class PosixFileSystem final : public FileSystem {
 public:
  absl::StatusOr<std::string> Read(const std::string& path) override {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.ok()) return ErrnoStatus("open", path);
    std::string bytes;
    char buffer[64 << 10];
    while (true) {
      const ssize_t got = ::read(descriptor.get(), buffer, sizeof(buffer));
      if (got < 0) {
        if (errno == EINTR) continue;
        return ErrnoStatus("read", path);
      }
      if (got == 0) return bytes;
      bytes.append(buffer, static_cast<size_t>(got));
    }
  }

  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    while (true) {
      Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
      if (!descriptor.ok()) return ErrnoStatus("open", path);
      if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return ErrnoStatus("lock", path);
        return absl::FailedPreconditionError(
            absl::StrCat(path, " is in use by another process; give each its own"));
      }
      // Between open and lock, Replace may have put another file in its place.
      struct stat held = {};
      struct stat named = {};
      if (::fstat(descriptor.get(), &held) != 0) return ErrnoStatus("stat", path);
      if (::stat(path.c_str(), &named) != 0 || held.st_ino != named.st_ino ||
          held.st_dev != named.st_dev) {
        continue;
      }
      RETURN_IF_ERROR(SyncFolderOf(path));
      return std::make_unique<PosixAppendFile>(std::move(descriptor), path);
    }
  }

  absl::Status Truncate(const std::string& path, uint64_t size) override {
    if (::truncate(path.c_str(), static_cast<off_t>(size)) != 0) return ErrnoStatus("cut", path);
    return absl::OkStatus();
  }

  absl::Status Replace(const std::string& path, std::string_view bytes) override {
    const std::string temporary = path + ".new";
    {
      const Descriptor descriptor(
          ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
      if (!descriptor.ok()) return ErrnoStatus("open", temporary);
      RETURN_IF_ERROR(WriteAll(descriptor.get(), bytes, temporary));
      if (::fsync(descriptor.get()) != 0) return ErrnoStatus("sync", temporary);
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) return ErrnoStatus("rename", temporary);
    return SyncFolderOf(path);
  }
};

}  // namespace

FileSystem& SystemFiles() {
  static PosixFileSystem* const files = new PosixFileSystem;
  return *files;
}

}  // namespace headwater::client
