#include <gtest/gtest.h>

#include "hub/partners/partners_queries.h"
#include "partners/partners_hub.h"

namespace headwater::partners {
namespace {

using exchange::FieldPath;
using exchange::Violations;
using test::Factory;
using test::HasCode;
using test::HasViolation;
using test::IsOk;
using test::MakeLocation;
using test::Refused;
using test::Retailer;
using test::SettledHub;
using test::State;
using test::Store;
using test::Supplier;

TEST(LocationHandler, EachStatesItsOwn) {
  SettledHub hub;
  const auto receipt = hub.Submit(State(MakeLocation(Factory(), Supplier())));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->version(), 1);
  const auto factory = FindLocation(*hub.Reader(), Factory());
  ASSERT_TRUE(factory.ok() && factory->has_value());
  EXPECT_EQ((*factory)->party, Supplier());
  EXPECT_EQ((*factory)->type, v1::LOCATION_TYPE_FACTORY);
  EXPECT_EQ((*factory)->time_zone, "Europe/Berlin");
  EXPECT_FALSE((*factory)->of_retailer);
  EXPECT_TRUE((*FindLocation(*hub.Reader(), Store()))->of_retailer);
  EXPECT_FALSE(FindLocation(*hub.Reader(), Store(9))->has_value());
}

TEST(LocationHandler, OwnerIsTheSender) {
  SettledHub hub;
  v1::Document document = State(MakeLocation(Factory(), Supplier(1)));
  document.mutable_location()->set_party_gln(Supplier(2).ToString());
  EXPECT_THAT(hub.Submit(document),
              HasViolation("location.party_gln", v1::REASON_LOCATION_OWNER_CHANGED));
}

TEST(LocationHandler, OwnerNeverChanges) {
  SettledHub hub;
  hub.Take(MakeLocation(Factory(), Supplier(2)));
  const auto changed = HasViolation("location.gln", v1::REASON_LOCATION_OWNER_CHANGED);
  EXPECT_THAT(hub.Submit(State(MakeLocation(Factory(), Retailer()), 1)), changed);
  EXPECT_THAT(hub.Submit(State(MakeLocation(Store(), Supplier()), 1)), changed);
  // Not whose it is, nor how often it was stated.
  for (const int64_t base_version : {0, 1, 5}) {
    const absl::Status status =
        hub.Submit(State(MakeLocation(Factory(), Supplier(1)), base_version)).status();
    EXPECT_THAT(status, changed);
    EXPECT_EQ(exchange::DetailOf(status).current_version(), 0);
    EXPECT_EQ(status.ToString().find(Supplier(2).ToString()), std::string::npos);
  }
}

TEST(LocationHandler, RetailersOwnKeyIsItsOwn) {
  SettledHub hub;
  EXPECT_THAT(hub.Submit(State(MakeLocation(Retailer(), Supplier()))),
              HasViolation("location.gln", v1::REASON_LOCATION_OWNER_CHANGED));
  EXPECT_THAT(hub.Submit(State(MakeLocation(Retailer(), Retailer()))), IsOk());
  EXPECT_THAT(hub.Submit(State(MakeLocation(Supplier(), Supplier()))), IsOk());
}

TEST(LocationHandler, VersionsAreSeenBeforeTheyAreChanged) {
  SettledHub hub;
  EXPECT_THAT(hub.Submit(State(MakeLocation(Store(), Retailer()))),
              Refused(v1::REASON_VERSION_STALE));
  v1::Location moved = MakeLocation(Store(), Retailer());
  moved.set_time_zone("Europe/Lisbon");
  moved.set_type(v1::LOCATION_TYPE_WAREHOUSE);
  const auto receipt = hub.Submit(State(moved, 1));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->version(), 2);
  const auto location = FindLocation(*hub.Reader(), Store());
  EXPECT_EQ((*location)->time_zone, "Europe/Lisbon");
  EXPECT_EQ((*location)->type, v1::LOCATION_TYPE_WAREHOUSE);
}

TEST(ResolveLocation, OfTheRetailerOrTheSupplier) {
  SettledHub with;
  with.Take(MakeLocation(Factory(1), Supplier(1)), MakeLocation(Factory(2), Supplier(2)));
  SettledHub without;
  const auto resolve = [](SettledHub& hub, base::Gln gln, base::Gln supplier) {
    Violations violations;
    const auto location = ResolveLocation(*hub.Reader(), gln.ToString(), supplier,
                                          FieldPath("order.ship_to_gln"), violations);
    EXPECT_THAT(location, IsOk());
    EXPECT_EQ(location->has_value(), violations.empty());
    return violations.ToStatus();
  };
  EXPECT_THAT(resolve(with, Store(), Supplier(1)), IsOk());
  EXPECT_THAT(resolve(with, Store(), base::Gln()), IsOk());
  EXPECT_THAT(resolve(with, Factory(1), Supplier(1)), IsOk());
  EXPECT_THAT(resolve(with, Factory(1), base::Gln()),
              HasViolation("order.ship_to_gln", v1::REASON_LOCATION_NOT_FOUND));
  // One of another supplier and one that is nowhere: byte by byte the same.
  const absl::Status real = resolve(with, Factory(2), Supplier(1));
  EXPECT_THAT(real, Refused(v1::REASON_LOCATION_NOT_FOUND));
  EXPECT_EQ(real, resolve(without, Factory(2), Supplier(1)));
}

}  // namespace
}  // namespace headwater::partners
