// A fingerprint of a table: whether it holds, bit for bit, what another one holds.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater::store {

// SHA-256 (32 bytes) over the table's name, its columns' names and all its values,
// each with its type and length. The same on both dialects. Memory does not grow
// with the table.
absl::StatusOr<std::string> HashTable(Reader& reader, const Table& table);

}  // namespace headwater::store
