// Ranges as they are typed.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "headwater/v1/catalogue.pb.h"

namespace headwater::cli {

// "N", "MIN..MAX", "MIN.." or "..MAX", whose numbers have at most `decimals` (0 to 6)
// decimals; the range counts the last of them: with 2 decimals "7.5" is 750.
// INVALID_ARGUMENT names `option`, where the text was typed. Which end is higher is
// the hub's to check.
absl::StatusOr<v1::IntegerRange> ParseRange(std::string_view option, std::string_view text,
                                            int decimals);

}  // namespace headwater::cli
