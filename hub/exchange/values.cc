#include "hub/exchange/values.h"

#include "hub/base/date.h"

namespace headwater::exchange {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kNanosPerMicro = 1'000;
constexpr size_t kDigitsMax = 18;  // those of an SSCC, and they fit an int64_t

// 0 for what is not a key: names of resources come here too, and a key that no
// party or item has finds nothing.
int64_t Digits(std::string_view text) {
  if (text.size() > kDigitsMax) return 0;
  int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

base::Gtin GtinOf(std::string_view text) { return base::Gtin(Digits(text)); }
base::Gln GlnOf(std::string_view text) { return base::Gln(Digits(text)); }
base::Sscc SsccOf(std::string_view text) { return base::Sscc(Digits(text)); }

int64_t DayOf(const v1::Date& date) {
  return base::FromCivil(date.year(), date.month(), date.day()).value_or(0);
}

v1::Date DateOf(int64_t day) {
  const base::CivilDate civil = base::ToCivil(day);
  v1::Date date;
  date.set_year(civil.year);
  date.set_month(civil.month);
  date.set_day(civil.day);
  return date;
}

int64_t MicrosOf(const google::protobuf::Timestamp& time) {
  return time.seconds() * kMicrosPerSecond + time.nanos() / kNanosPerMicro;
}

int64_t MicrosOf(absl::Time time) { return absl::ToUnixMicros(time); }

google::protobuf::Timestamp TimestampOf(int64_t micros) {
  int64_t seconds = micros / kMicrosPerSecond;
  int64_t rest = micros % kMicrosPerSecond;
  if (rest < 0) {  // nanos are never negative
    rest += kMicrosPerSecond;
    --seconds;
  }
  google::protobuf::Timestamp time;
  time.set_seconds(seconds);
  time.set_nanos(static_cast<int32_t>(rest * kNanosPerMicro));
  return time;
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

Amount AmountOf(const v1::Quantity& quantity) {
  if (quantity.has_measure()) {
    return {quantity.measure().value_micros(), quantity.measure().unit_code()};
  }
  return {quantity.count(), ""};
}

v1::Quantity QuantityOf(const Amount& amount) {
  v1::Quantity quantity;
  if (amount.unit.empty()) {
    quantity.set_count(amount.value);
  } else {
    quantity.mutable_measure()->set_value_micros(amount.value);
    quantity.mutable_measure()->set_unit_code(amount.unit);
  }
  return quantity;
}

}  // namespace headwater::exchange
