// GS1 keys with valid check digits, made from small numbers.
#pragma once

#include <string>

#include "hub/base/gs1.h"

namespace headwater::test {

// The n-th GLN of the test's company prefix, n from 0 to 99999. The first of them
// is 4000001000005.
base::Gln MakeGln(int n);
// GTIN-13 and GTIN-14, n from 0 to 99999. MakeGtin14 puts a packaging indicator
// (1 to 8) before the same item.
std::string MakeGtin(int n);
std::string MakeGtin14(int indicator, int n);
// n from 0 to 9999.
std::string MakeSscc(int n);

// The parties that TestHub knows where a test does not say otherwise.
base::Gln Retailer();           // MakeGln(0)
base::Gln Supplier(int n = 1);  // MakeGln(1000 + n)

}  // namespace headwater::test
