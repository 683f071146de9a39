// Kills a hub under load so many times and holds it to its word: see README.md.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "faults/kill_run.h"
#include "hub/base/check.h"
#include "hub/base/random.h"
#include "support/child.h"
#include "support/test_store.h"

namespace headwater::faults {
namespace {

// A server of this run's own, which goes with it.
class PostgresServer {
 public:
  PostgresServer() : folder_(absl::StrCat("/tmp/headwater-kills-", getpid())) {
    Do("start");
    const std::string url =
        absl::StrCat("postgresql:///postgres?host=", folder_, "&user=headwater");
    HW_CHECK(setenv("HEADWATER_TEST_STORE", url.c_str(), 1) == 0) << "no room for a variable";
  }
  // What is kept of a run that failed is kept on its server.
  ~PostgresServer() {
    if (!kept_) Do("stop");
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  const std::string& folder() const { return folder_; }
  void Keep() { kept_ = true; }

 private:
  void Do(const std::string& what) const {
    constexpr int kSecondsMax = 60;
    test::Child child({HEADWATER_POSTGRESQL_SERVER, what, folder_}, folder_ + ".log");
    child.Start();
    HW_CHECK(child.Wait(kSecondsMax) == 0) << child.Log();
  }

  const std::string folder_;
  bool kept_ = false;
};

int Main(int argc, char** argv) {
  CLI::App program("Kills a hub under load, again and again, and holds it to its word");
  KillRunOptions options;
  options.folder = absl::StrCat(".build/faults/kills-", getpid());
  std::string store = "sqlite";
  std::string seed;
  program.add_option("--kills", options.kills, "So many, each under load")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  program.add_option("--store", store, "Of the hub; a server is started for the run")
      ->capture_default_str()
      ->check(CLI::IsMember({"sqlite", "postgresql"}));
  program.add_option("--seed", seed, "Of the moments of the kills; drawn where not given");
  program.add_option("--folder", options.folder, "For the store and the logs; is not there yet")
      ->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  options.seed = base::SystemRandom().Next() % 1'000'000'000;
  if (!seed.empty() && !absl::SimpleAtoi(seed, &options.seed)) {
    std::cerr << "kills: the seed is a whole number, not " << seed << "\n";
    return 1;
  }
  std::cout << "seed " << options.seed << ", " << store << ", in " << options.folder << std::endl;
  options.progress = [](const std::string& line) { std::cout << line << std::endl; };

  std::unique_ptr<PostgresServer> server;
  if (store == "postgresql") server = std::make_unique<PostgresServer>();
  options.store = test::StoreUrlOf(options.folder + "/hub.db");
  const absl::StatusOr<KillRunReport> report = RunKills(options);
  if (!report.ok()) {
    if (server != nullptr) server->Keep();
    std::cerr << "kills: seed " << options.seed << ": " << report.status() << "\n"
              << "the store is kept: " << options.store << ", the logs: " << options.folder << "\n";
    return 1;
  }
  std::cout << report->ToString()
            << absl::StrFormat("; the last look at everything took %.0f s\n",
                               absl::ToDoubleSeconds(report->last_look));
  return 0;
}

}  // namespace
}  // namespace headwater::faults

int main(int argc, char** argv) { return headwater::faults::Main(argc, argv); }
