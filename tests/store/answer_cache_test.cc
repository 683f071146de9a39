#include "hub/store/answer_cache.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/base/random.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

constexpr uint64_t kSeed = 20261122;

constexpr Sql kLookUp{"test.look_up", "SELECT quantity, note FROM stock WHERE item = $1", "stock"};
constexpr Sql kAskAnew{"test.ask_anew", "SELECT quantity, note FROM stock WHERE item = $1"};
constexpr Sql kLookUpPlace{"test.look_up_place", "SELECT quantity FROM stock WHERE place = $1",
                           "stock"};
constexpr Sql kPut{"test.put",
                   "INSERT INTO stock(item, place, quantity, note) VALUES($1, 'A', $2, $3) "
                   "ON CONFLICT(item, place) DO UPDATE SET quantity = excluded.quantity, "
                   "note = excluded.note"};
constexpr Sql kTakeBack{"test.take_back", "DELETE FROM stock WHERE item = $1"};
constexpr Sql kGiving{"test.giving",
                      "UPDATE stock SET quantity = quantity + 1 WHERE item = $1 RETURNING item"};

// What a look-up says, as text; "none" for no row.
std::string Ask(Reader& reader, const Sql& sql, Value key) {
  std::string answer = "none";
  const absl::Status asked = reader.Query(sql, {key}, [&answer](const Row& row) {
    answer = row.is_null(0) ? "null" : absl::StrCat(row.integer(0));
    if (row.column_count() > 1 && !row.is_null(1)) answer += std::string(row.blob(1));
    return absl::OkStatus();
  });
  EXPECT_TRUE(asked.ok()) << asked;
  return answer;
}

TEST(AnswerCache, KeepsWhatNobodyWrote) {
  AnswerCache cache;
  AnswerCache::Table& table = cache.TableNamed("stock");
  const Value key[] = {int64_t{1}};
  const Value other[] = {int64_t{2}};
  EXPECT_EQ(cache.Find(kLookUp, key, table), nullptr);
  cache.Keep(kLookUp, key, table, Answer());
  ASSERT_NE(cache.Find(kLookUp, key, table), nullptr);
  EXPECT_EQ(cache.Find(kLookUp, key, table)->row(), nullptr);
  EXPECT_EQ(cache.Find(kLookUp, other, table), nullptr);
  EXPECT_EQ(cache.Find(kAskAnew, key, table), nullptr);

  cache.Written(table);
  EXPECT_EQ(cache.Find(kLookUp, key, table), nullptr);
  cache.Keep(kLookUp, key, table, Answer());  // what the transaction sees, it may yet undo
  EXPECT_EQ(cache.Find(kLookUp, key, table), nullptr);
  cache.EndTransaction();
  EXPECT_EQ(cache.Find(kLookUp, key, table), nullptr);
  cache.Keep(kLookUp, key, table, Answer());
  EXPECT_NE(cache.Find(kLookUp, key, table), nullptr);
  EXPECT_EQ(&cache.TableNamed("stock"), &table);
}

TEST(AnswerCache, ParametersThatAreNoKeyAreNotKept) {
  AnswerCache cache;
  AnswerCache::Table& table = cache.TableNamed("stock");
  const Value text[] = {"A"};
  const Value three[] = {int64_t{1}, int64_t{2}, int64_t{3}};
  cache.Keep(kLookUp, text, table, Answer());
  cache.Keep(kLookUp, three, table, Answer());
  EXPECT_EQ(cache.Find(kLookUp, text, table), nullptr);
  EXPECT_EQ(cache.Find(kLookUp, three, table), nullptr);
}

TEST(AnswerCache, ForgetsAllPastItsBound) {
  AnswerCache cache;
  AnswerCache::Table& table = cache.TableNamed("stock");
  const auto kept = [&](int64_t key) {
    const Value parameters[] = {key};
    return cache.Find(kLookUp, parameters, table) != nullptr;
  };
  for (int64_t key = 0; key <= static_cast<int64_t>(kAnswersKeptMax); ++key) {
    const Value parameters[] = {key};
    cache.Keep(kLookUp, parameters, table, Answer());
    if (key + 1 == static_cast<int64_t>(kAnswersKeptMax)) {
      EXPECT_TRUE(kept(0));
    }
  }
  EXPECT_FALSE(kept(0));
  EXPECT_TRUE(kept(kAnswersKeptMax));
}

TEST(AnswerCache, ALookUpByTextAsksTheDatabase) {
  const auto database = MakeStock();
  InsertAll(*database, {1});
  auto transaction = database->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  EXPECT_EQ(Ask(**transaction, kLookUpPlace, "A"), "1");
  EXPECT_EQ(Ask(**transaction, kLookUpPlace, "A"), "1");
}

// Whatever is written, undone, committed or lost in between: a look-up says what the
// database says.
TEST(AnswerCache, NeverSaysWhatTheDatabaseDoesNot) {
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  base::SeededRandom random(kSeed);
  const auto database = MakeStock();
  int64_t asked = 0;
  for (int round = 0; round < 400; ++round) {
    auto begun = database->BeginWrite();
    ASSERT_TRUE(begun.ok());
    Transaction& transaction = **begun;
    bool saved = false;
    for (uint64_t steps = random.Below(12); steps > 0; --steps) {
      const int64_t item = random.Between(1, 4);
      switch (random.Below(8)) {
        case 0: {
          const std::string note(random.Below(3), 'n');
          ASSERT_TRUE(transaction
                          .Execute(kPut, {item, random.Between(0, 99),
                                          note.empty() ? Value::Null() : Value::Blob(note)})
                          .ok());
          break;
        }
        case 1:
          ASSERT_TRUE(transaction.Execute(kTakeBack, {item}).ok());
          break;
        case 2:
          ASSERT_TRUE(
              transaction.Query(kGiving, {item}, [](const Row&) { return absl::OkStatus(); }).ok());
          break;
        case 3:
          ASSERT_TRUE(transaction.ExecuteText("UPDATE stock SET quantity = quantity + 7").ok());
          break;
        case 4:
          if (!saved) {
            ASSERT_TRUE(transaction.Savepoint().ok());
          }
          saved = true;
          break;
        case 5:
          if (saved) {
            ASSERT_TRUE(
                (random.Below(2) == 0 ? transaction.Release() : transaction.RollbackToSavepoint())
                    .ok());
          }
          saved = false;
          break;
        default:
          ++asked;
          ASSERT_EQ(Ask(transaction, kLookUp, item), Ask(transaction, kAskAnew, item));
      }
    }
    if (saved) {
      ASSERT_TRUE(transaction.Release().ok());
    }
    if (random.Below(2) == 0) {
      ASSERT_TRUE(transaction.Commit().ok());
    }
  }
  EXPECT_GT(asked, 200);
}

}  // namespace
}  // namespace headwater::store
