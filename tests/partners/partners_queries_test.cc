#include "hub/partners/partners_queries.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <tuple>

#include "partners/partners_hub.h"

namespace headwater::partners {
namespace {

using base::Gln;
using base::Gtin;
using test::AddItem;
using test::IsOk;
using test::MakeAgreement;
using test::MakeGtin;
using test::MakeItem;
using test::SettledHub;
using test::State;
using test::Store;
using test::Supplier;

using Key = std::tuple<Gln, Gln, Gtin>;

Key KeyOf(const AgreedItem& item) { return {item.supplier, item.location, item.gtin}; }

std::vector<Key> Walk(store::Reader& reader, std::optional<Gln> supplier,
                      std::optional<Gln> location, std::optional<AgreedItem> after = {},
                      size_t enough = SIZE_MAX) {
  std::vector<Key> keys;
  const absl::Status status = ForEachAgreedItem(
      reader, supplier, location, after, [&](const AgreedItem& item) -> absl::StatusOr<bool> {
        EXPECT_EQ(item.minimum, 10);
        EXPECT_EQ(item.maximum, 50);
        keys.push_back(KeyOf(item));
        return keys.size() < enough;
      });
  EXPECT_THAT(status, IsOk());
  return keys;
}

// Two stores, three suppliers with four items each; the third supplier has an
// agreement for the second store alone.
class AgreedItemsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    hub_ = new SettledHub();
    for (int s = 1; s <= 3; ++s) {
      for (int n = 0; n < 4; ++n) hub_->Take(MakeItem(10 * s + n, Supplier(s)));
      for (int l = s == 3 ? 2 : 1; l <= 2; ++l) {
        v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(s), Store(l));
        for (int n = 3; n >= 0; --n) AddItem(agreement, MakeGtin(10 * s + n));
        hub_->Take(agreement);
      }
    }
    for (int s = 1; s <= 3; ++s) {
      for (int l = s == 3 ? 2 : 1; l <= 2; ++l) {
        for (int n = 0; n < 4; ++n) {
          all_.emplace_back(Supplier(s), Store(l), *Gtin::Parse(MakeGtin(10 * s + n)));
        }
      }
    }
    std::sort(all_.begin(), all_.end());
  }
  static void TearDownTestSuite() { delete hub_; }

  static std::vector<Key> Expected(std::optional<Gln> supplier, std::optional<Gln> location,
                                   const Key& after = {}) {
    std::vector<Key> keys;
    for (const Key& key : all_) {
      if (supplier.has_value() && std::get<0>(key) != *supplier) continue;
      if (location.has_value() && std::get<1>(key) != *location) continue;
      if (key > after) keys.push_back(key);
    }
    return keys;
  }

  static inline SettledHub* hub_ = nullptr;
  static inline std::vector<Key> all_;
};

TEST_F(AgreedItemsTest, AllInTheOrderOfTheirKeys) {
  ASSERT_EQ(all_.size(), 20);
  const auto reader = hub_->Reader();
  EXPECT_EQ(Walk(*reader, {}, {}), all_);
  EXPECT_EQ(Walk(*reader, Supplier(3), {}).size(), 4);
  EXPECT_EQ(Walk(*reader, {}, Store(1)).size(), 8);
  EXPECT_TRUE(Walk(*reader, Supplier(3), Store(1)).empty());
  EXPECT_TRUE(Walk(*reader, Supplier(9), {}).empty());
}

