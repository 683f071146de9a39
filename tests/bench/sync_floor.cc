#include "bench/sync_floor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace headwater::bench {
namespace {

constexpr size_t kBlock = 4096;
constexpr int kBlocks = 1024;
constexpr int kSyncs = 3000;

}  // namespace

absl::StatusOr<Measurement> MeasureSync(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError(absl::StrCat(path, ": ", std::strerror(errno)));
  const std::vector<char> block(kBlock, 'h');
  bool ok = true;
  for (int i = 0; i < kBlocks && ok; ++i) ok = write(file, block.data(), kBlock) == kBlock;
  ok = ok && fsync(file) == 0;
  Measurement measurement;
  const absl::Time begun = absl::Now();
  for (int i = 0; i < kSyncs && ok; ++i) {
    const absl::Time one = absl::Now();
    ok = pwrite(file, block.data(), kBlock, static_cast<off_t>(i % kBlocks * kBlock)) == kBlock &&
         fdatasync(file) == 0;
    measurement.latencies.Add(absl::Now() - one);
  }
  measurement.count = kSyncs;
  measurement.elapsed = absl::Now() - begun;
  const int error = errno;
  close(file);
  if (!ok) return absl::UnavailableError(absl::StrCat(path, ": ", std::strerror(error)));
  return measurement;
}

}  // namespace headwater::bench
