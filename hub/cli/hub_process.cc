#include "hub/cli/hub_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "hub/base/error.h"

extern char** environ;

namespace headwater::cli {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(60);
constexpr absl::Duration kPoll = absl::Milliseconds(20);
// A hub that dies again and again has a fault that no restart mends.
constexpr int kRestartsMax = 100;

std::string EndOf(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() > 2000 ? all.substr(all.size() - 2000) : all;
}

std::string HowItEnded(int status) {
  if (WIFSIGNALED(status)) return absl::StrCat("was ended by signal ", WTERMSIG(status));
  return absl::StrCat("ended with code ", WEXITSTATUS(status));
}

}  // namespace

absl::StatusOr<std::unique_ptr<HubProcess>> HubProcess::Start(HubProcessOptions options) {
  std::unique_ptr<HubProcess> hub(new HubProcess(std::move(options)));
  RETURN_IF_ERROR(hub->Spawn());
  hub->watch_ = std::thread([hub = hub.get()] { hub->Watch(); });
  return hub;
}

HubProcess::~HubProcess() { Stop(); }

int HubProcess::restart_count() const {
  absl::MutexLock lock(&mutex_);
  return restarts_;
}

absl::Status HubProcess::Spawn() {
  std::remove(options_.port_file.c_str());
  int lifeline[2];
  if (pipe2(lifeline, O_CLOEXEC) != 0) {
    return absl::UnavailableError(absl::StrCat("no pipe to the hub: ", strerror(errno)));
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, lifeline[0], STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, options_.log_file.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0644);
  // A group of its own: Ctrl-C reaches this process alone, which ends the hub in order.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> words = {options_.program,  "serve",        "--store",
                                    options_.store,    "--listen",     options_.listen,
                                    "--certs",         options_.certs, "--retailer",
                                    options_.retailer, "--port-file",  options_.port_file,
                                    "--end-with-stdin"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, options_.program.c_str(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  close(lifeline[0]);
  if (error != 0) {
    close(lifeline[1]);
    return absl::UnavailableError(
        absl::StrCat(options_.program, " cannot be started: ", strerror(error)));
  }
  {
    absl::MutexLock lock(&mutex_);
    pid_ = pid;
    lifeline_ = lifeline[1];
  }
  const absl::StatusOr<int> port = AwaitPort(pid);
  if (!port.ok()) {
    absl::MutexLock lock(&mutex_);
    close(lifeline_);
    lifeline_ = -1;
    pid_ = 0;
    return port.status();
  }
  port_ = *port;
  options_.listen = absl::StrCat(options_.listen.substr(0, options_.listen.rfind(':')), ":", port_);
  return absl::OkStatus();
}

absl::StatusOr<int> HubProcess::AwaitPort(pid_t pid) {
  const absl::Time deadline = absl::Now() + kStartPatience;
  while (true) {
    std::ifstream file(options_.port_file);
    std::string text;
    int port = 0;
    if (std::getline(file, text) && absl::SimpleAtoi(text, &port)) return port;
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      return absl::UnavailableError(
          absl::StrCat("the hub ", HowItEnded(status), ":\n", EndOf(options_.log_file)));
    }
    if (absl::Now() > deadline) {
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
      return absl::UnavailableError(absl::StrCat("the hub did not serve within ",
                                                 absl::FormatDuration(kStartPatience), ":\n",
                                                 EndOf(options_.log_file)));
    }
    absl::SleepFor(kPoll);
  }
}

void HubProcess::Watch() {
  while (true) {
    pid_t pid = 0;
    {
      absl::MutexLock lock(&mutex_);
      pid = pid_;
    }
    int status = 0;
    waitpid(pid, &status, 0);
    {
      absl::MutexLock lock(&mutex_);
      if (lifeline_ >= 0) close(lifeline_);
      lifeline_ = -1;
      pid_ = 0;
      if (stopping_ || ++restarts_ > kRestartsMax) return;
    }
    const absl::Status spawned = Spawn();
    if (options_.restarted) {
      options_.restarted(spawned.ok() ? HowItEnded(status) : std::string(spawned.message()));
    }
    if (!spawned.ok()) return;
    absl::MutexLock lock(&mutex_);
    if (stopping_ && pid_ != 0) kill(pid_, SIGTERM);
  }
}

void HubProcess::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (pid_ != 0) kill(pid_, SIGTERM);
  }
  if (watch_.joinable()) watch_.join();
}

}  // namespace headwater::cli
