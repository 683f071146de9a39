// `headwater submit --profile` cut off in the middle: killed, interrupted, or left by
// the hub. The file is a pipe, so that the test knows where the reader stands.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;

constexpr int kTickets = 1300;
// More than one batch of the command, and less than two.
constexpr int kFirst = 700;

std::string Rows(int first, int last) {
  std::string text;
  if (first == 1) {
    text =
        "ticket_number,issue_time,location_gln,sale_time,currency,line_number,type,gtin,quantity,"
        "unit_price\n";
  }
  for (int i = first; i <= last; ++i) {
    absl::StrAppend(&text, "T-", i, ",2026-01-05T20:00:00Z,", Store().ToString(),
                    ",2026-01-05T09:31:07Z,EUR,1,SALE,", test::MakeGtin(1), ",2,1.99\n");
  }
  return text;
}

class SubmitResumeTest : public testing::Test {
 protected:
  SubmitResumeTest() {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(mkfifo(hub_.Path("pipe.csv").c_str(), 0600), 0);
    command_ = hub_.Command({"submit", "--profile", "tickets", "pipe.csv"});
    command_->Start();
    pipe_ = open(hub_.Path("pipe.csv").c_str(), O_WRONLY | O_CLOEXEC);
    Write(Rows(1, kFirst));
    EXPECT_TRUE(hub_.Until([this] { return hub_.TicketCount() > 0; })) << command_->Log();
  }
  ~SubmitResumeTest() override { ClosePipe(); }

  void Write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = write(pipe_, text.data(), text.size());
      if (written <= 0) return;
      text.remove_prefix(static_cast<size_t>(written));
    }
  }
  void ClosePipe() {
    if (pipe_ >= 0) close(pipe_);
    pipe_ = -1;
  }

  // The whole file from the beginning, as a user who runs the command again.
  void ExpectResumed() {
    hub_.Write("tickets.csv", Rows(1, kTickets));
    const Ended ended = hub_.Run({"submit", "--profile", "tickets", "tickets.csv"});
    EXPECT_EQ(ended.exit, 0) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("1,300 documents accepted, 0 refused"));
    EXPECT_EQ(hub_.TicketCount(), kTickets);
    EXPECT_EQ(hub_.CountOf("ticket"), kTickets);
  }

  LiveHub hub_;
  std::unique_ptr<test::Child> command_;
  int pipe_ = -1;
};

TEST_F(SubmitResumeTest, KilledAndRunAgain) {
  command_->Kill();
  ClosePipe();
  const int64_t taken = hub_.TicketCount();
  EXPECT_GT(taken, 0);
  EXPECT_LE(taken, kFirst);
  ExpectResumed();
}

TEST_F(SubmitResumeTest, InterruptedAndRunAgain) {
  command_->Interrupt();
  ASSERT_TRUE(hub_.Until([this] { return absl::StrContains(command_->Log(), "ending after"); }));
  Write(Rows(kFirst + 1, kTickets));
  ClosePipe();
  EXPECT_EQ(command_->Wait(kSecondsMax), 1) << command_->Log();
  EXPECT_THAT(command_->Log(), HasSubstr("interrupted; run the same command again"));
  EXPECT_LT(hub_.TicketCount(), kTickets);
  ExpectResumed();
}

TEST_F(SubmitResumeTest, InterruptedTwiceEndsAtOnce) {
  command_->Interrupt();
  ASSERT_TRUE(hub_.Until([this] { return absl::StrContains(command_->Log(), "ending after"); }));
  command_->Interrupt();
  EXPECT_EQ(command_->Wait(kSecondsMax), 130);
  ClosePipe();
  ExpectResumed();
}

TEST_F(SubmitResumeTest, InterruptedWhileTheHubIsAway) {
  hub_.Kill();
  Write(Rows(kFirst + 1, kTickets));
  ClosePipe();
  command_->Interrupt();
  EXPECT_EQ(command_->Wait(kSecondsMax), 1) << command_->Log();
  EXPECT_THAT(command_->Log(), HasSubstr("interrupted; run the same command again"));
  hub_.Serve();
  ExpectResumed();
}

TEST_F(SubmitResumeTest, TheHubIsKilledAndComesBack) {
  hub_.Kill();
  Write(Rows(kFirst + 1, kTickets));
  ClosePipe();
  hub_.Serve();
  EXPECT_EQ(command_->Wait(kSecondsMax), 0) << command_->Log();
  EXPECT_THAT(command_->Log(), HasSubstr("1,300 documents accepted, 0 refused"));
  EXPECT_EQ(hub_.TicketCount(), kTickets);
  ExpectResumed();
}

}  // namespace
}  // namespace headwater::cli
