// `headwater submit` of documents in JSON.
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string JsonOf(const v1::Document& document) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(document, &json).ok());
  return json;
}

// Of an item that nobody has.
v1::Document WrongOrder(std::string_view number) {
  v1::Document wrong = MakeOrder(number, 12);
  wrong.mutable_order()->mutable_lines(0)->mutable_item()->set_gtin(test::MakeGtin(999));
  return wrong;
}

int CountIn(std::string_view text, std::string_view part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
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

// With the outbox of a hub that has taken it.
TEST(SubmitJsonTest, AReceiptIsOfThisHubAlone) {
  LiveHub hub;
  hub.Write("order.json", JsonOf(MakeOrder("PO-1", 12)));
  const std::vector<std::string> submit = {"submit", "order.json", "--outbox",
                                           hub.Path("shared.outbox")};
  EXPECT_EQ(hub.Run(submit).exit, 0);
  LiveHub other;
  other.Write("order.json", JsonOf(MakeOrder("PO-1", 12)));
  EXPECT_EQ(other.CountOf("order"), 0);
  const Ended sent = other.Run(submit);
  EXPECT_EQ(sent.exit, 0) << sent.output;
  EXPECT_EQ(other.CountOf("order"), 1);
  other.Kill();
  const auto away = other.Command(submit);
  away->Start();
  EXPECT_TRUE(other.Until([&] { return absl::StrContains(away->Log(), "still trying"); }));
  away->Interrupt();
  EXPECT_EQ(away->Wait(kSecondsMax), 1) << away->Log();
  EXPECT_THAT(away->Log(), Not(HasSubstr("accepted as event")));
}

TEST(SubmitJsonTest, TheOtherFilesGoOnPastARefusal) {
  LiveHub hub;
  hub.Write("wrong.json", JsonOf(WrongOrder("PO-1")));
  hub.Write("good.json", JsonOf(MakeOrder("PO-2", 12)));
  hub.Write("torn.json", "{\"number\": ");
  const Ended ended = hub.Run({"submit", "wrong.json", "torn.json", "good.json"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("wrong.json: PO-1 was refused: order.lines[0].item.gtin: "));
  EXPECT_EQ(CountIn(ended.output, test::MakeGtin(999)), 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("torn.json: is no Document in JSON: "));
  EXPECT_THAT(ended.output, HasSubstr("good.json: accepted as event "));
  EXPECT_THAT(ended.output, HasSubstr("1 of 3 documents refused, 1 not read"));
  EXPECT_EQ(hub.CountOf("order"), 1);
}

TEST(SubmitJsonTest, JsonIsOneObjectALine) {
  LiveHub hub;
  const v1::Document wrong = WrongOrder("PO-1");
  hub.Write("wrong.json", JsonOf(wrong));
  hub.Write("good.json", JsonOf(MakeOrder("PO-2", 12)));
  const Ended ended = hub.Run({"submit", "--json", "wrong.json", "good.json"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output,
              StartsWith(absl::StrCat(
                  R"({"file":"wrong.json","number":"PO-1","document_id":")", wrong.document_id(),
                  R"(","severity":"error","reason":"REASON_ITEM_NOT_FOUND",)"
                  R"("field_path":"order.lines[0].item.gtin","text":"PO-1 was refused: )")));
  std::vector<google::protobuf::Struct> lines;
  for (const absl::string_view text : absl::StrSplit(ended.output, '\n')) {
    if (!absl::StartsWith(text, "{")) continue;
    const auto status =
        google::protobuf::util::JsonStringToMessage(std::string(text), &lines.emplace_back());
    ASSERT_TRUE(status.ok()) << text;
  }
  ASSERT_EQ(lines.size(), 3u) << ended.output;
  const auto& refused = lines[0].fields();
  EXPECT_EQ(refused.at("file").string_value(), "wrong.json");
  EXPECT_EQ(refused.at("number").string_value(), "PO-1");
  EXPECT_EQ(refused.at("field_path").string_value(), "order.lines[0].item.gtin");
  EXPECT_NE(refused.at("cure").string_value(), "");
  EXPECT_THAT(refused.at("text").string_value(), Not(HasSubstr(refused.at("cure").string_value())));
  EXPECT_FALSE(refused.contains("line"));
  EXPECT_EQ(lines[1].fields().at("number").string_value(), "PO-2");
  EXPECT_TRUE(lines[1].fields().contains("receipt"));
  const auto& summary = lines[2].fields().at("summary").struct_value().fields();
  EXPECT_EQ(summary.at("accepted").number_value(), 1);
  EXPECT_EQ(summary.at("refused").number_value(), 1);
}

TEST(SubmitJsonTest, AllThatIsMissingIsToldAtOnce) {
  LiveHub hub;
  hub.Write("bare.json", R"({"number": "x"})");
  const Ended ended = hub.Run({"submit", "bare.json"});
  EXPECT_EQ(ended.exit, 1);
  for (const char* field : {"document_id", "sender_gln", "issue_time", "body"}) {
    EXPECT_THAT(ended.output, HasSubstr(absl::StrCat("x was refused: ", field, ": ")));
  }
  EXPECT_THAT(ended.output, HasSubstr("1 of 1 document refused"));
}

TEST(SubmitJsonTest, WhyAFileIsNotReadIsTold) {
  LiveHub hub;
  hub.Write("enum.json", R"({"number": "PO-1", "order": {"type": "STRANGE"}})");
  const Ended ended = hub.Run({"submit", "none.json", ".", "enum.json"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("none.json: cannot be read: No such file or directory\n"));
  EXPECT_THAT(ended.output, HasSubstr(".: cannot be read: it is a folder\n"));
  EXPECT_THAT(ended.output, HasSubstr("enum.json: is no Document in JSON: (order.type): "));
  EXPECT_THAT(ended.output, HasSubstr("; give one of ORDER_TYPE_REGULAR, "));
  EXPECT_THAT(ended.output, HasSubstr("3 of 3 documents not read"));
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
    EXPECT_EQ(ended.exit, 1) << i;
    EXPECT_THAT(ended.output, HasSubstr(said[i]));
  }
  EXPECT_EQ(hub.CountOf("order"), 0);
}

}  // namespace
}  // namespace headwater::cli
