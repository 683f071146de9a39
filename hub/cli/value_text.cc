#include "hub/cli/value_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "hub/base/date.h"
#include "hub/base/decimal.h"
#include "hub/base/gs1.h"
#include "hub/cli/table.h"

namespace headwater::cli {

std::string DateText(const v1::Date& date) {
  if (date.year() == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

std::string EndText(const v1::TimeWindow& window) {
  if (!window.has_end_time()) return "";
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(window.time_zone(), &zone)) zone = absl::UTCTimeZone();
  return base::FormatDay(base::DayIn(absl::FromUnixSeconds(window.end_time().seconds()), zone));
}

std::string GtinText(const std::string& gtin) {
  const auto parsed = base::Gtin::Parse(gtin);
  return parsed.ok() ? parsed->ToString() : gtin;
}

std::string QuantityText(int64_t quantity, const std::string& unit) {
  return unit.empty() ? WithCommas(quantity)
                      : absl::StrCat(base::FormatMicros(quantity), " ", unit);
}

}  // namespace headwater::cli
