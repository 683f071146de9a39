// How much memory this process holds.
#pragma once

#include <cstdint>

namespace headwater::watch {

// Bytes in RAM, as Linux counts them; 0 where it does not tell.
int64_t ResidentBytes();

}  // namespace headwater::watch
