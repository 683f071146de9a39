#include "hub/exchange/feed_wakes.h"

#include <algorithm>

namespace headwater::exchange {

std::optional<FeedWakes::WakeId> FeedWakes::Await(base::Gln party, int64_t after, Wake wake) {
  absl::MutexLock lock(&mutex_);
  Feed& feed = feeds_[party];
  if (feed.head > after) return std::nullopt;
  const WakeId id = ++last_id_;
  feed.waiters.push_back({id, std::move(wake)});
  parties_.emplace(id, party);
  return id;
}

bool FeedWakes::Cancel(WakeId id) {
  Wake dropped;  // goes after the lock does: what it holds may call back
  absl::MutexLock lock(&mutex_);
  const auto party = parties_.find(id);
  if (party == parties_.end()) return false;
  std::vector<Waiter>& waiters = feeds_[party->second].waiters;
  const auto waiter = std::find_if(waiters.begin(), waiters.end(),
                                   [id](const Waiter& one) { return one.id == id; });
  dropped = std::move(waiter->wake);
  waiters.erase(waiter);
  parties_.erase(party);
  return true;
}

void FeedWakes::Stage(base::Gln party, int64_t head) { staged_.emplace_back(party, head); }

void FeedWakes::Publish() {
  for (const auto& [party, head] : staged_) Publish(party, head);
  staged_.clear();
}

void FeedWakes::Forget() {
  absl::MutexLock lock(&mutex_);
  for (auto& [party, feed] : feeds_) feed.head = 0;
}

void FeedWakes::Publish(base::Gln party, int64_t head) {
  std::vector<Waiter> due;
  {
    absl::MutexLock lock(&mutex_);
    Feed& feed = feeds_[party];
    if (head <= feed.head) return;
    feed.head = head;
    due.swap(feed.waiters);
    for (const Waiter& waiter : due) parties_.erase(waiter.id);
  }
  for (Waiter& waiter : due) std::move(waiter.wake)();
}

}  // namespace headwater::exchange
