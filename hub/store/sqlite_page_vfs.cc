#include "hub/store/sqlite_page_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/page_checksum.h"
#include "hub/store/sqlite_file.h"
#include "hub/store/sqlite_gather.h"
#include "hub/store/sqlite_layer.h"
#include "hub/store/sqlite_log.h"

namespace headwater::store {
namespace {

constexpr int kPage = static_cast<int>(kPageSize);
// The byte of SQLite's file header that tells how much of each page is reserved.
constexpr int kReservedAt = 20;
constexpr int kSmallestPage = 512;
// SQLite locks bytes of this page and never writes it.
constexpr uint32_t kLockPage = 0x40000000 / kPageSize + 1;

// What SQLite takes for an open file; that of the layer below lies right behind it.
struct PageFile {
  sqlite3_file base;
  GatheredWrites* gathered;  // null where each write goes down at once
  DamagedPages damaged;
};

sqlite3_vfs* BelowVfs(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

bool IsPage(int amount, sqlite3_int64 offset) { return amount == kPage && offset % kPage == 0; }
uint32_t NumberOf(sqlite3_int64 offset) { return static_cast<uint32_t>(offset / kPage) + 1; }

template <auto kMethod>
constexpr auto kForward = Forward<PageFile, kMethod>::Call;
template <auto kMethod>
constexpr auto kFlushFirst = FlushFirst<PageFile, kMethod>::Call;

// Less than a page is read of the header alone, before its page is. A whole read of
// another size follows a header that no hub wrote.
int Read(sqlite3_file* file, void* bytes, int amount, sqlite3_int64 offset) {
  const int code = kFlushFirst<&sqlite3_io_methods::xRead>(file, bytes, amount, offset);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return code;
  if (!IsPage(amount, offset)) return amount < kSmallestPage ? code : SQLITE_NOTADB;
  const std::string_view page(static_cast<const char*>(bytes), kPageSize);
  const bool past_the_end =
      code == SQLITE_IOERR_SHORT_READ && page.find_first_not_of('\0') == page.npos;
  if (past_the_end) return code;
  if (offset == 0 && page[kReservedAt] != char{kPageSealSize}) return SQLITE_NOTADB;
  if (Self<PageFile>(file)->damaged == DamagedPages::kRead) return code;
  return PageIsWhole(NumberOf(offset), page) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

// The page that SQLite holds stays as it is: it may be in the log as well, whose frame
// has a checksum over it.
int Write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  if (!IsPage(amount, offset)) return SQLITE_IOERR_WRITE;
  char page[kPageSize];
  std::memcpy(page, bytes, kPageSize);
  SealPage(NumberOf(offset), page);
  sqlite3_file* const below = Below<PageFile>(file);
  GatheredWrites* const gathered = Self<PageFile>(file)->gathered;
  return gathered == nullptr ? below->pMethods->xWrite(below, page, amount, offset)
                             : gathered->Write(below, page, amount, offset);
}

// Version 2: without memory-mapped pages, which would be read past the check.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = FlushAndClose<PageFile>,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = kFlushFirst<&sqlite3_io_methods::xTruncate>,
    .xSync = kFlushFirst<&sqlite3_io_methods::xSync>,
    .xFileSize = kFlushFirst<&sqlite3_io_methods::xFileSize>,
    .xLock = kFlushFirst<&sqlite3_io_methods::xLock>,
    .xUnlock = kFlushFirst<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = kForward<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = kFlushFirst<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = kForward<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = kForward<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = kForward<&sqlite3_io_methods::xShmMap>,
    .xShmLock = kForward<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier = ForwardBarrier<PageFile>,
    .xShmUnmap = kForward<&sqlite3_io_methods::xShmUnmap>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

template <DamagedPages kDamaged, Writes kWrites>
int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* given) {
  sqlite3_vfs* below = BelowVfs(vfs);
  if (kWrites == Writes::kGathered && (flags & SQLITE_OPEN_WAL) != 0) {
    return OpenGatheredLog(below, name, file, flags, given);
  }
  // Other logs and temporary files are the layer's below alone.
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return below->xOpen(below, name, file, flags, given);
  std::memset(file, 0, static_cast<size_t>(vfs->szOsFile));
  const int code = below->xOpen(below, name, Below<PageFile>(file), flags, given);
  // SQLite closes what has methods, also after an error.
  if (Below<PageFile>(file)->pMethods == nullptr) return code;
  file->pMethods = &kMethods;
  Self<PageFile>(file)->damaged = kDamaged;
  if (kWrites == Writes::kGathered) Self<PageFile>(file)->gathered = new GatheredWrites;
  return code;
}

template <auto kMethod>
struct ForwardVfs;

template <typename Result, typename... Args, Result (*sqlite3_vfs::*kMethod)(sqlite3_vfs*, Args...)>
struct ForwardVfs<kMethod> {
  static Result Call(sqlite3_vfs* vfs, Args... args) {
    return (BelowVfs(vfs)->*kMethod)(BelowVfs(vfs), args...);
  }
};

template <DamagedPages kDamaged, Writes kWrites>
const char* Register(const char* name) {
  static sqlite3_vfs* const vfs = [name] {
    sqlite3_vfs* below = sqlite3_vfs_find(nullptr);
    HW_CHECK(below != nullptr) << "SQLite has no access to files";
    // Lives as long as the process, as SQLite asks.
    auto* layer = new sqlite3_vfs{};
    layer->iVersion = 2;
    layer->szOsFile =
        static_cast<int>(std::max(sizeof(PageFile), kGatheredLogFileSize)) + below->szOsFile;
    layer->mxPathname = below->mxPathname;
    layer->zName = name;
    layer->pAppData = below;
    layer->xOpen = Open<kDamaged, kWrites>;
    layer->xDelete = ForwardVfs<&sqlite3_vfs::xDelete>::Call;
    layer->xAccess = ForwardVfs<&sqlite3_vfs::xAccess>::Call;
    layer->xFullPathname = ForwardVfs<&sqlite3_vfs::xFullPathname>::Call;
    layer->xRandomness = ForwardVfs<&sqlite3_vfs::xRandomness>::Call;
    layer->xSleep = ForwardVfs<&sqlite3_vfs::xSleep>::Call;
    layer->xCurrentTime = ForwardVfs<&sqlite3_vfs::xCurrentTime>::Call;
    layer->xGetLastError = ForwardVfs<&sqlite3_vfs::xGetLastError>::Call;
    layer->xCurrentTimeInt64 = ForwardVfs<&sqlite3_vfs::xCurrentTimeInt64>::Call;
    HW_CHECK(sqlite3_vfs_register(layer, /*makeDflt=*/0) == SQLITE_OK)
        << "cannot register " << name;
    return layer;
  }();
  return vfs->zName;
}

// Whether the page is whole. What a hub is writing at this moment may be half new: such a
// page is whole when it is read again, a damaged one never is.
absl::StatusOr<bool> ReadsWhole(SqliteFile& file, uint32_t number) {
  constexpr int kTries = 100;
  char page[kPageSize];
  for (int i = 0; i < kTries; ++i) {
    ASSIGN_OR_RETURN(const bool full, file.Read(int64_t{number - 1} * kPage, kPageSize, page));
    if (full && PageIsWhole(number, std::string_view(page, kPageSize))) return true;
  }
  return false;
}

}  // namespace

const char* PageVfs(DamagedPages damaged, Writes writes) {
  if (damaged == DamagedPages::kRead) {
    return Register<DamagedPages::kRead, Writes::kDirect>("headwater-pages-to-inspect");
  }
  return writes == Writes::kGathered
             ? Register<DamagedPages::kRefuse, Writes::kGathered>("headwater-pages-to-write")
             : Register<DamagedPages::kRefuse, Writes::kDirect>("headwater-pages");
}

void ReserveSeals(sqlite3* connection) {
  int size = static_cast<int>(kPageSealSize);
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &size);
}

absl::Status FindDamagedPages(const std::string& path, absl::FunctionRef<void(uint32_t)> damaged) {
  ASSIGN_OR_RETURN(const auto file,
                   SqliteFile::Open(path, SqliteFile::Kind::kDatabase, SqliteFile::Access::kRead));
  if (file == nullptr) {
    return absl::UnavailableError(absl::StrCat(path, ": cannot be read: it is not there"));
  }
  ASSIGN_OR_RETURN(const int64_t size, file->Size());
  const auto pages = static_cast<uint32_t>((size + kPage - 1) / kPage);
  // A crash while the log was copied into the file leaves half a page, which the log
  // still has whole.
  ASSIGN_OR_RETURN(const auto in_log, PagesInLog(path));
  for (uint32_t number = 1; number <= pages; ++number) {
    if (number == kLockPage) continue;
    ASSIGN_OR_RETURN(const bool whole, ReadsWhole(*file, number));
    if (!whole && !in_log.contains(number)) damaged(number);
  }
  return absl::OkStatus();
}

}  // namespace headwater::store
