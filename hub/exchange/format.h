// The formats of texts (rules.proto, Format).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "headwater/v1/errors.pb.h"
#include "headwater/v1/rules.pb.h"

namespace headwater::exchange {

struct FormatFault {
  v1::Reason reason;
  std::string description;  // with the offending value, and how to mend it
};

// nullopt: the text fits. `text` is not empty; FORMAT_UNSPECIFIED fits anything.
// Thread-safe; allocates for a fault only.
std::optional<FormatFault> CheckFormat(v1::Format format, std::string_view text);

// What to give, for a field that is missing: "the 13 digits of a GLN".
std::string_view FormatHint(v1::Format format);

// The longest text of the format in characters; 0 where the format sets no limit.
int FormatMaxLength(v1::Format format);

}  // namespace headwater::exchange
