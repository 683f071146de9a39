// What verify, backup and copy have to say of a store: whether it holds what it says, and where
// its feeds end.
#pragma once

#include <atomic>
#include <string>

#include "absl/status/statusor.h"
#include "hub/cli/offline.h"
#include "hub/exchange/verify.h"
#include "hub/store/database.h"

namespace headwater::cli {

// Feeds that FeedEnds lists: those with the longest lags. It counts the others.
inline constexpr int64_t kFeedEndsMax = 100;

// exchange::Verify of a store with the documents of this hub, with a line of its progress.
// `archives` is the folder of its archives, empty for none. Prints each finding; the caller says
// what to do about them.
absl::StatusOr<exchange::VerifyReport> CheckStore(store::Database& database, const Offline& hub,
                                                  const std::string& archives,
                                                  const std::atomic<bool>& interrupt);

// "verified: 7 documents, ...", for a report without findings, and what was not looked at.
std::string VerifiedText(const exchange::VerifyReport& report);

// A table of the parties with the number of events and the end of the chain of each.
absl::StatusOr<std::string> FeedEnds(store::Database& database);

}  // namespace headwater::cli
