// The tables of the exchange: documents, feeds, acknowledgements.
#pragma once

#include "hub/store/schema.h"

namespace headwater::exchange {

store::Schema ExchangeSchema();

}  // namespace headwater::exchange
