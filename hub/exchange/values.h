// Between the values of the contract and those of the tables. All take values whose
// shape has been checked (Submission), so none can fail.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/gs1.h"

namespace headwater::exchange {

// A checked key. An empty text, and anything that is not digits, yields the key 0,
// which no party or item has.
base::Gtin GtinOf(std::string_view text);
base::Gln GlnOf(std::string_view text);
base::Sscc SsccOf(std::string_view text);

// Days since 1970-01-01.
int64_t DayOf(const v1::Date& date);
v1::Date DateOf(int64_t day);

// Microseconds since 1970 UTC.
int64_t MicrosOf(const google::protobuf::Timestamp& time);
int64_t MicrosOf(absl::Time time);
google::protobuf::Timestamp TimestampOf(int64_t micros);
absl::Time TimeOf(const google::protobuf::Timestamp& time);

// A quantity as the tables hold it: pieces, or millionths of `unit`.
struct Amount {
  int64_t value = 0;
  std::string unit;  // empty: a count
};
Amount AmountOf(const v1::Quantity& quantity);
v1::Quantity QuantityOf(const Amount& amount);

}  // namespace headwater::exchange
