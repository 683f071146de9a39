// One value of a row of any table, with memory of its own.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "hub/store/database.h"

namespace headwater::store {

struct Cell {
  Value::Type type = Value::Type::kNull;
  int64_t integer = 0;
  std::string bytes;

  // In the order in which both dialects sort a key: NULL is in none.
  friend auto operator<=>(const Cell&, const Cell&) = default;
};
using Cells = std::vector<Cell>;

Cell CellOf(const Row& row, int column);
// Borrows the cell's memory.
Value ValueOf(const Cell& cell);
// The value in the row's own memory, valid as long as the row is.
Value ValueOf(const Row& row, int column);

}  // namespace headwater::store
