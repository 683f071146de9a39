// The suppliers in Python and Node against a hub that serves: they follow their feed,
// answer and despatch; killed, left by the hub, and told everything again, they
// neither double nor lose.
#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

constexpr int kOrders = 9;
// npm fetches the libraries of Node the first time.
constexpr int kPreparationSecondsMax = 240;

std::string NumberOf(int order) { return absl::StrCat("PO-", order); }
int64_t CountOfOrder(int order) { return 10 + order; }

class SupplierClientTest : public testing::TestWithParam<std::string> {
 protected:
  static std::string Other() { return GetParam() == "python" ? "node" : "python"; }

  void SetUp() override { Prepare(GetParam()); }

  void Prepare(const std::string& language) {
    const auto preparation =
        hub_.Program(language == "python"
                         ? std::vector<std::string>{HEADWATER_PREPARE_PYTHON, HEADWATER_API,
                                                    HEADWATER_PYTHON_WORK}
                         : std::vector<std::string>{HEADWATER_PREPARE_NODE, HEADWATER_NODE_CLIENT,
                                                    HEADWATER_NODE_WORK});
    preparation->Start();
    ASSERT_EQ(preparation->Wait(kPreparationSecondsMax), 0) << preparation->Log();
  }

  // The command line of api/README.md. Without `orders` it runs for ever.
  std::unique_ptr<test::Child> Start(const std::string& orders = "",
                                     const std::string& language = GetParam(),
                                     const std::string& certs = "certs") {
    const bool is_python = language == "python";
    std::vector<std::string> arguments = {"/usr/bin/env"};
    if (is_python) {
      arguments.insert(arguments.end(), {absl::StrCat("PYTHONPATH=", HEADWATER_PYTHON_WORK),
                                         "/usr/bin/python3", HEADWATER_PYTHON_CLIENT});
    } else {
      arguments.insert(arguments.end(),
                       {"node", absl::StrCat(HEADWATER_NODE_WORK, "/supplier.mjs")});
    }
    arguments.insert(arguments.end(),
                     {hub_.address(), hub_.Path(absl::StrCat(certs, "/supplier-1")),
                      hub_.Path(absl::StrCat(certs, "/ca.pem"))});
    if (!is_python) arguments.push_back(HEADWATER_API);
    if (!orders.empty()) arguments.push_back(orders);
    auto client = hub_.Program(std::move(arguments));
    client->Start();
    return client;
  }

  void Order(int first, int last) {
    for (int i = first; i <= last; ++i) hub_.Submit(MakeOrder(NumberOf(i), CountOfOrder(i)));
  }

  bool UntilDespatched(int64_t count) {
    return hub_.Until([&] { return hub_.CountOf("despatch_advice") >= count; });
  }

  LiveHub hub_;
};

TEST_P(SupplierClientTest, AnswersAndDespatchesEveryOrderOnce) {
  Order(1, 5);
  auto client = Start();
  ASSERT_TRUE(UntilDespatched(1)) << client->Log();
  client->Kill();
  Order(6, 8);
  client = Start();
  ASSERT_TRUE(UntilDespatched(8)) << client->Log();

  hub_.Kill();
  hub_.Serve();
  Order(9, 9);
  ASSERT_TRUE(UntilDespatched(kOrders)) << client->Log();
  client->Kill();

  // It has forgotten where it was, and answers everything again.
  ASSERT_TRUE(std::filesystem::remove(hub_.Path("certs/supplier-1.cursor")));
  client = Start(absl::StrCat(kOrders));
  ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
  for (int i = 1; i <= kOrders; ++i) {
    EXPECT_THAT(client->Log(), testing::HasSubstr(NumberOf(i) + ": accepted and despatched"));
  }

  EXPECT_EQ(hub_.CountOf("order_response"), kOrders);
  EXPECT_EQ(hub_.CountOf("despatch_advice"), kOrders);
  for (int i = 1; i <= kOrders; ++i) {
    const v1::OrderRecord order = hub_.GetOrder(NumberOf(i));
    EXPECT_EQ(order.state(), v1::ORDER_STATE_DESPATCHED) << order.ShortDebugString();
    ASSERT_EQ(order.lines_size(), 1);
    EXPECT_EQ(order.lines(0).ledger().in_transit(), CountOfOrder(i));
    ASSERT_EQ(order.lines(0).splits_size(), 1);
    EXPECT_EQ(order.lines(0).splits(0).outcome(), v1::RESPONSE_OUTCOME_ACCEPTED);
  }
}

// What one of them makes is what the other makes, so it can take over with nothing but the
// certificate.
TEST_P(SupplierClientTest, GoesOnWhereOneOfAnotherLanguageWas) {
  Prepare(Other());
  const v1::Document order = MakeOrder(NumberOf(1), CountOfOrder(1));
  hub_.Submit(order);
  hub_.Submit(MakeChange(order, "CH-1", CountOfOrder(1) + 1));
  Order(2, 3);
  auto client = Start("4", Other());
  ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
  ASSERT_EQ(hub_.CountOf("despatch_advice"), 3) << client->Log();

  ASSERT_TRUE(std::filesystem::remove(hub_.Path("certs/supplier-1.cursor")));
  Order(4, 4);
  client = Start("5");
  ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
  for (int i = 1; i <= 4; ++i) {
    EXPECT_THAT(client->Log(), testing::HasSubstr(NumberOf(i) + ": accepted and despatched"));
  }
  EXPECT_EQ(hub_.CountOf("order_response"), 4);
  EXPECT_EQ(hub_.CountOf("despatch_advice"), 4);
}

