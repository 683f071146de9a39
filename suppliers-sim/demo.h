// The demo: a retailer and its twelve suppliers trade a year of real sales through a
// hub, each over a connection of its own. The same seed, days and data make the same
// documents, byte for byte; whoever stops it, or kills the hub under it, runs it again
// and ends with the same counts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/base/clock.h"
#include "hub/base/date.h"
#include "hub/base/tls_identity.h"
#include "suppliers-sim/progress.h"
#include "suppliers-sim/summary.h"

namespace headwater::sim {

// Who needs a certificate before the demo can begin.
struct DemoParty {
  std::string gln;
  std::string name;
  bool is_retailer = false;
};

// The retailer first, then its suppliers. Always the same.
std::vector<DemoParty> DemoParties();

struct DemoOptions {
  std::string target;                // "127.0.0.1:8443"; may come back after a restart
  std::string target_name_override;  // as client::ConnectionOptions
  std::map<std::string, base::TlsFiles> certificates;  // by GLN, for all of DemoParties()
  std::string data_folder;                             // with online_retail.csv.xz
  std::string state_folder;                            // is made; small files of its own
  uint64_t seed = 1;
  // The trading days played: so many after the set-up day; 0 for the whole year.
  int days_max = 0;
  // Tells how long things take; what is sent does not depend on it. Must outlive the
  // demo; needed.
  const base::Clock* clock = nullptr;
  // How long the hub may be away before the demo gives up.
  absl::Duration patience = absl::Seconds(60);
  // Must outlive the demo; none: silent. Called from the demo's own threads too.
  ProgressSink* progress = nullptr;
};

class Demo {
 public:
  // Reads the data and opens the connections; reaches nothing yet. INVALID_ARGUMENT or
  // NOT_FOUND name a file or certificate that is missing; FAILED_PRECONDITION: what is in
  // the state folder was begun with another seed or number of days.
  static absl::StatusOr<std::unique_ptr<Demo>> Create(DemoOptions options);
  ~Demo();

  // Plays from where the hub's feeds end until the last day. Once. OK when the last day
  // is done; CANCELLED after Stop; UNAVAILABLE when the hub stays away; anything else is
  // a refusal that should not have been, or a feed that is broken.
  absl::Status Run();

  // Ends Run soon, from any thread (not from a signal handler). Nothing is lost.
  void Stop();

  // What Run has done itself, in this run: the documents answered, and how long it took.
  int64_t documents_sent() const;
  absl::Duration elapsed() const;

 private:
  class Impl;
  explicit Demo(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

// Reads all thirteen feeds from the beginning and checks each for gaps and its chain,
// and asks the hub for its totals. Also after a Demo has stopped half-way.
absl::StatusOr<DemoSummary> Summarize(const DemoOptions& options);

}  // namespace headwater::sim
