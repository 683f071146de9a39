#include "simulation/disk_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"

namespace headwater::simulation {
namespace {

struct Handle;

// What the connections to one file have in common: SQLite's locks on it, and the memory
// that they share beside a log.
struct Sharing {
  int readers = 0;
  const Handle* reserved = nullptr;
  const Handle* exclusive = nullptr;

  struct Slot {
    int readers = 0;
    const Handle* writer = nullptr;
  };
  int mapped = 0;
  std::vector<std::unique_ptr<char[]>> memory;
  std::array<Slot, SQLITE_SHM_NLOCK> slots;
};

struct Handle {
  std::shared_ptr<DiskFile> file;
  std::shared_ptr<Sharing> sharing;
  std::string delete_at_end;  // its name, where it goes with its handle
  int lock = SQLITE_LOCK_NONE;
  bool mapped = false;
  std::array<bool, SQLITE_SHM_NLOCK> reads{};
};

struct OpenFile {
  sqlite3_file base;
  Handle* handle;
};

struct Mounted {
  Disk* disk = nullptr;
  base::Random* random = nullptr;
  const base::Clock* clock = nullptr;
  int64_t nameless = 0;
  // As long as a connection has the file open.
  std::map<const DiskFile*, std::weak_ptr<Sharing>> sharing;
};
Mounted& Here() {
  static Mounted& mounted = *new Mounted;
  return mounted;
}

Handle& HandleOf(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file)->handle; }

int Code(DiskResult result, int failure) {
  switch (result) {
    case DiskResult::kOk:
      return SQLITE_OK;
    case DiskResult::kFull:
      return SQLITE_FULL;
    case DiskResult::kFailed:
      return failure;
  }
  return failure;
}

int Unlock(sqlite3_file* file, int level) {
  Handle& handle = HandleOf(file);
  Sharing& sharing = *handle.sharing;
  if (handle.lock <= level) return SQLITE_OK;
  if (sharing.exclusive == &handle) sharing.exclusive = nullptr;
  if (sharing.reserved == &handle) sharing.reserved = nullptr;
  if (level == SQLITE_LOCK_NONE) --sharing.readers;
  handle.lock = level;
  return SQLITE_OK;
}

int Lock(sqlite3_file* file, int level) {
  Handle& handle = HandleOf(file);
  Sharing& sharing = *handle.sharing;
  if (handle.lock >= level) return SQLITE_OK;
  const bool of_another = sharing.exclusive != nullptr && sharing.exclusive != &handle;
  if (of_another) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    ++sharing.readers;
  } else {
    if (sharing.reserved != nullptr && sharing.reserved != &handle) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      if (sharing.readers > 1) return SQLITE_BUSY;
      sharing.exclusive = &handle;
    }
    sharing.reserved = &handle;
  }
  handle.lock = level;
  return SQLITE_OK;
}

int CheckReservedLock(sqlite3_file* file, int* is_reserved) {
  *is_reserved = HandleOf(file).sharing->reserved != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  Handle& handle = HandleOf(file);
  Sharing& sharing = *handle.sharing;
  if (!handle.mapped) {
    handle.mapped = true;
    ++sharing.mapped;
  }
  const auto index = static_cast<size_t>(region);
  *memory = nullptr;
  if (index >= sharing.memory.size() && extend == 0) return SQLITE_OK;
  while (sharing.memory.size() <= index) {
    sharing.memory.push_back(std::make_unique<char[]>(static_cast<size_t>(size)));
  }
  *memory = sharing.memory[index].get();
  return SQLITE_OK;
}

int ShmLock(sqlite3_file* file, int first, int count, int flags) {
  Handle& handle = HandleOf(file);
  const auto begin = static_cast<size_t>(first);
  const auto end = begin + static_cast<size_t>(count);
  for (size_t i = begin; i < end && (flags & SQLITE_SHM_LOCK) != 0; ++i) {
    const Sharing::Slot& slot = handle.sharing->slots[i];
    if (slot.writer != nullptr && slot.writer != &handle) return SQLITE_BUSY;
    const int others = slot.readers - (handle.reads[i] ? 1 : 0);
    if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && others > 0) return SQLITE_BUSY;
  }
  for (size_t i = begin; i < end; ++i) {
    Sharing::Slot& slot = handle.sharing->slots[i];
    const bool reads = (flags & SQLITE_SHM_LOCK) != 0 && (flags & SQLITE_SHM_SHARED) != 0;
    slot.readers += static_cast<int>(reads) - static_cast<int>(handle.reads[i]);
    handle.reads[i] = reads;
    if (slot.writer == &handle) slot.writer = nullptr;
    if ((flags & SQLITE_SHM_LOCK) != 0 && !reads) slot.writer = &handle;
  }
  return SQLITE_OK;
}

void ShmBarrier(sqlite3_file*) {}

int ShmUnmap(sqlite3_file* file, int) {
  Handle& handle = HandleOf(file);
  if (!handle.mapped) return SQLITE_OK;
  ShmLock(file, 0, SQLITE_SHM_NLOCK, SQLITE_SHM_UNLOCK);
  handle.mapped = false;
  if (--handle.sharing->mapped == 0) handle.sharing->memory.clear();
  return SQLITE_OK;
}

