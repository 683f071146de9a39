// The tables of delivery: all are folds over documents.
#pragma once

#include "hub/store/schema.h"

namespace headwater::delivery {

store::Schema DeliverySchema();

}  // namespace headwater::delivery
