// A ReachWatch that remembers, and ends the trying when told to.
#pragma once

#include <string>
#include <vector>

#include "adapters/client/reach_watch.h"

namespace headwater::client {

class RecordingWatch final : public ReachWatch {
 public:
  bool OnUnreached(const Refusal& refusal) override {
    heard.push_back(refusal.message);
    return goes_on;
  }
  void OnReached() override { heard.emplace_back("reached"); }

  bool goes_on = true;
  std::vector<std::string> heard;
};

}  // namespace headwater::client
