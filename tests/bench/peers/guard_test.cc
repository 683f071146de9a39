// A guard over real processes.
#include "bench/peers/guard.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "bench/peers/process_tree.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::bench {
namespace {

using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A guard in a process of its own, with an input that this test ends, and a pipe that the
// command holds open and writes to.
class Guarded {
 public:
  explicit Guarded(const std::string& script) {
    int input[2];
    int output[2];
    EXPECT_EQ(pipe(input), 0);
    EXPECT_EQ(pipe(output), 0);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(input[0], STDIN_FILENO);
      dup2(output[1], STDOUT_FILENO);
      for (const int end : {input[0], input[1], output[0], output[1]}) close(end);
      _exit(Guard({"/bin/sh", "-c", script}));
    }
    close(input[0]);
    close(output[1]);
    input_ = input[1];
    output_ = output[0];
  }
  ~Guarded() {
    EndInput();
    close(output_);
  }

  void EndInput() {
    if (input_ >= 0) close(std::exchange(input_, -1));
  }
  // Waits for so many bytes of the command; how many came before it closed.
  int Read(int count) const {
    char byte = 0;
    int read_so_far = 0;
    while (read_so_far < count && read(output_, &byte, 1) == 1) ++read_so_far;
    return read_so_far;
  }
  int Wait() const {
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  int input_ = -1;
  int output_ = -1;
};

// A child, one in a session of its own, and one whose parent has gone; each says that it runs.
constexpr char kFamily[] =
    "(echo; exec sleep 600) & setsid sh -c 'echo; exec sleep 600' & "
    "sh -c '(echo; exec sleep 600) &' ; wait";

TEST(Guard, LeavesNothingWhenItsInputEnds) {
  Guarded guarded(kFamily);
  EXPECT_EQ(guarded.Read(3), 3);
  EXPECT_THAT(Descendants(guarded.pid()), SizeIs(Ge(4)));
  guarded.EndInput();
  EXPECT_EQ(guarded.Wait(), 0);
  EXPECT_EQ(guarded.Read(1), 0) << "somebody still holds the output open";
}

TEST(Guard, LeavesNothingWhenTheCommandEndsFirst) {
  const Guarded guarded("setsid sh -c 'echo; exec sleep 600' & read nothing; exit 0");
  EXPECT_EQ(guarded.Wait(), 1);
  while (guarded.Read(1) == 1) {
  }
  EXPECT_THAT(Descendants(guarded.pid()), IsEmpty());
}

TEST(Guard, IsDeafToTheTerminal) {
  Guarded guarded("echo; exec sleep 600");
  EXPECT_EQ(guarded.Read(1), 1);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) kill(guarded.pid(), signal);
  EXPECT_THAT(Descendants(guarded.pid()), SizeIs(1));
  guarded.EndInput();
  EXPECT_EQ(guarded.Wait(), 0);
}

TEST(Guard, FailsWhereThereIsNoSuchCommand) {
  const pid_t pid = fork();
  if (pid == 0) _exit(Guard({"/no/such/command"}));
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace headwater::bench
