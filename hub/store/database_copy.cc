#include "hub/store/database_copy.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/cell.h"
#include "hub/store/copy_state.h"
#include "hub/store/table_diff.h"
#include "hub/store/table_hash.h"

namespace headwater::store {
namespace {

using base::AbslView;

// An INSERT of a whole row. Connections know statements by their address for as long as they
// live: so these stay, one for each table that was ever copied.
const Sql& InsertOf(const std::string& text) {
  struct Kept {
    std::string text;
    Sql sql;
  };
  static absl::Mutex mutex(absl::kConstInit);
  static auto& kept ABSL_GUARDED_BY(mutex) = *new std::map<std::string, std::unique_ptr<Kept>>;
  absl::MutexLock lock(&mutex);
  std::unique_ptr<Kept>& found = kept[text];
  if (found == nullptr) {
    found = std::make_unique<Kept>();
    found->text = text;
    found->sql = {"database_copy.insert", found->text};
  }
  return found->sql;
}

std::string InsertText(const Table& table, const Row& row) {
  std::string names;
  std::string parameters;
  for (int i = 0; i < row.column_count(); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", AbslView(row.column_name(i)));
    absl::StrAppend(&parameters, i == 0 ? "$" : ", $", i + 1);
  }
  return absl::StrCat("INSERT INTO ", AbslView(table.name), "(", names, ") VALUES(", parameters,
                      ")");
}

std::vector<const Table*> TablesOf(absl::Span<const Schema> schemas) {
  std::vector<const Table*> tables;
  for (const Schema& schema : schemas) {
    for (const Table& table : schema.tables) tables.push_back(&table);
  }
  return tables;
}

absl::StatusOr<int64_t> CountRows(Reader& reader, const Table& table) {
  int64_t count = 0;
  RETURN_IF_ERROR(reader.QueryText(absl::StrCat("SELECT count(*) FROM ", AbslView(table.name)), {},
                                   [&count](const Row& row) {
                                     count = row.integer(0);
                                     return absl::OkStatus();
                                   }));
  return count;
}

// Empty for an empty table.
absl::StatusOr<Cells> LastKey(Database& database, const Table& table) {
  const std::vector<std::string> names = absl::StrSplit(AbslView(table.key), ", ");
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  Cells last;
  RETURN_IF_ERROR(reader->QueryText(
      absl::StrCat("SELECT ", AbslView(table.key), " FROM ", AbslView(table.name), " ORDER BY ",
                   absl::StrJoin(names, " DESC, "), " DESC LIMIT 1"),
      {}, [&last](const Row& row) {
        for (int i = 0; i < row.column_count(); ++i) last.push_back(CellOf(row, i));
        return absl::OkStatus();
      }));
  return last;
}

std::string RowsAfter(const Table& table, const Cells& last) {
  std::string text = absl::StrCat("SELECT * FROM ", AbslView(table.name));
  if (!last.empty()) {
    absl::StrAppend(&text, " WHERE (", AbslView(table.key), ") > (");
    for (size_t i = 1; i <= last.size(); ++i) {
      absl::StrAppend(&text, i > 1 ? ", $" : "$", i);
    }
    absl::StrAppend(&text, ")");
  }
  return absl::StrCat(text, " ORDER BY ", AbslView(table.key));
}

class Copier {
 public:
  Copier(Reader& source, Database& target, absl::Span<const Schema> schemas,
         const CopyOptions& options)
      : source_(source),
        target_(target),
        schemas_(schemas),
        tables_(TablesOf(schemas)),
        options_(options) {}

  absl::StatusOr<std::vector<CopiedTable>> Run() {
    ASSIGN_OR_RETURN(const CopyState state, Begin());
    for (const Table* table : tables_) {
      ASSIGN_OR_RETURN(const int64_t rows, CountRows(source_, *table));
      total_ += rows;
    }
    for (const Table* table : tables_) {
      const auto found = state.tables.find(table->name);
      const CopiedRows before = found == state.tables.end() ? CopiedRows() : found->second;
      report_.push_back({std::string(table->name), before.rows, before.rows, ""});
      done_ += before.rows;
      if (!before.whole) RETURN_IF_ERROR(CopyTable(*table));
    }
    RETURN_IF_ERROR(Compare());
    return std::move(report_);
  }

 private:
  absl::Status Tell(std::string_view step, int64_t done, int64_t total) {
    return options_.progress ? options_.progress(step, done, total) : absl::OkStatus();
  }

  absl::StatusOr<CopyState> Begin();
  absl::Status CopyTable(const Table& table);
  absl::Status CommitBatch(const Table& table, bool whole);
  absl::Status Compare();
  absl::Status NameDifferences(Reader& copied, const Table& table);

  Reader& source_;
  Database& target_;
  const absl::Span<const Schema> schemas_;
  const std::vector<const Table*> tables_;
  const CopyOptions& options_;

  int64_t total_ = 0;
  int64_t done_ = 0;
  std::vector<CopiedTable> report_;  // the last is being copied

