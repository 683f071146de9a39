#include "hub/exchange/rebuild.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/archive_table.h"
#include "hub/store/table_diff.h"
#include "hub/store/table_hash.h"

namespace headwater::exchange {
namespace {

using base::AbslView;
using store::Row;

std::vector<const store::Table*> DerivedTables(absl::Span<const store::Schema> schemas) {
  std::vector<const store::Table*> tables;
  for (const store::Schema& schema : schemas) {
    for (const store::Table& table : schema.tables) {
      if (table.kind == store::Table::Kind::kDerived) tables.push_back(&table);
    }
  }
  return tables;
}

absl::StatusOr<int64_t> CountRows(store::Reader& reader, const store::Table& table) {
  int64_t rows = 0;
  RETURN_IF_ERROR(reader.QueryText(absl::StrCat("SELECT count(*) FROM ", AbslView(table.name)), {},
                                   [&rows](const Row& row) {
                                     rows = row.integer(0);
                                     return absl::OkStatus();
                                   }));
  return rows;
}

// What refers to other rows goes before them.
absl::Status Empty(store::Transaction& transaction, std::vector<const store::Table*> tables) {
  std::reverse(tables.begin(), tables.end());
  for (const store::Table* table : tables) {
    RETURN_IF_ERROR(transaction.ExecuteText(absl::StrCat("DELETE FROM ", AbslView(table->name))));
  }
  return absl::OkStatus();
}

absl::Status ReplayAll(const ReplayParts& parts, const TaskOptions& options,
                       store::Transaction& transaction, RebuildReport& report) {
  std::string lost;
  const auto finding = [&](const ReplayFinding& found) {
    if (found.lost) {
      lost = found.sentence;
    } else {
      report.notes.emplace_back(found.sentence);
    }
  };
  FeedHeads heads;
  RETURN_IF_ERROR(
      ForEachDocument(transaction, "replay", options, [&](const DocumentRow& row) -> absl::Status {
        ++report.documents;
        RETURN_IF_ERROR(ReplayDocument(parts, row, transaction, heads, finding));
        if (lost.empty()) return absl::OkStatus();
        return absl::FailedPreconditionError(absl::StrCat("nothing was changed: ", lost));
      }));
  return heads.Save(transaction, [](base::Gln, int64_t) {});
}

absl::Status Compare(store::Reader& before, store::Transaction& after, const store::Table& table,
                     RebuiltTable& rebuilt) {
  ASSIGN_OR_RETURN(rebuilt.rows, CountRows(after, table));
  ASSIGN_OR_RETURN(rebuilt.hash_after, store::HashTable(after, table));
  if (!rebuilt.changed()) return absl::OkStatus();
  ASSIGN_OR_RETURN(rebuilt.differences, store::DiffTable(before, after, table, kDifferencesNamed,
                                                         [&rebuilt](std::string_view difference) {
                                                           rebuilt.named.emplace_back(difference);
                                                         }));
  return absl::OkStatus();
}

}  // namespace

bool RebuildReport::identical() const {
  return notes.empty() && std::none_of(tables.begin(), tables.end(),
                                       [](const RebuiltTable& table) { return table.changed(); });
}

absl::StatusOr<RebuildReport> Rebuild(store::Database& database,
                                      absl::Span<const store::Schema> schemas,
                                      const ReplayParts& parts, const TaskOptions& options) {
  const std::vector<const store::Table*> tables = DerivedTables(schemas);
  ASSIGN_OR_RETURN(const auto transaction, database.BeginWrite());
  ASSIGN_OR_RETURN(const std::vector<ArchiveRow> archives, ReadArchives(*transaction));
  if (!archives.empty() && archives.back().moved_through > 0 && options.archives == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("nothing was changed: documents ", archives.front().first_commit, " to ",
                     archives.back().moved_through, " are in archives, the first of them ",
                     archives.front().name, "; say with --archive DIR where these are"));
  }
  // Begun after the transaction, which keeps all others from writing: so it sees
  // what the transaction sees, and goes on seeing it.
  ASSIGN_OR_RETURN(const auto before, database.BeginRead());
  RebuildReport report;
  for (const store::Table* table : tables) {
    RebuiltTable& rebuilt = report.tables.emplace_back();
    rebuilt.name = table->name;
    ASSIGN_OR_RETURN(rebuilt.hash_before, store::HashTable(*before, *table));
  }
  RETURN_IF_ERROR(Empty(*transaction, tables));
  RETURN_IF_ERROR(ReplayAll(parts, options, *transaction, report));
  for (size_t i = 0; i < tables.size(); ++i) {
    RETURN_IF_ERROR(CheckInterrupt(options));
    RETURN_IF_ERROR(Compare(*before, *transaction, *tables[i], report.tables[i]));
    if (options.progress) {
      options.progress("compare", static_cast<int64_t>(i + 1), static_cast<int64_t>(tables.size()));
    }
  }
  RETURN_IF_ERROR(transaction->Commit());
  return report;
}

}  // namespace headwater::exchange
