// SQLite's way to the disk in memory, in place of the operating system's.
#pragma once

#include "hub/base/clock.h"
#include "hub/base/random.h"
#include "simulation/disk.h"

namespace headwater::simulation {

// From here on SQLite has its files on `disk`, its chance from `random` and the time from
// `clock`, in the whole process; they outlive every connection. The first call comes before
// SQLite is used at all, every other one while no connection is open. One thread alone.
void MountDisk(Disk& disk, base::Random& random, const base::Clock& clock);

}  // namespace headwater::simulation
