#include "simulation/world.h"

#include <algorithm>
#include <utility>

#include "hub/base/check.h"
#include "hub/exchange/values.h"
#include "simulation/disk_vfs.h"
#include "simulation/trade.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::simulation {
namespace {

using exchange::Role;

// Longer than any pause of a party or a delay of the network, times a few tries.
constexpr absl::Duration kPatience = absl::Minutes(10);

}  // namespace

World::World(uint64_t seed, const OpenedWorld* opened, const std::string& folder)
    : random_(seed),
      disk_random_(random_.Next()),
      plan_(opened == nullptr ? Plan() : DrawPlan(random_)),
      opened_(plan_.from_nothing ? nullptr : opened),
      timeline_(test::TestStart()),
      clock_(test::TestStart()),
      trace_(timeline_),
      disk_(disk_random_),
      witness_(trace_),
      network_(timeline_, random_),
      machine_(disk_, clock_, trace_,
               {.path = folder + "/hub.db",
                .group_size_max = plan_.group_size_max,
                .waiting_max = plan_.waiting_max}),
      desk_(machine_, network_, timeline_, random_, witness_, trace_) {
  MountDisk(disk_, disk_random_, clock_);
  if (opened_ != nullptr) {
    disk_.Fill(opened_->files);
    for (const OpenedWorld::Said& said : opened_->said) {
      witness_.Answered(witness_.Arrived(said.party, said.request), said.receipt);
    }
    for (const auto& [party, sequence] : opened_->acknowledged) {
      witness_.AcknowledgeAsked(party, sequence);
    }
  }
  const PartyParts parts{timeline_, network_, desk_, random_, trace_, ids_};
  const auto add = [&](base::Gln party, Role role) {
    const auto skew = plan_.skew_max / 1000 * random_.Between(-1000, 1000);
    parties_.push_back(std::make_unique<Party>(parts, exchange::Caller{party, role}, skew));
  };
  add(test::Retailer(), Role::kRetailer);
  for (int n = 1; n <= kSuppliers; ++n) add(test::Supplier(n), Role::kSupplier);
}

World::~World() {
  desk_.Forget();
  machine_.End();
}

absl::Duration World::Around(absl::Duration mean) {
  return mean / 1000 * random_.Between(200, 1800);
}

void World::Step() {
  timeline_.Step();
  clock_.Set(timeline_.now() + hub_skew_);
  Aftermath();
  trace_.Mix(disk_.fingerprint());
}

void World::Live(absl::Time until) {
  while (trace_.violation().empty() && timeline_.next() < until) Step();
}

void World::LiveUntilSettled() {
  const absl::Time until = timeline_.now() + kPatience;
  while (trace_.violation().empty() && timeline_.next() < until && !Settled()) Step();
  if (trace_.violation().empty() && !Settled()) {
    trace_.Violated("what was begun does not come to an end");
  }
}

bool World::Settled() const {
  if (!machine_.up() || worked_ || !opening_told_) return false;
  for (const auto& party : parties_) {
    if (!party->settled()) return false;
    // Its feed as far as anybody was told of it has reached it.
    const auto& told = witness_.told(party->caller().party);
    const int64_t end = told.empty() ? 0 : told.rbegin()->first;
    if (static_cast<int64_t>(party->received().size()) < end) return false;
  }
  return true;
}

void World::Run() {
  network_.set_faults(plan_.network);
  StartHub();
  Aftermath();
  CrashSometime();
  DiskFaultsSometime();
  ClockJumpsSometime();
  PartyCrashesSometime();
  BeginParties();
  Live(timeline_.now() + plan_.length);
  troubles_ = false;
  network_.set_faults({});
  disk_.set_faults({});
  for (const auto& party : parties_) party->StopTrading();
  LiveUntilSettled();
  if (!trace_.violation().empty()) return;
  CrashHub();
  Aftermath();
  LiveUntilSettled();
  if (trace_.violation().empty()) FinalCheck();
}

void World::BeginParties() {
  for (const auto& party : parties_) party->Begin();
  if (opened_ == nullptr) return TellOpening(0);
  opening_told_ = true;
  for (const auto& party : parties_) party->BeginTrading();
}

// One after the other, as each needs those before it.
void World::TellOpening(size_t next) {
  static const std::vector<v1::Document>& opening = *new std::vector<v1::Document>(Opening());
  const auto sender_of = [this](const v1::Document& document) {
    const auto found = std::find_if(parties_.begin(), parties_.end(), [&](const auto& party) {
      return party->caller().party.ToString() == document.sender_gln();
    });
    HW_CHECK(found != parties_.end()) << document.number();
    return found->get();
  };
  if (next > 0 && !sender_of(opening[next - 1])->settled()) {
    timeline_.After(absl::Milliseconds(5), [this, next] { TellOpening(next); });
    return;
  }
  if (next < opening.size()) {
    sender_of(opening[next])->Submit(opening[next]);
    timeline_.After(absl::Milliseconds(5), [this, next] { TellOpening(next + 1); });
    return;
  }
  opening_told_ = true;
  if (!troubles_) return;
  for (const auto& party : parties_) party->BeginTrading();
}

OpenedWorld World::RunOpening() {
  troubles_ = false;
  StartHub();
  BeginParties();
  LiveUntilSettled();
  HW_CHECK(trace_.violation().empty()) << trace_.violation();
  machine_.exchange().Stop();
  desk_.Forget();
  machine_.End();
  OpenedWorld opened{.files = disk_.Contents(), .said = {}, .acknowledged = witness_.asked()};
  for (const auto& [key, receipt] : witness_.receipts()) {
    OpenedWorld::Said& said = opened.said.emplace_back();
    said.party = key.first;
    said.request.set_request_id(key.second);
    HW_CHECK(said.request.mutable_document()->ParseFromString(witness_.PayloadOf(receipt)));
    said.receipt = receipt;
  }
  return opened;
}

RunResult World::Result() const {
  RunResult result{.violation = trace_.violation(),
                   .last_steps = trace_.last(),
                   .trace_hash = trace_.hash(),
                   .counts = counts_};
  result.counts.steps = trace_.steps();
  result.counts.witness = witness_.counts();
  result.counts.disk = disk_.counts();
  result.counts.network = network_.counts();
  return result;
}

}  // namespace headwater::simulation
