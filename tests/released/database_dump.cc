#include "released/database_dump.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/store/postgres_dialect.h"

namespace headwater::test {
namespace {

using base::AbslView;
using store::Row;
using store::Value;

constexpr std::string_view kDefinitions =
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid";
constexpr store::Table kSteps{"schema_step", store::Table::Kind::kFact, "room, number"};

std::string Literal(const Row& row, int column, Dialect dialect) {
  switch (row.type(column)) {
    case Value::Type::kNull:
      return "NULL";
    case Value::Type::kInteger:
      return absl::StrCat(row.integer(column));
    case Value::Type::kText:
      return absl::StrCat("'", absl::StrReplaceAll(AbslView(row.text(column)), {{"'", "''"}}), "'");
    case Value::Type::kBlob:
      break;
  }
  const std::string bytes = absl::BytesToHexString(AbslView(row.blob(column)));
  return dialect == Dialect::kSqlite ? absl::StrCat("x'", bytes, "'")
                                     : absl::StrCat("'\\x", bytes, "'::BYTEA");
}

absl::Status DumpRows(store::Reader& reader, const store::Table& table, Dialect dialect,
                      std::string& out) {
  return reader.QueryText(
      absl::StrCat("SELECT * FROM ", AbslView(table.name), " ORDER BY ", AbslView(table.key)), {},
      [&](const Row& row) {
        std::string names;
        std::string values;
        for (int i = 0; i < row.column_count(); ++i) {
          absl::StrAppend(&names, i == 0 ? "" : ", ", AbslView(row.column_name(i)));
          absl::StrAppend(&values, i == 0 ? "" : ", ", Literal(row, i, dialect));
        }
        absl::StrAppend(&out, "INSERT INTO ", AbslView(table.name), "(", names, ") VALUES(", values,
                        ");\n");
        return absl::OkStatus();
      });
}

}  // namespace

absl::StatusOr<std::string> DumpDatabase(store::Reader& reader,
                                         absl::Span<const store::Schema> schemas, Dialect dialect) {
  std::string out;
  RETURN_IF_ERROR(reader.QueryText(kDefinitions, {}, [&](const Row& row) {
    const std::string_view text = row.text(0);
    absl::StrAppend(&out,
                    dialect == Dialect::kSqlite ? std::string(text) : store::ToPostgres(text).text,
                    ";\n");
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(DumpRows(reader, kSteps, dialect, out));
  for (const store::Schema& schema : schemas) {
    for (const store::Table& table : schema.tables) {
      RETURN_IF_ERROR(DumpRows(reader, table, dialect, out));
    }
  }
  return out;
}

absl::Status LoadDump(store::Database& database, const std::string& text) {
  ASSIGN_OR_RETURN(const auto transaction, database.BeginWrite());
  RETURN_IF_ERROR(transaction->ExecuteText(text));
  return transaction->Commit();
}

}  // namespace headwater::test
