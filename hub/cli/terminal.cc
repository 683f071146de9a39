#include "hub/cli/terminal.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

namespace headwater::cli {
namespace {

// A second screen, so that the first is as it was afterwards; no cursor.
constexpr char kEnter[] = "\x1b[?1049h\x1b[?25l";
constexpr char kLeave[] = "\x1b[?25h\x1b[?1049l";
constexpr char kHome[] = "\x1b[H";
constexpr char kClearLine[] = "\x1b[K";
constexpr char kClearRest[] = "\x1b[J";
constexpr char kCtrlC = '\x03';

// What a terminal does not take, nobody can be told.
void Put(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

struct Terminal::Saved {
  termios input;
};

absl::StatusOr<std::unique_ptr<Terminal>> Terminal::Open() {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
    return absl::FailedPreconditionError(
        "this needs a terminal for its input and output; --once prints one screen anywhere");
  }
  return std::unique_ptr<Terminal>(new Terminal);
}

Terminal::Terminal() : saved_(std::make_unique<Saved>()), asked_to_end_(eventfd(0, EFD_CLOEXEC)) {
  interrupts_ = std::make_unique<InterruptWatch>([this] {
    const uint64_t one = 1;
    // Full only after 2^64 signals.
    [[maybe_unused]] const ssize_t written = write(asked_to_end_, &one, sizeof(one));
  });
  tcgetattr(STDIN_FILENO, &saved_->input);
  termios keys = saved_->input;
  // Each key at once and unseen; Ctrl-C is one of them.
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  tcsetattr(STDIN_FILENO, TCSANOW, &keys);
  Put(kEnter);
}

Terminal::~Terminal() {
  Put(kLeave);
  tcsetattr(STDIN_FILENO, TCSANOW, &saved_->input);
  interrupts_.reset();
  close(asked_to_end_);
}

ScreenSize Terminal::size() const {
  winsize window{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) return {};
  return {window.ws_col, window.ws_row};
}

void Terminal::Show(const std::vector<std::string>& lines) {
  const std::string end = absl::StrCat(kClearLine, "\r\n");
  Put(absl::StrCat(kHome, absl::StrJoin(lines, end), kClearLine, kClearRest));
}

bool Terminal::Wait(absl::Duration duration) {
  const absl::Time until = absl::Now() + duration;
  while (true) {
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return true;
    pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {asked_to_end_, POLLIN, 0}};
    const int ready = poll(sources, 2, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    if (ready <= 0) continue;
    if (sources[1].revents != 0) return false;
    char key = 0;
    if (sources[0].revents != 0) {
      if (read(STDIN_FILENO, &key, 1) <= 0) return false;
      if (key == 'q' || key == 'Q' || key == kCtrlC) return false;
    }
  }
}

}  // namespace headwater::cli
