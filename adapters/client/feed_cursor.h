// Where a consumer keeps the one number that it holds.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/file_system.h"

namespace headwater::client {

// The last event that was processed, and the head of the chain after it.
struct FeedPosition {
  int64_t sequence = 0;
  // 32 bytes; empty: not known (the follower has not seen that event itself), and
  // then the chain is checked from the next event on.
  std::string chain_hash;

  friend bool operator==(const FeedPosition&, const FeedPosition&) = default;
};

// Used by one thread.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // The beginning of the feed where nothing was saved.
  virtual absl::StatusOr<FeedPosition> Load() = 0;
  // OK: kept for ever. Whoever keeps what it makes of the events in a database keeps
  // the position in the same transaction and so sees every event exactly once.
  virtual absl::Status Save(const FeedPosition& position) = 0;
};

class MemoryCursor final : public Cursor {
 public:
  MemoryCursor() = default;
  explicit MemoryCursor(FeedPosition position) : position_(std::move(position)) {}
  absl::StatusOr<FeedPosition> Load() override { return position_; }
  absl::Status Save(const FeedPosition& position) override {
    position_ = position;
    return absl::OkStatus();
  }
  const FeedPosition& position() const { return position_; }

 private:
  FeedPosition position_;
};

// A small text file, replaced whole and synced at each Save.
class FileCursor final : public Cursor {
 public:
  // `files` must outlive it.
  FileCursor(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  // DATA_LOSS when the file holds anything else.
  absl::StatusOr<FeedPosition> Load() override;
  absl::Status Save(const FeedPosition& position) override;

 private:
  FileSystem& files_;
  const std::string path_;
};

}  // namespace headwater::client
