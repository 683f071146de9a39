// What the READMEs have a newcomer send runs as it is written, with the files of
// api/examples, against a new hub.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The commands in the blocks of this page that need nothing but a hub and end by themselves.
std::vector<std::string> CommandsOf(const std::string& path) {
  std::vector<std::string> commands;
  bool goes_on = false;
  for (absl::string_view line : absl::StrSplit(TextOf(path), '\n')) {
    if (goes_on) {
      absl::StrAppend(&commands.back(), "\n", line);
    } else if (absl::StartsWith(line, "headwater submit ") ||
               absl::StartsWith(line, "headwater feed tail --once ") ||
               absl::StartsWith(line, "head -c ")) {
      commands.emplace_back(line);
    } else {
      continue;
    }
    goes_on = absl::EndsWith(line, "\\");
  }
  return commands;
}

class ReadmeCommandsTest : public testing::Test {
 protected:
  ReadmeCommandsTest() : hub_(*base::Gln::Parse("4000001000104")) {
    fs::create_directory_symlink(HEADWATER_API, hub_.Path("api"));
  }

  // From a folder with api in it, as a shell takes it.
  Ended Run(const std::string& command) {
    const auto shell = hub_.Program(
        {"/bin/sh", "-c",
         absl::StrCat("cd ", hub_.Path(""), "\nheadwater() { ", HEADWATER_BINARY, " \"$@\" --hub ",
                      hub_.address(), " --certs certs; }\n", command)});
    shell->Start();
    const int exit = shell->Wait(kSecondsMax);
    return {.exit = exit, .output = shell->Log()};
  }

  LiveHub hub_;
};

TEST_F(ReadmeCommandsTest, AreTakenByANewHub) {
  const std::vector<std::string> first = CommandsOf(HEADWATER_README);
  const std::vector<std::string> of_files = CommandsOf(HEADWATER_ADAPTERS_README);
  EXPECT_GE(first.size(), 2u);
  EXPECT_GE(of_files.size(), 9u);
  for (const auto* commands : {&first, &of_files}) {
    for (const std::string& command : *commands) {
      const Ended ended = Run(command);
      EXPECT_EQ(ended.exit, 0) << command << "\n" << ended.output;
      EXPECT_THAT(ended.output, Not(HasSubstr("warning:"))) << command;
    }
  }
  EXPECT_EQ(hub_.CountOf("ticket"), 4);
  EXPECT_EQ(hub_.CountOf("order_response"), 1);
  EXPECT_EQ(hub_.CountOf("inventory_report"), 1);
  EXPECT_EQ(hub_.CountOf("sales_report"), 1);
}

TEST_F(ReadmeCommandsTest, UseEveryFileOfTheExamples) {
  const std::string page = TextOf(HEADWATER_ADAPTERS_README);
  for (const auto& entry : fs::directory_iterator(absl::StrCat(HEADWATER_API, "/examples"))) {
    if (entry.path().extension() == ".json") continue;
    EXPECT_THAT(page, HasSubstr("api/examples/" + entry.path().filename().string()));
  }
}

// Nothing is there before it is sent: the README says which ones that stops.
TEST_F(ReadmeCommandsTest, ADryRunOnANewHubRefusesTheItemAndTheOrder) {
  const Ended ended = Run("headwater submit --dry-run api/examples/*.json");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("ITEM-1 was refused"));
  EXPECT_THAT(ended.output, HasSubstr("PO-1 was refused"));
  EXPECT_THAT(ended.output, HasSubstr("2 of 5 documents refused"));
}

}  // namespace
}  // namespace headwater::cli
