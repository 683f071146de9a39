#include "hub/store/table_hash.h"

#include <gtest/gtest.h>

#include <set>

#include "store/fixtures.h"

namespace headwater::store {
namespace {

std::string Hash(Database& database, const Table& table = kStock) {
  auto reader = database.BeginRead();
  const auto hash = HashTable(**reader, table);
  EXPECT_TRUE(hash.ok()) << hash.status();
  return *hash;
}

TEST(TableHash, DependsOnTheRowsAndNotOnTheirHistory) {
  const auto a = MakeStock();
  const auto b = MakeStock();
  InsertAll(*a, {1, 2, 3});
  InsertAll(*b, {3, 4});
  InsertAll(*b, {2, 1});
  EXPECT_NE(Hash(*a), Hash(*b));
  Change(*b, "DELETE FROM stock WHERE item = 4");
  EXPECT_EQ(Hash(*a), Hash(*b));
  EXPECT_EQ(Hash(*a).size(), 32u);
}

TEST(TableHash, EveryChangeShows) {
  const auto database = MakeStock();
  std::set<std::string> seen = {Hash(*database)};
  for (const char* change :
       {"INSERT INTO stock VALUES(1, 'ab', 5, NULL)", "UPDATE stock SET quantity = 6",
        "UPDATE stock SET quantity = NULL", "UPDATE stock SET quantity = 0",
        "UPDATE stock SET place = 'a', note = x'62'", "UPDATE stock SET place = 'ab', note = x''",
        "UPDATE stock SET note = x'62'", "INSERT INTO stock VALUES(2, 'ab', 0, x'62')",
        "ALTER TABLE stock RENAME COLUMN quantity TO amount"}) {
    Change(*database, change);
    EXPECT_TRUE(seen.insert(Hash(*database)).second) << change;
  }
}

TEST(TableHash, ATextIsNotABlobOfItsBytes) {
  const auto database = MakeStock();
  Change(*database, "INSERT INTO stock VALUES(1, 'ab', 5, 'b')");
  const std::string text = Hash(*database);
  Change(*database, "UPDATE stock SET note = x'62'");
  EXPECT_NE(Hash(*database), text);
}

TEST(TableHash, AnUnknownTableIsAnError) {
  const auto database = MakeStock();
  auto reader = database->BeginRead();
  EXPECT_FALSE(HashTable(**reader, {"nothing", Table::Kind::kFact, "id"}).ok());
}

}  // namespace
}  // namespace headwater::store
