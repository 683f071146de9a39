#include "hub/exchange/resource_name.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void ExpectRefused(const absl::Status& status, const std::string& name) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
  EXPECT_EQ(DetailOf(status).reason(), v1::REASON_ARGUMENT_INVALID) << name;
}

TEST(ParseNameTest, TakesTheVariableParts) {
  EXPECT_THAT(*ParseName("parties/4000001000005", "parties/{}"), ElementsAre("4000001000005"));
  EXPECT_THAT(*ParseName("parties/4000002000004/orders/PO-17", "parties/{}/orders/{}"),
              ElementsAre("4000002000004", "PO-17"));
  EXPECT_THAT(*ParseName("tradeItems/4000001000012", "tradeItems/{}"),
              ElementsAre("4000001000012"));
}

TEST(ParseNameTest, ANumberMayHoldSlashesAndBlanks) {
  EXPECT_THAT(*ParseName("parties/1/orders/PO/2024/17", "parties/{}/orders/{}"),
              ElementsAre("1", "PO/2024/17"));
  EXPECT_THAT(*ParseName("parties/1/orders//", "parties/{}/orders/{}"), ElementsAre("1", "/"));
  EXPECT_THAT(*ParseName("parties/1/orders/PO 17", "parties/{}/orders/{}"),
              ElementsAre("1", "PO 17"));
}

TEST(ParseNameTest, RefusesWhatDoesNotFit) {
  for (const char* name : {"", "parties", "parties/", "parties//orders/7", "parties/1/orders/",
                           "parties/1/orders", "parties/1", "Parties/1/orders/7",
                           "parties/1/invoices/7", "/parties/1/orders/7", "x/parties/1/orders/7"}) {
    ExpectRefused(ParseName(name, "parties/{}/orders/{}").status(), name);
  }
  for (const char* name : {"parties/", "parties/1/2", "parties/1/", "locations/1", "parties"}) {
    ExpectRefused(ParseName(name, "parties/{}").status(), name);
  }
}

TEST(ParseNameTest, TellsThePatternAndTheName) {
  const absl::Status status = ParseName("orders/\n7", "parties/{}/orders/{}").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("\"orders/\\x0a7\""));
  EXPECT_THAT(std::string(status.message()), HasSubstr("parties/{}/orders/{}"));
}

TEST(ParseParentTest, OneOrAll) {
  EXPECT_EQ((*ParseParent("parties/4000001000005"))->value(), 4000001000005);
  EXPECT_EQ(*ParseParent("parties/-"), std::nullopt);
}

TEST(ParseParentTest, RefusesTheRest) {
  for (const char* parent : {"", "parties", "parties/", "-", "parties/--", "parties/4000001000006",
                             "parties/400000100000", "parties/4000001000005/", "parties/*",
                             "suppliers/4000001000005", "parties/-/orders"}) {
    ExpectRefused(ParseParent(parent).status(), parent);
  }
}

TEST(SupplierSeenTest, ASupplierSeesItselfAlone) {
  const Caller supplier{*base::Gln::Parse("4000002000004"), Role::kSupplier};
  EXPECT_EQ(*SupplierSeen(supplier, "parties/-"), supplier.party);
  EXPECT_EQ(*SupplierSeen(supplier, "parties/4000002000004"), supplier.party);
  for (const std::string parent : {"parties/4000001000005", "parties/4000001000012"}) {
    const absl::Status status = SupplierSeen(supplier, parent).status();
    EXPECT_EQ(DetailOf(status).reason(), v1::REASON_NOT_FOUND) << parent;
  }
  ExpectRefused(SupplierSeen(supplier, "parties").status(), "parties");
}

TEST(SupplierSeenTest, TheRetailerSeesAll) {
  const Caller retailer{*base::Gln::Parse("4000001000005"), Role::kRetailer};
  EXPECT_EQ(*SupplierSeen(retailer, "parties/-"), std::nullopt);
  EXPECT_EQ(*SupplierSeen(retailer, "parties/4000002000004"), *base::Gln::Parse("4000002000004"));
}

}  // namespace
}  // namespace headwater::exchange
