// Where chance comes from. Whoever needs it takes a Random in its constructor, so
// that a run can be repeated from its seed. Integers only: a fraction is
// Below(n) out of n.
#pragma once

#include <cstdint>

namespace headwater::base {

// Thread-safety is that of the subclass.
class Random {
 public:
  virtual ~Random() = default;

  // 64 uniform bits.
  virtual uint64_t Next() = 0;

  // Uniform in [0, n), without bias. n must not be 0.
  uint64_t Below(uint64_t n);

  // Uniform in [low, high], both included. low must not be above high.
  int64_t Between(int64_t low, int64_t high);
};

// xoshiro256** 1.0 (Blackman and Vigna, 2018), its state filled from the seed by
// splitmix64, as its authors advise. The sequence of a seed is fixed: tests and
// simulations rely on it. Not for secrets. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed);
  uint64_t Next() override;

 private:
  uint64_t state_[4];
};

// The operating system's randomness through OpenSSL; good for secrets and ids.
// Thread-safe. Aborts when the system has no randomness to give.
class SystemRandom final : public Random {
 public:
  uint64_t Next() override;
};

}  // namespace headwater::base
