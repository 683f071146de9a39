// The life of the hub's machine, and what befalls all.
#include "hub/base/error.h"
#include "simulation/world.h"

namespace headwater::simulation {
namespace {

// A step of a crash comes within so many operations of the disk.
constexpr int64_t kOperationsToCrash = 60;

}  // namespace

void World::Aftermath() {
  if (disk_.crashed()) {
    EndHub("is down");
    disk_.Restart();
    StartHubSoon();
    return;
  }
  if (!machine_.up()) return;
  if (!machine_.exchange().healthy() && !seal_seen_) {
    // Somebody comes, frees the disk where it is full, and starts the hub anew.
    seal_seen_ = true;
    ++counts_.sealed;
    trace_.Note("the hub takes no more writes");
    timeline_.After(absl::Milliseconds(random_.Between(100, 4000)), [this, life = machine_.life()] {
      if (!machine_.speaks(life)) return;
      DiskFaults mended = disk_.faults();
      mended.full = false;
      disk_.set_faults(mended);
      if (random_.Below(3) > 0) return CrashNow();
      EndHub("is stopped");
      StartHubSoon();
    });
  }
  WorkSoon();
}

void World::StartHubSoon() {
  if (starting_) return;
  starting_ = true;
  timeline_.After(absl::Milliseconds(random_.Between(50, 3000)), [this] {
    starting_ = false;
    StartHub();
  });
}

void World::StartHub() {
  const DiskCounts before = disk_.counts();
  const absl::Status started = machine_.Start();
  if (disk_.crashed()) return;  // Aftermath does the rest
  if (!started.ok()) {
    ++counts_.failed_starts;
    const DiskCounts& now = disk_.counts();
    const bool failed =
        now.failed_reads > before.failed_reads || now.failed_writes > before.failed_writes ||
        now.failed_syncs > before.failed_syncs || now.refused_for_room > before.refused_for_room;
    trace_.Note("the hub does not start: ", absl::StatusCodeToString(started.code()));
    if (!failed) trace_.Violated("the hub does not start: ", started.message());
    machine_.End();
    // Who was told that the disk is full makes room.
    DiskFaults mended = disk_.faults();
    mended.full = false;
    disk_.set_faults(mended);
    if (disk_.sync_failed()) disk_.CrashNow(Crash::kPower);
    return StartHubSoon();
  }
  trace_.Note("the hub starts, life ", machine_.life());
  seal_seen_ = false;
  worked_ = false;
  CheckHub();
}

void World::CheckHub() {
  const DiskFaults faults = disk_.faults();
  disk_.set_faults({});
  const absl::Status checked = witness_.Check(machine_.database());
  disk_.set_faults(faults);
  if (!checked.ok()) trace_.Violated("the database cannot be read: ", checked.message());
}

void World::FinalCheck() {
  CheckHub();
  counts_.documents = witness_.documents();
  for (const auto& party : parties_) {
    const auto& told = witness_.told(party->caller().party);
    if (party->received() != told) {
      trace_.Violated(party->caller().party.ToString(), " has received ", party->received().size(),
                      " events, its feed has ", told.size());
    }
  }
  if (const absl::Status verified = machine_.Verify(); !verified.ok()) {
    trace_.Violated("verify finds: ", verified.message());
  }
  if (random_.Below(4) == 0) {
    if (const absl::Status rebuilt = machine_.Rebuild(); !rebuilt.ok()) {
      trace_.Violated("a rebuild differs: ", rebuilt.message());
    }
  }
}

void World::EndHub(const char* how) {
  trace_.Note("the hub ", how);
  // What its ghosts do to the disk is gone with the restart, and nothing fails them.
  const DiskFaults faults = disk_.faults();
  disk_.set_faults({});
  desk_.Forget();
  machine_.End();
  disk_.set_faults(faults);
}

void World::WorkSoon() {
  if (work_due_ || (!worked_ && machine_.exchange().waiting() == 0)) return;
  work_due_ = true;
  timeline_.After(absl::Microseconds(random_.Between(20, 1500)), [this] {
    work_due_ = false;
    WorkHub();
  });
}

void World::WorkHub() {
  if (!machine_.up()) return;
  const bool reporter_first = random_.Below(3) == 0;
  worked_ = reporter_first ? machine_.StepReporter() || machine_.StepWriter()
                           : machine_.StepWriter() || machine_.StepReporter();
  if (!worked_ && !disk_.crashed()) desk_.CheckSleepers();
}

void World::CrashSometime() {
  if (plan_.crash_every == absl::ZeroDuration()) return;
  timeline_.After(Around(plan_.crash_every), [this] {
    if (!troubles_) return;
    CrashHub();
    CrashSometime();
  });
}

void World::CrashHub() {
  if (!machine_.up()) return;
  if (troubles_ && random_.Below(100) < plan_.stops) {
    ++counts_.stops;
    machine_.exchange().Stop();
    if (disk_.crashed()) return;
    EndHub("is stopped");
    return StartHubSoon();
  }
  if (!troubles_ || random_.Below(3) == 0) return CrashNow();
  disk_.PlanCrash(DrawCrash(), random_.Between(0, kOperationsToCrash));
}

void World::CrashNow() {
  const Crash crash = DrawCrash();
  trace_.Note(crash == Crash::kProcess ? "the hub is killed" : "power is lost");
  disk_.CrashNow(crash);
}

Crash World::DrawCrash() {
  const bool kill = random_.Below(100) < plan_.kills;
  ++(kill ? counts_.kills : counts_.power_losses);
  return kill ? Crash::kProcess : Crash::kPower;
}

void World::DiskFaultsSometime() {
  if (plan_.disk_faults_every == absl::ZeroDuration()) return;
  timeline_.After(Around(plan_.disk_faults_every), [this] {
    if (!troubles_) return;
    trace_.Note("the disk begins to fail");
    disk_.set_faults(plan_.disk);
    timeline_.After(absl::Milliseconds(random_.Between(100, 3000)), [this] {
      disk_.set_faults({});
      if (troubles_) DiskFaultsSometime();
    });
  });
}

void World::ClockJumpsSometime() {
  if (plan_.clock_jump_max == absl::ZeroDuration()) return;
  timeline_.After(absl::Milliseconds(random_.Between(500, 8000)), [this] {
    if (!troubles_) return;
    hub_skew_ = plan_.clock_jump_max / 1000 * random_.Between(-1000, 1000);
    ++counts_.clock_jumps;
    trace_.Note("the hub's clock is off by ", absl::FormatDuration(hub_skew_));
    ClockJumpsSometime();
  });
}

void World::PartyCrashesSometime() {
  if (!plan_.parties_crash) return;
  timeline_.After(absl::Milliseconds(random_.Between(500, 8000)), [this] {
    if (!troubles_) return;
    ++counts_.party_crashes;
    parties_[random_.Below(parties_.size())]->Crash();
    PartyCrashesSometime();
  });
}

}  // namespace headwater::simulation