int Close(sqlite3_file* file) {
  ShmUnmap(file, 0);
  Unlock(file, SQLITE_LOCK_NONE);
  const std::unique_ptr<Handle> handle(&HandleOf(file));
  if (!handle->delete_at_end.empty()) Here().disk->Delete(handle->delete_at_end, false);
  const DiskFile* const of = handle->file.get();
  handle->sharing.reset();
  const auto shared = Here().sharing.find(of);
  if (shared != Here().sharing.end() && shared->second.expired()) Here().sharing.erase(shared);
  file->pMethods = nullptr;
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* bytes, int amount, sqlite3_int64 offset) {
  std::string_view found;
  const auto wanted = static_cast<size_t>(amount);
  const DiskResult result = Here().disk->Read(*HandleOf(file).file, offset, wanted, found);
  if (result != DiskResult::kOk) return SQLITE_IOERR_READ;
  std::memcpy(bytes, found.data(), found.size());
  if (found.size() == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(bytes) + found.size(), 0, wanted - found.size());
  return SQLITE_IOERR_SHORT_READ;
}

int Write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  const std::string_view content(static_cast<const char*>(bytes), static_cast<size_t>(amount));
  return Code(Here().disk->Write(*HandleOf(file).file, offset, content), SQLITE_IOERR_WRITE);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return Code(Here().disk->Truncate(*HandleOf(file).file, size), SQLITE_IOERR_TRUNCATE);
}

int Sync(sqlite3_file* file, int) {
  return Code(Here().disk->Sync(*HandleOf(file).file), SQLITE_IOERR_FSYNC);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(HandleOf(file).file->now().size());
  return SQLITE_OK;
}

int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int SectorSize(sqlite3_file*) { return 4096; }
// As SQLite takes it of every disk: writing a sector leaves its neighbours alone.
int Characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = FileSize,
    .xLock = Lock,
    .xUnlock = Unlock,
    .xCheckReservedLock = CheckReservedLock,
    .xFileControl = FileControl,
    .xSectorSize = SectorSize,
    .xDeviceCharacteristics = Characteristics,
    .xShmMap = ShmMap,
    .xShmLock = ShmLock,
    .xShmBarrier = ShmBarrier,
    .xShmUnmap = ShmUnmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* given) {
  file->pMethods = nullptr;
  Mounted& here = Here();
  const std::string path = name != nullptr ? name : absl::StrCat("nameless-", ++here.nameless);
  std::shared_ptr<DiskFile> found = here.disk->Find(path);
  if (found == nullptr) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    found = here.disk->Create(path);
  }
  auto handle = std::make_unique<Handle>();
  std::weak_ptr<Sharing>& sharing = here.sharing[found.get()];
  handle->sharing = sharing.lock();
  if (handle->sharing == nullptr) {
    handle->sharing = std::make_shared<Sharing>();
    sharing = handle->sharing;
  }
  handle->file = std::move(found);
  if ((flags & SQLITE_OPEN_DELETEONCLOSE) != 0) handle->delete_at_end = path;
  reinterpret_cast<OpenFile*>(file)->handle = handle.release();
  file->pMethods = &kMethods;
  if (given != nullptr) *given = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* name, int synced) {
  if (Here().disk->Find(name) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  Here().disk->Delete(name, synced != 0);
  return SQLITE_OK;
}

int Access(sqlite3_vfs*, const char* name, int, int* there) {
  *there = Here().disk->Find(name) != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int room, char* path) {
  sqlite3_snprintf(room, path, "%s", name);
  return SQLITE_OK;
}

int Randomness(sqlite3_vfs*, int size, char* bytes) {
  for (int i = 0; i < size; ++i) bytes[i] = static_cast<char>(Here().random->Next());
  return size;
}

// Nobody else runs meanwhile.
int Sleep(sqlite3_vfs*, int micros) { return micros; }

int CurrentTimeInt64(sqlite3_vfs*, sqlite3_int64* time) {
  constexpr sqlite3_int64 kUnixEpoch = 24405875LL * 8'640'000;  // in Julian milliseconds
  *time = kUnixEpoch + absl::ToUnixMillis(Here().clock->Now());
  return SQLITE_OK;
}

int CurrentTime(sqlite3_vfs* vfs, double* days) {
  sqlite3_int64 time = 0;
  CurrentTimeInt64(vfs, &time);
  *days = static_cast<double>(time) / 86'400'000.0;
  return SQLITE_OK;
}

int GetLastError(sqlite3_vfs*, int, char*) { return 0; }

void RegisterOnce() {
  static sqlite3_vfs& vfs = *new sqlite3_vfs{};
  if (vfs.zName != nullptr) return;
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = 512;
  vfs.zName = "headwater-simulated-disk";
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = GetLastError;
  vfs.xCurrentTimeInt64 = CurrentTimeInt64;
  HW_CHECK(sqlite3_vfs_register(&vfs, /*makeDflt=*/1) == SQLITE_OK) << "SQLite takes no VFS";
}

}  // namespace

void MountDisk(Disk& disk, base::Random& random, const base::Clock& clock) {
  Here() = Mounted{.disk = &disk, .random = &random, .clock = &clock};
  RegisterOnce();
  // SQLite draws on a seed that it was given once; so it is given a new one.
  sqlite3_randomness(0, nullptr);
}

}  // namespace headwater::simulation
