// `headwater submit` of documents in JSON.
#include <string>

#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string JsonOf(const v1::Document& document) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(document, &json).ok());
  return json;
}

TEST(SubmitJsonTest, IsTriedSentAndSentAgain) {
  LiveHub hub;
  hub.Write("order.json", JsonOf(MakeOrder("PO-1", 12)));
  const Ended tried = hub.Run({"submit", "--validate-only", "order.json"});
  EXPECT_EQ(tried.exit, 0);
  EXPECT_EQ(tried.output, "order.json: would be accepted\n");
  EXPECT_EQ(hub.CountOf("order"), 0);

  const Ended sent = hub.Run({"submit", "order.json"});
  EXPECT_EQ(sent.exit, 0) << sent.output;
  EXPECT_THAT(sent.output, StartsWith("order.json: accepted as event "));
  EXPECT_EQ(hub.Run({"submit", "order.json"}).output, sent.output);
  // From another machine, which has another outbox.
  EXPECT_EQ(hub.Run({"submit", "order.json", "--outbox", "other.outbox"}).output, sent.output);
  EXPECT_EQ(hub.CountOf("order"), 1);
}

TEST(SubmitJsonTest, ARefusalNamesTheFieldAndTheNextFilesAreNotSent) {
  LiveHub hub;
  v1::Document wrong = MakeOrder("PO-1", 12);
  wrong.mutable_order()->mutable_lines(0)->mutable_item()->set_gtin(test::MakeGtin(999));
  hub.Write("wrong.json", JsonOf(wrong));
  hub.Write("good.json", JsonOf(MakeOrder("PO-2", 12)));
  hub.Write("torn.json", "{\"number\": ");
  const Ended refused = hub.Run({"submit", "wrong.json", "good.json"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.output, HasSubstr("order.lines[0].item.gtin: "));
  const Ended torn = hub.Run({"submit", "torn.json", "good.json"});
  EXPECT_EQ(torn.exit, 1);
  EXPECT_THAT(torn.output, HasSubstr("torn.json is no Document in JSON: "));
  EXPECT_EQ(hub.CountOf("order"), 0);
}

}  // namespace
}  // namespace headwater::cli
