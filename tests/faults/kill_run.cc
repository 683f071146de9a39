#include "faults/kill_run.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "bench/place.h"
#include "faults/audit.h"
#include "faults/full_load.h"
#include "faults/life.h"
#include "faults/load.h"
#include "faults/receipt_book.h"
#include "faults/sender.h"
#include "faults/served_hub.h"
#include "hub/base/error.h"
#include "hub/base/random.h"

namespace headwater::faults {
namespace {

// Then a life has failed.
constexpr absl::Duration kLoadPatience = absl::Seconds(60);
// A kill comes so long after the receipt that it waits for, at most: groups take about as long.
constexpr int64_t kKillDelayMicrosMax = 4000;
// One start in so many is killed too, as soon as this at the latest.
constexpr uint64_t kStartsKilledOneIn = 5;
constexpr int64_t kStartKillMicrosMax = 120'000;
constexpr int kProgressEvery = 10;

class KillRun {
 public:
  KillRun(const KillRunOptions& options, bench::Place& place)
      : options_(options),
        place_(place),
        random_(options.seed),
        hub_(place, {.store = options.store}),
        book_(cast_),
        witnesses_(NewWitnesses(cast_)),
        audit_(cast_, book_, witnesses_) {}

  absl::StatusOr<KillRunReport> Run() {
    const absl::Time begin = absl::Now();
    RETURN_IF_ERROR(Open());
    while (report_.kills < options_.kills) {
      RETURN_IF_ERROR(LiveAndDie());
      ++report_.kills;
      report_.receipts = book_.receipts();
      report_.took = absl::Now() - begin;
      if (options_.progress && report_.kills % kProgressEvery == 0) {
        options_.progress(report_.ToString());
      }
    }
    const absl::Time last = absl::Now();
    RETURN_IF_ERROR(LookAtAll());
    report_.last_look = absl::Now() - last;
    report_.receipts = book_.receipts();
    return report_;
  }

 private:
  absl::Status Open() {
    RETURN_IF_ERROR(hub_.Start());
    ASSIGN_OR_RETURN(const Lines lines, Lines::Open(place_, hub_.target()));
    RETURN_IF_ERROR(SendOpening(cast_, book_, lines));
    return hub_.Stop();
  }

  absl::Status LiveAndDie() {
    const absl::Time begin = absl::Now();
    RETURN_IF_ERROR(Start());
    const absl::Time started = absl::Now();
    report_.starting += started - begin;
    ASSIGN_OR_RETURN(const Lines lines, Lines::Open(place_, hub_.target()));
    Life life;
    {
      const Followers followers(life, witnesses_, lines);
      const KilledAtEnd leave(life, hub_);
      RETURN_IF_ERROR(Look(lines));
      RETURN_IF_ERROR(life.failure());
      report_.checking += absl::Now() - started;
      const LoadParts parts{cast_, book_, life};
      FullLoad load(parts, lines);
      const bool loaded = book_.Await(
          book_.receipts() + random_.Between(1, options_.receipts_of_life_max), kLoadPatience);
      // Chance, and not a wait for something: the moments between two steps of a commit.
      absl::SleepFor(absl::Microseconds(random_.Between(0, kKillDelayMicrosMax)));
      life.ExpectHarm();
      hub_.Kill();
      load.Join();
      if (!loaded && life.failure().ok()) {
        life.Fail(absl::DeadlineExceededError("the hub gives no receipts: " + hub_.Log()));
      }
    }
    RETURN_IF_ERROR(life.failure());
    // Nobody had given the hub a reason to say no.
    for (const client::Refusal& refusal : life.refusals()) {
      if (refusal.detail.reason() == v1::REASON_UNSPECIFIED) continue;
      return absl::InternalError(
          absl::StrCat("the hub refused what it should take: ", refusal.ToString()));
    }
    return absl::OkStatus();
  }

  // Sometimes killed while it recovers what the last kill left.
  absl::Status Start() {
    while (random_.Below(kStartsKilledOneIn) == 0) {
      hub_.Begin();
      absl::SleepFor(absl::Microseconds(random_.Between(0, kStartKillMicrosMax)));
      hub_.Kill();
      ++report_.kills_at_start;
    }
    return hub_.Start();
  }

  absl::Status Look(const Lines& lines) {
    const int64_t receipts = book_.receipts();
    const absl::Status looked = audit_.CheckNew(lines);
    report_.in_doubt += book_.receipts() - receipts;
    return looked;
  }

  // Everything that was ever said, by a hub that comes back after its last kill, and after
  // `verify` and `rebuild`.
  absl::Status LookAtAll() {
    RETURN_IF_ERROR(LookOnce(/*all=*/false));
    RETURN_IF_ERROR(hub_.VerifyAndRebuild());
    return LookOnce(/*all=*/true);
  }

  absl::Status LookOnce(bool all) {
    RETURN_IF_ERROR(hub_.Start());
    ASSIGN_OR_RETURN(const Lines lines, Lines::Open(place_, hub_.target()));
    const Witnesses fresh = NewWitnesses(cast_);
    Life life;
    {
      const Followers followers(life, all ? fresh : witnesses_, lines);
      const KilledAtEnd leave(life, hub_);
      RETURN_IF_ERROR(Look(lines));
      if (all) RETURN_IF_ERROR(audit_.CheckAll(lines, fresh));
      life.ExpectHarm();
      RETURN_IF_ERROR(hub_.Stop());
    }
    return life.failure();
  }

  const KillRunOptions& options_;
  bench::Place& place_;
  base::SeededRandom random_;
  const Cast cast_;
  ServedHub hub_;
  ReceiptBook book_;
  const Witnesses witnesses_;
  Audit audit_;
  KillRunReport report_;
};

}  // namespace

std::string KillRunReport::ToString() const {
  const auto per_kill = [this](absl::Duration duration) {
    return absl::ToDoubleSeconds(duration) / static_cast<double>(kills);
  };
  return absl::StrFormat(
      "%d kills under load and %d of a hub that was starting; %d receipts, all honoured, and %d "
      "requests that a kill left without an answer; %.2f s a kill, of it %.2f to start and %.2f to "
      "check",
      kills, kills_at_start, receipts, in_doubt, per_kill(took), per_kill(starting),
      per_kill(checking));
}

absl::StatusOr<KillRunReport> RunKills(const KillRunOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<bench::Place> place, bench::Place::Make(options.folder));
  absl::StatusOr<KillRunReport> report = KillRun(options, *place).Run();
  if (!report.ok()) place->Keep();
  return report;
}

}  // namespace headwater::faults
