// What the tests of the commands that read share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/live_hub.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace headwater::cli {

// As the hub's records have it.
inline std::string Gtin14(int n) { return base::Gtin::Parse(test::MakeGtin(n))->ToString(); }

inline base::Gln Depot() { return test::MakeGln(3001); }

// Item 4, of supplier-1, advertised.
inline v1::Document WeighedItem() {
  v1::Document document = test::Envelope("ITEM-4", test::Supplier(), test::Retailer());
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(test::MakeGtin(4));
  item.set_supplier_gln(test::Supplier().ToString());
  item.set_description("Cheese");
  item.mutable_price()->mutable_money()->set_amount_micros(9'000'000);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.mutable_price()->set_base_unit_code("KGM");
  item.set_measure_unit_code("KGM");
  item.set_base_orderable(true);
  item.set_advertised(true);
  return document;
}

class ReadsTest : public testing::Test {
 protected:
  void Say(const v1::Document& document, std::string_view as) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(document, &json).ok());
    const Ended ended = hub_.Run({"submit", hub_.Write("said.json", json)}, as);
    EXPECT_EQ(ended.exit, 0) << ended.output;
  }
  std::string Show(const std::vector<std::string>& arguments, std::string_view as = "retailer") {
    const Ended ended = hub_.Run(arguments, as);
    EXPECT_EQ(ended.exit, 0) << ended.output;
    return ended.output;
  }

  LiveHub hub_;
};

}  // namespace headwater::cli
