// What PostgreSQL can say of the soundness of a database.
#pragma once

#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "hub/store/database.h"

namespace headwater::store {

// Calls `finding` for each fault: an index that is not in use (a failed build left it), blocks
// whose checksum was wrong since the server counts them, and, where the database has the
// extension amcheck, tables and indexes whose pages are not as they have to be.
//
// What it does not see: without amcheck (CREATE EXTENSION amcheck, by a superuser) nobody walks
// the pages, and on a cluster without data checksums (initdb --data-checksums) a changed byte
// inside a row is not noticed here. `headwater verify` then still notices it in whatever the
// hashes of the documents and the chains cover.
absl::Status CheckPostgresIntegrity(Reader& reader,
                                    absl::FunctionRef<void(std::string_view)> finding);

}  // namespace headwater::store
