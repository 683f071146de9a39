// What Prometheus reads.
#pragma once

#include <string>

#include "hub/watch/hub_counts.h"
#include "hub/watch/hub_state.h"

namespace headwater::watch {

// In Prometheus' text format, version 0.0.4. Every metric of the hub is on it from the first
// moment, but for those by kind, reason, method and party that nothing has happened to.
// Labels are names of the contract and GLNs of parties that the hub knows: bounded, and
// never a text that somebody sent.
std::string MetricsPage(const HubCounts& counts, const HubState& state);
inline constexpr char kMetricsPageType[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace headwater::watch
