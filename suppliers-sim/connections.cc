#include "suppliers-sim/connections.h"

#include "absl/strings/str_cat.h"

namespace headwater::sim {

absl::StatusOr<std::unique_ptr<PartyLine>> OpenLine(const DemoOptions& options,
                                                    const std::string& gln, Patience& patience) {
  const auto found = options.certificates.find(gln);
  if (found == options.certificates.end()) {
    return absl::InvalidArgumentError(absl::StrCat("no certificate given for party ", gln));
  }
  return PartyLine::Open({.target = options.target,
                          .tls = found->second,
                          .target_name_override = options.target_name_override},
                         options.clock->Now(), patience);
}

}  // namespace headwater::sim
