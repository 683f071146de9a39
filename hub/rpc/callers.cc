#include "hub/rpc/callers.h"

#include <memory>
#include <utility>

#include "hub/rpc/identity.h"
#include "hub/rpc/refuse_for_now.h"

namespace headwater::rpc {

void Callers::Find(grpc::CallbackServerContext& context, Found found) {
  absl::StatusOr<base::Gln> party = PartyOfPeer(*context.auth_context());
  if (!party.ok()) return std::move(found)(std::move(party).status());
  {
    absl::ReleasableMutexLock lock(&mutex_);
    const auto known = known_.find(*party);
    if (known != known_.end()) {
      const exchange::Caller caller = known->second;
      lock.Release();
      return std::move(found)(caller);
    }
  }
  // Shared, because a task that is not taken is destroyed with what it holds.
  auto waiting = std::make_shared<Found>(std::move(found));
  const bool taken = workers_.Post([this, waiting, party = *party] {
    auto reader = database_.BeginRead();
    if (!reader.ok()) return std::move(*waiting)(std::move(reader).status());
    auto caller = FindIn(**reader, party);
    reader->reset();
    std::move (*waiting)(std::move(caller));
  });
  if (!taken) {
    calls_.CountBusy(BusyPlace::kCallers);
    std::move (*waiting)(RefuseBusy("The hub has more calls than it can take. Try again."));
  }
}

absl::StatusOr<exchange::Caller> Callers::FindIn(store::Reader& reader, base::Gln party) {
  {
    absl::MutexLock lock(&mutex_);
    const auto known = known_.find(party);
    if (known != known_.end()) return known->second;
  }
  absl::StatusOr<exchange::Caller> caller = FindCaller(reader, directory_, party);
  if (caller.ok()) {
    absl::MutexLock lock(&mutex_);
    known_.emplace(party, *caller);
  }
  return caller;
}

}  // namespace headwater::rpc
