#include "hub/store/postgres_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headwater::store {
namespace {

using testing::ElementsAre;

constexpr TypeOid kInt8 = 20;
constexpr TypeOid kText = 25;
constexpr Sql kSql{"test.batch", "INSERT INTO t(a, b, c) VALUES($1, $2, $3)"};

PostgresBatch Batch(const std::vector<std::vector<Value>>& rows) {
  PostgresBatch batch({kInt8, kText, kInt8});
  for (const std::vector<Value>& row : rows) EXPECT_TRUE(batch.Add(kSql, row).ok());
  return batch;
}

TEST(PostgresBatch, OfEachColumnItKnowsWhetherItVaries) {
  EXPECT_THAT(Batch({{1, "a", Value::Null()}, {2, "a", Value::Null()}}).Varying(),
              ElementsAre(true, false, false));
  EXPECT_THAT(Batch({{1, "a", 0}, {1, "ab", 0}}).Varying(), ElementsAre(false, true, false));
  EXPECT_THAT(Batch({{1, "a", 0}, {1, "a", Value::Null()}}).Varying(),
              ElementsAre(false, false, true));
  EXPECT_THAT(Batch({{1, "", Value::Null()}, {1, "", 0}}).Varying(),
              ElementsAre(false, false, true));
}

TEST(PostgresBatch, OfRowsThatAreAllAlikeOneColumnIsAnArray) {
  EXPECT_THAT(Batch({{1, "a", 0}, {1, "a", 0}}).Varying(), ElementsAre(true, false, false));
}

TEST(PostgresBatch, WhatDoesNotVaryIsSentOnce) {
  PostgresBatch batch = Batch({{1, "abc", Value::Null()}, {2, "abc", Value::Null()}});
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  batch.Fill(batch.Varying(), values, lengths, formats);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_THAT(lengths, ElementsAre(20 + 2 * 12, 3, 0));
  EXPECT_THAT(formats, ElementsAre(1, 1, 1));
  EXPECT_EQ(std::string_view(values[1], 3), "abc");
  EXPECT_EQ(values[2], nullptr);
}

TEST(PostgresBatch, TakesTheRowsOfAnother) {
  PostgresBatch batch = Batch({{1, "a", Value::Null()}});
  batch.Append(Batch({{1, "a", Value::Null()}, {1, "a", 3}}));
  EXPECT_EQ(batch.rows(), 3u);
  EXPECT_THAT(batch.Varying(), ElementsAre(false, false, true));
  batch.Append(Batch({{2, "a", 3}, {2, "a", 3}}));
  EXPECT_THAT(batch.Varying(), ElementsAre(true, false, true));
  std::vector<const char*> all;
  std::vector<int> lengths;
  std::vector<int> formats;
  batch.Fill({true, true, true}, all, lengths, formats);
  PostgresBatch same = Batch(
      {{1, "a", Value::Null()}, {1, "a", Value::Null()}, {1, "a", 3}, {2, "a", 3}, {2, "a", 3}});
  std::vector<const char*> expected;
  std::vector<int> expected_lengths;
  same.Fill({true, true, true}, expected, expected_lengths, formats);
  ASSERT_EQ(lengths, expected_lengths);
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(std::string_view(all[i], static_cast<size_t>(lengths[i])),
              std::string_view(expected[i], static_cast<size_t>(lengths[i])));
  }
}

TEST(PostgresBatch, HasRoomForSoManyRowsInAll) {
  PostgresBatch many = Batch({});
  for (size_t i = 0; i < kBatchRowsMax - 1; ++i) ASSERT_TRUE(many.Add(kSql, {1, "a", 0}).ok());
  EXPECT_TRUE(many.HasRoomFor(Batch({{1, "a", 0}})));
  EXPECT_FALSE(many.HasRoomFor(Batch({{1, "a", 0}, {1, "a", 0}})));
}

}  // namespace
}  // namespace headwater::store
