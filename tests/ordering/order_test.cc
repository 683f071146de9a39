#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class OrderTest : public ::testing::Test {
 protected:
  std::vector<std::string> SubmitBroken(
      const v1::Document& document, absl::StatusCode code = absl::StatusCode::kFailedPrecondition) {
    const auto receipt = world_.Submit(document);
    if (!receipt.ok()) {
      EXPECT_THAT(receipt, HasCode(code));
    }
    return Broken(receipt);
  }

  TradeWorld world_;
};

TEST_F(OrderTest, IsNewAtVersionOne) {
  v1::Document order =
      MakeOrder("PO-1", {OrderLineOf(10, Case(kSoap), 4), OrderLineOf(20, Pieces(kTea), 30)});
  *order.mutable_order()->mutable_response_due_time() = order.issue_time();
  const v1::Receipt receipt = world_.Accepted(order);
  EXPECT_EQ(receipt.version(), 1);

  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.name(), "parties/" + Supplier().ToString() + "/orders/PO-1");
  EXPECT_EQ(record.order_number(), "PO-1");
  EXPECT_EQ(record.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(record.ship_to_gln(), Store().ToString());
  EXPECT_EQ(record.state(), v1::ORDER_STATE_NEW);
  EXPECT_EQ(record.version(), 1);
  EXPECT_EQ(record.document_id(), order.document_id());
  EXPECT_EQ(record.type(), v1::ORDER_TYPE_REGULAR);
  EXPECT_EQ(record.currency_code(), "EUR");
  EXPECT_EQ(record.delivery_window().SerializeAsString(),
            order.order().delivery_window().SerializeAsString());
  EXPECT_EQ(record.response_due_time().seconds(), order.issue_time().seconds());
  EXPECT_EQ(record.line_count(), 2);
  ASSERT_EQ(record.lines_size(), 2);
  EXPECT_EQ(record.lines(0).line_number(), 10);
  EXPECT_EQ(record.lines(0).gtin(), Case(kSoap));
  EXPECT_EQ(record.lines(0).fill_policy(), v1::FILL_POLICY_BACKORDER);
  EXPECT_EQ(record.lines(0).price().money().amount_micros(), 10'000'000);
  EXPECT_EQ(record.lines(0).ledger().ordered(), 4);
  EXPECT_EQ(record.lines(0).ledger().open(), 4);
  EXPECT_EQ(record.lines(1).ledger().open(), 30);
}

TEST_F(OrderTest, IsOnOrderInPiecesOfTheBase) {
  world_.Accepted(
      MakeOrder("PO-1", {OrderLineOf(1, Case(kSoap), 4), OrderLineOf(2, Pieces(kSoap), 5)}));
  world_.Accepted(MakeOrder("PO-2", {OrderLineOf(1, Pallet(kSoap), 1)}, Supplier(), Store(2)));
  EXPECT_EQ(world_.OnOrder(kSoap), 53);
  EXPECT_EQ(world_.OnOrder(kSoap, Store(2)), 480);
  EXPECT_EQ(world_.OnOrder(kCoffee), 0);
}

TEST_F(OrderTest, TakesMeasures) {
  world_.Accepted(MakeOrder("PO-1", {OrderLineOf(1, Pieces(kCheese), Weight(12'500))}));
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.lines(0).measure_unit_code(), "KGM");
  EXPECT_EQ(record.lines(0).ledger().open(), 12'500'000);
  EXPECT_EQ(world_.OnOrder(kCheese), 12'500'000);
}

TEST_F(OrderTest, GoesToALocationOfTheRetailer) {
  EXPECT_THAT(
      SubmitBroken(MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 1)}, Supplier(), MakeGln(77))),
      ElementsAre("order.ship_to_gln LOCATION_NOT_FOUND"));
  EXPECT_THAT(SubmitBroken(MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 1)}, Supplier(),
                                     SupplierWarehouse())),
              ElementsAre("order.ship_to_gln LOCATION_NOT_FOUND"));
}

TEST_F(OrderTest, TellsAllThatIsWrongAtOnce) {
  v1::Document order =
      MakeOrder("PO-1",
                {OrderLineOf(1, MakeGtin(99), 1), OrderLineOf(2, Pieces(kForeign), 1),
                 OrderLineOf(3, Pieces(kFax), 1), OrderLineOf(4, Pieces(kSalt), 6),
                 OrderLineOf(5, Pieces(kSoap), Weight(1)), OrderLineOf(6, Pieces(kTea), 25),
                 OrderLineOf(7, Pieces(kTea), 10), OrderLineOf(8, Pieces(kCheese), 3),
                 OrderLineOf(9, Pieces(kSoap), 3), OrderLineOf(10, Pieces(kSoap), 3),
                 OrderLineOf(11, Pieces(kSoap), 3), OrderLineOf(12, Pieces(kCheese), Weight(1)),
                 OrderLineOf(13, Pieces(kSoap), 3)},
                Supplier(), MakeGln(77));
  auto& lines = *order.mutable_order()->mutable_lines();
  lines[8].mutable_item()->set_supplier_item_id("ART-2");
  lines[9].mutable_price()->mutable_money()->set_currency_code("USD");
  lines[10].mutable_price()->set_gtin(Pieces(kTea));
  lines[11].mutable_price()->set_base_unit_code("LTR");
  lines[12].mutable_price()->set_base_unit_code("KGM");
  EXPECT_THAT(
      SubmitBroken(order),
      ElementsAre("order.ship_to_gln LOCATION_NOT_FOUND", "order.lines[0].item.gtin ITEM_NOT_FOUND",
                  "order.lines[1].item.gtin ITEM_OF_OTHER_SUPPLIER",
                  "order.lines[2].item.gtin ITEM_NOT_ORDERABLE",
                  "order.lines[3].item.gtin ITEM_NOT_ORDERABLE",
                  "order.lines[4].quantity.measure UNIT_MISMATCH",
                  "order.lines[5].quantity ORDER_MULTIPLE_BROKEN",
                  "order.lines[6].quantity ORDER_BELOW_MINIMUM",
                  "order.lines[7].quantity.count UNIT_MISMATCH",
                  "order.lines[8].item.supplier_item_id ITEM_IDS_CONFLICT",
                  "order.lines[9].price.money.currency_code CURRENCY_MISMATCH",
                  "order.lines[10].price.gtin ITEM_IDS_CONFLICT",
                  "order.lines[11].price.base_unit_code UNIT_MISMATCH",
                  "order.lines[12].price.base_unit_code UNIT_MISMATCH"));
  EXPECT_EQ(world_.Rows("SELECT COUNT(*) FROM purchase_order_line"), std::vector<std::string>{"0"});
}

