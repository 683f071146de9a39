// What the commands that try again say while the hub is away, and when it is back.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;

int LinesWith(const std::string& log, const std::string& part) {
  int count = 0;
  for (const absl::string_view line : absl::StrSplit(log, '\n')) {
    count += absl::StrContains(line, part) ? 1 : 0;
  }
  return count;
}

class SubmitAwayTest : public testing::Test {
 protected:
  // Waits until the command says it.
  void Await(const test::Child& command, const std::string& words) {
    ASSERT_TRUE(hub_.Until([&] { return absl::StrContains(command.Log(), words); }))
        << words << ": " << command.Log();
  }
  void ExpectToldOnce(const test::Child& command) {
    const std::string log = command.Log();
    EXPECT_EQ(LinesWith(log, "still trying (Ctrl-C ends it)"), 1) << log;
    EXPECT_EQ(LinesWith(log, "headwater: the hub is reached at " + hub_.address()), 1) << log;
  }

  LiveHub hub_;
};

TEST_F(SubmitAwayTest, ADocumentWaitsForTheHub) {
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder("PO-1", 12), &json).ok());
  hub_.Write("order.json", json);
  hub_.Kill();
  const auto command = hub_.Command({"submit", "order.json"});
  command->Start();
  Await(*command, "headwater: the hub was not reached at " + hub_.address() + "; still trying");
  EXPECT_THAT(command->Log(), HasSubstr("Connection refused"));
  hub_.Serve();
  EXPECT_EQ(command->Wait(kSecondsMax), 0) << command->Log();
  EXPECT_THAT(command->Log(), HasSubstr("order.json: accepted as event "));
  ExpectToldOnce(*command);
}

TEST_F(SubmitAwayTest, AFeedGoesOnWhenTheHubIsBack) {
  hub_.Submit(MakeOrder("PO-1", 12));
  const auto command = hub_.Command({"feed", "tail", "--kind", "order"});
  command->Start();
  Await(*command, "PO-1");
  hub_.Kill();
  Await(*command, "still trying");
  hub_.Serve();
  hub_.Submit(MakeOrder("PO-2", 12));
  Await(*command, "PO-2");
  ExpectToldOnce(*command);
  command->Interrupt();
  EXPECT_EQ(command->Wait(kSecondsMax), 0) << command->Log();
}

}  // namespace
}  // namespace headwater::cli
