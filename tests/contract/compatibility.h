// Whether a contract may follow another: what a client that was built on the old one
// does must still work (AIP-180).
#pragma once

#include <string>
#include <vector>

#include "contract/contract_lines.h"

namespace headwater::contract {

struct Differences {
  // Each would break somebody: a thing removed, renamed, renumbered or of another
  // type; a rule that refuses what was taken before.
  std::vector<std::string> breaking;
  // Each is new, or takes more than before.
  std::vector<std::string> additive;
};

Differences Compare(const Lines& before, const Lines& after);

}  // namespace headwater::contract
