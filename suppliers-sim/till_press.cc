#include "suppliers-sim/till_press.h"

#include <algorithm>
#include <iterator>

namespace headwater::sim {
namespace {

constexpr size_t kDaysAhead = 3;

}  // namespace

TillPress::TillPress(const BackOffice& office, base::Day first, base::Day last)
    : office_(office), thread_([this, first, last] { Run(first, last); }) {}

TillPress::~TillPress() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  thread_.join();
}

absl::StatusOr<std::vector<v1::Document>> TillPress::Next() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !made_.empty(); };
  mutex_.Await(absl::Condition(&ready));
  Made made = std::move(made_.front());
  made_.pop_front();
  return made;
}

void TillPress::Run(base::Day first, base::Day last) {
  for (base::Day day = first; day <= last; ++day) {
    Made made = office_.Tickets(day);
    if (made.ok()) std::ranges::move(office_.WriteOffs(day), std::back_inserter(*made));
    absl::MutexLock lock(&mutex_);
    const auto room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return made_.size() < kDaysAhead || stopped_;
    };
    mutex_.Await(absl::Condition(&room));
    if (stopped_) return;
    made_.push_back(std::move(made));
  }
}

}  // namespace headwater::sim
