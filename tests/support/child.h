// A process that a test starts, kills and starts again.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace headwater::test {

// Not thread-safe. Kills what still runs at its end.
class Child {
 public:
  // The program and its arguments; its output goes to `log`. Its input is a pipe that
  // nothing comes through, and that ends with this object or this process.
  Child(std::vector<std::string> arguments, std::string log);
  ~Child();

  void Start();
  // kill -9, and waits until it is gone.
  void Kill();
  // Ctrl-C, and does not wait.
  void Interrupt();
  // Ends its input, and does not wait.
  void EndInput();
  // The exit status once it ended by itself; -1 after `seconds`. 0 only looks.
  int Wait(int seconds);
  // The processor time that it has spent so far; it runs.
  absl::Duration Cpu() const;
  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }  // 0 while it does not run
  // What it wrote so far.
  std::string Log() const;

 private:
  void Ended();

  const std::vector<std::string> arguments_;
  const std::string log_;
  pid_t pid_ = 0;
  int input_ = -1;  // our end of its input
};

}  // namespace headwater::test
