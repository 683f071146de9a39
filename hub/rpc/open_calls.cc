#include "hub/rpc/open_calls.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/rpc/refuse_for_now.h"

namespace headwater::rpc {
OpenCalls::Pass& OpenCalls::Pass::operator=(Pass&& other) noexcept {
  if (this == &other) return *this;
  Leave();
  calls_ = std::exchange(other.calls_, nullptr);
  party_ = other.party_;
  stream_ = other.stream_;
  return *this;
}

void OpenCalls::Pass::Leave() {
  if (calls_ == nullptr) return;
  OpenCalls& calls = *std::exchange(calls_, nullptr);
  absl::MutexLock lock(&calls.mutex_);
  --calls.count_;
  if (stream_ == 0) return;
  calls.streams_.erase(stream_);
  const auto of_party = calls.streams_of_party_.find(party_.value());
  if (--of_party->second == 0) calls.streams_of_party_.erase(of_party);
}

OpenCalls::~OpenCalls() {
  absl::MutexLock lock(&mutex_);
  HW_CHECK(count_ == 0) << count_ << " calls are still in progress";
}

absl::StatusOr<OpenCalls::Pass> OpenCalls::Enter() {
  absl::MutexLock lock(&mutex_);
  if (draining_) return RefuseDraining();
  ++count_;
  Pass pass;
  pass.calls_ = this;
  return pass;
}

absl::StatusOr<OpenCalls::Pass> OpenCalls::EnterStream(base::Gln party,
                                                       std::weak_ptr<OpenStream> stream) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return RefuseDraining();
  const auto found = streams_of_party_.find(party.value());
  if (found != streams_of_party_.end() && found->second >= kStreamsPerPartyMax) {
    return RefuseBusy(absl::StrCat("Party ", party.ToString(), " has ", kStreamsPerPartyMax,
                                   " streams open, which is the limit. End some, or share one."));
  }
  ++streams_of_party_[party.value()];
  ++count_;
  Pass pass;
  pass.calls_ = this;
  pass.party_ = party;
  pass.stream_ = next_stream_++;
  streams_.emplace(pass.stream_, std::move(stream));
  return pass;
}

void OpenCalls::Drain() {
  std::vector<std::shared_ptr<OpenStream>> streams;
  {
    absl::MutexLock lock(&mutex_);
    if (draining_) return;
    draining_ = true;
    streams.reserve(streams_.size());
    for (const auto& [number, stream] : streams_) {
      if (auto alive = stream.lock()) streams.push_back(std::move(alive));
    }
  }
  for (const auto& stream : streams) stream->Drain();
}

bool OpenCalls::AwaitAllLeft(absl::Duration patience) {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(this, &OpenCalls::AllLeft), patience);
}

int64_t OpenCalls::count() const {
  absl::MutexLock lock(&mutex_);
  return count_;
}

}  // namespace headwater::rpc
