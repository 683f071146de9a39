// Plays the demo against a hub that runs already, and prints its summary:
//   demo_player TARGET CERTS DATA STATE DAYS
// Certificates are CERTS/{GLN}.pem and .key.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "suppliers-sim/demo.h"

int main(int argc, char** argv) {
  using namespace headwater::sim;
  if (argc != 6) {
    std::cerr << "demo_player TARGET CERTS DATA STATE DAYS\n";
    return 2;
  }
  const std::string certs = argv[2];
  const headwater::base::SystemClock clock;
  const auto progress = NewProgressSink(STDERR_FILENO, clock);
  DemoOptions options{.target = argv[1],
                      .data_folder = argv[3],
                      .state_folder = argv[4],
                      .days_max = std::atoi(argv[5]),
                      .clock = &clock,
                      .progress = progress.get()};
  for (const DemoParty& party : DemoParties()) {
    options.certificates[party.gln] = {absl::StrCat(certs, "/ca.pem"),
                                       absl::StrCat(certs, "/", party.gln, ".pem"),
                                       absl::StrCat(certs, "/", party.gln, ".key")};
  }
  auto demo = Demo::Create(options);
  absl::Status status = demo.status();
  if (status.ok()) status = (*demo)->Run();
  if (!status.ok()) {
    std::cerr << status << "\n";
    return 1;
  }
  const double seconds = absl::ToDoubleSeconds((*demo)->elapsed());
  std::cerr << "played " << (*demo)->documents_sent() << " documents in " << seconds << " s\n";
  const auto summary = Summarize(options);
  if (!summary.ok()) {
    std::cerr << summary.status() << "\n";
    return 1;
  }
  std::cout << "SUMMARY\n" << FormatSummary(*summary);
  return 0;
}
