// A disk in memory that knows what was written and what was synced, and fails as real ones
// do: a loss of power keeps, loses or tears what was not synced, sector by sector; a sync
// that fails may leave pages that look written and never are; it runs full.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/random.h"

namespace headwater::simulation {

// What a disk writes as a whole.
inline constexpr int64_t kSectorSize = 512;

// Chances, in a million of the operations of that sort.
struct DiskFaults {
  uint64_t failed_reads = 0;
  uint64_t failed_writes = 0;
  uint64_t failed_syncs = 0;
  // No file grows.
  bool full = false;
};

enum class Crash {
  kPower,    // the machine: what was not synced is kept, lost or torn by chance
  kProcess,  // the hub alone: what was written stays, synced or not
};

enum class DiskResult { kOk, kFailed, kFull };

// What happened on a disk since it was made.
struct DiskCounts {
  int64_t reads = 0;
  int64_t writes = 0;
  int64_t syncs = 0;
  int64_t failed_reads = 0;
  int64_t failed_writes = 0;
  int64_t failed_syncs = 0;
  int64_t refused_for_room = 0;
  int64_t torn_sectors = 0;  // that a crash gave an older content than was written last
};

// The content of a file. Shared by those that have it open; goes with the last of them once
// its name is gone.
class DiskFile {
 public:
  const std::string& now() const { return now_; }

 private:
  friend class Disk;
  // A sector as it was written at a time.
  struct Version {
    int64_t order = 0;
    std::string bytes;
  };

  std::string now_;      // what a read gives
  std::string durable_;  // what is there after a loss of power, but for:
  std::map<int64_t, std::vector<Version>> unsynced_;  // by number of the sector
  std::optional<size_t> cut_;  // the shortest that it was since the last sync
  bool named_ = false;         // a loss of power leaves it its name
};

// Not thread-safe.
class Disk {
 public:
  using Files = std::map<std::string, std::string, std::less<>>;

  // `random` outlives the disk.
  explicit Disk(base::Random& random) : random_(random) {}

  // What is there, all synced. For starting from what an earlier disk had.
  Files Contents() const;
  void Fill(const Files& files);

  // Null where there is none.
  std::shared_ptr<DiskFile> Find(std::string_view name) const;
  std::shared_ptr<DiskFile> Create(std::string_view name);
  // `synced`: its name does not come back.
  void Delete(std::string_view name, bool synced);

  // Gives the bytes read; what is missing at the end is less.
  DiskResult Read(const DiskFile& file, int64_t offset, size_t size, std::string_view& bytes);
  DiskResult Write(DiskFile& file, int64_t offset, std::string_view bytes);
  DiskResult Truncate(DiskFile& file, int64_t size);
  DiskResult Sync(DiskFile& file);

  void set_faults(const DiskFaults& faults) { faults_ = faults; }
  const DiskFaults& faults() const { return faults_; }

  // A crash comes with the operation (write, truncation, sync, deletion) after so many more.
  // Those who use the disk notice nothing: from then on they are ghosts, whose doings are
  // gone with Restart.
  void PlanCrash(Crash crash, int64_t operations);
  void CrashNow(Crash crash);
  bool crashed() const { return image_.has_value(); }
  // What the crash left is what there is. Nobody has a file open any more.
  void Restart();

  // Whether a sync has failed in the life of the hub that is running.
  bool sync_failed() const { return sync_failed_; }
  void BeginLife() { sync_failed_ = false; }
  const DiskCounts& counts() const { return counts_; }
  // A checksum over all that was written, in its order.
  uint32_t fingerprint() const { return fingerprint_; }

 private:
  using Names = std::map<std::string, std::shared_ptr<DiskFile>, std::less<>>;
  // What a crash leaves.
  struct Image {
    std::map<std::string, DiskFile> files;
    std::map<std::string, DiskFile> deleted;
  };

  bool Fails(uint64_t chance) { return chance > 0 && random_.Below(1'000'000) < chance; }
  void Note(char operation, int64_t at, std::string_view bytes);
  // Before an operation: the crash that is due.
  void CountDown();
  void Put(DiskFile& file, int64_t offset, std::string_view bytes);
  Image AfterPowerLoss();
  Image AfterProcessLoss() const;
  DiskFile Surviving(const DiskFile& file, uint64_t manner, int64_t until);
  void LoseUnsynced(DiskFile& file);

  base::Random& random_;
  Names names_;
  Names deleted_;  // whose names may come back
  DiskFaults faults_;
  std::optional<Crash> planned_;
  int64_t operations_left_ = 0;
  std::optional<Image> image_;
  int64_t order_ = 0;  // of the last write
  bool sync_failed_ = false;
  DiskCounts counts_;
  uint32_t fingerprint_ = 0;
};

}  // namespace headwater::simulation
