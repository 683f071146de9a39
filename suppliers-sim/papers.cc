#include "suppliers-sim/papers.h"

#include "absl/strings/str_format.h"
#include "adapters/format/document_id.h"

namespace headwater::sim {

v1::Document NewDocument(std::string_view kind, std::string_view number, std::string_view sender,
                         std::string_view receiver, absl::Time issue_time) {
  v1::Document document;
  document.set_document_id(format::DocumentIdFor(sender, kind, number));
  document.set_number(std::string(number));
  document.set_sender_gln(std::string(sender));
  document.set_receiver_gln(std::string(receiver));
  SetTime(issue_time, document.mutable_issue_time());
  return document;
}

void SetTime(absl::Time time, google::protobuf::Timestamp* to) {
  to->set_seconds(absl::ToUnixSeconds(time));
}

absl::Time TimeFrom(const google::protobuf::Timestamp& from) {
  return absl::FromUnixSeconds(from.seconds()) + absl::Nanoseconds(from.nanos());
}

void SetDay(base::Day day, v1::Date* to) {
  const base::CivilDate date = base::ToCivil(day);
  to->set_year(date.year);
  to->set_month(date.month);
  to->set_day(date.day);
}

v1::Quantity Pieces(int64_t count) {
  v1::Quantity quantity;
  quantity.set_count(count);
  return quantity;
}

v1::Money Pounds(int64_t micros) {
  v1::Money money;
  money.set_amount_micros(micros);
  money.set_currency_code(std::string(kCurrency));
  return money;
}

std::string_view KindOf(const v1::Document& document) {
  const google::protobuf::FieldDescriptor* field =
      document.GetReflection()->GetOneofFieldDescriptor(
          document, document.GetDescriptor()->FindOneofByName("body"));
  return field == nullptr ? std::string_view() : std::string_view(field->name());
}

std::string DayCode(base::Day day) {
  const base::CivilDate date = base::ToCivil(day);
  return absl::StrFormat("%02d%02d%02d", date.year % 100, date.month, date.day);
}

}  // namespace headwater::sim
