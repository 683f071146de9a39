// Where two tables differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater::store {

// Compares a table of two snapshots and returns the number of keys whose rows
// differ. The first `named_max` are told to `difference`, one sentence each, as in
//   stock (1, 2, 3): column quantity is 5, expected 7
//   stock (1, 2, 4) is missing
//   stock (1, 2, 5) is not expected
// `actual` and `expected` may be of one database or of two, but not the same
// Reader. The columns must be the same (FAILED_PRECONDITION). DATA_LOSS when rows
// come out of order, as they do from a damaged file. Memory does not grow with the
// table.
absl::StatusOr<int64_t> DiffTable(Reader& actual, Reader& expected, const Table& table,
                                  size_t named_max,
                                  absl::FunctionRef<void(std::string_view)> difference);

}  // namespace headwater::store
