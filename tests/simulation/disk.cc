#include "simulation/disk.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "hub/base/check.h"

namespace headwater::simulation {
namespace {

// How a loss of power treats what was not synced; each has its place among real disks.
enum Manner : uint64_t {
  kAllLost,
  kAllKept,
  kInOrder,  // all writes up to one, and of that one some sectors
  kAnySectors,
  kManners,
};

std::string SectorOf(const std::string& content, int64_t sector) {
  return content.substr(static_cast<size_t>(sector * kSectorSize), kSectorSize);
}

void PutSector(std::string& content, int64_t sector, std::string_view bytes) {
  const auto at = static_cast<size_t>(sector * kSectorSize);
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
  content.replace(at, bytes.size(), bytes);
}

}  // namespace

Disk::Files Disk::Contents() const {
  Files files;
  for (const auto& [name, file] : names_) files.emplace(name, file->now_);
  return files;
}

void Disk::Fill(const Files& files) {
  for (const auto& [name, content] : files) {
    const auto file = std::make_shared<DiskFile>();
    file->now_ = content;
    file->durable_ = content;
    file->named_ = true;
    names_[name] = file;
  }
}

std::shared_ptr<DiskFile> Disk::Find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second;
}

std::shared_ptr<DiskFile> Disk::Create(std::string_view name) {
  auto& file = names_[std::string(name)];
  if (file == nullptr) file = std::make_shared<DiskFile>();
  return file;
}

void Disk::Delete(std::string_view name, bool synced) {
  const auto found = names_.find(name);
  if (found == names_.end()) return;
  CountDown();
  Note('d', 0, {});
  if (!synced && found->second->named_) deleted_[found->first] = found->second;
  names_.erase(found);
}

DiskResult Disk::Read(const DiskFile& file, int64_t offset, size_t size, std::string_view& bytes) {
  ++counts_.reads;
  if (Fails(faults_.failed_reads)) {
    ++counts_.failed_reads;
    return DiskResult::kFailed;
  }
  const std::string_view all = file.now_;
  const size_t begin = std::min(static_cast<size_t>(offset), all.size());
  bytes = all.substr(begin, size);
  return DiskResult::kOk;
}

DiskResult Disk::Write(DiskFile& file, int64_t offset, std::string_view bytes) {
  CountDown();
  ++counts_.writes;
  if (faults_.full && static_cast<size_t>(offset) + bytes.size() > file.now_.size()) {
    ++counts_.refused_for_room;
    return DiskResult::kFull;
  }
  if (Fails(faults_.failed_writes)) {
    ++counts_.failed_writes;
    // Some of it may have gone through.
    Put(file, offset, bytes.substr(0, random_.Below(bytes.size() + 1)));
    return DiskResult::kFailed;
  }
  Put(file, offset, bytes);
  return DiskResult::kOk;
}

void Disk::Put(DiskFile& file, int64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  Note('w', offset, bytes);
  const auto at = static_cast<size_t>(offset);
  if (file.now_.size() < at + bytes.size()) file.now_.resize(at + bytes.size());
  file.now_.replace(at, bytes.size(), bytes);
  ++order_;
  const int64_t last = (offset + static_cast<int64_t>(bytes.size()) - 1) / kSectorSize;
  for (int64_t sector = offset / kSectorSize; sector <= last; ++sector) {
    file.unsynced_[sector].push_back({order_, SectorOf(file.now_, sector)});
  }
}

DiskResult Disk::Truncate(DiskFile& file, int64_t size) {
  CountDown();
  Note('t', size, {});
  const auto end = static_cast<size_t>(size);
  if (end < file.now_.size()) {
    file.cut_ = std::min(file.cut_.value_or(end), end);
    file.unsynced_.erase(file.unsynced_.lower_bound(size / kSectorSize), file.unsynced_.end());
  }
  file.now_.resize(end);
  return DiskResult::kOk;
}

DiskResult Disk::Sync(DiskFile& file) {
  CountDown();
  ++counts_.syncs;
  Note('s', static_cast<int64_t>(file.now_.size()), {});
  if (Fails(faults_.failed_syncs)) {
    ++counts_.failed_syncs;
    sync_failed_ = true;
    LoseUnsynced(file);
    return DiskResult::kFailed;
  }
  if (file.cut_ && *file.cut_ < file.durable_.size()) file.durable_.resize(*file.cut_);
  for (const auto& [sector, versions] : file.unsynced_) {
    PutSector(file.durable_, sector, SectorOf(file.now_, sector));
  }
  file.durable_.resize(file.now_.size());
  file.cut_.reset();
  file.unsynced_.clear();
  // As the journals of file systems do: what went before goes with it.
  file.named_ = true;
  deleted_.clear();
  return DiskResult::kOk;
}

