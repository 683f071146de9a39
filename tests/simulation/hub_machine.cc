#include "simulation/hub_machine.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "hub/base/error.h"
#include "hub/exchange/rebuild.h"
#include "hub/exchange/verify.h"
#include "hub/registry.h"
#include "hub/settings.h"
#include "hub/store/sqlite_database.h"
#include "support/keys.h"

namespace headwater::simulation {
namespace {

constexpr size_t kFindingsNamed = 3;

}  // namespace

HubMachine::HubMachine(Disk& disk, const base::Clock& clock, Trace& trace,
                       HubMachineOptions options)
    : disk_(disk),
      clock_(clock),
      trace_(trace),
      options_(std::move(options)),
      registry_(AllKinds()),
      schemas_(AllSchemas()),
      parties_(test::Retailer()) {}

HubMachine::~HubMachine() { End(); }

absl::Status HubMachine::Start() {
  ++life_;
  disk_.BeginLife();
  ASSIGN_OR_RETURN(auto database, store::OpenSqlite({.path = options_.path}));
  RETURN_IF_ERROR(store::Migrate(*database, schemas_));
  RETURN_IF_ERROR(SettleRetailer(*database, test::Retailer()).status());
  database_ = std::move(database);
  exchange::ExchangeOptions options;
  options.retailer = test::Retailer();
  options.fault_log = [this](std::string_view fault) {
    trace_.Note("the hub logs: ", absl::string_view(fault.data(), fault.size()));
  };
  options.queue.group_size_max = options_.group_size_max;
  options.queue.waiting_max = options_.waiting_max;
  options.queue.steps = &steps_;
  exchange_ = std::make_unique<exchange::Exchange>(*database_, registry_, parties_, clock_,
                                                   std::move(options));
  return absl::OkStatus();
}

void HubMachine::End() {
  exchange_ = nullptr;
  database_ = nullptr;
}

// Once a sync has failed, nothing is written until the hub has started anew: the system may
// have dropped pages that SQLite takes for written.
bool HubMachine::StepWriter() {
  const bool failed_before = disk_.sync_failed();
  const int64_t writes_before = disk_.counts().writes;
  if (!steps_.Write()) return false;
  if (!failed_before || disk_.crashed()) return true;
  // What follows the failed sync is the sealing.
  if (exchange_->healthy()) trace_.Violated("a sync has failed, and the hub goes on");
  if (disk_.counts().writes > writes_before) {
    trace_.Violated("the hub writes after a sync that failed");
  }
  return true;
}

exchange::ReplayParts HubMachine::Parts() const { return {test::Retailer(), registry_, parties_}; }

absl::Status HubMachine::Verify() {
  ASSIGN_OR_RETURN(const auto scratch, store::OpenSqlite({.path = ":memory:"}));
  ASSIGN_OR_RETURN(const exchange::VerifyReport report,
                   exchange::Verify(*database_, *scratch, schemas_, Parts(), {}));
  if (report.findings.empty()) return absl::OkStatus();
  const size_t named = std::min(report.findings.size(), kFindingsNamed);
  return absl::DataLossError(absl::StrCat(
      report.findings.size(),
      " findings: ", absl::StrJoin(absl::MakeConstSpan(report.findings).first(named), "; ")));
}

absl::Status HubMachine::Rebuild() {
  ASSIGN_OR_RETURN(const exchange::RebuildReport report,
                   exchange::Rebuild(*database_, schemas_, Parts(), {}));
  if (report.identical()) return absl::OkStatus();
  std::vector<std::string> changed = report.notes;
  for (const exchange::RebuiltTable& table : report.tables) {
    if (table.changed())
      changed.push_back(absl::StrCat(table.name, ": ", absl::StrJoin(table.named, "; ")));
  }
  return absl::DataLossError(absl::StrJoin(changed, "; "));
}

}  // namespace headwater::simulation
