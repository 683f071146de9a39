// The database of a test, on the store that this run of the tests is for. The variable
// HEADWATER_TEST_STORE says which: empty for SQLite, or the URL of a PostgreSQL server, in which
// each database that is asked for is made anew (tests/support/postgresql_server starts one).
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "hub/store/database.h"

namespace headwater::test {

bool StoreIsPostgres();

// A new and empty database that ends with the object. Aborts when it cannot be made.
std::unique_ptr<store::Database> NewDatabase();

// The database that goes by the name of a file, made where it is not there yet; who opens the
// same path again gets what the one before left. ":memory:" is NewDatabase. On PostgreSQL it
// ends with its server, if nobody drops it.
absl::StatusOr<std::unique_ptr<store::Database>> OpenDatabaseAt(const std::string& path,
                                                                bool read_only = false);

// Runs a statement on the server's own database. Aborts when it fails.
void AdministerServer(const std::string& text);

// What --store takes for the database of that path. Makes it on PostgreSQL.
std::string StoreUrlOf(const std::string& path);

}  // namespace headwater::test
