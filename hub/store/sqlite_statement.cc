#include "hub/store/sqlite_statement.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/sqlite_error.h"

namespace headwater::store {
namespace {

using base::AbslView;

// The connection has no mutex, so a value may be looked at where it lies: SQLite distinguishes
// protected values from others only where connections are shared between threads. That spares
// each column a second and a third call that find it anew.
class SqliteRow final : public Row {
 public:
  SqliteRow(sqlite3_stmt* statement, std::string_view name)
      : statement_(statement), name_(name), columns_(sqlite3_column_count(statement)) {}

  int column_count() const override { return columns_; }
  bool is_null(int column) const override {
    return sqlite3_value_type(ValueAt(column)) == SQLITE_NULL;
  }

  int64_t integer(int column) const override {
    sqlite3_value* const value = ValueAt(column);
    Want(column, sqlite3_value_type(value) == SQLITE_INTEGER, "an integer");
    return sqlite3_value_int64(value);
  }

  std::string_view text(int column) const override {
    sqlite3_value* const value = ValueAt(column);
    const int stored = sqlite3_value_type(value);
    Want(column, stored == SQLITE_TEXT || stored == SQLITE_FLOAT, "text");
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return {data, static_cast<size_t>(sqlite3_value_bytes(value))};
  }

  std::string_view blob(int column) const override {
    sqlite3_value* const value = ValueAt(column);
    Want(column, sqlite3_value_type(value) == SQLITE_BLOB, "a blob");
    const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
    return {data, static_cast<size_t>(sqlite3_value_bytes(value))};
  }

  // Only a damaged file holds a floating point number; it is shown as its text, so
  // that those who read any table can name it.
  Value::Type type(int column) const override {
    switch (sqlite3_value_type(ValueAt(column))) {
      case SQLITE_NULL:
        return Value::Type::kNull;
      case SQLITE_INTEGER:
        return Value::Type::kInteger;
      case SQLITE_BLOB:
        return Value::Type::kBlob;
      default:
        return Value::Type::kText;
    }
  }

  std::string_view column_name(int column) const override {
    Want(column, true, "");
    return sqlite3_column_name(statement_, column);
  }

 private:
  // SQLite gives NULL for a column that is not there.
  sqlite3_value* ValueAt(int column) const { return sqlite3_column_value(statement_, column); }

  void Want(int column, bool type_fits, const char* wanted) const {
    HW_CHECK(column >= 0 && column < columns_)
        << "statement " << name_ << " has " << columns_ << " columns, none is number " << column;
    HW_CHECK(type_fits) << "statement " << name_ << ", column " << column << " is not " << wanted;
  }

  sqlite3_stmt* statement_;
  std::string_view name_;
  int columns_;
};

absl::Status Faulty(const Sql& sql, absl::string_view fault) {
  return absl::InternalError(absl::StrCat("statement ", AbslView(sql.name), ": ", fault));
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

// SQLite takes a null pointer for NULL; an empty text has to point somewhere.
const char* DataOf(std::string_view bytes) { return bytes.empty() ? "" : bytes.data(); }

int NoteWrite(void* written, int action, const char* table, const char*, const char*, const char*) {
  if (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE) {
    static_cast<std::vector<std::string>*>(written)->push_back(table);
  }
  return SQLITE_OK;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteStatement>> SqliteStatement::Prepare(sqlite3* connection,
                                                                          const Sql& sql,
                                                                          Lifetime lifetime) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const unsigned flags = lifetime == Lifetime::kKept ? SQLITE_PREPARE_PERSISTENT : 0;
  std::vector<std::string> written;
  // SQLite asks whether each access is allowed, and so tells which there are.
  sqlite3_set_authorizer(connection, NoteWrite, &written);
  const int code = sqlite3_prepare_v3(connection, sql.text.data(),
                                      static_cast<int>(sql.text.size()), flags, &raw, &tail);
  sqlite3_set_authorizer(connection, nullptr, nullptr);
  if (code != SQLITE_OK) return SqliteError(code, sqlite3_errmsg(connection), sql.name);
  std::unique_ptr<SqliteStatement> statement(new SqliteStatement(sql, raw));
  statement->written_tables_ = std::move(written);
  if (raw == nullptr) return Faulty(sql, "the text is empty");
  if (!IsBlank(sql.text.substr(static_cast<size_t>(tail - sql.text.data())))) {
    return Faulty(sql, "the text has more than one statement");
  }
  RETURN_IF_ERROR(statement->MapParameters());
  return statement;
}

absl::Status SqliteStatement::MapParameters() {
  const int count = sqlite3_bind_parameter_count(statement_.get());
  index_.assign(static_cast<size_t>(count), 0);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement_.get(), i);
    int number = 0;
    if (name == nullptr || name[0] != '$' || !absl::SimpleAtoi(name + 1, &number) || number < 1 ||
        number > count) {
      return Faulty(sql_, "its parameters must be $1 to $n with none left out");
    }
    index_[static_cast<size_t>(number) - 1] = i;
  }
  return absl::OkStatus();
}

absl::Status SqliteStatement::Run(absl::Span<const Value> parameters,
                                  absl::FunctionRef<absl::Status(const Row&)> row) {
  HW_CHECK(!running_) << "statement " << sql_.name << " is run inside its own rows";
  running_ = true;
  const absl::Cleanup reset = [this] {
    sqlite3_reset(statement_.get());
    running_ = false;
  };
  RETURN_IF_ERROR(Bind(parameters));
  return Step(row);
}

// Text and blobs are not copied: every run binds all parameters anew, so what is
// left from the last run is never read.
absl::Status SqliteStatement::Bind(absl::Span<const Value> parameters) {
  if (parameters.size() != index_.size()) {
    return Faulty(sql_, absl::StrCat("it takes ", index_.size(), " parameters, ", parameters.size(),
                                     " were given"));
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Value& value = parameters[i];
    const std::string_view bytes = value.bytes();
    int code = SQLITE_OK;
    switch (value.type()) {
      case Value::Type::kNull:
        code = sqlite3_bind_null(statement_.get(), index_[i]);
        break;
      case Value::Type::kInteger:
        code = sqlite3_bind_int64(statement_.get(), index_[i], value.integer());
        break;
      case Value::Type::kText:
        code = sqlite3_bind_text64(statement_.get(), index_[i], DataOf(bytes), bytes.size(),
                                   SQLITE_STATIC, SQLITE_UTF8);
        break;
      case Value::Type::kBlob:
        code = sqlite3_bind_blob64(statement_.get(), index_[i], DataOf(bytes), bytes.size(),
                                   SQLITE_STATIC);
        break;
    }
    if (code != SQLITE_OK) return Error(code);
  }
  return absl::OkStatus();
}

absl::Status SqliteStatement::Step(absl::FunctionRef<absl::Status(const Row&)> row) {
  while (true) {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_DONE) return absl::OkStatus();
    if (code == SQLITE_ERROR) {
      // So much is told of a hook that failed the commit, as a checkpoint does that finds the
      // disk full; what it failed with comes with the reset.
      const int cause = sqlite3_reset(statement_.get());
      return Error(cause == SQLITE_OK ? code : cause);
    }
    if (code != SQLITE_ROW) return Error(code);
    RETURN_IF_ERROR(row(SqliteRow(statement_.get(), sql_.name)));
  }
}

absl::Status SqliteStatement::Error(int code) const {
  return SqliteError(code, sqlite3_errmsg(sqlite3_db_handle(statement_.get())), sql_.name);
}

}  // namespace headwater::store
