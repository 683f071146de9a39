// What goes wrong between a good document and the hub, at random.
#pragma once

#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"
#include "hub/base/random.h"
#include "hub/mutated_world.h"

namespace headwater::test {

// A request as its sender would make it.
struct Mutant {
  base::Gln caller;
  v1::SubmitRequest request;
};

// `document` with a few faults, or none: those of senders (keys of other things, one
// off, one day off, another version, another party's certificate) and those of
// programs (exchange_shape/mutation.h).
Mutant MakeMutant(const v1::Document& document, const LivingWorld& world, base::Random& random);

}  // namespace headwater::test