// The system takes the pages for written from now on: the next sync says nothing of them.
// Some are on the disk; of the others a read gives what was written as long as they stay in
// memory, and then what was there before.
void Disk::LoseUnsynced(DiskFile& file) {
  const bool forgets = random_.Below(2) == 0;
  for (const auto& [sector, versions] : file.unsynced_) {
    if (random_.Below(3) == 0) {
      PutSector(file.durable_, sector, SectorOf(file.now_, sector));
    } else if (forgets && static_cast<size_t>(sector * kSectorSize) < file.durable_.size()) {
      const std::string before = SectorOf(file.durable_, sector);
      file.now_.replace(static_cast<size_t>(sector * kSectorSize), before.size(), before);
    }
  }
  file.unsynced_.clear();
  file.cut_.reset();
}

void Disk::PlanCrash(Crash crash, int64_t operations) {
  planned_ = crash;
  operations_left_ = operations;
}

void Disk::CountDown() {
  if (planned_ && operations_left_-- == 0) CrashNow(*planned_);
}

void Disk::CrashNow(Crash crash) {
  planned_.reset();
  if (crashed()) return;
  image_ = crash == Crash::kPower ? AfterPowerLoss() : AfterProcessLoss();
}

// The system lives on, with all that it has still to write.
Disk::Image Disk::AfterProcessLoss() const {
  Image image;
  for (const auto& [name, file] : names_) image.files.emplace(name, *file);
  for (const auto& [name, file] : deleted_) image.deleted.emplace(name, *file);
  return image;
}

Disk::Image Disk::AfterPowerLoss() {
  const uint64_t manner = random_.Below(kManners);
  const int64_t until = random_.Between(0, order_);
  Image image;
  for (const auto& [name, file] : names_) {
    const bool stays = file->named_ || random_.Below(2) == 0;
    if (stays) image.files.emplace(name, Surviving(*file, manner, until));
  }
  for (const auto& [name, file] : deleted_) {
    const bool comes_back = !image.files.contains(name) && random_.Below(2) == 0;
    if (comes_back) image.files.emplace(name, Surviving(*file, manner, until));
  }
  return image;
}

DiskFile Disk::Surviving(const DiskFile& file, uint64_t manner, int64_t until) {
  std::string content = file.durable_;
  if (file.cut_ && *file.cut_ < content.size() && random_.Below(2) == 0) content.resize(*file.cut_);
  // The end of the file may have gone ahead of what stands in it.
  if (manner != kAllLost && file.now_.size() > content.size() && random_.Below(4) == 0) {
    content.resize(file.now_.size());
  }
  for (const auto& [sector, versions] : file.unsynced_) {
    size_t kept = 0;  // so many of its versions were written
    switch (manner) {
      case kAllLost:
        break;
      case kAllKept:
        kept = versions.size();
        break;
      case kInOrder:
        for (const DiskFile::Version& version : versions) {
          const bool torn = version.order == until && random_.Below(2) == 0;
          if (version.order > until || torn) break;
          ++kept;
        }
        break;
      default:
        kept = random_.Below(versions.size() + 1);
    }
    if (kept < versions.size()) ++counts_.torn_sectors;
    if (kept > 0) PutSector(content, sector, versions[kept - 1].bytes);
  }
  DiskFile survivor;
  survivor.now_ = content;
  survivor.durable_ = std::move(content);
  survivor.named_ = true;
  return survivor;
}

void Disk::Restart() {
  HW_CHECK(crashed()) << "nothing has crashed";
  const auto take = [](std::map<std::string, DiskFile>& files, Names& names) {
    names.clear();
    for (auto& [name, file] : files) {
      names.emplace(name, std::make_shared<DiskFile>(std::move(file)));
    }
  };
  take(image_->files, names_);
  take(image_->deleted, deleted_);
  image_.reset();
}

void Disk::Note(char operation, int64_t at, std::string_view bytes) {
  unsigned char head[9] = {static_cast<unsigned char>(operation)};
  for (int i = 0; i < 8; ++i) head[i + 1] = static_cast<unsigned char>(at >> (8 * i));
  uLong sum = crc32(fingerprint_, head, sizeof(head));
  if (!bytes.empty()) {
    sum = crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
  }
  fingerprint_ = static_cast<uint32_t>(sum);
}

}  // namespace headwater::simulation