TEST_F(OrderTest, NamesThePacksThatCanBeOrdered) {
  const auto refusal = [this](const std::string& number, const std::string& gtin) {
    return std::string(
        world_.Submit(MakeOrder(number, {OrderLineOf(1, gtin, 6)})).status().message());
  };
  const auto padded = [](const std::string& gtin) { return base::Gtin::Parse(gtin)->ToString(); };
  EXPECT_THAT(refusal("PO-1", Pieces(kSalt)),
              HasSubstr(padded(Pieces(kSalt)) + " is not a pack that can be ordered; order " +
                        padded(Case(kSalt)) + " (6 pieces)"));
  EXPECT_THAT(refusal("PO-2", Pieces(kFax)), HasSubstr("is discontinued; order another item"));

  v1::Document document = Envelope("TI-90", Supplier(), Retailer());
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(Pieces(90));
  item.set_supplier_gln(Supplier().ToString());
  item.set_description("Pins");
  *item.mutable_price() = Euros(1);
  for (const int n : {0, 1, 2, 3, 4}) {
    v1::Pack& pack = *item.add_packs();
    pack.set_gtin(Case(90 + n));
    pack.set_level(v1::PACK_LEVEL_CASE);
    pack.set_contained_gtin(Pieces(90));
    pack.set_contained_count(2 + n);
    pack.set_orderable(n > 0);
  }
  world_.Accepted(document);
  const std::string many = refusal("PO-3", Pieces(90));
  EXPECT_THAT(many, HasSubstr("; order " + padded(Case(91)) + " (3 pieces) or " + padded(Case(92)) +
                              " (4 pieces) or " + padded(Case(93)) + " (5 pieces)"));
  EXPECT_THAT(many, Not(HasSubstr(padded(Case(94)))));
  EXPECT_THAT(refusal("PO-4", Case(90)), HasSubstr("order " + padded(Case(91))));
}

TEST_F(OrderTest, SaysWhereNoPackCanBeOrdered) {
  v1::Document document = Envelope("TI-90", Supplier(), Retailer());
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(Pieces(90));
  item.set_supplier_gln(Supplier().ToString());
  item.set_description("Pins");
  *item.mutable_price() = Euros(1);
  world_.Accepted(document);
  const auto receipt = world_.Submit(MakeOrder("PO-1", {OrderLineOf(1, Pieces(90), 6)}));
  EXPECT_THAT(Broken(receipt), ElementsAre("order.lines[0].item.gtin ITEM_NOT_ORDERABLE"));
  EXPECT_THAT(std::string(receipt.status().message()),
              HasSubstr("nor can any other pack of the item; order another item"));
}

TEST_F(OrderTest, MinimumCountsInTheBase) {
  EXPECT_THAT(SubmitBroken(MakeOrder("PO-1", {OrderLineOf(1, Pieces(kTea), 20)})),
              ElementsAre("OK"));
}

TEST_F(OrderTest, APriceMayBeForAnotherPackOfTheItem) {
  v1::Document order = MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 12)});
  v1::Price& price = *order.mutable_order()->mutable_lines(0)->mutable_price();
  price.set_gtin(Case(kSoap));
  price.set_base_count(2);
  world_.Accepted(order);
  const v1::Price stated = world_.Order("PO-1").lines(0).price();
  EXPECT_EQ(stated.gtin(), Case(kSoap));
  EXPECT_EQ(stated.base_count(), 2);
  EXPECT_EQ(world_.Rows("SELECT price_pieces FROM purchase_order_line"),
            std::vector<std::string>{"24"});
}

TEST_F(OrderTest, TooMuchToCountInTheBaseIsRefused) {
  v1::Document item = Envelope("TI-BIG", Supplier(), Retailer());
  v1::TradeItem& pins = *item.mutable_trade_item();
  pins.set_gtin(Pieces(90));
  pins.set_supplier_gln(Supplier().ToString());
  pins.set_description("Pins");
  *pins.mutable_price() = Euros(1);
  for (const auto& [gtin, of, count] :
       {std::tuple(Case(90), Pieces(90), 1'000'000), std::tuple(Pallet(90), Case(90), 100)}) {
    v1::Pack& pack = *pins.add_packs();
    pack.set_gtin(gtin);
    pack.set_level(v1::PACK_LEVEL_CASE);
    pack.set_contained_gtin(of);
    pack.set_contained_count(count);
    pack.set_orderable(true);
  }
  world_.Accepted(item);
  EXPECT_THAT(SubmitBroken(MakeOrder("PO-1", {OrderLineOf(1, Pallet(90), 1'000'000'000'000)}),
                           absl::StatusCode::kInvalidArgument),
              ElementsAre("order.lines[0].quantity NUMBER_OUT_OF_RANGE"));
}

}  // namespace
}  // namespace headwater::test
