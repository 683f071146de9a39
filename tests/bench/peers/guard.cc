#include "bench/peers/guard.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include "bench/peers/process_tree.h"

extern char** environ;

namespace headwater::bench {
namespace {

int Fail(const std::string& what, int error) {
  std::cerr << what << ": " << std::strerror(error) << "\n";
  return 1;
}

// A child that ends is told through this descriptor; -1 where there is none.
int WatchChildren() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) return -1;
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

// The command has a group of its own, so that Ctrl-C reaches this process alone, and the
// signals that it is used to. 0, or the error.
int Start(const std::vector<std::string>& command, pid_t& pid) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGINT, SIGHUP, SIGTERM, SIGPIPE}) sigaddset(&usual, signal);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  const int error =
      posix_spawn(&pid, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// Whether the command has ended; the end of the input otherwise.
bool CommandEndsFirst(int children, pid_t command) {
  std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{children, POLLIN, 0}};
  while (true) {
    if (poll(watched.data(), watched.size(), -1) < 0) return false;
    char byte = 0;
    if (watched[0].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0) return false;
    if (watched[1].revents != 0) {
      signalfd_siginfo ended;
      if (read(children, &ended, sizeof(ended)) != sizeof(ended)) return false;
      for (pid_t pid = waitpid(-1, nullptr, WNOHANG); pid > 0;
           pid = waitpid(-1, nullptr, WNOHANG)) {
        if (pid == command) return true;
      }
    }
  }
}

// Whoever loses its parent becomes a child of this process, so that none is missed.
void KillAll() {
  do {
    for (const pid_t pid : Descendants(getpid())) kill(pid, SIGKILL);
  } while (waitpid(-1, nullptr, 0) > 0);
}

}  // namespace

int Guard(const std::vector<std::string>& command) {
  for (const int signal : {SIGINT, SIGHUP, SIGTERM}) std::signal(signal, SIG_IGN);
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return Fail("PR_SET_CHILD_SUBREAPER", errno);
  const int children = WatchChildren();
  if (children < 0) return Fail("signalfd", errno);
  pid_t pid = 0;
  if (const int error = Start(command, pid); error != 0) return Fail(command.front(), error);
  const bool ended = CommandEndsFirst(children, pid);
  KillAll();
  close(children);
  return ended ? 1 : 0;
}

}  // namespace headwater::bench
