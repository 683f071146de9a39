#include "hub/watch/resident_memory.h"

#include <unistd.h>

#include <fstream>

namespace headwater::watch {

int64_t ResidentBytes() {
  std::ifstream pages("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  if (!(pages >> size >> resident)) return 0;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace headwater::watch
