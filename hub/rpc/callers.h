// Finds out who calls, without a look at the database for those that have called
// before.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/handler.h"
#include "hub/rpc/open_calls.h"
#include "hub/rpc/workers.h"
#include "hub/store/database.h"

namespace headwater::rpc {

// Remembers the role of each party for the life of the process: a party keeps its
// role (ROLE_CHANGED) and is never removed. Whether it is suspended is not
// remembered: the door looks at that in the transaction of each document.
// Thread-safe. What it is given outlives it.
class Callers {
 public:
  using Found = absl::AnyInvocable<void(absl::StatusOr<exchange::Caller>) &&>;

  Callers(store::Database& database, const exchange::PartyDirectory& directory, Workers& workers,
          OpenCalls& calls)
      : database_(database), directory_(directory), workers_(workers), calls_(calls) {}

  // Calls `found` once: at once if the certificate is refused, the party is known or
  // the workers are busy (BUSY), else on a worker.
  void Find(grpc::CallbackServerContext& context, Found found);

  // The same inside of a snapshot, for callers that have one.
  absl::StatusOr<exchange::Caller> FindIn(store::Reader& reader, base::Gln party);

 private:
  store::Database& database_;
  const exchange::PartyDirectory& directory_;
  Workers& workers_;
  OpenCalls& calls_;

  absl::Mutex mutex_;
  absl::flat_hash_map<base::Gln, exchange::Caller> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::rpc
