// From the options of the demo to a party's line.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "suppliers-sim/demo.h"
#include "suppliers-sim/party_line.h"

namespace headwater::sim {

// INVALID_ARGUMENT when the options have no certificate for the party.
absl::StatusOr<std::unique_ptr<PartyLine>> OpenLine(const DemoOptions& options,
                                                    const std::string& gln, Patience& patience);

}  // namespace headwater::sim
