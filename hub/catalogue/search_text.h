// How the catalogue is searched: words, in any case. Pure, and independent of the
// machine's locale, so that a rebuild gives the same tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/catalogue.pb.h"

namespace headwater::catalogue {

// Lower case of UTF-8 text in the Latin, Greek and Cyrillic scripts; anything else,
// broken UTF-8 too, stays as it is.
std::string FoldCase(std::string_view text);

// What a word is looked for in: description, brand and every id, in lower case.
std::string SearchTextOf(const v1::TradeItem& item);

// The words of a request, in lower case.
std::vector<std::string> WordsOf(std::string_view text);

// Whether all words occur. True for no words.
bool Matches(std::string_view search_text, const std::vector<std::string>& words);

}  // namespace headwater::catalogue
