#include "hub/exchange/format.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "hub/base/codes.h"
#include "hub/base/gs1.h"
#include "hub/base/pseudonym.h"
#include "hub/base/uuid.h"
#include "hub/exchange/text.h"
#include "hub/exchange/time_zone.h"

namespace headwater::exchange {
namespace {

using base::KeyFault;

constexpr int kReferenceMax = 35;  // EDIFACT an..35

struct KeyWords {
  const char* name;  // with its article
  const char* lengths;
};

std::optional<FormatFault> ExplainKey(KeyFault fault, KeyWords key, std::string_view text) {
  switch (fault) {
    case KeyFault::kNone:
      return std::nullopt;
    case KeyFault::kEmpty:
    case KeyFault::kLength:
      return FormatFault{
          v1::REASON_GS1_KEY_LENGTH,
          absl::StrCat(Shown(text), " has ", text.size(), " digits; ", key.name, " has ",
                       key.lengths, "; look for digits and leading zeros that were lost")};
    case KeyFault::kCharacters:
      return FormatFault{v1::REASON_GS1_KEY_CHARACTERS,
                         absl::StrCat(Shown(text), " is not ", key.name,
                                      "; give digits only, without blanks, hyphens and letters")};
    case KeyFault::kCheckDigit:
      return FormatFault{
          v1::REASON_GS1_CHECK_DIGIT,
          absl::StrCat(Shown(text), " ends in ", std::string(1, text.back()),
                       " where the check digit of ", key.name, " with these digits is ",
                       std::string(1, base::Gs1CheckDigit(text.substr(0, text.size() - 1))),
                       "; one of its digits is wrong")};
  }
  return std::nullopt;
}

std::optional<FormatFault> CheckCode(bool known, std::string_view text, const char* mend) {
  if (known) return std::nullopt;
  return FormatFault{v1::REASON_CODE_UNKNOWN,
                     absl::StrCat(Shown(text), " is not in the code list; give ", mend)};
}

bool IsReferenceCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == '/' || c == ' ';
}

std::optional<FormatFault> CheckReference(std::string_view text) {
  if (text.front() != ' ' && text.back() != ' ' &&
      std::all_of(text.begin(), text.end(), IsReferenceCharacter)) {
    return std::nullopt;
  }
  return FormatFault{v1::REASON_TEXT_CHARACTERS,
                     absl::StrCat(Shown(text),
                                  " is no reference; use letters A to Z and a to z, digits, . - _ "
                                  "/ and blanks that are not at an end")};
}

}  // namespace

std::optional<FormatFault> CheckFormat(v1::Format format, std::string_view text) {
  switch (format) {
    case v1::FORMAT_GTIN:
      return ExplainKey(base::CheckGtin(text), {"a GTIN", "8, 12, 13 or 14"}, text);
    case v1::FORMAT_GLN:
      return ExplainKey(base::CheckGln(text), {"a GLN", "13"}, text);
    case v1::FORMAT_SSCC:
      return ExplainKey(base::CheckSscc(text), {"an SSCC", "18"}, text);
    case v1::FORMAT_UUID:
      if (base::IsUuid(text)) return std::nullopt;
      return FormatFault{v1::REASON_UUID_INVALID,
                         absl::StrCat(Shown(text),
                                      " is no UUID; give 8-4-4-4-12 lower-case "
                                      "hexadecimal digits")};
    case v1::FORMAT_PSEUDONYM:
      if (base::IsPseudonym(text)) return std::nullopt;
      return FormatFault{v1::REASON_PSEUDONYM_INVALID,
                         absl::StrCat(Shown(text),
                                      " is no pseudonym; give 32 to 64 lower-case hexadecimal "
                                      "digits, such as an HMAC-SHA-256 of the customer's number")};
    case v1::FORMAT_CURRENCY:
      return CheckCode(base::IsCurrency(text), text, "an ISO 4217 currency such as EUR");
    case v1::FORMAT_UNIT:
      return CheckCode(base::IsUnit(text), text,
                       "a UN/ECE Rec 20 unit such as KGM, or X and a Rec 21 package such as XPX");
    case v1::FORMAT_TIME_ZONE:
      return CheckCode(IsTimeZone(text), text, "an IANA time zone such as Europe/Berlin");
    case v1::FORMAT_COUNTRY:
      return CheckCode(base::IsCountry(text), text, "an ISO 3166-1 alpha-2 country such as DE");
    case v1::FORMAT_REFERENCE:
      return CheckReference(text);
    default:
      return std::nullopt;
  }
}

std::string_view FormatHint(v1::Format format) {
  switch (format) {
    case v1::FORMAT_GTIN:
      return "the 8, 12, 13 or 14 digits of a GTIN";
    case v1::FORMAT_GLN:
      return "the 13 digits of a GLN";
    case v1::FORMAT_SSCC:
      return "the 18 digits of an SSCC";
    case v1::FORMAT_UUID:
      return "a UUID";
    case v1::FORMAT_PSEUDONYM:
      return "32 to 64 lower-case hexadecimal digits";
    case v1::FORMAT_CURRENCY:
      return "an ISO 4217 currency such as EUR";
    case v1::FORMAT_UNIT:
      return "a UN/ECE Rec 20 unit such as KGM";
    case v1::FORMAT_TIME_ZONE:
      return "an IANA time zone such as Europe/Berlin";
    case v1::FORMAT_COUNTRY:
      return "an ISO 3166-1 alpha-2 country such as DE";
    case v1::FORMAT_REFERENCE:
      return "a reference of at most 35 characters";
    default:
      return "a text";
  }
}

int FormatMaxLength(v1::Format format) {
  return format == v1::FORMAT_REFERENCE ? kReferenceMax : 0;
}

}  // namespace headwater::exchange
