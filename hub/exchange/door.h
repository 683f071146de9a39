// The one door: every change of the world is a Document that came through here.
#pragma once

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/clock.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/fault.h"
#include "hub/exchange/feed_table.h"
#include "hub/exchange/group_foresight.h"
#include "hub/exchange/group_watch.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/observer.h"
#include "hub/exchange/registry.h"
#include "hub/store/commit_queue.h"

namespace headwater::exchange {

// Called exactly once: on the thread of Submit when the refusal needs no look at
// the database, else on a thread of the queue after the commit. Must not block.
using SubmitDone = absl::AnyInvocable<void(absl::StatusOr<v1::Receipt>) &&>;

// What the door works with. All of it outlives the door.
struct DoorParts {
  base::Gln retailer;
  const Registry& registry;
  const PartyDirectory& directory;
  const base::Clock& clock;
  store::CommitQueue& queue;
  // Of the writer thread.
  FeedHeads& heads;
  GroupWatch& group;
  // Null where a question is no trip.
  GroupForesight* foresight;
  const FaultLog& fault_log;
  // May be null.
  Observer* observer;
};

// Thread-safe. Outlives the work that it pushes: stop the queue before it goes.
class Door {
 public:
  explicit Door(const DoorParts& parts) : parts_(parts) {}

  // Takes one document, or with validate_only gives the verdict alone. `request`
  // must stay as it is until `done` is called. Every refusal carries an ErrorDetail.
  void Submit(const Caller& caller, const v1::SubmitRequest& request, SubmitDone done);

 private:
  // Tells the observer, then the caller, of what did not come to the writer.
  void Refuse(const Caller& caller, const v1::SubmitRequest& request, int64_t begun,
              absl::Status verdict, SubmitDone done);

  const DoorParts parts_;
};

}  // namespace headwater::exchange
