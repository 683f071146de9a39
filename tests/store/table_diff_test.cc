#include "hub/store/table_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "hub/base/random.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint64_t kSeed = 20260401;

struct Differences {
  int64_t count = -1;
  std::vector<std::string> named;
};

Differences Diff(Database& actual, Database& expected, size_t named_max = 100) {
  Differences differences;
  auto left = actual.BeginRead();
  auto right = expected.BeginRead();
  const auto count = DiffTable(**left, **right, kStock, named_max, [&](std::string_view text) {
    differences.named.emplace_back(text);
  });
  EXPECT_TRUE(count.ok()) << count.status();
  differences.count = count.value_or(-1);
  return differences;
}

TEST(TableDiff, NamesWhatDiffers) {
  const auto actual = MakeStock();
  const auto expected = MakeStock();
  EXPECT_EQ(Diff(*actual, *expected).count, 0);
  Change(*actual,
         "INSERT INTO stock VALUES(1, 'A', 5, NULL), (2, 'A', 1, x'ff'), (3, 'it''s', 1, 'x')");
  Change(*expected,
         "INSERT INTO stock VALUES(1, 'A', 7, x'00'), (2, 'A', 1, x'ff'), (2, 'B', 1, NULL)");
  const Differences differences = Diff(*actual, *expected);
  EXPECT_EQ(differences.count, 3);
  EXPECT_THAT(
      differences.named,
      ElementsAre("stock (1, \"A\"): column quantity is 5, expected 7; column note is NULL, "
                  "expected x'00'",
                  "stock (2, \"B\") is missing", "stock (3, \"it\\'s\") is not expected"));
}

TEST(TableDiff, NamesNoMoreThanAskedForAndCountsAll) {
  const auto actual = MakeStock();
  const auto expected = MakeStock();
  InsertAll(*actual, {1, 2, 3});
  EXPECT_EQ(Diff(*actual, *expected, 2).named.size(), 2u);
  EXPECT_EQ(Diff(*actual, *expected, 2).count, 3);
  EXPECT_THAT(Diff(*actual, *expected, 0).named, IsEmpty());
}

// Around the page size, and with random holes and changes, against a plain map.
TEST(TableDiff, AgreesWithAPlainComparison) {
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  base::SeededRandom random(kSeed);
  for (const int64_t size : {1, 999, 1000, 1001, 2500}) {
    std::map<int64_t, int64_t> rows[2];
    std::unique_ptr<Database> databases[2] = {MakeStock(), MakeStock()};
    for (int side = 0; side < 2; ++side) {
      auto transaction = databases[side]->BeginWrite();
      for (int64_t item = 0; item < size; ++item) {
        if (random.Below(50) == 0) continue;
        const int64_t quantity = random.Below(50) == 0 ? 2 : 1;
        rows[side][item] = quantity;
        ASSERT_TRUE(Insert(**transaction, item, quantity).ok());
      }
      ASSERT_TRUE((*transaction)->Commit().ok());
    }
    int64_t differing = 0;
    for (int64_t item = 0; item < size; ++item) {
      const auto left = rows[0].find(item);
      const auto right = rows[1].find(item);
      const bool in_left = left != rows[0].end();
      const bool in_right = right != rows[1].end();
      differing += in_left != in_right || (in_left && left->second != right->second);
    }
    const Differences differences = Diff(*databases[0], *databases[1], 10'000);
    EXPECT_EQ(differences.count, differing) << size;
    EXPECT_EQ(static_cast<int64_t>(differences.named.size()), differing);
    EXPECT_EQ(Diff(*databases[0], *databases[0]).count, 0);
  }
}

TEST(TableDiff, TablesOfOtherColumnsAreRefused) {
  const auto actual = MakeStock();
  const auto expected = MakeStock();
  InsertAll(*actual, {1});
  InsertAll(*expected, {1});
  Change(*actual, "ALTER TABLE stock RENAME COLUMN quantity TO amount");
  auto left = actual->BeginRead();
  auto right = expected->BeginRead();
  EXPECT_EQ(DiffTable(**left, **right, kStock, 1, [](std::string_view) {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace headwater::store
