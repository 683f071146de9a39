// `headwater submit` of documents in JSON.
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
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

TEST(SubmitJsonTest, InterruptedItBeginsNoOtherFile) {
  LiveHub hub;
  ASSERT_EQ(mkfifo(hub.Path("pipe.json").c_str(), 0600), 0);
  hub.Write("next.json", JsonOf(MakeOrder("PO-2", 12)));
  const auto command = hub.Command({"submit", "pipe.json", "next.json"});
  command->Start();
  {
    // Opened when the command reads it.
    std::ofstream pipe(hub.Path("pipe.json"));
    command->Interrupt();
    EXPECT_TRUE(hub.Until([&] { return absl::StrContains(command->Log(), "ending after"); }));
    pipe << JsonOf(MakeOrder("PO-1", 12));
  }
  EXPECT_EQ(command->Wait(kSecondsMax), 1) << command->Log();
  EXPECT_THAT(command->Log(), HasSubstr("interrupted; run the same command again"));
  EXPECT_EQ(hub.CountOf("order"), 1);
}

TEST(SubmitJsonTest, OptionsThatWouldBePassedOverAreRefused) {
  LiveHub hub;
  hub.Write("order.json", JsonOf(MakeOrder("PO-1", 12)));
  const std::vector<std::vector<std::string>> commands = {
      {"submit", "order.json", "--all-or-nothing"},
      {"submit", "order.json", "--set", "time_zone=Europe/Berlin"},
      {"feed", "tail", "--once", "--set", "time_zone=Europe/Berlin"},
      {"feed", "tail", "--once", "--profile", "orders", "--kind", "ticket"},
      {"submit", "order.json", "--forget", "x"},
      {"submit", "--dry-run", "--forget", "x"},
      {"submit"},
  };
  const std::vector<std::string> said = {"--profile", "--profile", "--profile", "--kind",
                                         "files",     "--dry-run", "files"};
  for (size_t i = 0; i < commands.size(); ++i) {
    const Ended ended = hub.Run(commands[i]);
    EXPECT_GT(ended.exit, 1) << i;
    EXPECT_THAT(ended.output, HasSubstr(said[i]));
  }
  EXPECT_EQ(hub.CountOf("order"), 0);
}

}  // namespace
}  // namespace headwater::cli
