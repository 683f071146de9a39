#include "suppliers-sim/chance.h"

namespace headwater::sim {
namespace {

// FNV-1a.
uint64_t Fold(uint64_t hash, std::string_view text) {
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3;
  }
  return hash;
}

// The finalizer of splitmix64.
uint64_t Mix(uint64_t x) {
  x ^= x >> 30;
  x *= 0xBF58476D1CE4E5B9;
  x ^= x >> 27;
  x *= 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace

uint64_t Chance::Draw(std::string_view what, std::string_view subject) const {
  uint64_t hash = Mix(seed_ + 0x9E3779B97F4A7C15);
  hash = Fold(hash ^ 0xCBF29CE484222325, what);
  hash = Fold(hash, std::string_view("\0", 1));
  return Mix(Fold(hash, subject));
}

}  // namespace headwater::sim
