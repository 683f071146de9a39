// Files in memory that forget what was not synced.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/client/file_system.h"
#include "adapters/fake_hub.h"

namespace headwater::client {

class FakeFiles final : public FileSystem {
 public:
  struct File {
    std::string bytes;
    size_t synced = 0;
    bool open = false;
  };

  // What a power cut leaves of bytes that were not synced.
  enum class Cut { kAll, kNothing, kHalf };
  void PowerCut(Cut cut) {
    for (auto& [path, file] : files) {
      const size_t loose = file.bytes.size() - file.synced;
      const size_t kept = cut == Cut::kAll ? loose : cut == Cut::kNothing ? 0 : loose / 2;
      file.bytes.resize(file.synced + kept);
      file.synced = file.bytes.size();
      file.open = false;
    }
    fuse = nullptr;
  }

  absl::StatusOr<std::string> Read(const std::string& path) override {
    if (!Step()) return Dead();
    const auto found = files.find(path);
    if (found == files.end()) return absl::NotFoundError(path);
    return found->second.bytes;
  }

  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    if (!Step()) return Dead();
    File& file = files[path];
    if (file.open) return absl::FailedPreconditionError(absl::StrCat(path, " is in use"));
    file.open = true;
    return std::make_unique<AppendOne>(*this, path);
  }

  absl::Status Truncate(const std::string& path, uint64_t size) override {
    if (!Step()) return Dead();
    File& file = files[path];
    file.bytes.resize(size);
    file.synced = std::min<size_t>(file.synced, size);
    return absl::OkStatus();
  }

  absl::Status Replace(const std::string& path, std::string_view bytes) override {
    // Before the rename nothing has happened to `path`; after it all has.
    if (!Step()) return Dead();
    files[path].bytes = std::string(bytes);
    files[path].synced = bytes.size();
    return Step() ? absl::OkStatus() : Dead();
  }

  bool Step() { return fuse == nullptr || fuse->Step(); }
  static absl::Status Dead() { return absl::UnavailableError("cut off"); }

  std::map<std::string, File> files;
  Fuse* fuse = nullptr;
  int syncs = 0;
  bool fail_syncs = false;

 private:
  class AppendOne final : public AppendFile {
   public:
    AppendOne(FakeFiles& owner, std::string path) : owner_(owner), path_(std::move(path)) {}
    ~AppendOne() override { owner_.files[path_].open = false; }
    absl::Status Append(std::string_view bytes) override {
      File& file = owner_.files[path_];
      if (!owner_.Step()) {
        // A write that was cut off half way.
        if (owner_.fuse != nullptr && !torn_) file.bytes.append(bytes.substr(0, bytes.size() / 2));
        torn_ = true;
        return Dead();
      }
      file.bytes.append(bytes);
      return absl::OkStatus();
    }
    absl::Status Sync() override {
      if (!owner_.Step()) return Dead();
      if (owner_.fail_syncs) return absl::DataLossError("the disk says no");
      ++owner_.syncs;
      File& file = owner_.files[path_];
      file.synced = file.bytes.size();
      return absl::OkStatus();
    }

   private:
    FakeFiles& owner_;
    const std::string path_;
    bool torn_ = false;
  };
};

}  // namespace headwater::client
