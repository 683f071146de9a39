// Every Document kind that this hub understands, and every table that it keeps.
#pragma once

#include <vector>

#include "hub/exchange/registry.h"
#include "hub/store/schema.h"

namespace headwater {

exchange::Registry AllKinds();

// In the order in which they are migrated and rebuilt.
std::vector<store::Schema> AllSchemas();

}  // namespace headwater
