#include "support/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/time/clock.h"
#include "hub/base/check.h"

extern char** environ;

namespace headwater::test {

Child::Child(std::vector<std::string> arguments, std::string log)
    : arguments_(std::move(arguments)), log_(std::move(log)) {}

Child::~Child() { Kill(); }

void Child::Ended() {
  pid_ = 0;
  EndInput();
}

void Child::EndInput() {
  if (input_ >= 0) close(std::exchange(input_, -1));
}

void Child::Start() {
  HW_CHECK(pid_ == 0) << "it runs already";
  std::vector<char*> arguments;
  for (const std::string& argument : arguments_) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  // Open for as long as this process lives: a child that reads it sees the end of both.
  int input[2];
  HW_CHECK(pipe2(input, O_CLOEXEC) == 0) << "no pipe to be had";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawn_file_actions_adddup2(&actions, input[0], 0);
  const int failed = posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  input_ = input[1];
  HW_CHECK(failed == 0) << "cannot start " << arguments_[0];
}

void Child::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  Ended();
}

void Child::Interrupt() {
  if (pid_ > 0) kill(pid_, SIGINT);
}

absl::Duration Child::Cpu() const {
  clockid_t clock;
  timespec spent;
  HW_CHECK(pid_ > 0 && clock_getcpuclockid(pid_, &clock) == 0 && clock_gettime(clock, &spent) == 0)
      << "no time of a process that does not run";
  return absl::DurationFromTimespec(spent);
}

int Child::Wait(int seconds) {
  const absl::Time end = absl::Now() + absl::Seconds(seconds);
  while (pid_ > 0) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      Ended();
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (absl::Now() >= end) break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return -1;
}

std::string Child::Log() const {
  std::ifstream file(log_);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace headwater::test
