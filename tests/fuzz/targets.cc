#include "fuzz/targets.h"

#include "headwater/v1/exchange.pb.h"
#include "hub/base/check.h"

namespace headwater::fuzz {

const std::vector<Target>& Targets() {
  static const auto& targets = *new std::vector<Target>{
      {"submit", FuzzSubmit, 1, &v1::SubmitRequest::default_instance(), SubmitSeeds},
      {"cursor", FuzzCursor, 3, nullptr, CursorSeeds},
      {"validator", FuzzValidator, 0, &v1::Document::default_instance(), ValidatorSeeds},
  };
  return targets;
}

const Target& TargetNamed(std::string_view name) {
  for (const Target& target : Targets()) {
    if (target.name == name) return target;
  }
  HW_CHECK(false) << "there is no target " << std::string(name);
  return Targets().front();
}

}  // namespace headwater::fuzz
