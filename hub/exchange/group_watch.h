// Times the writer's groups for an Observer.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hub/exchange/observer.h"

namespace headwater::exchange {

// Used by the writer thread alone.
class GroupWatch {
 public:
  // `observer` may be null: then nothing is timed.
  explicit GroupWatch(Observer* observer) : observer_(observer) {}

  void Begin();
  // A document is judged in this group.
  void Judge(size_t bytes);
  void EndWork();
  void Commit();

  // Of the group that is being written, counted from 1 on.
  int64_t number() const { return number_; }

 private:
  Observer* const observer_;
  int64_t number_ = 0;
  int64_t begun_ = 0;
  int64_t work_ended_ = 0;
  GroupCommit group_;
};

}  // namespace headwater::exchange
