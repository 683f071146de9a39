#include "simulation/trace.h"

#include <zlib.h>

#include "absl/strings/str_format.h"

namespace headwater::simulation {

void Trace::Add(const std::string& line) {
  ++steps_;
  const int64_t micros = absl::ToUnixMicros(timeline_.now());
  last_.push_back(
      absl::StrFormat("%d.%06d %s", micros / 1'000'000 % 1'000'000, micros % 1'000'000, line));
  if (last_.size() > kTraceLinesKept) last_.pop_front();
  const std::string& whole = last_.back();
  hash_ = static_cast<uint32_t>(
      crc32(hash_, reinterpret_cast<const Bytef*>(whole.data()), static_cast<uInt>(whole.size())));
}

void Trace::Mix(uint32_t value) {
  hash_ = static_cast<uint32_t>(
      crc32(hash_, reinterpret_cast<const Bytef*>(&value), static_cast<uInt>(sizeof(value))));
}

}  // namespace headwater::simulation
