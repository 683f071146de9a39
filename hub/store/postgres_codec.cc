#include "hub/store/postgres_codec.h"

#include <endian.h>
#include <libpq-fe.h>

#include <type_traits>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

static_assert(std::is_same_v<TypeOid, Oid>);

// Fixed in PostgreSQL for ever (its catalogue pg_type).
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kName = 19;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kOid = 26;
constexpr Oid kVarchar = 1043;

constexpr int kBinary = 1;
// PostgreSQL takes 1 GB in a value, and the rest of its message counts too.
constexpr size_t kBytesMax = 1'000'000'000;

bool IsInteger(Oid type) {
  return type == kInt8 || type == kInt4 || type == kInt2 || type == kBool || type == kOid;
}
bool IsText(Oid type) { return type == kText || type == kVarchar || type == kName; }

absl::Status Misfit(const Sql& sql, size_t index, const char* given, Oid wanted) {
  return absl::InternalError(
      absl::StrCat("statement ", base::AbslView(sql.name), ": parameter $", index + 1, " is ",
                   given, ", where the database wants another type (", wanted, ")"));
}

uint64_t ReadNetwork(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

TypeOid TypeOf(const Value& value) {
  switch (value.type()) {
    case Value::Type::kNull:
      return 0;
    case Value::Type::kInteger:
      return kInt8;
    case Value::Type::kText:
      return kText;
    case Value::Type::kBlob:
      return kBytea;
  }
  return 0;
}

absl::Status CheckFit(const Sql& sql, size_t index, const Value& value, TypeOid type) {
  switch (value.type()) {
    case Value::Type::kNull:
      return absl::OkStatus();
    case Value::Type::kInteger:
      return type == kInt8 ? absl::OkStatus() : Misfit(sql, index, "an integer", type);
    case Value::Type::kText:
      if (!IsText(type)) return Misfit(sql, index, "text", type);
      break;
    case Value::Type::kBlob:
      if (type != kBytea) return Misfit(sql, index, "a blob", type);
      break;
  }
  if (value.bytes().size() <= kBytesMax) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("statement ", base::AbslView(sql.name), ": parameter $",
                                          index + 1, " is longer than ", kBytesMax, " bytes"));
}

absl::Status PostgresParameters::Set(const Sql& sql, absl::Span<const Value> values,
                                     absl::Span<const TypeOid> types) {
  integers_.assign(values.size(), 0);
  values_.assign(values.size(), nullptr);
  lengths_.assign(values.size(), 0);
  formats_.assign(values.size(), kBinary);
  for (size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    RETURN_IF_ERROR(CheckFit(sql, i, value, types[i]));
    if (value.type() == Value::Type::kNull) continue;
    if (value.type() == Value::Type::kInteger) {
      integers_[i] = htobe64(static_cast<uint64_t>(value.integer()));
      values_[i] = reinterpret_cast<const char*>(&integers_[i]);
      lengths_[i] = sizeof(uint64_t);
      continue;
    }
    const std::string_view bytes = value.bytes();
    // libpq takes a null pointer for NULL; an empty text has to point somewhere.
    values_[i] = bytes.empty() ? "" : bytes.data();
    lengths_[i] = static_cast<int>(bytes.size());
  }
  return absl::OkStatus();
}

PostgresRow::PostgresRow(const pg_result* result, std::string_view name)
    : result_(result), name_(name), columns_(PQnfields(result)) {}

bool PostgresRow::is_null(int column) const {
  Want(column, true, "");
  return PQgetisnull(result_, row_, column) != 0;
}

std::string_view PostgresRow::BytesOf(int column) const {
  return {PQgetvalue(result_, row_, column),
          static_cast<size_t>(PQgetlength(result_, row_, column))};
}

Value::Type PostgresRow::TypeAt(int column) const {
  if (PQgetisnull(result_, row_, column) != 0) return Value::Type::kNull;
  const Oid type = PQftype(result_, column);
  if (IsInteger(type)) return Value::Type::kInteger;
  if (type == kBytea) return Value::Type::kBlob;
  HW_CHECK(IsText(type)) << "statement " << name_ << ", column " << column
                         << " has a type of PostgreSQL that the hub does not use (" << type
                         << "); cast it to BIGINT or TEXT";
  return Value::Type::kText;
}

int64_t PostgresRow::integer(int column) const {
  Want(column, type(column) == Value::Type::kInteger, "an integer");
  const std::string_view bytes = BytesOf(column);
  const uint64_t number = ReadNetwork(bytes);
  if (PQftype(result_, column) == kInt4) return static_cast<int32_t>(number);
  if (PQftype(result_, column) == kInt2) return static_cast<int16_t>(number);
  return static_cast<int64_t>(number);
}

std::string_view PostgresRow::text(int column) const {
  Want(column, type(column) == Value::Type::kText, "text");
  return BytesOf(column);
}

std::string_view PostgresRow::blob(int column) const {
  Want(column, type(column) == Value::Type::kBlob, "a blob");
  return BytesOf(column);
}

Value::Type PostgresRow::type(int column) const {
  Want(column, true, "");
  return TypeAt(column);
}

std::string_view PostgresRow::column_name(int column) const {
  Want(column, true, "");
  return PQfname(result_, column);
}

void PostgresRow::Want(int column, bool type_fits, const char* wanted) const {
  HW_CHECK(column >= 0 && column < columns_)
      << "statement " << name_ << " has " << columns_ << " columns, none is number " << column;
  HW_CHECK(type_fits) << "statement " << name_ << ", column " << column << " is not " << wanted;
}

}  // namespace headwater::store
