// A room for the tests of the exchange, so that they depend on no other: it keeps
// one number per supplier, and documents of kind application_error change it. What
// a document does stands in the description of its first finding:
//   "add 5"     adds 5 to the supplier's number; its version is how often it changed
//   "refuse"    adds 1 and then refuses, with two violations
//   "break"     adds 1 and then fails with an error that no caller may see
//   else        nothing
#pragma once

#include <vector>

#include "hub/exchange/handler.h"
#include "hub/exchange/registry.h"
#include "hub/store/schema.h"
#include "support/test_hub.h"

namespace headwater::test {

inline constexpr char kSecret[] = "table tally has a secret";

store::Schema TallySchema();

class TallyHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

// With the tally behind application_error, and three kinds for the rules of who
// sends what to whom: `location` from both to nobody, `order` from the retailer to
// a supplier, `party` from both to whom it states.
TestHubOptions TallyHub();

// Every kind of the contract, from both to each other, and nobody who handles it.
exchange::Registry KindsWithoutHandlers();

// A party document of the retailer's, to that party.
v1::Document PartyDocument(std::string_view number, base::Gln party);
// A location of the sender's.
v1::Document LocationDocument(std::string_view number, base::Gln sender);

}  // namespace headwater::test
