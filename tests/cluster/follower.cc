#include "cluster/follower.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace headwater::test {
namespace {

constexpr int64_t kEventsHereMin = 30;
constexpr int64_t kEventsHereMax = 300;
constexpr absl::Duration kHeartbeat = absl::Seconds(5);

client::FeedOptions Options() {
  return {.kinds = {},
          .heartbeat_interval = kHeartbeat,
          .retry = {.initial = absl::Milliseconds(20),
                    .highest = absl::Seconds(1),
                    .attempts_max = 0,
                    .attempt_timeout = absl::Seconds(20)},
          .acknowledge = true};
}

}  // namespace

Follower::Follower(const HubRing& ring, base::TlsFiles tls, Book& book, base::Gln party,
                   uint64_t seed)
    : book_(book),
      party_(party),
      door_(ring, std::move(tls), static_cast<size_t>(seed)),
      random_(seed),
      thread_([this]() noexcept { Run(); }) {}

Follower::~Follower() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (feed_ != nullptr) feed_->Stop();
  }
  thread_.join();
}

void Follower::Run() {
  while (true) {
    client::FeedFollower* feed = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      if (stopped_) return;
      feed_ = std::make_unique<client::FeedFollower>(door_, cursor_, Options(), random_, sleeper_);
      feed = feed_.get();
      ++moves_;
    }
    left_here_ = random_.Between(kEventsHereMin, kEventsHereMax);
    const absl::Status ended =
        feed->Run([this](const client::FeedBatch& batch) { return Take(batch); });
    if (ended.ok() || absl::IsCancelled(ended)) continue;
    return book_.Fault(absl::StrCat("the feed of ", party_.ToString(), ": ", ended.ToString()));
  }
}

absl::Status Follower::Take(const client::FeedBatch& batch) {
  if (left_here_ <= 0) return absl::CancelledError("elsewhere");
  left_here_ -= batch.events.size();
  absl::MutexLock lock(&mutex_);
  for (const v1::Event& event : batch.events) seen_.push_back(PlaceOf(event));
  return absl::OkStatus();
}

bool Follower::AwaitEvents(size_t count, absl::Duration patience) const {
  absl::MutexLock lock(&mutex_);
  const auto enough = [this, count]()
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return seen_.size() >= count; };
  return mutex_.AwaitWithTimeout(absl::Condition(&enough), patience);
}

FeedPlaces Follower::seen() const {
  absl::MutexLock lock(&mutex_);
  return seen_;
}

int64_t Follower::moves() const {
  absl::MutexLock lock(&mutex_);
  return moves_;
}

}  // namespace headwater::test
