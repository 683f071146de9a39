// The exchange as one thing: the queue, the door and the feeds, wired together.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/clock.h"
#include "hub/base/gs1.h"
#include "hub/exchange/acknowledgement.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/door.h"
#include "hub/exchange/feed_table.h"
#include "hub/exchange/feed_wakes.h"
#include "hub/exchange/group_watch.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/observer.h"
#include "hub/exchange/registry.h"
#include "hub/store/commit_queue.h"
#include "hub/store/database.h"

namespace headwater::exchange {

struct ExchangeOptions {
  // The party that runs the hub.
  base::Gln retailer;
  // `committed` and `sealed` are called too, after the exchange has done its own.
  store::CommitQueueOptions queue;
  // Gets faults of the hub, from any thread; stderr where not given.
  FaultLog fault_log;
  // Outlives the exchange. May be null.
  Observer* observer = nullptr;
};

// Thread-safe. What it is given outlives it; the database has been migrated.
class Exchange {
 public:
  Exchange(store::Database& database, const Registry& registry, const PartyDirectory& directory,
           const base::Clock& clock, ExchangeOptions options);
  // Finishes what waits.
  ~Exchange();

  // See Door::Submit and Acknowledge.
  void Submit(const Caller& caller, const v1::SubmitRequest& request, SubmitDone done);
  void Acknowledge(const Caller& caller, const v1::AcknowledgeRequest& request,
                   AcknowledgeDone done);

  // Where other processes write to the same store, each tells the others of what it committed
  // (feed_notices.h); these are for what this one hears of it.
  void HeardFeedNotice(std::string_view notice);
  // An error: what others committed meanwhile is not known, and this has to be said again.
  absl::Status ListensToFeedNotices();

  // For Subscription::Open.
  store::Database& database() { return database_; }
  FeedWakes& wakes() { return wakes_; }

  // Takes nothing more (UNAVAILABLE with DRAINING) and finishes what waits. Reads
  // and subscriptions go on. Idempotent.
  void Stop();
  // False once a commit has failed; see CommitQueue.
  bool healthy() const;
  // Works that wait for the writer, and their size.
  size_t waiting() const;
  size_t waiting_bytes() const;

 private:
  store::Database& database_;
  FeedWakes wakes_;
  FeedHeads heads_;
  GroupWatch group_;
  GroupForesight foresight_;
  FaultLog fault_log_;
  std::unique_ptr<store::CommitQueue> queue_;
  std::unique_ptr<Door> door_;
};

}  // namespace headwater::exchange
