#include "contract/contract_lines.h"

#include "contract/contract_set.h"
#include "gtest/gtest.h"

namespace headwater::contract {
namespace {

TEST(ContractLinesTest, SayWhatTheContractSays) {
  const Lines lines = LinesOf(ContractSet());
  const auto line = [&lines](const std::string& key) {
    const auto found = lines.find(key);
    return found == lines.end() ? "none" : found->second;
  };
  EXPECT_EQ(line("message headwater.v1.Order"), "");
  EXPECT_EQ(line("field headwater.v1.Order.lines"), "12 repeated headwater.v1.OrderLine");
  EXPECT_EQ(line("field headwater.v1.Price.base_count"), "3 optional int64");
  EXPECT_EQ(line("field headwater.v1.Document.order"), "30 headwater.v1.Order in body");
  EXPECT_EQ(line("field headwater.v1.Document.number"), "2 string");
  EXPECT_EQ(line("rule headwater.v1.Document.number required"), "true");
  EXPECT_EQ(line("rule headwater.v1.Document.number format"), "FORMAT_REFERENCE");
  EXPECT_EQ(line("rule headwater.v1.Document.body required"), "true");
  EXPECT_EQ(line("rule headwater.v1.SalesReport at_least_one_of"), "\"by_location,by_item\"");
  EXPECT_EQ(line("rule headwater.v1.InventoryReport.lines unique_by"),
            "\"location_gln\" \"item.gtin\" \"status\" \"owner_gln\" \"lot_number\"");
  EXPECT_EQ(line("value headwater.v1.OrderType.ORDER_TYPE_RUSH"), "2");
  EXPECT_EQ(line("extension headwater.v1.field"),
            "50610 optional headwater.v1.FieldRules of google.protobuf.FieldOptions");
  EXPECT_EQ(line("rpc headwater.v1.OrderingService.GetOrder"),
            "headwater.v1.GetOrderRequest -> headwater.v1.OrderRecord");
  EXPECT_EQ(line("rpc headwater.v1.ExchangeService.SubmitStream"),
            "stream headwater.v1.SubmitStreamRequest -> stream headwater.v1.SubmitStreamResponse");
  EXPECT_EQ(line("message google.protobuf.Timestamp"), "none");
}

TEST(ContractLinesTest, TextGoesThereAndBack) {
  const Lines lines = LinesOf(ContractSet());
  EXPECT_GT(lines.size(), 500u);
  EXPECT_EQ(FromText("# a remark\n\n" + ToText(lines)), lines);
}

}  // namespace
}  // namespace headwater::contract
