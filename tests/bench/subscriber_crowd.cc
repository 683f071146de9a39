#include "bench/subscriber_crowd.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"
#include "hub/exchange/values.h"

namespace headwater::bench {

class SubscriberCrowd::Subscriber final : public grpc::ClientReadReactor<v1::SubscribeResponse> {
 public:
  Subscriber(SubscriberCrowd& crowd, v1::ExchangeService::Stub& stub, bool stuck) : crowd_(crowd) {
    stub.async()->Subscribe(&context_, &request_, this);
    if (!stuck) StartRead(&response_);
    // The stuck one is alive and asks for nothing.
    if (stuck) AddHold();
    held_ = stuck;
    StartCall();
  }

  void Cancel() {
    context_.TryCancel();
    if (held_) RemoveHold();
  }
  void AwaitEnd() { ended_.WaitForNotification(); }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    crowd_.Take(response_, caught_up_);
    response_.Clear();
    StartRead(&response_);
  }
  void OnDone(const grpc::Status& status) override {
    crowd_.Broke(status.error_message());
    ended_.Notify();
  }

 private:
  SubscriberCrowd& crowd_;
  grpc::ClientContext context_;
  v1::SubscribeRequest request_;
  v1::SubscribeResponse response_;
  bool held_ = false;
  bool caught_up_ = false;
  absl::Notification ended_;
};

SubscriberCrowd::SubscriberCrowd(std::string target) : target_(std::move(target)) {}

SubscriberCrowd::~SubscriberCrowd() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  for (const auto& subscriber : subscribers_) subscriber->Cancel();
  for (const auto& subscriber : subscribers_) subscriber->AwaitEnd();
}

void SubscriberCrowd::Add(const base::TlsIdentity& party, int readers, int stuck) {
  {
    absl::MutexLock lock(&mutex_);
    readers_ += readers;
  }
  AddTo(party, stuck, /*stuck=*/true);
  AddTo(party, readers, /*stuck=*/false);
}

void SubscriberCrowd::AddTo(const base::TlsIdentity& party, int count, bool stuck) {
  for (int i = 0; i < count; ++i) {
    if (i % kStreamsPerConnection == 0) {
      stubs_.push_back(v1::ExchangeService::NewStub(OpenChannel(target_, party)));
    }
    subscribers_.push_back(std::make_unique<Subscriber>(*this, *stubs_.back(), stuck));
  }
}

void SubscriberCrowd::Take(const v1::SubscribeResponse& response, bool& caught_up) {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex_);
  if (!caught_up && response.through_sequence() == response.head_sequence()) {
    caught_up = true;
    ++caught_up_;
  }
  if (response.events_size() > 0) last_event_ = now;
  for (const v1::Event& event : response.events()) {
    const absl::Time committed = exchange::TimeOf(event.commit_time());
    if (committed >= measured_from_) latencies_.Add(now - committed);
  }
}

void SubscriberCrowd::Broke(const std::string& why) {
  absl::MutexLock lock(&mutex_);
  if (ending_ || !status_.ok()) return;
  status_ = absl::UnavailableError(absl::StrCat("a subscriber's stream ended: ", why));
}

absl::Status SubscriberCrowd::AwaitCaughtUp(absl::Duration patience) {
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(this, &SubscriberCrowd::AllCaughtUp), patience)) {
    return absl::DeadlineExceededError(
        absl::StrCat(caught_up_, " of ", readers_, " subscribers came to the end of their feeds"));
  }
  return status_;
}

void SubscriberCrowd::Measure() {
  absl::MutexLock lock(&mutex_);
  measured_from_ = absl::Now();
}

void SubscriberCrowd::AwaitQuiet(absl::Duration quiet) {
  const absl::Time begun = absl::Now();
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (absl::Now() - std::max(last_event_, begun) >= quiet) return;
    }
    absl::SleepFor(quiet / 10);
  }
}

Latencies SubscriberCrowd::latencies() {
  absl::MutexLock lock(&mutex_);
  return latencies_;
}

absl::Status SubscriberCrowd::status() {
  absl::MutexLock lock(&mutex_);
  return status_;
}

}  // namespace headwater::bench
