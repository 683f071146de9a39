// Whether a group is written trusting its works (trusting_transaction.h). A group whose trust was
// misplaced is written twice: so the next ones after it are written with care, or a sender whose
// documents are refused late would halve the rate of everybody.
#pragma once

namespace headwater::store {

// Groups that are written with care after one that had to be written twice.
inline constexpr int kGroupsCareful = 64;

// Not thread-safe.
class GroupTrust {
 public:
  // For the group that begins.
  bool Take() {
    if (careful_ == 0) return true;
    --careful_;
    return false;
  }
  void Misplaced() { careful_ = kGroupsCareful; }

 private:
  int careful_ = 0;
};

}  // namespace headwater::store
