// What a PostgreSQL database has to be before a hub trusts it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "hub/store/postgres_connection.h"

namespace headwater::store {

// The oldest server that the tests run on, as the server writes it.
inline constexpr int kPostgresVersionMin = 150000;

// Whether a receipt has to outlive a loss of power. kScratch is for tests: their databases go
// with them, and syncing them is what takes the time.
enum class Durability { kRequired, kScratch };

// FAILED_PRECONDITION that names each fault and how to mend it: an old server, an encoding that
// is not UTF8, texts that are not sorted by their bytes (the feeds of two drivers would differ in
// their order), and, where durability is required, settings that give a commit back before it
// is on the disk: fsync, full_page_writes, synchronous_commit.
absl::Status CheckRequirements(PostgresConnection& connection, Durability durability);

// What these settings would lose, a sentence each. Pure.
std::vector<std::string> DurabilityFaults(std::string_view fsync, std::string_view full_page_writes,
                                          std::string_view synchronous_commit);

}  // namespace headwater::store
