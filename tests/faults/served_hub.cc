#include "faults/served_hub.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "hub/base/error.h"
#include "support/keys.h"

namespace headwater::faults {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(60);
constexpr absl::Duration kPause = absl::Milliseconds(2);
constexpr int kEndSecondsMax = 60;
constexpr int kOfflineSecondsMax = 3600;

}  // namespace

ServedHub::ServedHub(bench::Place& place, ServedHubOptions options)
    : place_(place), options_(std::move(options)), files_(place.NewPath("serve")) {
  std::vector<std::string> arguments = {"/usr/bin/env"};
  arguments.insert(arguments.end(), options_.environment.begin(), options_.environment.end());
  arguments.insert(arguments.end(),
                   {HEADWATER_BINARY, "serve", "--store", options_.store, "--listen",
                    options_.listen, "--certs", place.certificates(), "--retailer",
                    test::Retailer().ToString(), "--port-file", files_ + ".port", "--metrics",
                    "127.0.0.1:0", "--metrics-port-file", files_ + ".metrics", "--end-with-stdin"});
  child_ = std::make_unique<test::Child>(std::move(arguments), files_ + ".log");
}

void ServedHub::Begin() {
  std::filesystem::remove(files_ + ".port");
  std::filesystem::remove(files_ + ".metrics");
  logged_before_ = child_->Log().size();
  child_->Start();
}

absl::Status ServedHub::AwaitServing() {
  int port = 0;
  int watch_port = 0;
  const absl::Time end = absl::Now() + kStartPatience;
  while (absl::Now() < end) {
    // The second to be written.
    if (std::ifstream(files_ + ".metrics") >> watch_port) {
      std::ifstream(files_ + ".port") >> port;
      target_ = absl::StrCat(options_.listen.substr(0, options_.listen.rfind(':')), ":", port);
      watch_ = absl::StrCat("http://127.0.0.1:", watch_port);
      return absl::OkStatus();
    }
    if (const int status = child_->Wait(0); status >= 0) {
      return absl::UnavailableError(
          absl::StrCat("the hub ended with ", status, " at its start: ", Log()));
    }
    absl::SleepFor(kPause);
  }
  return absl::UnavailableError(absl::StrCat("the hub does not begin to serve: ", Log()));
}

absl::Status ServedHub::Start() {
  Begin();
  return AwaitServing();
}

void ServedHub::Kill() { child_->Kill(); }

int ServedHub::End() {
  child_->Interrupt();
  return child_->Wait(kEndSecondsMax);
}

absl::Status ServedHub::Stop() {
  const int status = End();
  if (status == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the hub ended with ", status, ": ", Log()));
}

absl::Status ServedHub::VerifyAndRebuild() {
  RETURN_IF_ERROR(RunOffline("verify", "verified: "));
  return RunOffline("rebuild", "every table is identical to what it was");
}

absl::Status ServedHub::RunOffline(const std::string& command, const std::string& saying) {
  test::Child child({HEADWATER_BINARY, command, "--store", options_.store},
                    place_.NewPath(command) + ".log");
  child.Start();
  const int status = child.Wait(kOfflineSecondsMax);
  if (status == 0 && absl::StrContains(child.Log(), saying)) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("headwater ", command, " ended with ", status, ": ", child.Log()));
}

}  // namespace headwater::faults
