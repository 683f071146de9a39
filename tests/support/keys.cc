#include "support/keys.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace headwater::test {
namespace {

std::string WithCheckDigit(std::string digits) {
  digits.push_back(base::Gs1CheckDigit(digits));
  return digits;
}

}  // namespace

base::Gln MakeGln(int n) {
  return *base::Gln::Parse(WithCheckDigit(absl::StrFormat("4000001%05d", n)));
}

std::string MakeGtin(int n) { return WithCheckDigit(absl::StrFormat("4000002%05d", n)); }

std::string MakeGtin14(int indicator, int n) {
  return WithCheckDigit(absl::StrFormat("%d4000002%05d", indicator, n));
}

std::string MakeSscc(int n) { return WithCheckDigit(absl::StrFormat("3400000100000%04d", n)); }

base::Gln Retailer() { return MakeGln(0); }
base::Gln Supplier(int n) { return MakeGln(1000 + n); }

}  // namespace headwater::test
