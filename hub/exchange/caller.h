// Who asks, as the certificate says.
#pragma once

#include "hub/base/gs1.h"

namespace headwater::exchange {

enum class Role { kRetailer, kSupplier };

// A party as the door knows it.
struct PartyInfo {
  base::Gln gln;
  Role role;
  bool suspended = false;
};

// The party behind a call. The retailer sees everything; a supplier its own lane.
struct Caller {
  base::Gln party;
  Role role;

  bool is_retailer() const { return role == Role::kRetailer; }
  // Whether it may see what belongs to `supplier`.
  bool sees(base::Gln supplier) const { return is_retailer() || party == supplier; }
};

}  // namespace headwater::exchange
