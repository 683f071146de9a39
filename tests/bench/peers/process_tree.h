// The processes that descend from one, as /proc has them.
#pragma once

#include <sys/types.h>

#include <vector>

#include "absl/time/time.h"

namespace headwater::bench {

// Without `ancestor` itself. One that begins or ends meanwhile may be among them or not.
std::vector<pid_t> Descendants(pid_t ancestor);

// The processor time of those that run now, and of theirs that have ended, to a hundredth of a
// second.
absl::Duration CpuOfDescendants(pid_t ancestor);

}  // namespace headwater::bench
