#include "hub/exchange/time_zone.h"

#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace headwater::exchange {
namespace {

constexpr size_t kNameMax = 64;

// What the names of the IANA database are made of. No dot and no colon: neither a
// path out of the database nor one of Abseil's own names passes.
bool IsNameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '+' || c == '/';
}

bool IsPlausible(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax && name.front() != '/' &&
         std::all_of(name.begin(), name.end(), IsNameCharacter) && name != "localtime" &&
         !name.starts_with("posix/") && !name.starts_with("right/");
}

// Where Abseil looks, on every Linux.
constexpr char kZoneFolder[] = "/usr/share/zoneinfo/";

// Abseil remembers a name that it did not find for ever, so that whoever may send
// names could fill our memory with them: it is asked only for what stands on the disk.
bool StandsOnDisk(const std::string& name) {
  struct stat status;
  return ::stat((kZoneFolder + name).c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

struct Found {
  absl::Mutex mutex;
  absl::flat_hash_set<std::string> names ABSL_GUARDED_BY(mutex);
};

}  // namespace

bool IsTimeZone(std::string_view name) {
  if (!IsPlausible(name)) return false;
  static Found* const found = new Found;
  const std::string key(name);
  {
    absl::ReaderMutexLock lock(&found->mutex);
    if (found->names.contains(key)) return true;
  }
  absl::TimeZone zone;
  if (name != "UTC" && !StandsOnDisk(key)) return false;
  if (!absl::LoadTimeZone(key, &zone)) return false;
  absl::MutexLock lock(&found->mutex);
  found->names.insert(key);
  return true;
}

}  // namespace headwater::exchange
