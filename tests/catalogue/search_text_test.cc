#include "hub/catalogue/search_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "catalogue/items.h"

namespace headwater::catalogue {
namespace {

TEST(FoldCase, KnowsTheScriptsOfTheTrade) {
  EXPECT_EQ(FoldCase("Milk 3.5 % UHT"), "milk 3.5 % uht");
  EXPECT_EQ(FoldCase("KÄSE ÖL ÜBER ÉCLAIR ÀÇØÞ"), "käse öl über éclair àçøþ");
  EXPECT_EQ(FoldCase("ŁÓDŹ ŻUREK ČSÁRDÁS ĚŠČŘ"), "łódź żurek čsárdás ěščř");
  EXPECT_EQ(FoldCase("ȘȚ ĞİIŞ"), "șț ği\u0069ş");
  EXPECT_EQ(FoldCase("ΦΈΤΑ ΆΡΩΜΑ"), "φέτα άρωμα");
  EXPECT_EQ(FoldCase("МОЛОКО ЇЖА ЁЛКА ЎЛІК"), "молоко їжа ёлка ўлік");
  EXPECT_EQ(FoldCase("ÿŸ"), "ÿÿ");
}

TEST(FoldCase, LeavesTheRest) {
  EXPECT_EQ(FoldCase("×÷ßæ 牛乳 🧀 ©"), "×÷ßæ 牛乳 🧀 ©");
  EXPECT_EQ(FoldCase(""), "");
  const std::string broken = "a\xC3";  // ends within a character
  EXPECT_EQ(FoldCase(broken), broken);
  EXPECT_EQ(FoldCase("\x80\xFF"), "\x80\xFF");
}

RC_GTEST_PROP(FoldCase, TwiceIsOnce, (const std::string& text)) {
  RC_ASSERT(FoldCase(FoldCase(text)) == FoldCase(text));
}

TEST(FoldCase, TwiceIsOnceForAllThatUtf8WritesInTwoBytes) {
  for (int c = 0x80; c <= 0x7FF; ++c) {
    const std::string one = {static_cast<char>(0xC0 | c >> 6),
                             static_cast<char>(0x80 | (c & 0x3F))};
    EXPECT_EQ(FoldCase(FoldCase(one)), FoldCase(one)) << c;
  }
}

TEST(Matches, AllWordsAnywhere) {
  v1::TradeItem item = test::MakeCased(1, 12);
  item.set_description("Bergkäse jung");
  item.set_brand("ALMTAL");
  item.set_supplier_item_id("A-4711");
  item.set_buyer_item_id("900815");
  const std::string text = SearchTextOf(item);
  for (const char* words :
       {"", "  ", "käse", "KÄSE almtal", "a-4711", "0815 jung", "Berg Jung berg"}) {
    EXPECT_TRUE(Matches(text, WordsOf(words))) << words;
  }
  EXPECT_TRUE(Matches(text, WordsOf(item.gtin())));
  EXPECT_TRUE(Matches(text, WordsOf(item.packs(0).gtin())));
  for (const char* words : {"gouda", "käse gouda", "jungalmtal", "%", "_"}) {
    EXPECT_FALSE(Matches(text, WordsOf(words))) << words;
  }
}

}  // namespace
}  // namespace headwater::catalogue
