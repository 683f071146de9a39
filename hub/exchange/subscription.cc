#include "hub/exchange/subscription.h"

#include <utility>

#include "hub/base/error.h"

namespace headwater::exchange {

absl::StatusOr<std::unique_ptr<Subscription>> Subscription::Open(
    store::Database& database, FeedWakes& wakes, const Caller& caller,
    const v1::SubscribeRequest& request) {
  ASSIGN_OR_RETURN(KindFilter filter, ParseKinds(request.kinds()));
  return std::unique_ptr<Subscription>(
      new Subscription(database, wakes, caller.party, request.after_sequence(), std::move(filter)));
}

Subscription::Subscription(store::Database& database, FeedWakes& wakes, base::Gln party,
                           int64_t after, KindFilter filter)
    : database_(database),
      wakes_(wakes),
      party_(party),
      filter_(std::move(filter)),
      through_(after) {}

Subscription::~Subscription() { CancelWait(); }

absl::Status Subscription::Next(v1::SubscribeResponse& response) {
  response.Clear();
  ASSIGN_OR_RETURN(const auto reader, database_.BeginRead());
  ASSIGN_OR_RETURN(const FeedPosition position,
                   ReadFeed(*reader, party_, through_, filter_, {.events = kEventBatchSizeMax},
                            *response.mutable_events()));
  through_ = position.through_sequence;
  head_ = position.head_sequence;
  response.set_through_sequence(position.through_sequence);
  response.set_head_sequence(position.head_sequence);
  return absl::OkStatus();
}

bool Subscription::Wait(FeedWakes::Wake wake) {
  CancelWait();
  if (through_ < head_) return false;
  wait_ = wakes_.Await(party_, through_, std::move(wake));
  return wait_.has_value();
}

bool Subscription::CancelWait() {
  if (!wait_) return false;
  return wakes_.Cancel(*std::exchange(wait_, std::nullopt));
}

}  // namespace headwater::exchange
