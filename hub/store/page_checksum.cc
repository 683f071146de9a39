#include "hub/store/page_checksum.h"

#include <zlib.h>

#include <cstring>

#include "hub/base/check.h"

namespace headwater::store {
namespace {

constexpr size_t kNumberAt = kPageSize - kPageSealSize;
constexpr size_t kChecksumAt = kNumberAt + 4;

// Big-endian, as all numbers of SQLite's file format.
void Put(uint32_t value, char* to) {
  for (int i = 3; i >= 0; --i, value >>= 8) to[i] = static_cast<char>(value & 0xff);
}

uint32_t ChecksumOf(const char* page) {
  return static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const unsigned char*>(page), static_cast<unsigned>(kChecksumAt)));
}

}  // namespace

void SealPage(uint32_t number, char* page) {
  Put(number, page + kNumberAt);
  Put(ChecksumOf(page), page + kChecksumAt);
}

bool PageIsWhole(uint32_t number, std::string_view page) {
  HW_CHECK(page.size() == kPageSize) << "a page of " << page.size() << " bytes";
  char seal[kPageSealSize];
  Put(number, seal);
  Put(ChecksumOf(page.data()), seal + 4);
  return std::memcmp(page.data() + kNumberAt, seal, kPageSealSize) == 0;
}

}  // namespace headwater::store
