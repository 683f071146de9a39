#include "adapters/csv/text_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "adapters/format/utf8.h"
#include "hub/base/absl_view.h"
#include "hub/base/codes.h"
#include "hub/base/gs1.h"
#include "hub/base/pseudonym.h"
#include "hub/base/uuid.h"

namespace headwater::csv {
namespace {

using format::Fault;
using format::Quoted;

constexpr int kReferenceCharactersMax = 35;

Fault KeyFaultOf(base::KeyFault fault, std::string_view text, std::string_view name,
                 std::string_view digits) {
  const std::string what = absl::StrCat(Quoted(text), " is not a ", base::AbslView(name), ": ");
  switch (fault) {
    case base::KeyFault::kCharacters:
      return {v1::REASON_GS1_KEY_CHARACTERS, absl::StrCat(what, "it holds other than digits"),
              "Remove blanks and hyphens; if a spreadsheet wrote 4.0E+12, make the column text"};
    case base::KeyFault::kEmpty:
    case base::KeyFault::kLength:
      return {v1::REASON_GS1_KEY_LENGTH, absl::StrCat(what, "it has ", text.size(), " characters"),
              absl::StrCat("It needs ", base::AbslView(digits),
                           " digits; if leading zeros were lost, make the column text")};
    case base::KeyFault::kCheckDigit:
    case base::KeyFault::kNone:
      break;
  }
  return {v1::REASON_GS1_CHECK_DIGIT,
          absl::StrCat(what, "its last digit should be ",
                       std::string(1, base::Gs1CheckDigit(text.substr(0, text.size() - 1)))),
          "Look for a digit that was mistyped"};
}

std::optional<Fault> CheckKey(base::KeyFault fault, std::string_view text, std::string_view name,
                              std::string_view digits) {
  if (fault == base::KeyFault::kNone) return std::nullopt;
  return KeyFaultOf(fault, text, name, digits);
}

std::optional<Fault> CheckCode(bool good, std::string_view text, std::string_view what,
                               std::string_view cure) {
  if (good) return std::nullopt;
  return Fault{v1::REASON_CODE_UNKNOWN,
               absl::StrCat(Quoted(text), " is not a ", base::AbslView(what)), std::string(cure)};
}

bool IsReferenceCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
         c == '-' || c == '_' || c == '/' || c == ' ';
}

std::optional<Fault> CheckReference(std::string_view text) {
  if (text.size() > kReferenceCharactersMax) {
    return Fault{v1::REASON_TEXT_TOO_LONG,
                 absl::StrCat(Quoted(text), " has ", text.size(), " characters"),
                 absl::StrCat("A reference has at most ", kReferenceCharactersMax)};
  }
  if (text.front() == ' ' || text.back() == ' ' ||
      !std::all_of(text.begin(), text.end(), IsReferenceCharacter)) {
    return Fault{v1::REASON_TEXT_CHARACTERS,
                 absl::StrCat(Quoted(text), " holds characters that a reference may not"),
                 "Use letters without accents, digits, . - _ / and the space within"};
  }
  return std::nullopt;
}

std::optional<Fault> CheckFormat(std::string_view text, v1::Format format) {
  switch (format) {
    case v1::FORMAT_GTIN:
      return CheckKey(base::CheckGtin(text), text, "GTIN", "8, 12, 13 or 14");
    case v1::FORMAT_GLN:
      return CheckKey(base::CheckGln(text), text, "GLN", "13");
    case v1::FORMAT_SSCC:
      return CheckKey(base::CheckSscc(text), text, "SSCC", "18");
    case v1::FORMAT_UUID:
      if (base::IsUuid(text)) return std::nullopt;
      return Fault{v1::REASON_UUID_INVALID, absl::StrCat(Quoted(text), " is not a UUID"),
                   "Write it as 8-4-4-4-12 lower-case hexadecimal digits"};
    case v1::FORMAT_PSEUDONYM:
      if (base::IsPseudonym(text)) return std::nullopt;
      return Fault{v1::REASON_PSEUDONYM_INVALID, absl::StrCat(Quoted(text), " is not a pseudonym"),
                   "Send 32 to 64 lower-case hexadecimal digits, such as an HMAC-SHA-256 of the "
                   "customer's number, never the number itself"};
    case v1::FORMAT_CURRENCY:
      return CheckCode(base::IsCurrency(text), text, "currency",
                       "Use the three capital letters of ISO 4217, such as EUR");
    case v1::FORMAT_UNIT:
      return CheckCode(base::IsUnit(text), text, "unit",
                       "Use a code of UN/ECE Recommendation 20, such as KGM");
    case v1::FORMAT_COUNTRY:
      return CheckCode(base::IsCountry(text), text, "country",
                       "Use the two capital letters of ISO 3166, such as DE");
    case v1::FORMAT_TIME_ZONE: {
      absl::TimeZone zone;
      return CheckCode(absl::LoadTimeZone(base::AbslView(text), &zone), text, "time zone",
                       "Use an IANA name, such as Europe/Berlin");
    }
    case v1::FORMAT_REFERENCE:
      return CheckReference(text);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Fault> CheckText(std::string_view text, const v1::FieldRules& rules) {
  if (text.empty()) return std::nullopt;
  if (rules.format() != v1::FORMAT_UNSPECIFIED) return CheckFormat(text, rules.format());
  bool ascii = true;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are control characters too.
    const bool is_c1 = byte == 0xC2 && i + 1 < text.size() &&
                       static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                       static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || is_c1) {
      return Fault{v1::REASON_TEXT_CHARACTERS,
                   absl::StrCat(Quoted(text), " holds a line end or another control character"),
                   "Remove it"};
    }
    ascii = ascii && byte < 0x80;
  }
  if (!ascii && !format::IsValidUtf8(text)) {
    return Fault{v1::REASON_TEXT_CHARACTERS, absl::StrCat(Quoted(text), " is not UTF-8"),
                 "Save the file as UTF-8"};
  }
  if (rules.max_length() > 0) {
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    if (characters > rules.max_length()) {
      return Fault{v1::REASON_TEXT_TOO_LONG,
                   absl::StrCat(Quoted(text), " has ", characters, " characters"),
                   absl::StrCat("At most ", rules.max_length(), " are allowed")};
    }
  }
  return std::nullopt;
}

}  // namespace headwater::csv
