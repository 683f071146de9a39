// Random faults in any message.
#pragma once

#include <string>

#include "google/protobuf/message.h"
#include "hub/base/random.h"

namespace headwater::exchange::shape {

// Where a fault was put.
struct Mutation {
  std::string path;    // of the field, with the index of an item
  std::string holder;  // of the field without an index: a list, whose items may move
};

// Changes one field somewhere in the message: clears it, sets it to another value of
// its type (often one that is at a limit, of a wrong form or of no meaning), adds,
// doubles, removes or swaps items of a list, or adds a field with an unknown number.
Mutation Mutate(google::protobuf::Message& message, base::Random& random);

}  // namespace headwater::exchange::shape
