#include "hub/store/page_checksum.h"

#include <gtest/gtest.h>

#include <string>

namespace headwater::store {
namespace {

std::string MakePage() {
  std::string page(kPageSize, '\0');
  for (size_t i = 0; i < kPageSize; ++i) page[i] = static_cast<char>(i * 7 + i / 256);
  SealPage(7, page.data());
  return page;
}

TEST(PageChecksum, ASealedPageIsWhole) { EXPECT_TRUE(PageIsWhole(7, MakePage())); }

TEST(PageChecksum, SealingLeavesTheContent) {
  std::string page(kPageSize, 'x');
  SealPage(1, page.data());
  EXPECT_EQ(page.substr(0, kPageSize - kPageSealSize), std::string(kPageSize - kPageSealSize, 'x'));
}

TEST(PageChecksum, EveryFlippedBitIsFound) {
  std::string page = MakePage();
  for (size_t bit = 0; bit < kPageSize * 8; ++bit) {
    const char mask = static_cast<char>(1 << (bit % 8));
    page[bit / 8] = static_cast<char>(page[bit / 8] ^ mask);
    ASSERT_FALSE(PageIsWhole(7, page)) << "bit " << bit;
    page[bit / 8] = static_cast<char>(page[bit / 8] ^ mask);
  }
}

TEST(PageChecksum, APageInTheWrongPlaceIsFound) { EXPECT_FALSE(PageIsWhole(8, MakePage())); }

TEST(PageChecksum, ABlockThatWasLostIsFound) {
  EXPECT_FALSE(PageIsWhole(3, std::string(kPageSize, '\0')));
}

}  // namespace
}  // namespace headwater::store