  // Of the batch that is open.
  std::unique_ptr<Transaction> transaction_;
  int64_t batch_rows_ = 0;
  size_t batch_bytes_ = 0;
};

absl::StatusOr<CopyState> Copier::Begin() {
  HW_CHECK(!options_.mark.empty()) << "a copy without a mark of its source";
  ASSIGN_OR_RETURN(std::optional<CopyState> state, ReadCopyState(target_));
  const bool goes_on = state.has_value() && state->mark == options_.mark && !options_.anew;
  if (state.has_value() && !state->mark.empty() && !goes_on && !options_.anew) {
    return absl::FailedPreconditionError(
        "the database that is to be copied to holds the beginning of a copy of another source, or "
        "of this one as it was before its hub went on; begin anew with --anew, which empties it, "
        "or name another database");
  }
  // Alone and first: refused by a database that holds anything else, and from the first table
  // on it is known as a copy.
  if (!state.has_value()) RETURN_IF_ERROR(Migrate(target_, {CopySchema()}));
  std::vector<Schema> all = {CopySchema()};
  all.insert(all.end(), schemas_.begin(), schemas_.end());
  RETURN_IF_ERROR(Migrate(target_, all));
  if (goes_on) return *std::move(state);
  ASSIGN_OR_RETURN(const auto transaction, target_.BeginWrite());
  RETURN_IF_ERROR(BeginCopyState(*transaction, schemas_, options_.mark));
  RETURN_IF_ERROR(transaction->Commit());
  return CopyState{options_.mark, {}};
}

absl::Status Copier::CopyTable(const Table& table) {
  ASSIGN_OR_RETURN(const Cells last, LastKey(target_, table));
  std::vector<Value> after;
  for (const Cell& cell : last) after.push_back(ValueOf(cell));
  std::vector<Value> values;
  const Sql* insert = nullptr;
  RETURN_IF_ERROR(source_.QueryText(RowsAfter(table, last), after, [&](const Row& row) {
    if (insert == nullptr) insert = &InsertOf(InsertText(table, row));
    if (transaction_ == nullptr) {
      ASSIGN_OR_RETURN(transaction_, target_.BeginWrite());
    }
    values.clear();
    for (int i = 0; i < row.column_count(); ++i) {
      values.push_back(ValueOf(row, i));
      batch_bytes_ += values.back().bytes().size();
    }
    RETURN_IF_ERROR(transaction_->Execute(*insert, values).status());
    ++batch_rows_;
    if (batch_rows_ < options_.rows_max && batch_bytes_ < options_.bytes_max) {
      return absl::OkStatus();
    }
    return CommitBatch(table, /*whole=*/false);
  }));
  return CommitBatch(table, /*whole=*/true);
}

absl::Status Copier::CommitBatch(const Table& table, bool whole) {
  if (transaction_ == nullptr) {
    ASSIGN_OR_RETURN(transaction_, target_.BeginWrite());
  }
  CopiedTable& copied = report_.back();
  RETURN_IF_ERROR(SaveCopiedRows(*transaction_, table.name, {copied.rows + batch_rows_, whole}));
  const absl::Status committed = transaction_->Commit();
  transaction_ = nullptr;
  RETURN_IF_ERROR(committed);
  copied.rows += batch_rows_;
  done_ += batch_rows_;
  batch_rows_ = 0;
  batch_bytes_ = 0;
  return Tell("copied rows", done_, total_);
}

absl::Status Copier::Compare() {
  ASSIGN_OR_RETURN(const auto copied, target_.BeginRead());
  for (size_t i = 0; i < tables_.size(); ++i) {
    ASSIGN_OR_RETURN(report_[i].hash, HashTable(*copied, *tables_[i]));
    ASSIGN_OR_RETURN(const std::string hash, HashTable(source_, *tables_[i]));
    if (hash != report_[i].hash) return NameDifferences(*copied, *tables_[i]);
    RETURN_IF_ERROR(
        Tell("compared tables", static_cast<int64_t>(i) + 1, static_cast<int64_t>(tables_.size())));
  }
  return absl::OkStatus();
}

absl::Status Copier::NameDifferences(Reader& copied, const Table& table) {
  std::vector<std::string> named;
  ASSIGN_OR_RETURN(const int64_t count, DiffTable(copied, source_, table, kCopyDifferencesMax,
                                                  [&named](std::string_view sentence) {
                                                    named.emplace_back(sentence);
                                                  }));
  return absl::DataLossError(
      absl::StrCat("table ", AbslView(table.name), " of the copy is not that of the source, ",
                   count, " rows differ: ", absl::StrJoin(named, "; "),
                   "; begin anew with --anew, and see what `headwater verify` says of the source"));
}

}  // namespace

absl::StatusOr<std::vector<CopiedTable>> CopyDatabase(Reader& source, Database& target,
                                                      absl::Span<const Schema> schemas,
                                                      const CopyOptions& options) {
  return Copier(source, target, schemas, options).Run();
}

absl::Status FinishCopy(Database& target) {
  ASSIGN_OR_RETURN(const auto transaction, target.BeginWrite());
  RETURN_IF_ERROR(EndCopyState(*transaction));
  return transaction->Commit();
}

}  // namespace headwater::store
