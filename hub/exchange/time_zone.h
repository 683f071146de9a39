// The time zones that this machine knows.
#pragma once

#include <string_view>

namespace headwater::exchange {

// Whether absl::LoadTimeZone finds an IANA zone of this name. Not for the names that
// it takes beyond these: files by their path, offsets, the machine's own zone, and
// the zones that count leap seconds. Thread-safe; a name that was found once is
// found again without a look at the disk.
bool IsTimeZone(std::string_view name);

}  // namespace headwater::exchange
