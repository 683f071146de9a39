#include "hub/catalogue/search_text.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "hub/base/absl_view.h"
#include "hub/exchange/values.h"

namespace headwater::catalogue {
namespace {

// Nothing that is searched for holds it, so that no word matches across two parts.
constexpr char kBetween = '\n';

// Of the characters that UTF-8 writes in two bytes, U+0080 to U+07FF.
uint32_t LowerOf(uint32_t c) {
  const auto within = [c](uint32_t first, uint32_t last) { return c >= first && c <= last; };
  if (within(0xC0, 0xDE)) return c == 0xD7 ? c : c + 0x20;  // Latin-1, but for the times sign
  // Latin Extended-A goes in pairs; twice its rhythm shifts by one.
  if (within(0x100, 0x137) || within(0x14A, 0x177)) return c == 0x130 ? 'i' : c | 1;
  if (within(0x139, 0x148) || within(0x179, 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (c == 0x178) return 0xFF;
  if (within(0x218, 0x21B)) return c | 1;  // Romanian s and t with a comma below
  if (c == 0x386) return 0x3AC;            // Greek with tonos
  if (within(0x388, 0x38A)) return c + 0x25;
  if (c == 0x38C) return 0x3CC;
  if (c == 0x38E || c == 0x38F) return c + 0x3F;
  if (c == 0x3A2) return c;  // no letter: it stands where the capital of a final sigma would
  if (within(0x391, 0x3AB)) return c + 0x20;
  if (c == 0x3C2) return 0x3C3;  // a final sigma is a sigma
  if (within(0x400, 0x40F)) return c + 0x50;
  if (within(0x410, 0x42F)) return c + 0x20;
  if (within(0x460, 0x481) || within(0x48A, 0x4BF) || within(0x4D0, 0x52F)) return c | 1;
  return c;
}

constexpr uint8_t kTwoByteLead = 0xC0;
constexpr uint8_t kContinuation = 0x80;
constexpr uint8_t kContinuationBits = 0x3F;

bool IsTwoByteLead(uint8_t byte) { return byte >= 0xC2 && byte <= 0xDF; }
bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == kContinuation; }

void Append(std::string& out, std::string_view part) {
  if (part.empty()) return;
  out.append(FoldCase(part));
  out.push_back(kBetween);
}

}  // namespace

std::string FoldCase(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<uint8_t>(text[i + 1]) : uint8_t{0};
    if (!IsTwoByteLead(byte) || !IsContinuation(next)) {
      out.push_back(absl::ascii_tolower(byte));
      continue;
    }
    const uint32_t lower = LowerOf(static_cast<uint32_t>(byte & 0x1F) << 6 |
                                   static_cast<uint32_t>(next & kContinuationBits));
    if (lower < kContinuation) {
      out.push_back(static_cast<char>(lower));
    } else {
      out.push_back(static_cast<char>(kTwoByteLead | lower >> 6));
      out.push_back(static_cast<char>(kContinuation | (lower & kContinuationBits)));
    }
    ++i;
  }
  return out;
}

std::string SearchTextOf(const v1::TradeItem& item) {
  std::string out;
  Append(out, item.description());
  Append(out, item.brand());
  Append(out, item.supplier_item_id());
  Append(out, item.buyer_item_id());
  Append(out, exchange::GtinOf(item.gtin()).ToString());
  for (const v1::Pack& pack : item.packs()) Append(out, exchange::GtinOf(pack.gtin()).ToString());
  return out;
}

std::vector<std::string> WordsOf(std::string_view text) {
  return absl::StrSplit(FoldCase(text), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
}

bool Matches(std::string_view search_text, const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [search_text](const std::string& word) {
    return search_text.find(word) != std::string_view::npos;
  });
}

}  // namespace headwater::catalogue
