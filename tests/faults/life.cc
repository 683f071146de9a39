#include "faults/life.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace headwater::faults {

void Life::ExpectHarm() {
  absl::MutexLock lock(&mutex_);
  harm_ = true;
}

void Life::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
}

bool Life::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Life::Broke(std::string_view what, const client::Refusal& refusal) {
  absl::MutexLock lock(&mutex_);
  if (!harm_) {
    if (failure_.ok()) {
      failure_ = absl::UnknownError(
          absl::StrCat(std::string(what), " failed for no reason: ", refusal.ToString()));
    }
    return;
  }
  refused_ = refused_ || refusal.detail.reason() != v1::REASON_UNSPECIFIED;
  if (refusals_.size() < kRefusalsKept) refusals_.push_back(refusal);
}

void Life::Fail(absl::Status status) {
  absl::MutexLock lock(&mutex_);
  if (failure_.ok()) failure_ = std::move(status);
}

absl::Status Life::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

std::vector<client::Refusal> Life::refusals() const {
  absl::MutexLock lock(&mutex_);
  return refusals_;
}

bool Life::AwaitRefusal(absl::Duration patience) const {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&refused_), patience);
}

}  // namespace headwater::faults
