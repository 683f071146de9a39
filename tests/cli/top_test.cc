// `headwater top` as its users run it: on a terminal, and in a script.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "hub/watch/metrics_page.h"
#include "hub/watch/watch_server.h"
#include "support/child.h"
#include "support/keys.h"
#include "support/test_hub.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(30);

std::unique_ptr<watch::WatchServer> ServeMetrics(int port = 0) {
  watch::WatchPages pages{.metrics =
                              [] {
                                static const auto& counts = *new watch::HubCounts;
                                watch::HubState state;
                                state.uptime_seconds = 75;
                                state.lags = {{{test::Supplier(), 1234, 0}}, 1};
                                return watch::MetricsPage(counts, state);
                              },
                          .health = [] { return watch::HealthPageOf(watch::Serving::kServing); }};
  auto server = watch::WatchServer::Start({.host = "127.0.0.1", .port = port}, std::move(pages));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

std::string AddressOf(const watch::WatchServer& server) {
  return absl::StrCat("127.0.0.1:", server.port());
}

// The command on a terminal of 100 columns and 30 rows.
class TerminalChild {
 public:
  explicit TerminalChild(const std::string& address) {
    winsize size{.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    pid_ = forkpty(&terminal_, nullptr, nullptr, &size);
    if (pid_ == 0) {
      execl(HEADWATER_BINARY, HEADWATER_BINARY, "top", "--metrics", address.c_str(), nullptr);
      _exit(127);
    }
  }
  ~TerminalChild() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(terminal_);
  }

  // Reads on until the text has been shown since the last one that was waited for.
  bool Shows(const std::string& text) {
    const absl::Time until = absl::Now() + kPatience;
    while (true) {
      const size_t found = screen_.find(text, seen_);
      if (found != std::string::npos) {
        seen_ = found + text.size();
        return true;
      }
      if (absl::Now() > until || !Read()) return false;
    }
  }
  void Type(char key) { ASSERT_EQ(write(terminal_, &key, 1), 1); }
  void Signal(int signal) { kill(pid_, signal); }
  // What it was set to before the command came, and is again after it.
  bool EchoesAndWaitsForLines() const {
    termios settings{};
    tcgetattr(terminal_, &settings);
    return (settings.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG);
  }
  // Its exit status, once it has ended by itself.
  int Wait() {
    while (Read()) {
    }
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  const std::string& screen() const { return screen_; }

 private:
  // False at the end, and when nothing comes any more.
  bool Read() {
    pollfd source{terminal_, POLLIN, 0};
    if (poll(&source, 1, static_cast<int>(absl::ToInt64Milliseconds(kPatience))) <= 0) return false;
    char bytes[4096];
    const ssize_t count = read(terminal_, bytes, sizeof(bytes));
    if (count <= 0) return false;
    screen_.append(bytes, static_cast<size_t>(count));
    return true;
  }

  int terminal_ = -1;
  pid_t pid_ = 0;
  std::string screen_;
  size_t seen_ = 0;
};

TEST(TopTest, OncePrintsOneScreen) {
  const auto server = ServeMetrics();
  const test::TempFolder folder;
  test::Child top({HEADWATER_BINARY, "top", "--once", "--metrics", AddressOf(*server)},
                  folder.File("log"));
  top.Start();
  EXPECT_EQ(top.Wait(30), 0);
  EXPECT_THAT(top.Log(),
              AllOf(HasSubstr("serving  up 1 min 15 s"), HasSubstr(test::Supplier().ToString()),
                    HasSubstr("1,234"), Not(HasSubstr("\x1b"))));
}

TEST(TopTest, OnceSaysWhyThereIsNothingToSee) {
  int port = 0;
  {
    const auto gone = ServeMetrics();
    port = gone->port();
  }
  const test::TempFolder folder;
  test::Child top({HEADWATER_BINARY, "top", "--once", "--metrics", absl::StrCat(port)},
                  folder.File("log"));
  top.Start();
  EXPECT_EQ(top.Wait(30), 1);
  EXPECT_THAT(top.Log(), AllOf(HasSubstr("no hub answers at 127.0.0.1:"),
                               HasSubstr("headwater serve --metrics")));
}

TEST(TopTest, NeedsATerminal) {
  const test::TempFolder folder;
  test::Child top({HEADWATER_BINARY, "top"}, folder.File("log"));
  top.Start();
  EXPECT_EQ(top.Wait(30), 1);
  EXPECT_THAT(top.Log(), HasSubstr("--once"));
}

TEST(TopTest, FollowsAHubThatGoesAwayAndComesBack) {
  auto server = ServeMetrics();
  const int port = server->port();
  TerminalChild top(AddressOf(*server));
  ASSERT_TRUE(top.Shows("serving  up 1 min 15 s")) << top.screen();
  EXPECT_FALSE(top.EchoesAndWaitsForLines());
  server.reset();
  ASSERT_TRUE(top.Shows("no hub answers at")) << top.screen();
  ASSERT_TRUE(top.Shows("Away for")) << top.screen();
  server = ServeMetrics(port);
  ASSERT_TRUE(top.Shows("serving  up 1 min 15 s")) << top.screen();
  top.Type('q');
  ASSERT_TRUE(top.Shows("\x1b[?1049l")) << "the first screen comes back";
  EXPECT_EQ(top.Wait(), 0);
}

TEST(TopTest, EndsWithCtrlCAndRestoresTheTerminal) {
  const auto server = ServeMetrics();
  TerminalChild top(AddressOf(*server));
  ASSERT_TRUE(top.Shows("serving")) << top.screen();
  top.Type('\x03');
  ASSERT_TRUE(top.Shows("\x1b[?25h\x1b[?1049l"));
  EXPECT_EQ(top.Wait(), 0);
  EXPECT_TRUE(top.EchoesAndWaitsForLines());
}

TEST(TopTest, EndsInOrderWhenASignalAsksForIt) {
  const auto server = ServeMetrics();
  TerminalChild top(AddressOf(*server));
  ASSERT_TRUE(top.Shows("serving")) << top.screen();
  top.Signal(SIGTERM);
  ASSERT_TRUE(top.Shows("\x1b[?25h\x1b[?1049l"));
  EXPECT_EQ(top.Wait(), 0);
  EXPECT_TRUE(top.EchoesAndWaitsForLines());
}

}  // namespace
}  // namespace headwater::cli
