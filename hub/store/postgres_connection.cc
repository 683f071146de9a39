#include "hub/store/postgres_connection.h"

#include <libpq-fe.h>

#include <array>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/postgres_error.h"

namespace headwater::store {
namespace {

using base::AbslView;

constexpr int kBinary = 1;

// A hub whose machine is gone without a word is noticed by the server in half a minute too, and its
// lock is free again; PostgreSQL's own default is two hours.
//
// The rooms write statements for the plans that SQLite has: through an index, row by row. So are
// they planned here, once, and not by what a table happens to hold at that moment. JIT compiles
// what takes longer than it. One that waits for another's lock says so in time.
constexpr char kSettings[] =
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4; "
    "SET tcp_user_timeout = 30000; "
    "SET client_min_messages = warning; SET jit = off; SET statement_timeout = 0; "
    "SET lock_timeout = '10s'; SET plan_cache_mode = force_generic_plan; "
    "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; "
    "SET enable_mergejoin = off";
// A hub that hangs with the write lock in its hands is cut off by the server. A rebuild has it
// and reads on another connection for as long as hashing all tables takes.
constexpr char kWriterSettings[] = "SET idle_in_transaction_session_timeout = '10min'";
constexpr char kReadOnly[] = "SET default_transaction_read_only = on";

absl::Status Faulty(const Sql& sql, absl::string_view fault) {
  return absl::InternalError(absl::StrCat("statement ", AbslView(sql.name), ": ", fault));
}

absl::Status CheckParameters(const Sql& sql, const PostgresText& text, size_t given) {
  if (!text.parameters_complete) {
    return Faulty(sql, "its parameters must be $1 to $n with none left out");
  }
  if (given == static_cast<size_t>(text.parameters)) return absl::OkStatus();
  return Faulty(sql,
                absl::StrCat("it takes ", text.parameters, " parameters, ", given, " were given"));
}

std::vector<TypeOid> TypesOf(absl::Span<const Value> values) {
  std::vector<TypeOid> types;
  types.reserve(values.size());
  for (const Value& value : values) types.push_back(TypeOf(value));
  return types;
}

// Rows of `result` in order, until one says no.
absl::Status EachRow(const PGresult* result, std::string_view name,
                     absl::FunctionRef<absl::Status(const Row&)> each) {
  PostgresRow row(result, name);
  const int count = PQntuples(result);
  for (int i = 0; i < count; ++i) {
    row.MoveTo(i);
    RETURN_IF_ERROR(each(row));
  }
  return absl::OkStatus();
}

}  // namespace

PostgresConnection::PostgresConnection(pg_conn* connection, Role role)
    : connection_(connection),
      outbox_(connection),
      answers_(role == Role::kWriter ? std::make_unique<AnswerCache>() : nullptr) {
  KeepWarnings();
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(const std::string& url,
                                                                             Role role) {
  // What stands later wins: the URL may set all but the last. A peer that went away without
  // a word is noticed in half a minute. A standby would answer from a past that the hub has left.
  constexpr size_t kOptions = 9;
  const std::array<const char*, kOptions> names = {
      "connect_timeout",  "keepalives_idle",  "keepalives_interval",
      "tcp_user_timeout", "application_name", "target_session_attrs",
      "dbname",           "client_encoding",  nullptr};
  const std::array<const char*, kOptions> values = {
      "10", "10", "5", "30000", "headwater", "read-write", url.c_str(), "UTF8", nullptr};
  PGconn* raw = PQconnectdbParams(names.data(), values.data(), /*expand_dbname=*/1);
  if (raw == nullptr) return absl::ResourceExhaustedError("there is no memory for a connection");
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(raw, role));
  if (!connection->alive()) {
    const char* database = PQdb(raw);
    return PostgresConnectError(PQerrorMessage(raw), database == nullptr ? "" : database);
  }
  RETURN_IF_ERROR(connection->ExecuteText(kSettings, "postgres.settings"));
  RETURN_IF_ERROR(connection->ExecuteText(role == Role::kReader ? kReadOnly : kWriterSettings,
                                          "postgres.settings"));
  return connection;
}

// One that was left inside a pipeline takes nothing any more.
bool PostgresConnection::alive() const {
  return PQstatus(connection_) == CONNECTION_OK &&
         (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF || outbox_.waiting());
}

bool PostgresConnection::in_transaction() const {
  // Statements are sent ahead in a transaction alone.
  if (outbox_.waiting()) return PQstatus(connection_) == CONNECTION_OK;
  const PGTransactionStatusType status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

void PostgresConnection::EndTransaction() {
  outbox_.End();
  wrote_ = false;
  if (answers_ != nullptr) answers_->EndTransaction();
}

// The types are those of the first call; where that gives NULL, the server says which it takes
// there.
absl::StatusOr<PostgresConnection::Prepared*> PostgresConnection::Prepare(
    const Sql& sql, absl::Span<const Value> parameters) {
  const auto found = statements_.find(&sql);
  if (found != statements_.end()) {
    HW_CHECK(found->second->source == sql.text.data())
        << "statement " << sql.name << " took the place of another: an Sql must be static";
    RETURN_IF_ERROR(CheckParameters(sql, found->second->text, parameters.size()));
    return found->second.get();
  }
  // Behind what was sent, and so that a failure of this too can be undone with the work.
  if (in_transaction()) RETURN_IF_ERROR(outbox_.FlushForWrite());
  auto prepared = std::make_unique<Prepared>();
  prepared->source = sql.text.data();
  prepared->text = ToPostgres(sql.text);
  RETURN_IF_ERROR(CheckParameters(sql, prepared->text, parameters.size()));
  prepared->types = TypesOf(parameters);
  if (!prepared->text.walks) {
    prepared->name = absl::StrCat("s", ++named_);
    RETURN_IF_ERROR(
        Checked(PQprepare(connection_, prepared->name.c_str(), prepared->text.text.c_str(),
                          prepared->text.parameters, prepared->types.data()),
                sql.name)
            .status());
    RETURN_IF_ERROR(Describe(sql, *prepared));
    RETURN_IF_ERROR(PrepareWrite(sql, *prepared));
  }
  if (answers_ != nullptr && !sql.looks_up.empty()) {
    prepared->looked_up = &answers_->TableNamed(sql.looks_up);
  }
  return statements_.emplace(&sql, std::move(prepared)).first->second.get();
}

absl::Status PostgresConnection::Describe(const Sql& sql, Prepared& prepared) {
  bool known = true;
  for (const TypeOid type : prepared.types) known &= type != 0;
  if (known) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Result described,
                   Checked(PQdescribePrepared(connection_, prepared.name.c_str()), sql.name));
  for (size_t i = 0; i < prepared.types.size(); ++i) {
    prepared.types[i] = PQparamtype(described.get(), static_cast<int>(i));
  }
  return absl::OkStatus();
}

absl::Status PostgresConnection::PrepareWrite(const Sql& sql, Prepared& prepared) {
  const PostgresText& text = prepared.text;
  if (answers_ == nullptr || (text.many_rows.empty() && !text.later && !text.now)) {
    return absl::OkStatus();
  }
  std::vector<TypeOid> arrays;
  for (const TypeOid type : prepared.types) {
    arrays.push_back(ArrayOf(type));
    if (arrays.back() == 0) return absl::OkStatus();
  }
  if (!text.many_rows.empty()) {
    prepared.batch_name = absl::StrCat("b", ++named_);
    RETURN_IF_ERROR(Checked(PQprepare(connection_, prepared.batch_name.c_str(),
                                      text.many_rows.c_str(), text.parameters, arrays.data()),
                            sql.name)
                        .status());
  }
  prepared.write = PostgresWrite{sql.name, prepared.name.c_str(),
                                 text.many_rows.empty() ? nullptr : prepared.batch_name.c_str(),
                                 prepared.types, sql.text};
  return absl::OkStatus();
}

bool PostgresConnection::PutsOff(const Prepared& prepared) const {
  return prepared.write.has_value() && (!prepared.text.now || outbox_.trusting()) &&
         in_transaction();
}

absl::Status PostgresConnection::Rollback() {
  EndTransaction();
  return Checked(PQexec(connection_, "ROLLBACK"), "postgres.rollback").status();
}

absl::StatusOr<PipelineStep> PostgresConnection::StepOf(const Sql& sql, Prepared& prepared,
                                                        absl::Span<const Value> parameters) {
  RETURN_IF_ERROR(parameters_.Set(sql, parameters, prepared.types));
  PipelineStep step;
  step.where = sql.name;
  step.prepared = prepared.name.c_str();
  step.values = parameters_.values();
  step.lengths = parameters_.lengths();
  step.formats = parameters_.formats();
  return step;
}

absl::StatusOr<PostgresConnection::Result> PostgresConnection::Run(
    const Sql& sql, Prepared& prepared, absl::Span<const Value> parameters) {
  NoteWrites(prepared.text);
  ASSIGN_OR_RETURN(PipelineStep step, StepOf(sql, prepared, parameters));
  return outbox_.Run(std::move(step), !prepared.text.is_query);
}

absl::Status PostgresConnection::QueryEach(
    absl::Span<const Question> questions, absl::FunctionRef<absl::Status(size_t, const Row&)> row) {
  std::vector<Prepared*> prepared;
  for (const Question& question : questions) {
    ASSIGN_OR_RETURN(prepared.emplace_back(), Prepare(*question.sql, question.parameters));
  }
  std::vector<Result> results;
  RETURN_IF_ERROR(outbox_.Flush());
  for (size_t i = 0; i < questions.size(); ++i) {
    ASSIGN_OR_RETURN(PipelineStep step,
                     StepOf(*questions[i].sql, *prepared[i], questions[i].parameters));
    RETURN_IF_ERROR(outbox_.Ask(step));
  }
  ASSIGN_OR_RETURN(results, outbox_.Answers());
  for (size_t i = 0; i < questions.size(); ++i) {
    RETURN_IF_ERROR(EachRow(results[i].get(), questions[i].sql->name,
                            [&](const Row& found) { return row(i, found); }));
  }
  return absl::OkStatus();
}

absl::StatusOr<PostgresConnection::Result> PostgresConnection::RunOnce(
    const Sql& sql, const std::string& text, absl::Span<const Value> parameters) {
  RETURN_IF_ERROR(outbox_.FlushForWrite());
  const std::vector<TypeOid> types = TypesOf(parameters);
  RETURN_IF_ERROR(parameters_.Set(sql, parameters, types));
  return Checked(PQexecParams(connection_, text.c_str(), parameters_.count(), types.data(),
                              parameters_.values().data(), parameters_.lengths().data(),
                              parameters_.formats().data(), kBinary),
                 sql.name);
}

void PostgresConnection::NoteWrites(const PostgresText& text) {
  wrote_ |= text.writes_any || !text.written_table.empty();
  if (answers_ == nullptr) return;
  if (text.writes_any) {
    answers_->AllWritten();
  } else if (!text.written_table.empty()) {
    answers_->Written(answers_->TableNamed(text.written_table));
  }
}

absl::Status PostgresConnection::Query(const Sql& sql, absl::Span<const Value> parameters,
                                       absl::FunctionRef<absl::Status(const Row&)> row) {
  ASSIGN_OR_RETURN(Prepared* const prepared, Prepare(sql, parameters));
  if (prepared->looked_up != nullptr) return LookUp(sql, *prepared, parameters, row);
  HW_CHECK(!prepared->running) << "statement " << sql.name << " is run inside its own rows";
  prepared->running = true;
  const absl::Cleanup done = [prepared] { prepared->running = false; };
  if (prepared->text.walks) return Walk(sql, prepared->text, parameters, row);
  ASSIGN_OR_RETURN(const Result result, Run(sql, *prepared, parameters));
  return EachRow(result.get(), sql.name, row);
}

absl::Status PostgresConnection::LookUp(const Sql& sql, Prepared& prepared,
                                        absl::Span<const Value> parameters,
                                        absl::FunctionRef<absl::Status(const Row&)> row) {
  if (const auto kept = answers_->Find(sql, parameters, *prepared.looked_up)) {
    return kept->row() == nullptr ? absl::OkStatus() : row(*kept->row());
  }
  ASSIGN_OR_RETURN(const Result result, Run(sql, prepared, parameters));
  Answer answer;
  RETURN_IF_ERROR(EachRow(result.get(), sql.name, [&answer](const Row& found) {
    answer.Add(found);
    return absl::OkStatus();
  }));
  answers_->Keep(sql, parameters, *prepared.looked_up, std::move(answer));
  return EachRow(result.get(), sql.name, row);
}

absl::Status PostgresConnection::QueryText(std::string_view text,
                                           absl::Span<const Value> parameters,
                                           absl::FunctionRef<absl::Status(const Row&)> row) {
  const Sql sql{"text", text};
  const PostgresText own = ToPostgres(text);
  RETURN_IF_ERROR(CheckParameters(sql, own, parameters.size()));
  if (own.is_query) return Walk(sql, own, parameters, row);
  NoteWrites(own);
  ASSIGN_OR_RETURN(const Result result, RunOnce(sql, own.text, parameters));
  return EachRow(result.get(), sql.name, row);
}

absl::Status PostgresConnection::Walk(const Sql& sql, const PostgresText& text,
                                      absl::Span<const Value> parameters,
                                      absl::FunctionRef<absl::Status(const Row&)> row) {
  const std::string cursor = absl::StrCat("walk", ++cursors_);
  RETURN_IF_ERROR(RunOnce(sql,
                          absl::StrCat("DECLARE ", cursor, " NO SCROLL CURSOR FOR ", text.text),
                          parameters)
                      .status());
  const absl::Status fetched = Fetch(sql, cursor, row);
  // After an error of the server there is nothing to close, and the transaction goes with it.
  if (PQtransactionStatus(connection_) == PQTRANS_INTRANS) {
    RETURN_IF_ERROR(RunOnce(sql, absl::StrCat("CLOSE ", cursor), {}).status());
  }
  return fetched;
}

absl::Status PostgresConnection::Fetch(const Sql& sql, const std::string& cursor,
                                       absl::FunctionRef<absl::Status(const Row&)> row) {
  const std::string next = absl::StrCat("FETCH ", kWalkRowsAtOnce, " FROM ", cursor);
  while (true) {
    ASSIGN_OR_RETURN(const Result result, RunOnce(sql, next, {}));
    RETURN_IF_ERROR(EachRow(result.get(), sql.name, row));
    if (PQntuples(result.get()) < kWalkRowsAtOnce) return absl::OkStatus();
  }
}

absl::StatusOr<int64_t> PostgresConnection::Execute(const Sql& sql,
                                                    absl::Span<const Value> parameters) {
  ASSIGN_OR_RETURN(Prepared* const prepared, Prepare(sql, parameters));
  if (PutsOff(*prepared)) {
    NoteWrites(prepared->text);
    RETURN_IF_ERROR(outbox_.Add(sql, *prepared->write, parameters));
    return 1;
  }
  ASSIGN_OR_RETURN(const Result result, Run(sql, *prepared, parameters));
  if (PQntuples(result.get()) > 0) return Faulty(sql, "it gives rows; it is run by Query");
  int64_t changed = 0;
  // Empty for what changes no rows by its nature.
  const absl::string_view counted = PQcmdTuples(result.get());
  if (!counted.empty() && !absl::SimpleAtoi(counted, &changed)) {
    return Faulty(sql, absl::StrCat("the server counts ", counted, " rows"));
  }
  return changed;
}

absl::Status PostgresConnection::ExecuteText(std::string_view text, std::string_view where) {
  wrote_ = true;
  if (answers_ != nullptr) answers_->AllWritten();
  RETURN_IF_ERROR(outbox_.FlushForWrite());
  return Checked(PQexec(connection_, ToPostgres(text).text.c_str()), where).status();
}

}  // namespace headwater::store
