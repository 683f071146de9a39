// How the commands go through the pages of a list.
#include "hub/cli/pages.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "headwater/v1/catalogue.pb.h"
#include "support/refusal_matchers.h"

namespace headwater::cli {
namespace {

using Request = v1::ListTradeItemsRequest;
using Response = v1::ListTradeItemsResponse;

// A list whose pages are so long, whatever was asked for. A token is the page's number.
struct Pages {
  grpc::Status List(grpc::ClientContext*, const Request& request, Response* response) {
    asked.push_back(request.page_size());
    const size_t page = request.page_token().empty() ? 0 : std::stoul(request.page_token());
    for (int i = 0; i < sizes[page]; ++i) {
      response->add_trade_items()->set_name(std::to_string(rows++));
    }
    if (page + 1 < sizes.size()) response->set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  }

  std::vector<int> sizes;
  std::vector<int> asked;
  int rows = 0;
};

struct Taken {
  std::vector<std::string> names;
  bool more = false;
};

Taken Take(Pages& pages, int64_t limit) {
  std::vector<v1::TradeItemRecord> records;
  const auto more = TakeRows(pages, &Pages::List, Request(), &Response::trade_items,
                             ClientOptions(), limit, records);
  EXPECT_THAT(more, test::IsOk());
  Taken taken{.more = more.ok() && *more};
  for (const v1::TradeItemRecord& record : records) taken.names.push_back(record.name());
  return taken;
}

TEST(TakeRows, GoesOnOverShortAndEmptyPages) {
  Pages pages{.sizes = {0, 2, 0, 0, 1, 0}};
  const Taken taken = Take(pages, 10);
  EXPECT_THAT(taken.names, testing::ElementsAre("0", "1", "2"));
  EXPECT_FALSE(taken.more);
  EXPECT_THAT(pages.asked, testing::ElementsAre(11, 11, 9, 9, 9, 8));
}

// A token behind the last row that is wanted does not say that there is another.
TEST(TakeRows, MoreIsARowAndNotAToken) {
  Pages ended{.sizes = {3, 0, 0}};
  EXPECT_FALSE(Take(ended, 3).more);
  Pages goes_on{.sizes = {3, 0, 1, 5}};
  const Taken taken = Take(goes_on, 3);
  EXPECT_THAT(taken.names, testing::ElementsAre("0", "1", "2"));
  EXPECT_TRUE(taken.more);
  EXPECT_EQ(goes_on.asked.size(), 3u);
}

}  // namespace
}  // namespace headwater::cli