// It names the files that may be wrong, and does not give up.
TEST_P(SupplierClientTest, TellsOfACertificateThatTheHubDoesNotTake) {
  const auto other_authority =
      hub_.Program({HEADWATER_BINARY, "certs", "--dir", hub_.Path("other"),
                    absl::StrCat("supplier-1=", test::Supplier().ToString())});
  other_authority->Start();
  ASSERT_EQ(other_authority->Wait(kSecondsMax), 0) << other_authority->Log();
  const auto client = Start("1", GetParam(), "other");
  ASSERT_TRUE(hub_.Until([&] { return absl::StrContains(client->Log(), "the feed waits: "); }))
      << client->Log();
  EXPECT_THAT(client->Log(), testing::AllOf(testing::HasSubstr(hub_.Path("other/supplier-1.pem")),
                                            testing::HasSubstr(hub_.Path("other/ca.pem"))));
  client->Kill();
}

// People see nothing that they have not asked for, also when they end it.
TEST_P(SupplierClientTest, EndsQuietlyWhenInterrupted) {
  const auto client = Start();
  ASSERT_TRUE(hub_.Until([&] {
    return std::filesystem::exists(hub_.Path("certs/supplier-1.cursor"));
  })) << client->Log();
  client->Interrupt();
  client->Wait(kSecondsMax);
  EXPECT_FALSE(client->running());
  EXPECT_EQ(client->Log(), "");
}

// The first message of a feed tells how far it goes, and of nothing else.
TEST_P(SupplierClientTest, WaitsForItsFirstOrder) {
  const auto client = Start("1");
  ASSERT_TRUE(hub_.Until([&] {
    return std::filesystem::exists(hub_.Path("certs/supplier-1.cursor"));
  })) << client->Log();
  Order(1, 1);
  ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
  EXPECT_THAT(client->Log(), testing::HasSubstr("PO-1: accepted and despatched"));
}

// The numbers of its answers are no longer than it may make them.
TEST_P(SupplierClientTest, AnswersAnOrderOfTheLongestNumber) {
  const std::string number = absl::StrCat("PO-", std::string(32, '7'));
  hub_.Submit(MakeOrder(number, 7));
  const auto client = Start("1");
  ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
  EXPECT_THAT(client->Log(), testing::HasSubstr(number + ": accepted and despatched"));
}

// The buyer was faster: what has no answer any more is told, and the feed goes on.
TEST_P(SupplierClientTest, PassesOverAnOrderThatHasMovedOn) {
  const v1::Document order = MakeOrder(NumberOf(1), 7);
  hub_.Submit(order);
  hub_.Submit(MakeCancellation(order, "CA-1", 1));
  Order(2, 2);
  const auto client = Start("2");
  ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
  EXPECT_THAT(client->Log(), testing::HasSubstr(" for PO-1 was not taken"));
  EXPECT_THAT(client->Log(), testing::HasSubstr("PO-2: accepted and despatched"));
  EXPECT_EQ(hub_.CountOf("order_response"), 1);
  EXPECT_EQ(hub_.CountOf("despatch_advice"), 1);
}

// The answer to the first statement is too late, and the one to the change is what counts.
TEST_P(SupplierClientTest, AnswersAnOrderAsItWasChanged) {
  const v1::Document order = MakeOrder(NumberOf(1), 7);
  hub_.Submit(order);
  hub_.Submit(MakeChange(order, "CH-1", 9));
  for (int run = 1; run <= 2; ++run) {
    const auto client = Start("2");
    ASSERT_EQ(client->Wait(kSecondsMax), 0) << client->Log();
    EXPECT_THAT(client->Log(), testing::HasSubstr(" for PO-1 was not taken"));
    EXPECT_THAT(client->Log(), testing::HasSubstr("PO-1: accepted and despatched"));
    EXPECT_EQ(hub_.CountOf("order_response"), 1);
    EXPECT_EQ(hub_.CountOf("despatch_advice"), 1);
    const v1::OrderRecord record = hub_.GetOrder(order.number());
    EXPECT_EQ(record.state(), v1::ORDER_STATE_DESPATCHED) << record.ShortDebugString();
    ASSERT_EQ(record.lines_size(), 1);
    EXPECT_EQ(record.lines(0).ledger().in_transit(), 9);
    // It forgets where it was, and answers both again.
    ASSERT_TRUE(std::filesystem::remove(hub_.Path("certs/supplier-1.cursor")));
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, SupplierClientTest, testing::Values("python", "node"),
                         [](const auto& language) { return language.param; });

}  // namespace
}  // namespace headwater::cli
