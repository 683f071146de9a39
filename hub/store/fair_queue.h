// Works that wait for the writer, fair between those who pushed them: a flood of one owner
// makes the flood wait, and nobody else. Owners take turns by bytes (deficit round robin),
// and the works of one owner keep their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "hub/store/commit_queue.h"

namespace headwater::store {

// What may wait, in all and of one owner.
struct FairQueueLimits {
  size_t works_max = 0;
  size_t bytes_max = 0;
  size_t owner_works_max = 0;
  size_t owner_bytes_max = 0;
};

// What one group may hold; each at least 1.
struct GroupLimits {
  size_t works_max = 0;
  size_t bytes_max = 0;  // the first work always fits
  // Works of one owner while others push too: whoever comes next waits for the group that
  // is being written, and so a flood must not make long ones.
  size_t owner_works_max = 0;
};

// Thread-compatible.
class FairQueue {
 public:
  // What an owner may have taken in one turn; what it leaves of that is kept for its next.
  static constexpr size_t kTurnBytes = 8 << 10;
  // Others are taken to push still for so many groups after the last in which some did.
  static constexpr int kGroupsShared = 64;

  explicit FairQueue(const FairQueueLimits& limits) : limits_(limits) {}

  // Takes `work` only where this is OK. RESOURCE_EXHAUSTED, in words for the owner, when it
  // or the queue has as much as it may.
  absl::Status Push(std::unique_ptr<Work>&& work);

  // The next group; empty only when nothing waits.
  std::vector<std::unique_ptr<Work>> Take(const GroupLimits& group);
  // All that waits.
  std::vector<std::unique_ptr<Work>> TakeAll();

  bool empty() const { return works_ == 0; }
  size_t works() const { return works_; }
  size_t bytes() const { return bytes_; }

 private:
  // What one owner has waiting; there is none for an owner that has nothing.
  struct Line {
    int64_t owner = 0;
    std::deque<std::unique_ptr<Work>> works;
    size_t bytes = 0;
    size_t credit = 0;  // bytes that it may still have taken
    bool has_turn = false;
    int64_t group = 0;  // the group that `taken` counts for
    size_t taken = 0;
  };

  absl::Status CheckFits(int64_t owner, size_t size) const;
  // The turn goes to the next line.
  void EndTurn();
  std::unique_ptr<Work> TakeFront(Line& line);
  void DropFrontLine();

  const FairQueueLimits limits_;
  absl::flat_hash_map<int64_t, std::unique_ptr<Line>> lines_;
  std::deque<Line*> turns_;  // all of lines_; the first has its turn
  size_t works_ = 0;
  size_t bytes_ = 0;
  int64_t groups_ = 0;
  int shared_for_ = 0;
};

}  // namespace headwater::store
