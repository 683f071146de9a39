#include "hub/hub_state.h"

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/exchange/feed_lag.h"
#include "hub/store/commit_queue.h"
#include "hub/watch/resident_memory.h"

namespace headwater {
namespace {

// 0 for a file that is not there, as the log of a hub that has just begun.
int64_t FileBytes(const std::string& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<int64_t>(bytes);
}

// By rpc::BusyPlace.
constexpr std::array<const char*, rpc::kBusyPlaces> kBusyPlaceNames = {"reads", "callers",
                                                                       "streams"};

}  // namespace

watch::Serving ReadServing(const exchange::Exchange& exchange, const rpc::OpenCalls& calls) {
  if (!exchange.healthy()) return watch::Serving::kSealed;
  return calls.draining() ? watch::Serving::kDraining : watch::Serving::kServing;
}

absl::StatusOr<watch::HubState> ReadHubState(const HubParts& parts) {
  watch::HubState state;
  state.serving = ReadServing(parts.exchange, parts.calls);
  state.uptime_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - parts.begun).count();
  state.resident_bytes = watch::ResidentBytes();
  state.waiting_works = static_cast<int64_t>(parts.exchange.waiting());
  state.waiting_works_max = static_cast<int64_t>(store::CommitQueueOptions().waiting_max);
  state.waiting_bytes = static_cast<int64_t>(parts.exchange.waiting_bytes());
  if (parts.gauges != nullptr) {
    state.store = {.database_bytes = FileBytes(parts.path),
                   .log_bytes = FileBytes(absl::StrCat(parts.path, "-wal")),
                   // Before the one that is opened for the lags.
                   .readers = parts.gauges->readers.load(std::memory_order_relaxed),
                   .connections = parts.gauges->connections.load(std::memory_order_relaxed)};
  }
  for (rpc::MethodCalls& calls : parts.calls.ByMethod()) {
    state.calls.push_back({std::move(calls.method), calls.open, calls.total});
  }
  const auto busy = parts.calls.busy();
  for (size_t i = 0; i < busy.size(); ++i) state.busy.push_back({kBusyPlaceNames[i], busy[i]});
  ASSIGN_OR_RETURN(const auto reader, parts.database.BeginRead());
  ASSIGN_OR_RETURN(state.lags, exchange::ReadFeedLags(*reader));
  return state;
}

}  // namespace headwater
