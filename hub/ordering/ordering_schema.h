// The tables of ordering: all are folds over documents.
#pragma once

#include "hub/store/schema.h"

namespace headwater::ordering {

store::Schema OrderingSchema();

}  // namespace headwater::ordering
