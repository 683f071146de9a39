#include "hub/exchange/read_page.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "headwater/v1/delivery.pb.h"
#include "headwater/v1/ordering.pb.h"
#include "hub/base/random.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {
namespace {

v1::ListOrdersRequest Request() {
  v1::ListOrdersRequest request;
  request.set_parent("parties/4000002000004");
  request.set_ship_to_gln("4000001000012");
  request.add_states(v1::ORDER_STATE_NEW);
  return request;
}

void ExpectForeign(const google::protobuf::Message& request, int parts) {
  const auto page = ParsePage(request, parts);
  ASSERT_FALSE(page.ok()) << request.ShortDebugString();
  EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument);
  const v1::ErrorDetail detail = DetailOf(page.status());
  EXPECT_EQ(detail.reason(), v1::REASON_PAGE_TOKEN_INVALID);
  ASSERT_EQ(detail.violations_size(), 1);
  EXPECT_EQ(detail.violations(0).field_path(), "page_token");
}

TEST(ReadPageTest, TheFirstPage) {
  const auto page = ParsePage(Request(), 2);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->size, kPageSizeDefault);
  EXPECT_TRUE(page->after.empty());
}

TEST(ReadPageTest, SizesAreCappedAndNegativeOnesRefused) {
  v1::ListOrdersRequest request = Request();
  for (const auto& [asked, given] : std::vector<std::pair<int, int>>{
           {0, 50}, {1, 1}, {999, 999}, {1000, 1000}, {1001, 1000}, {2147483647, 1000}}) {
    request.set_page_size(asked);
    EXPECT_EQ(ParsePage(request, 1)->size, given);
  }
  request.set_page_size(-1);
  EXPECT_EQ(DetailOf(ParsePage(request, 1).status()).reason(), v1::REASON_NUMBER_OUT_OF_RANGE);
}

TEST(ReadPageTest, TokensGiveTheKeyBack) {
  const std::vector<std::vector<PageKey>> keys = {
      {{0, ""}},
      {{4000002000004, ""}, {0, "PO-17"}},
      {{std::numeric_limits<int64_t>::max(), "ü"}, {std::numeric_limits<int64_t>::min(), ""}},
      {{-1, std::string("a\0b", 3)}, {1, std::string(200, 'x')}, {2, "/+="}},
      {},
  };
  for (const std::vector<PageKey>& key : keys) {
    v1::ListOrdersRequest request = Request();
    request.set_page_token(NextPageToken(request, key));
    const auto page = ParsePage(request, static_cast<int>(key.size()));
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->after.size(), key.size());
    for (size_t i = 0; i < key.size(); ++i) {
      EXPECT_EQ(page->after[i].number, key[i].number);
      EXPECT_EQ(page->after[i].text, key[i].text);
    }
  }
}

TEST(ReadPageTest, TokensOfTheLongestKeysFitTheirField) {
  const std::string token = NextPageToken(Request(), {{INT64_MIN, ""},
                                                      {INT64_MIN, std::string(80, 'x')},
                                                      {INT64_MIN, ""},
                                                      {INT64_MIN, ""},
                                                      {INT64_MIN, std::string(80, 'x')}});
  EXPECT_LE(token.size(), 500u);
}

TEST(ReadPageTest, ThePageSizeMayChangeFromPageToPage) {
  v1::ListOrdersRequest request = Request();
  request.set_page_size(10);
  const std::string token = NextPageToken(request, {{1, "a"}});
  request.set_page_token(token);
  request.set_page_size(20);
  EXPECT_TRUE(ParsePage(request, 1).ok());
  // And the token of the page before is no part of the filter.
  EXPECT_EQ(NextPageToken(request, {{1, "a"}}), token);
}

TEST(ReadPageTest, ForeignTokensAreRefused) {
  const v1::ListOrdersRequest own = Request();
  const std::string token = NextPageToken(own, {{1, "a"}, {2, "b"}});

  v1::ListOrdersRequest other_parent = own;
  other_parent.set_parent("parties/-");
  other_parent.set_page_token(token);
  ExpectForeign(other_parent, 2);

  v1::ListOrdersRequest other_filter = own;
  other_filter.add_states(v1::ORDER_STATE_RECEIVED);
  other_filter.set_page_token(token);
  ExpectForeign(other_filter, 2);

  // Another list whose request has the same bytes.
  v1::ListDeliveriesRequest other_list;
  ASSERT_TRUE(other_list.ParseFromString(own.SerializeAsString()));
  other_list.set_page_token(token);
  ExpectForeign(other_list, 2);

  v1::ListOrdersRequest other_parts = own;
  other_parts.set_page_token(token);
  ExpectForeign(other_parts, 1);
  ExpectForeign(other_parts, 3);
}

TEST(ReadPageTest, AlteredTokensAreRefused) {
  v1::ListOrdersRequest request = Request();
  const std::string token = NextPageToken(request, {{1, "a"}, {2, "b"}});
  for (size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'Q' : 'A';
    request.set_page_token(altered);
    ExpectForeign(request, 2);
    request.set_page_token(token.substr(0, i));
    if (i > 0) ExpectForeign(request, 2);
  }
  for (const char* text : {"x", "?", "AAAA", " ", "next", "ü", "////"}) {
    request.set_page_token(text);
    ExpectForeign(request, 2);
  }
}

TEST(ReadPageTest, NoiseIsRefused) {
  base::SeededRandom random(7);
  v1::ListOrdersRequest request = Request();
  for (int i = 0; i < 2000; ++i) {
    std::string noise(1 + random.Below(60), ' ');
    for (char& c : noise) c = static_cast<char>(32 + random.Below(95));
    request.set_page_token(noise);
    ExpectForeign(request, 2);
  }
}

}  // namespace
}  // namespace headwater::exchange
