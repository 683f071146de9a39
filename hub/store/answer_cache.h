// Answers of look-ups by key that are kept while the table they read is not written to. An
// order asks for the items of its lines, its store and its parties, which hardly ever
// change.
//
// Only for a connection that alone writes the database, or that is told when another wrote
// (AllWritten). Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "hub/store/database.h"

namespace headwater::store {

// Answers that are kept; one more, and all are asked anew.
inline constexpr size_t kAnswersKeptMax = 1 << 16;

// The one row of an answer, or none.
class Answer {
 public:
  Answer();
  Answer(Answer&&) noexcept;
  Answer& operator=(Answer&&) noexcept;
  ~Answer();

  void Add(const Row& row);
  // Null when there was none.
  const Row* row() const;
  size_t row_count() const;

 private:
  class KeptRow;
  std::vector<KeptRow> rows_;
};

class AnswerCache {
 public:
  // A table that statements read or write. Lives as long as the cache.
  struct Table {
    int64_t version = 0;   // of what is kept
    bool written = false;  // by the transaction that is open: nothing is kept until it ends
  };
  Table& TableNamed(std::string_view name);

  // The most parameters that a look-up may have; all are integers.
  static constexpr size_t kKeyPartsMax = 2;

  // What is kept for `sql`, which reads `table`; null if nothing is.
  std::shared_ptr<const Answer> Find(const Sql& sql, absl::Span<const Value> parameters,
                                     const Table& table) const;
  void Keep(const Sql& sql, absl::Span<const Value> parameters, const Table& table, Answer answer);

  void Written(Table& table);
  // Anything may have been written.
  void AllWritten();
  // The transaction was committed or undone.
  void EndTransaction();

 private:
  struct Key {
    const Sql* sql = nullptr;
    std::array<int64_t, kKeyPartsMax> parts{};

    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.sql, key.parts);
    }
    bool operator==(const Key&) const = default;
  };
  struct Kept {
    int64_t version = 0;
    std::shared_ptr<const Answer> answer;
  };
  // nullopt for parameters that are no key.
  static std::optional<Key> KeyOf(const Sql& sql, absl::Span<const Value> parameters);

  std::map<std::string, Table, std::less<>> tables_;
  absl::flat_hash_map<Key, Kept> kept_;
  std::vector<Table*> written_;
};

}  // namespace headwater::store
