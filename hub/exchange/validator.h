// Checks the shape of any message of the contract against the rules that stand in
// its .proto: one reader of the rules for every door.
#pragma once

#include "google/protobuf/message.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {

// Adds every broken rule to `violations`, in the order of the fields, with paths
// that begin below `path`. Thread-safe; the rules of a message type are compiled on
// first use.
void Validate(const google::protobuf::Message& message, const FieldPath& path,
              Violations& violations);

}  // namespace headwater::exchange