TEST_F(AgreedItemsTest, FromAnyKeyOnUnderAnyFilter) {
  const auto reader = hub_->Reader();
  std::vector<Key> starts = all_;
  // Keys that are not there, of suppliers and places before, between and behind.
  for (int s = 0; s <= 4; ++s) {
    for (int l = 0; l <= 3; ++l) {
      starts.emplace_back(Supplier(s), Store(l), Gtin());
      starts.emplace_back(Supplier(s), Store(l), *Gtin::Parse(MakeGtin(99'999)));
    }
  }
  for (const auto& supplier : {std::optional<Gln>(), std::optional<Gln>(Supplier(2)),
                               std::optional<Gln>(Supplier(3)), std::optional<Gln>(Supplier(9))}) {
    for (const auto& location :
         {std::optional<Gln>(), std::optional<Gln>(Store(1)), std::optional<Gln>(Store(2))}) {
      for (const auto& [s, l, g] : starts) {
        const AgreedItem after{.supplier = s, .location = l, .gtin = g};
        EXPECT_EQ(Walk(*reader, supplier, location, after),
                  Expected(supplier, location, {s, l, g}));
      }
    }
  }
}

TEST_F(AgreedItemsTest, InStepsAsAtOnce) {
  const auto reader = hub_->Reader();
  for (const auto& location : {std::optional<Gln>(), std::optional<Gln>(Store(2))}) {
    for (size_t step = 1; step <= 7; ++step) {
      std::vector<Key> keys;
      std::optional<AgreedItem> after;
      while (true) {
        const std::vector<Key> some = Walk(*reader, {}, location, after, step);
        keys.insert(keys.end(), some.begin(), some.end());
        if (some.size() < step) break;
        const auto& [s, l, g] = some.back();
        after = AgreedItem{.supplier = s, .location = l, .gtin = g};
      }
      EXPECT_EQ(keys, Expected({}, location)) << step;
    }
  }
}

TEST_F(AgreedItemsTest, ErrorOfTheVisitorEndsTheWalk) {
  const auto reader = hub_->Reader();
  int seen = 0;
  for (const auto& location : {std::optional<Gln>(), std::optional<Gln>(Store(2))}) {
    seen = 0;
    const absl::Status status = ForEachAgreedItem(
        *reader, {}, location, {}, [&seen](const AgreedItem&) -> absl::StatusOr<bool> {
          if (++seen == 3) return absl::DataLossError("broken");
          return true;
        });
    EXPECT_EQ(status, absl::DataLossError("broken"));
    EXPECT_EQ(seen, 3);
  }
}

TEST_F(AgreedItemsTest, VisitorMayReadOtherThings) {
  const auto reader = hub_->Reader();
  const absl::Status status = ForEachAgreedItem(
      *reader, {}, Store(1), {}, [&](const AgreedItem& item) -> absl::StatusOr<bool> {
        const auto terms = FindAgreement(*reader, item.supplier, item.location);
        EXPECT_TRUE(terms.ok() && terms->has_value());
        return true;
      });
  EXPECT_THAT(status, IsOk());
}

// Whatever was agreed, dropped and agreed again: what is walked is what the newest
// statements say.
RC_GTEST_PROP(AgreedItemsHistory, NewestStatementsAlone, ()) {
  SettledHub hub;
  for (int n = 0; n < 6; ++n) hub.Take(MakeItem(n, Supplier(1 + n % 2)));
  std::map<std::pair<Gln, Gln>, std::set<Gtin>> model;
  std::map<std::pair<Gln, Gln>, int64_t> versions;
  const int steps = *rc::gen::inRange(1, 8);
  for (int step = 0; step < steps; ++step) {
    const int s = *rc::gen::inRange(1, 3);
    const std::pair<Gln, Gln> key = {Supplier(s), Store(*rc::gen::inRange(1, 3))};
    v1::ReplenishmentAgreement agreement = MakeAgreement(key.first, key.second);
    std::set<Gtin> gtins;
    for (int n = s - 1; n < 6; n += 2) {
      if (n > 1 && *rc::gen::arbitrary<bool>()) continue;
      AddItem(agreement, MakeGtin(n));
      gtins.insert(*Gtin::Parse(MakeGtin(n)));
    }
    RC_ASSERT(hub.Submit(State(agreement, versions[key]++)).ok());
    model[key] = gtins;
  }
  std::vector<Key> expected;
  for (const auto& [key, gtins] : model) {
    for (const Gtin gtin : gtins) expected.emplace_back(key.first, key.second, gtin);
  }
  RC_ASSERT(Walk(*hub.Reader(), {}, {}) == expected);
}

}  // namespace
}  // namespace headwater::partners
