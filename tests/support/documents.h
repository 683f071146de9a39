// Documents for tests.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/gs1.h"

namespace headwater::test {

// When the test's world begins: Monday, 2026-01-05 08:00 UTC.
absl::Time TestStart();

// A new UUID with every call, the same ones in every run of a single-threaded test.
std::string NextUuid();

// Everything but the body, with a new document_id. No receiver: Gln().
v1::Document Envelope(std::string_view number, base::Gln sender, base::Gln receiver = {});

// An application error, the kind that needs no other room: for tests of the
// exchange. `text` sets the description, and so the size.
v1::Document Complaint(std::string_view number, base::Gln sender, base::Gln receiver,
                       std::string_view text = "item not known here");

v1::Date MakeDate(int year, int month, int day);
v1::Quantity Count(int64_t count);
v1::Quantity Weight(int64_t grams);  // as KGM

}  // namespace headwater::test
