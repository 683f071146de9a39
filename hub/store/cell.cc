#include "hub/store/cell.h"

namespace headwater::store {

Cell CellOf(const Row& row, int column) {
  const Value value = ValueOf(row, column);
  return {value.type(), value.integer(), std::string(value.bytes())};
}

Value ValueOf(const Cell& cell) {
  switch (cell.type) {
    case Value::Type::kInteger:
      return cell.integer;
    case Value::Type::kText:
      return cell.bytes;
    case Value::Type::kBlob:
      return Value::Blob(cell.bytes);
    case Value::Type::kNull:
      break;
  }
  return Value::Null();
}

Value ValueOf(const Row& row, int column) {
  switch (row.type(column)) {
    case Value::Type::kInteger:
      return row.integer(column);
    case Value::Type::kText:
      return row.text(column);
    case Value::Type::kBlob:
      return Value::Blob(row.blob(column));
    case Value::Type::kNull:
      break;
  }
  return Value::Null();
}

}  // namespace headwater::store
