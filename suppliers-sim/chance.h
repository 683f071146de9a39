// Chance as a pure function: the same seed and subject give the same draw, whoever
// asks, and whenever. Nothing in the simulation draws in any other way.
#pragma once

#include <cstdint>
#include <string_view>

namespace headwater::sim {

class Chance {
 public:
  explicit constexpr Chance(uint64_t seed) : seed_(seed) {}

  // 64 bits for `what` ("slip") of `subject` (a document number, a key).
  uint64_t Draw(std::string_view what, std::string_view subject) const;

  // True so many times in a thousand.
  bool Hits(int permille, std::string_view what, std::string_view subject) const {
    return Draw(what, subject) % 1000 < static_cast<uint64_t>(permille);
  }

  // Within [low, high], both included.
  int64_t Between(int64_t low, int64_t high, std::string_view what,
                  std::string_view subject) const {
    return low + static_cast<int64_t>(Draw(what, subject) % static_cast<uint64_t>(high - low + 1));
  }

 private:
  uint64_t seed_;
};

}  // namespace headwater::sim
