#include "support/documents.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"

namespace headwater::test {

absl::Time TestStart() {
  return absl::FromCivil(absl::CivilSecond(2026, 1, 5, 8, 0, 0), absl::UTCTimeZone());
}

std::string NextUuid() {
  static std::atomic<int64_t> count = 0;
  return base::NameUuid(absl::StrCat("test ", ++count));
}

v1::Document Envelope(std::string_view number, base::Gln sender, base::Gln receiver) {
  v1::Document document;
  document.set_document_id(NextUuid());
  document.set_number(std::string(number));
  document.set_sender_gln(sender.ToString());
  if (receiver != base::Gln()) document.set_receiver_gln(receiver.ToString());
  *document.mutable_issue_time() = exchange::TimestampOf(exchange::MicrosOf(TestStart()));
  return document;
}

v1::Document Complaint(std::string_view number, base::Gln sender, base::Gln receiver,
                       std::string_view text) {
  v1::Document document = Envelope(number, sender, receiver);
  v1::ApplicationFinding& finding = *document.mutable_application_error()->add_findings();
  finding.set_code(v1::APPLICATION_ERROR_CODE_UNKNOWN_ITEM);
  finding.set_description(std::string(text));
  return document;
}

v1::Date MakeDate(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

v1::Quantity Count(int64_t count) {
  v1::Quantity quantity;
  quantity.set_count(count);
  return quantity;
}

v1::Quantity Weight(int64_t grams) {
  v1::Quantity quantity;
  quantity.mutable_measure()->set_value_micros(grams * 1000);
  quantity.mutable_measure()->set_unit_code("KGM");
  return quantity;
}

}  // namespace headwater::test
