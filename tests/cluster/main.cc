// Runs a cluster under load while its parts fail, for as long as one likes; `run` beside this
// builds and starts it.
#include <iostream>
#include <random>

#include "CLI/CLI.hpp"
#include "cluster/runs.h"

int main(int count, char** arguments) {
  headwater::test::RunOptions options{.folder = "/var/tmp/headwater-cluster",
                                      .receipts_between_min = 500,
                                      .receipts_between_max = 5000};
  double minutes = 1;
  int failovers = 0;
  CLI::App program("Three hubs on one PostgreSQL database, under load, while parts of it fail");
  program.add_option("--minutes", minutes, "How long faults go on; 0: none of them")
      ->capture_default_str();
  program.add_option("--failovers", failovers, "Then, how often the primary is lost")
      ->capture_default_str();
  program.add_option("--suppliers", options.suppliers, "Clients beside the retailer")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  program.add_option("--seed", options.seed, "Of an earlier run; drawn where it is not given");
  program.add_option("--folder", options.folder, "On the disk that is to be used; made anew")
      ->capture_default_str();
  CLI11_PARSE(program, count, arguments);
  if (options.seed == 0) options.seed = std::random_device()();
  std::cout << "seed " << options.seed << std::endl;

  bool well = true;
  const auto tell = [&well](const headwater::test::RunReport& report) {
    std::cout << report.ToString() << std::endl;
    well &= report.violations.empty();
  };
  if (minutes > 0) {
    options.duration = absl::Minutes(minutes);
    tell(headwater::test::RunWithFaults(options));
  }
  if (failovers > 0) tell(headwater::test::RunWithFailovers(options, failovers));
  std::cout << (well ? "nothing lost, nothing doubled, order kept" : "BROKEN") << std::endl;
  return well ? 0 : 1;
}
