#include "hub/store/answer_cache.h"

#include <utility>

#include "hub/base/check.h"

namespace headwater::store {

// A row that has its own memory.
class Answer::KeptRow final : public Row {
 public:
  explicit KeptRow(const Row& row) {
    columns_.reserve(static_cast<size_t>(row.column_count()));
    for (int i = 0; i < row.column_count(); ++i) {
      Column column{.type = row.type(i), .integer = 0, .bytes = {}};
      switch (column.type) {
        case Value::Type::kNull:
          break;
        case Value::Type::kInteger:
          column.integer = row.integer(i);
          break;
        case Value::Type::kText:
          column.bytes = row.text(i);
          break;
        case Value::Type::kBlob:
          column.bytes = row.blob(i);
          break;
      }
      columns_.push_back(std::move(column));
    }
  }

  int column_count() const override { return static_cast<int>(columns_.size()); }
  bool is_null(int column) const override { return At(column).type == Value::Type::kNull; }
  int64_t integer(int column) const override {
    return Wanted(column, Value::Type::kInteger).integer;
  }
  std::string_view text(int column) const override {
    return Wanted(column, Value::Type::kText).bytes;
  }
  std::string_view blob(int column) const override {
    return Wanted(column, Value::Type::kBlob).bytes;
  }
  Value::Type type(int column) const override { return At(column).type; }
  // Readers of kept answers know their columns by number.
  std::string_view column_name(int) const override { return "a column that was kept"; }

 private:
  struct Column {
    Value::Type type;
    int64_t integer;
    std::string bytes;
  };

  const Column& At(int column) const {
    HW_CHECK(column >= 0 && column < column_count())
        << "a kept row of " << columns_.size() << " columns has none of number " << column;
    return columns_[static_cast<size_t>(column)];
  }
  const Column& Wanted(int column, Value::Type type) const {
    const Column& found = At(column);
    HW_CHECK(found.type == type) << "column " << column << " of a kept row has another type";
    return found;
  }

  std::vector<Column> columns_;
};

void Answer::Add(const Row& row) { rows_.emplace_back(row); }

const Row* Answer::row() const { return rows_.empty() ? nullptr : &rows_.front(); }

size_t Answer::row_count() const { return rows_.size(); }

Answer::Answer() = default;
Answer::Answer(Answer&&) noexcept = default;
Answer& Answer::operator=(Answer&&) noexcept = default;
Answer::~Answer() = default;

AnswerCache::Table& AnswerCache::TableNamed(std::string_view name) {
  const auto found = tables_.find(name);
  if (found != tables_.end()) return found->second;
  return tables_.emplace(std::string(name), Table()).first->second;
}

std::optional<AnswerCache::Key> AnswerCache::KeyOf(const Sql& sql,
                                                   absl::Span<const Value> parameters) {
  if (parameters.size() > kKeyPartsMax) return std::nullopt;
  Key key{.sql = &sql, .parts = {}};
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].type() != Value::Type::kInteger) return std::nullopt;
    key.parts[i] = parameters[i].integer();
  }
  return key;
}

std::shared_ptr<const Answer> AnswerCache::Find(const Sql& sql, absl::Span<const Value> parameters,
                                                const Table& table) const {
  if (table.written) return nullptr;
  const std::optional<Key> key = KeyOf(sql, parameters);
  if (!key.has_value()) return nullptr;
  const auto found = kept_.find(*key);
  if (found == kept_.end() || found->second.version != table.version) return nullptr;
  return found->second.answer;
}

void AnswerCache::Keep(const Sql& sql, absl::Span<const Value> parameters, const Table& table,
                       Answer answer) {
  const std::optional<Key> key = KeyOf(sql, parameters);
  if (table.written || !key.has_value() || answer.row_count() > 1) return;
  if (kept_.size() >= kAnswersKeptMax) kept_.clear();
  kept_.insert_or_assign(*key,
                         Kept{table.version, std::make_shared<const Answer>(std::move(answer))});
}

void AnswerCache::Written(Table& table) {
  if (table.written) return;
  table.written = true;
  ++table.version;
  written_.push_back(&table);
}

void AnswerCache::AllWritten() {
  for (auto& [name, table] : tables_) Written(table);
}

void AnswerCache::EndTransaction() {
  for (Table* table : written_) table->written = false;
  written_.clear();
}

}  // namespace headwater::store
