#pragma once

#include "hub/store/schema.h"

namespace headwater::catalogue {

// item      what a supplier sells, as last stated
// pack      every GTIN that ever was a pack of an item, with all that a line of a
//           document needs to know: a GTIN and its count outlive the statement
// item_id   the suppliers' and the buyer's own ids
store::Schema CatalogueSchema();

// item_id.scheme: whose id it is.
enum class IdScheme { kSupplier = 0, kBuyer = 1 };

}  // namespace headwater::catalogue
