#include "hub/store/fair_queue.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace headwater::store {

absl::Status FairQueue::CheckFits(int64_t owner, size_t size) const {
  const auto line = lines_.find(owner);
  const size_t owner_works = line == lines_.end() ? 0 : line->second->works.size();
  const size_t owner_bytes = line == lines_.end() ? 0 : line->second->bytes;
  if (works_ >= limits_.works_max || size > limits_.bytes_max - bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the hub has as many writes waiting as it may (", works_, ", ", bytes_,
                     " bytes) and takes no more at present; retry after the delay"));
  }
  if (owner_works >= limits_.owner_works_max || size > limits_.owner_bytes_max - owner_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "you have as many writes waiting as one party may (", owner_works, ", ", owner_bytes,
        " bytes); the hub takes those of others still: wait for the answers of some, "
        "and retry after the delay"));
  }
  return absl::OkStatus();
}

absl::Status FairQueue::Push(std::unique_ptr<Work>&& work) {
  const size_t size = work->size();
  const int64_t owner = work->owner();
  if (absl::Status fits = CheckFits(owner, size); !fits.ok()) return fits;
  std::unique_ptr<Line>& line = lines_[owner];
  if (line == nullptr) {
    line = std::make_unique<Line>();
    line->owner = owner;
    turns_.push_back(line.get());
  }
  line->works.push_back(std::move(work));
  line->bytes += size;
  ++works_;
  bytes_ += size;
  return absl::OkStatus();
}

std::unique_ptr<Work> FairQueue::TakeFront(Line& line) {
  std::unique_ptr<Work> work = std::move(line.works.front());
  line.works.pop_front();
  const size_t size = work->size();
  line.bytes -= size;
  bytes_ -= size;
  --works_;
  return work;
}

void FairQueue::EndTurn() {
  Line* const line = turns_.front();
  line->has_turn = false;
  turns_.pop_front();
  turns_.push_back(line);
}

void FairQueue::DropFrontLine() {
  const int64_t owner = turns_.front()->owner;
  turns_.pop_front();
  lines_.erase(owner);
}

std::vector<std::unique_ptr<Work>> FairQueue::Take(const GroupLimits& group) {
  std::vector<std::unique_ptr<Work>> taken;
  size_t taken_bytes = 0;
  ++groups_;
  if (turns_.size() > 1) {
    shared_for_ = kGroupsShared;
  } else if (shared_for_ > 0) {
    --shared_for_;
  }
  const size_t share = shared_for_ > 0 ? group.owner_works_max : group.works_max;
  // Lines in a row that have had their share.
  for (size_t done = 0; done < turns_.size() && taken.size() < group.works_max;) {
    Line& line = *turns_.front();
    if (line.group != groups_) {
      line.group = groups_;
      line.taken = 0;
    }
    if (line.taken >= share) {
      ++done;
      EndTurn();
      continue;
    }
    if (!line.has_turn) {
      line.has_turn = true;
      line.credit += kTurnBytes;
    }
    while (!line.works.empty() && line.taken < share && taken.size() < group.works_max) {
      const size_t size = line.works.front()->size();
      if (size > line.credit) break;
      // The turn goes on in the next group.
      if (!taken.empty() && taken_bytes + size > group.bytes_max) return taken;
      line.credit -= size;
      ++line.taken;
      taken_bytes += size;
      taken.push_back(TakeFront(line));
      done = 0;
    }
    if (line.works.empty()) {
      DropFrontLine();
    } else if (taken.size() < group.works_max) {
      EndTurn();
    }
  }
  return taken;
}

std::vector<std::unique_ptr<Work>> FairQueue::TakeAll() {
  std::vector<std::unique_ptr<Work>> taken;
  while (!turns_.empty()) {
    Line& line = *turns_.front();
    while (!line.works.empty()) taken.push_back(TakeFront(line));
    DropFrontLine();
  }
  return taken;
}

}  // namespace headwater::store
