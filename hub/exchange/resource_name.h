// Resource names (AIP-122), such as "parties/4000001000005/orders/PO-17".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"

namespace headwater::exchange {

// The variable parts of `name` under a pattern such as "parties/{}/orders/{}". None
// is empty or holds a slash, but for a last one that follows another: it takes all
// that is left, because a document's number may hold slashes ("PO/17"). The parts
// are unchecked; GlnOf and its sisters (values.h) turn what is no key into 0, which
// finds nothing.
// ARGUMENT_INVALID (INVALID_ARGUMENT) with the pattern if it does not fit.
absl::StatusOr<std::vector<std::string>> ParseName(std::string_view name, std::string_view pattern);

// "parties/{gln}" or "parties/-"; nullopt stands for all.
absl::StatusOr<std::optional<base::Gln>> ParseParent(std::string_view parent);

// The supplier whose things a List under this parent gives to the caller; nullopt, for the
// retailer alone: everybody's. To a supplier "parties/-" is itself, and any other party is
// NOT_FOUND, whether there is one or not.
absl::StatusOr<std::optional<base::Gln>> SupplierSeen(const Caller& caller,
                                                      std::string_view parent);

}  // namespace headwater::exchange
