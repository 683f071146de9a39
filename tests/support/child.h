// A process that a test starts, kills and starts again.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace headwater::test {

// Not thread-safe. Kills what still runs at its end.
class Child {
 public:
  // The program and its arguments; its output goes to `log`.
  Child(std::vector<std::string> arguments, std::string log);
  ~Child();

  void Start();
  // kill -9, and waits until it is gone.
  void Kill();
  // Ctrl-C, and does not wait.
  void Interrupt();
  // The exit status once it ended by itself; -1 after `seconds`.
  int Wait(int seconds);
  bool running() const { return pid_ > 0; }
  // What it wrote so far.
  std::string Log() const;

 private:
  const std::vector<std::string> arguments_;
  const std::string log_;
  pid_t pid_ = 0;
};

}  // namespace headwater::test
