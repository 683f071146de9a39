#include "hub/base/gs1.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "hub/base/check.h"

namespace headwater::base {
namespace {

using internal::KeyKind;

constexpr int kGtinLengths[] = {8, 12, 13, 14};
constexpr int kGlnLengths[] = {13};
constexpr int kSsccLengths[] = {18};

struct KeyForm {
  const char* name;
  absl::Span<const int> lengths;  // the last one is that of ToString
};

KeyForm Form(KeyKind kind) {
  switch (kind) {
    case KeyKind::kGtin:
      return {"GTIN", kGtinLengths};
    case KeyKind::kGln:
      return {"GLN", kGlnLengths};
    case KeyKind::kSscc:
      return {"SSCC", kSsccLengths};
  }
  HW_CHECK(false) << "no such kind of key";
  return {};
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

KeyFault Check(KeyKind kind, std::string_view text) {
  if (text.empty()) return KeyFault::kEmpty;
  for (const char c : text) {
    if (!IsDigit(c)) return KeyFault::kCharacters;
  }
  bool length_fits = false;
  for (const int length : Form(kind).lengths) {
    length_fits |= text.size() == static_cast<size_t>(length);
  }
  if (!length_fits) return KeyFault::kLength;
  if (text.back() != Gs1CheckDigit(text.substr(0, text.size() - 1))) return KeyFault::kCheckDigit;
  return KeyFault::kNone;
}

std::string AllowedLengths(absl::Span<const int> lengths) {
  if (lengths.size() == 1) return absl::StrCat(lengths[0]);
  return absl::StrCat(absl::StrJoin(lengths.subspan(0, lengths.size() - 1), ", "), " or ",
                      lengths.back());
}

absl::Status Explain(KeyKind kind, KeyFault fault, std::string_view text) {
  const KeyForm form = Form(kind);
  switch (fault) {
    case KeyFault::kNone:
      return absl::OkStatus();
    case KeyFault::kEmpty:
      return absl::InvalidArgumentError(absl::StrFormat("a %s is missing; give its %s digits",
                                                        form.name, AllowedLengths(form.lengths)));
    case KeyFault::kCharacters: {
      size_t at = 0;
      while (IsDigit(text[at])) ++at;
      return absl::InvalidArgumentError(absl::StrFormat(
          "a %s has digits only; character %d is not one; remove blanks, hyphens and letters",
          form.name, at + 1));
    }
    case KeyFault::kLength:
      return absl::InvalidArgumentError(absl::StrFormat(
          "a %s has %s digits; %d were given; check for digits and leading zeros that were lost",
          form.name, AllowedLengths(form.lengths), text.size()));
    case KeyFault::kCheckDigit:
      return absl::InvalidArgumentError(absl::StrFormat(
          "the check digit (the last one) of %s %s is %c, expected %c; one of its digits is wrong",
          form.name, text, text.back(), Gs1CheckDigit(text.substr(0, text.size() - 1))));
  }
  return absl::InternalError("no such fault");
}

}  // namespace

KeyFault CheckGtin(std::string_view text) { return Check(KeyKind::kGtin, text); }
KeyFault CheckGln(std::string_view text) { return Check(KeyKind::kGln, text); }
KeyFault CheckSscc(std::string_view text) { return Check(KeyKind::kSscc, text); }

char Gs1CheckDigit(std::string_view digits) {
  int sum = 0;
  int weight = 3;
  for (size_t i = digits.size(); i > 0; --i) {
    sum += weight * (digits[i - 1] - '0');
    weight = 4 - weight;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

namespace internal {

absl::StatusOr<int64_t> ParseKey(KeyKind kind, std::string_view text) {
  if (const KeyFault fault = Check(kind, text); fault != KeyFault::kNone) {
    return Explain(kind, fault, text);
  }
  int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

std::string KeyToString(KeyKind kind, int64_t value) {
  return absl::StrFormat("%0*d", Form(kind).lengths.back(), value);
}

}  // namespace internal
}  // namespace headwater::base
