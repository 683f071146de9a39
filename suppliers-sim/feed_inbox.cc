#include "suppliers-sim/feed_inbox.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {

const std::vector<std::string>& OrderKinds() {
  static const auto* kinds = new std::vector<std::string>{"order", "order_response", "order_change",
                                                          "order_cancellation", "despatch_advice"};
  return *kinds;
}

bool IsOrderKind(const v1::Document& document) {
  switch (document.body_case()) {
    case v1::Document::kOrder:
    case v1::Document::kOrderResponse:
    case v1::Document::kOrderChange:
    case v1::Document::kOrderCancellation:
    case v1::Document::kDespatchAdvice:
      return true;
    default:
      return false;
  }
}

void FeedInbox::Put(const v1::Event& event) {
  absl::MutexLock lock(&mutex_);
  if (IsOrderKind(event.document())) events_.push_back(event);
  through_ = std::max(through_, event.sequence());
}

void FeedInbox::Through(int64_t sequence) {
  absl::MutexLock lock(&mutex_);
  through_ = std::max(through_, sequence);
}

void FeedInbox::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  failed_ = status;
}

void FeedInbox::Clear() {
  absl::MutexLock lock(&mutex_);
  events_.clear();
  through_ = 0;
  failed_ = absl::OkStatus();
}

absl::Status FeedInbox::Await(int64_t sequence, absl::Duration timeout) const {
  absl::MutexLock lock(&mutex_);
  const auto done = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return through_ >= sequence || !failed_.ok();
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&done), timeout)) {
    return absl::DeadlineExceededError(
        absl::StrCat("the feed stands at ", through_, " and does not come to ", sequence));
  }
  return failed_;
}

std::vector<v1::Event> FeedInbox::TakeThrough(const Step& step) {
  absl::MutexLock lock(&mutex_);
  std::vector<v1::Event> taken;
  while (!events_.empty() && StepAt(TimeFrom(events_.front().document().issue_time())) <= step) {
    taken.push_back(std::move(events_.front()));
    events_.pop_front();
  }
  return taken;
}

}  // namespace headwater::sim
