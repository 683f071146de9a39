// The whole hub below gRPC, for input that is tried one after the other: whatever it takes is
// forgotten again, so that every input meets the same world.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/exchange.h"
#include "support/test_hub.h"

namespace headwater::fuzz {

// Used by one thread.
class FuzzHub {
 public:
  // The retailer, two suppliers and all that lies between them (hub/hub_world.h). Made once for
  // the process.
  static FuzzHub& Get();

  // The retailer, one of the suppliers, or a party that the hub does not know.
  exchange::Caller CallerOf(char byte);

  // Blocks until the verdict.
  absl::StatusOr<v1::Receipt> Submit(const exchange::Caller& caller,
                                     const v1::SubmitRequest& request);
  absl::StatusOr<v1::AcknowledgeResponse> Acknowledge(const exchange::Caller& caller,
                                                      const v1::AcknowledgeRequest& request);
  store::Database& database();
  exchange::Exchange& exchange() { return *exchange_; }

 private:
  FuzzHub();

  test::TestHub world_;
  std::unique_ptr<store::Database> forgetful_;
  std::unique_ptr<exchange::Exchange> exchange_;
};

// Aborts where a refusal is not one that a caller can work with: no reason, a fault of the hub,
// texts that are not UTF-8, more than a trailer holds.
void CheckRefusal(const absl::Status& status);

}  // namespace headwater::fuzz
