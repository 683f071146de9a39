#include "hub/cli/json_object.h"

#include "gtest/gtest.h"
#include "headwater/v1/document.pb.h"

namespace headwater::cli {
namespace {

TEST(JsonObjectTest, KeysStandAsTheyWereAdded) {
  EXPECT_EQ(JsonObject().Text(), "{}");
  v1::Receipt receipt;
  receipt.set_document_id("d");
  receipt.set_sequence(7);
  JsonObject inner;
  inner.Add("z", int64_t{1});
  inner.Add("a", int64_t{-1234567890123456789});
  JsonObject line;
  line.Add("file", "a\"b\\c\n\xC3\xA4.csv");
  line.Add("column", int64_t{3});
  line.Add("summary", inner);
  line.Add("receipt", receipt);
  EXPECT_EQ(line.Text(),
            "{\"file\":\"a\\\"b\\\\c\\n\xC3\xA4.csv\",\"column\":3,"
            "\"summary\":{\"z\":1,\"a\":-1234567890123456789},"
            "\"receipt\":{\"document_id\":\"d\",\"sequence\":\"7\",\"content_hash\":\"\","
            "\"chain_hash\":\"\",\"version\":\"0\"}}");
}

}  // namespace
}  // namespace headwater::cli
