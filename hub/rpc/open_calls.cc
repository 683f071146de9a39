#include "hub/rpc/open_calls.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/rpc/refuse_for_now.h"

namespace headwater::rpc {

OpenCalls::Pass& OpenCalls::Pass::operator=(Pass&& other) noexcept {
  if (this == &other) return *this;
  Leave();
  calls_ = std::exchange(other.calls_, nullptr);
  method_ = other.method_;
  party_ = other.party_;
  stream_ = other.stream_;
  return *this;
}

void OpenCalls::Pass::Leave() {
  if (calls_ == nullptr) return;
  OpenCalls& calls = *std::exchange(calls_, nullptr);
  absl::MutexLock lock(&calls.mutex_);
  --calls.count_;
  --method_->open;
  if (stream_ == 0) return;
  calls.streams_.erase(stream_);
  const auto of_party = calls.streams_of_party_.find(party_.value());
  if (--of_party->second == 0) calls.streams_of_party_.erase(of_party);
}

OpenCalls::~OpenCalls() {
  absl::MutexLock lock(&mutex_);
  HW_CHECK(count_ == 0) << count_ << " calls are still in progress";
}

MethodCalls* OpenCalls::Count(std::string_view method) {
  std::unique_ptr<MethodCalls>& calls = methods_[method];
  if (calls == nullptr) {
    calls = std::make_unique<MethodCalls>();
    calls->method = method;
  }
  ++calls->open;
  ++calls->total;
  ++count_;
  return calls.get();
}

absl::StatusOr<OpenCalls::Pass> OpenCalls::Enter(std::string_view method) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return RefuseDraining();
  Pass pass;
  pass.calls_ = this;
  pass.method_ = Count(method);
  return pass;
}

absl::StatusOr<OpenCalls::Pass> OpenCalls::EnterStream(std::string_view method, base::Gln party,
                                                       std::weak_ptr<OpenStream> stream) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return RefuseDraining();
  const auto found = streams_of_party_.find(party.value());
  if (found != streams_of_party_.end() && found->second >= kStreamsPerPartyMax) {
    ++busy_[static_cast<size_t>(BusyPlace::kStreams)];
    return RefuseBusy(absl::StrCat("Party ", party.ToString(), " has ", kStreamsPerPartyMax,
                                   " streams open, which is the limit. End some, or share one."));
  }
  if (streams_.size() >= kStreamsMax) {
    ++busy_[static_cast<size_t>(BusyPlace::kStreams)];
    return RefuseBusy(absl::StrCat("The hub has ", kStreamsMax,
                                   " streams open, which is the limit. Try again after the delay, "
                                   "or use ListEvents and Submit."));
  }
  ++streams_of_party_[party.value()];
  Pass pass;
  pass.calls_ = this;
  pass.method_ = Count(method);
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

bool OpenCalls::draining() const {
  absl::MutexLock lock(&mutex_);
  return draining_;
}

std::vector<MethodCalls> OpenCalls::ByMethod() const {
  std::vector<MethodCalls> methods;
  {
    absl::MutexLock lock(&mutex_);
    methods.reserve(methods_.size());
    for (const auto& [name, calls] : methods_) methods.push_back(*calls);
  }
  std::sort(methods.begin(), methods.end(),
            [](const MethodCalls& a, const MethodCalls& b) { return a.method < b.method; });
  return methods;
}

void OpenCalls::CountBusy(BusyPlace place) {
  absl::MutexLock lock(&mutex_);
  ++busy_[static_cast<size_t>(place)];
}

std::array<int64_t, kBusyPlaces> OpenCalls::busy() const {
  absl::MutexLock lock(&mutex_);
  return busy_;
}

}  // namespace headwater::rpc
