#include "hub/store/postgres_integrity.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

constexpr Sql kUnused{"postgres.unused_indexes",
                      "SELECT indexrelid::regclass::TEXT, indrelid::regclass::TEXT FROM pg_index "
                      "WHERE NOT (indisvalid AND indisready AND indislive) ORDER BY 1"};
constexpr Sql kChecksums{
    "postgres.checksum_failures",
    "SELECT coalesce(checksum_failures, 0), coalesce(checksum_last_failure::TEXT, '') "
    "FROM pg_stat_database WHERE datname = current_database()"};
constexpr Sql kHasAmcheck{"postgres.has_amcheck",
                          "SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'"};
constexpr Sql kTables{
    "postgres.tables",
    "SELECT c.oid::BIGINT, c.oid::regclass::TEXT FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 2"};
constexpr Sql kIndexes{
    "postgres.indexes",
    "SELECT c.oid::BIGINT, c.oid::regclass::TEXT FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace JOIN pg_am a ON a.oid = c.relam "
    "WHERE c.relkind = 'i' AND a.amname = 'btree' AND n.nspname = current_schema() ORDER BY 2"};
constexpr Sql kCheckTable{
    "postgres.check_table",
    "SELECT coalesce(blkno, 0), msg FROM verify_heapam($1::regclass) LIMIT 100"};
// The walk of an index ends at its first fault, which is its error.
constexpr Sql kCheckIndex{"postgres.check_index",
                          "SELECT bt_index_check($1::regclass, true) IS NULL"};

struct Relation {
  int64_t oid;
  std::string name;
};

absl::StatusOr<std::vector<Relation>> RelationsOf(Reader& reader, const Sql& sql) {
  std::vector<Relation> relations;
  RETURN_IF_ERROR(reader.Query(sql, {}, [&relations](const Row& row) {
    relations.push_back({row.integer(0), std::string(row.text(1))});
    return absl::OkStatus();
  }));
  return relations;
}

absl::Status WalkPages(Reader& reader, absl::FunctionRef<void(std::string_view)> finding) {
  ASSIGN_OR_RETURN(const std::vector<Relation> tables, RelationsOf(reader, kTables));
  for (const Relation& table : tables) {
    RETURN_IF_ERROR(reader.Query(kCheckTable, {table.oid}, [&](const Row& row) {
      finding(absl::StrCat("table ", table.name, ", block ", row.integer(0), ": ",
                           std::string(row.text(1))));
      return absl::OkStatus();
    }));
  }
  ASSIGN_OR_RETURN(const std::vector<Relation> indexes, RelationsOf(reader, kIndexes));
  for (const Relation& index : indexes) {
    const absl::Status walked =
        reader.Query(kCheckIndex, {index.oid}, [](const Row&) { return absl::OkStatus(); });
    if (absl::IsDataLoss(walked)) {
      // The error has ended the snapshot: what comes after it is for the next run.
      finding(absl::StrCat("index ", index.name, ": ", walked.message(),
                           "; rebuild it (REINDEX) and verify again"));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(walked);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPostgresIntegrity(Reader& reader,
                                    absl::FunctionRef<void(std::string_view)> finding) {
  RETURN_IF_ERROR(reader.Query(kUnused, {}, [&](const Row& row) {
    finding(absl::StrCat("index ", std::string(row.text(0)), " of ", std::string(row.text(1)),
                         " is not in use; rebuild it: REINDEX INDEX ", std::string(row.text(0))));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(reader.Query(kChecksums, {}, [&](const Row& row) {
    if (row.integer(0) > 0) {
      finding(absl::StrCat("the server read ", row.integer(0),
                           " blocks of this database that are not what was written, the last one ",
                           std::string(row.text(1)), "; see its log, and restore a backup"));
    }
    return absl::OkStatus();
  }));
  bool amcheck = false;
  RETURN_IF_ERROR(
      reader.QueryOne(kHasAmcheck, {}, [&](const Row& row) { amcheck = row.integer(0) > 0; })
          .status());
  return amcheck ? WalkPages(reader, finding) : absl::OkStatus();
}

}  // namespace headwater::store
