// Types whose parts must fit each other: instants, days, intervals and windows.
#pragma once

#include <optional>

#include "google/protobuf/message.h"
#include "hub/exchange/compiled_rules.h"
#include "hub/exchange/format.h"

namespace headwater::exchange {

// What is wrong with the message as a whole. nullopt too where a part alone is wrong
// or missing: the part tells that itself.
std::optional<FormatFault> CheckSpecial(CompiledMessage::Special special,
                                        const google::protobuf::Message& message);

}  // namespace headwater::exchange
