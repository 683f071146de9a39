#include "hub/exchange/text.h"

#include <string>

#include "gtest/gtest.h"

namespace headwater::exchange {
namespace {

using Fault = TextScan::Fault;

TEST(ScanTextTest, CountsCodePoints) {
  EXPECT_EQ(ScanText("").characters, 0u);
  EXPECT_EQ(ScanText("Muehle").characters, 6u);
  EXPECT_EQ(ScanText("Mühle").characters, 5u);
  EXPECT_EQ(ScanText("€").characters, 1u);
  EXPECT_EQ(ScanText("😀!").characters, 2u);
  EXPECT_EQ(ScanText("\xf4\x8f\xbf\xbf").characters, 1u);  // U+10FFFF
}

TEST(ScanTextTest, FindsControlCharacters) {
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("a\n"), std::string("a\x1f"), std::string("a\x7f"),
        std::string("a\xc2\x80"), std::string("a\xc2\x9f")}) {
    EXPECT_EQ(ScanText(text).fault, Fault::kControl) << Shown(text);
    EXPECT_EQ(ScanText(text).fault_at, 2u);
  }
  EXPECT_EQ(ScanText("a\xc2\xa0").fault, Fault::kNone);  // a no-break space
  EXPECT_EQ(ScanText("a b~").fault, Fault::kNone);
}

TEST(ScanTextTest, CountsOnPastAControlCharacter) { EXPECT_EQ(ScanText("\t123").characters, 4u); }

TEST(ScanTextTest, FindsWhatIsNotUtf8) {
  for (const char* text : {
           "a\xff",              // never a byte of UTF-8
           "a\xc3",              // cut short
           "a\xe2\x82",          // cut short
           "a\xf0\x9f\x98",      // cut short
           "a\x80",              // a continuation alone
           "a\xc0\xaf",          // overlong
           "a\xc1\xbf",          // overlong
           "a\xe0\x80\xaf",      // overlong
           "a\xf0\x80\x80\xaf",  // overlong
           "a\xed\xa0\x80",      // a surrogate
           "a\xf4\x90\x80\x80",  // past U+10FFFF
           "a\xf5\x80\x80\x80",  // past U+10FFFF
           "a\xc3z",             // no continuation
       }) {
    EXPECT_EQ(ScanText(text).fault, Fault::kNotUtf8) << Shown(text);
    EXPECT_EQ(ScanText(text).fault_at, 2u);
  }
}

TEST(ShownTest, CutsAndEscapes) {
  EXPECT_EQ(Shown("PO-17"), "\"PO-17\"");
  EXPECT_EQ(Shown("Mühle"), "\"Mühle\"");
  EXPECT_EQ(Shown("a\nb"), "\"a\\x0ab\"");
  EXPECT_EQ(Shown("\xc2\x85"), "\"\\xc2\\x85\"");
  EXPECT_EQ(Shown("K\xf6ln"), "\"K\\xf6ln\"");
  EXPECT_EQ(Shown(std::string(60, 'x')), "\"" + std::string(60, 'x') + "\"");
  EXPECT_EQ(Shown(std::string(61, 'x')), "\"" + std::string(60, 'x') + "...\"");
  EXPECT_EQ(Shown("ü" + std::string(60, 'x')), "\"ü" + std::string(59, 'x') + "...\"");
}

TEST(ShownTest, IsAlwaysUtf8) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_EQ(ScanText(Shown(text)).fault, Fault::kNone);
    }
  }
}

}  // namespace
}  // namespace headwater::exchange
