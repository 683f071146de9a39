#include "hub/exchange/group_watch.h"

namespace headwater::exchange {

void GroupWatch::Begin() {
  ++number_;
  group_ = {};
  if (observer_ != nullptr) begun_ = observer_->MonotonicNanos();
}

void GroupWatch::Judge(size_t bytes) {
  ++group_.documents;
  group_.bytes += static_cast<int64_t>(bytes);
}

void GroupWatch::EndWork() {
  if (observer_ != nullptr) work_ended_ = observer_->MonotonicNanos();
}

void GroupWatch::Commit() {
  if (observer_ == nullptr) return;
  group_.apply_nanos = work_ended_ - begun_;
  group_.commit_nanos = observer_->MonotonicNanos() - work_ended_;
  observer_->Committed(group_);
}

}  // namespace headwater::exchange
