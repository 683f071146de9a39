// Loaded before the hub's own libraries (LD_PRELOAD): a disk whose sync fails once, and a log of
// all syncs of the store. The hub and SQLite are those that users run.
//
//   FAILING_SYNC_ORDER   a file. While it is there, the next sync of a file whose path ends as the
//                        order says fails with EIO; the order is then gone.
//   FAILING_SYNC_LOG     a file that gets a line for each sync: "ok" or "failed", and the path.
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using SyncFunction = int (*)(int);

std::string PathOf(int file) {
  char path[PATH_MAX];
  char link[64];
  std::snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof(path));
  return size < 0 ? std::string() : std::string(path, static_cast<size_t>(size));
}

// Consumes the order where it is for this file.
bool IsOrdered(std::string_view path) {
  const char* const order = std::getenv("FAILING_SYNC_ORDER");
  if (order == nullptr) return false;
  const int file = open(order, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char text[PATH_MAX];
  const ssize_t size = read(file, text, sizeof(text));
  close(file);
  // Two threads may have read it: who takes it away has it.
  return size > 0 && path.ends_with(std::string_view(text, static_cast<size_t>(size))) &&
         unlink(order) == 0;
}

void Log(const char* outcome, const std::string& path) {
  const char* const log = std::getenv("FAILING_SYNC_LOG");
  if (log == nullptr) return;
  const std::string line = std::string(outcome) + " " + path + "\n";
  const int file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    std::fprintf(stderr, "failing_sync: %s cannot be written: %s\n", log, std::strerror(errno));
    std::abort();
  }
  close(file);
}

int Sync(const char* name, int file) {
  const std::string path = PathOf(file);
  if (IsOrdered(path)) {
    Log("failed", path);
    errno = EIO;
    return -1;
  }
  const auto real = reinterpret_cast<SyncFunction>(dlsym(RTLD_NEXT, name));
  const int done = real(file);
  const int error = errno;
  Log(done == 0 ? "ok" : "failed", path);
  errno = error;
  return done;
}

}  // namespace

extern "C" int fsync(int file) { return Sync("fsync", file); }
extern "C" int fdatasync(int file) { return Sync("fdatasync", file); }
