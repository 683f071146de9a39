// The processes that descend from one, as /proc has them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "absl/time/time.h"

namespace headwater::bench {

// Without `ancestor` itself. One that begins or ends meanwhile may be among them or not.
std::vector<pid_t> Descendants(pid_t ancestor);

// The processor time of those that run now, and of theirs that have ended, to a hundredth of a
// second.
absl::Duration CpuOfDescendants(pid_t ancestor);

// Bytes that those that run now have sent to the disk so far, or are to send: whole pages of
// memory, each as often as it was written anew after it was clean.
int64_t WrittenByDescendants(pid_t ancestor);
// The same of one process alone.
int64_t WrittenBy(pid_t pid);

// Bytes that a process has in memory; 0 when it has ended.
int64_t ResidentBytesOf(pid_t pid);

}  // namespace headwater::bench
