// Whatever is written by a profile is read back as it was; what is tried is random, and a
// failure prints its seed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/csv/csv_writer.h"
#include "adapters/csv_support.h"
#include "adapters/format/document_id.h"
#include "hub/base/gs1.h"
#include "hub/base/uuid.h"

namespace headwater::csv {
namespace {

constexpr char kRetailer[] = "4000001000005";
constexpr char kSupplier[] = "4000001000012";

int64_t Between(int64_t low, int64_t high) { return *rc::gen::inRange<int64_t>(low, high + 1); }

bool Chance() { return *rc::gen::arbitrary<bool>(); }

std::string Text(int length_max) {
  const auto parts = *rc::gen::resize(
      8,
      rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "a", "B", "7", " ", ",", ";", "\"", "\"\"", "ä", "€", "'", "=", "|"))));
  std::string text;
  for (const std::string& part : parts) {
    if (static_cast<int>(text.size() + part.size()) <= length_max) text += part;
  }
  return text.empty() ? "x" : text;
}

std::string Reference() { return absl::StrCat("R-", Between(0, 1'000'000'000)); }

std::string Key(int64_t digits) {
  const std::string body =
      absl::StrFormat("4%0*d", static_cast<int>(digits) - 2, Between(0, 99'999'999));
  return body + base::Gs1CheckDigit(body);
}

void SetDate(v1::Date& date) {
  date.set_year(static_cast<int>(Between(1970, 9999)));
  date.set_month(static_cast<int>(Between(1, 12)));
  date.set_day(static_cast<int>(Between(1, 28)));
}

void SetTime(google::protobuf::Timestamp& time) {
  time.set_seconds(Between(0, 253'402'300'799));
  if (Chance()) time.set_nanos(static_cast<int>(Between(0, 999'999'999)));
}

void SetWindow(v1::TimeWindow& window) {
  SetTime(*window.mutable_start_time());
  SetTime(*window.mutable_end_time());
  window.set_time_zone(*rc::gen::element<std::string>("Europe/Berlin", "America/New_York", "UTC"));
}

void SetQuantity(v1::Quantity& quantity) {
  if (Chance()) {
    quantity.set_count(Between(1, 1'000'000'000'000));
  } else {
    quantity.mutable_measure()->set_value_micros(Between(1, 1'000'000'000'000'000));
    quantity.mutable_measure()->set_unit_code(*rc::gen::element<std::string>("KGM", "LTR", "MTR"));
  }
}

void SetItem(v1::TradeItemReference& item) {
  item.set_gtin(Key(*rc::gen::element<int64_t>(8 + 4, 13, 14)));
  if (Chance()) item.set_supplier_item_id(Text(80));
  if (Chance()) item.set_buyer_item_id(Text(80));
}

v1::Document Envelope(const std::string& kind, const char* sender, const char* receiver) {
  v1::Document document;
  document.set_number(Reference());
  document.set_sender_gln(sender);
  document.set_receiver_gln(receiver);
  SetTime(*document.mutable_issue_time());
  document.set_document_id(Chance() ? base::NameUuid(document.number())
                                    : format::DocumentIdFor(sender, kind, document.number()));
  return document;
}

v1::Document AnyOrder() {
  v1::Document document = Envelope("order", kRetailer, kSupplier);
  v1::Order& order = *document.mutable_order();
  order.set_type(static_cast<v1::OrderType>(Between(1, 5)));
  order.set_ship_to_gln(Key(13));
  if (Chance()) SetWindow(*order.mutable_ship_window());
  SetWindow(*order.mutable_delivery_window());
  if (Chance()) SetDate(*order.mutable_cancel_after_date());
  order.set_currency_code("EUR");
  order.set_payment_method(static_cast<v1::PaymentMethod>(Between(1, 3)));
  if (Chance()) order.set_incoterm_code("DAP");
  if (Chance()) order.set_incoterm_place(Text(100));
  if (Chance()) SetTime(*order.mutable_response_due_time());
  const int64_t lines = Between(1, 6);
  for (int64_t i = 1; i <= lines; ++i) {
    v1::OrderLine& line = *order.add_lines();
    line.set_line_number(static_cast<int>(i * 10));
    SetItem(*line.mutable_item());
    SetQuantity(*line.mutable_quantity());
    line.mutable_price()->mutable_money()->set_amount_micros(Between(0, 1'000'000'000'000'000));
    line.mutable_price()->mutable_money()->set_currency_code(
        *rc::gen::element<std::string>("EUR", "GBP"));
    if (Chance()) line.mutable_price()->set_gtin(Key(13));
    if (Chance()) line.mutable_price()->set_base_count(Between(1, 1000));
    if (Chance()) line.mutable_price()->set_base_unit_code("KGM");
    line.set_fill_policy(static_cast<v1::FillPolicy>(Between(1, 3)));
  }
  return document;
}

v1::Document AnyDespatchAdvice() {
  v1::Document document = Envelope("despatch_advice", kSupplier, kRetailer);
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  if (Chance()) advice.set_ship_from_gln(Key(13));
  advice.set_ship_to_gln(Key(13));
  SetTime(*advice.mutable_despatch_time());
  SetTime(*advice.mutable_estimated_arrival_time());
  if (Chance()) advice.set_carrier_name(Text(100));
  if (Chance()) advice.set_carrier_scac("ABCD");
  if (Chance()) advice.set_bill_of_lading_number(Text(35));
  if (Chance()) advice.set_total_count(Between(0, 1000));
  int line_number = 0;
  const int64_t units = Between(1, 4);
  for (int64_t u = 0; u < units; ++u) {
    v1::LogisticUnit& unit = *advice.add_logistic_units();
    const std::string body = absl::StrFormat("34%015d", u);
    unit.set_sscc(body + base::Gs1CheckDigit(body));
    if (Chance()) unit.set_package_type_code("XPX");
    if (Chance()) unit.set_gross_weight_grams(Between(0, 1'000'000));
    const int64_t lines = Between(0, 3);
    for (int64_t i = 0; i < lines; ++i) {
      v1::DespatchLine& line = *unit.add_lines();
      line.set_line_number(++line_number);
      line.set_order_number(Reference());
      line.set_order_line_number(static_cast<int>(Between(1, 999'999)));
      SetItem(*line.mutable_item());
      SetQuantity(*line.mutable_quantity());
      if (Chance()) line.set_lot_number(Text(20));
      if (Chance()) SetDate(*line.mutable_best_before_date());
      line.set_remainder(static_cast<v1::Remainder>(Between(1, 2)));
    }
  }
  return document;
}

v1::Document AnyOrderChange() {
  v1::Document document = Envelope("order_change", kRetailer, kSupplier);
  document.set_in_response_to(base::NameUuid("order"));
  document.set_base_version(Between(1, 1000));
  const v1::Document order = AnyOrder();
  v1::OrderChange& change = *document.mutable_order_change();
  change.set_order_number(order.number());
  if (Chance()) SetWindow(*change.mutable_ship_window());
  SetWindow(*change.mutable_delivery_window());
  if (Chance()) SetDate(*change.mutable_cancel_after_date());
  if (Chance()) SetTime(*change.mutable_response_due_time());
  *change.mutable_lines() = order.order().lines();
  return document;
}

v1::Document AnyOrderCancellation() {
  v1::Document document = Envelope("order_cancellation", kRetailer, kSupplier);
  document.set_in_response_to(base::NameUuid("order"));
  document.set_base_version(Between(1, 1000));
  v1::OrderCancellation& cancellation = *document.mutable_order_cancellation();
  cancellation.set_order_number(Reference());
  cancellation.set_reason(static_cast<v1::CancellationReason>(Between(1, 5)));
  const int64_t lines = Between(0, 4);
  for (int64_t i = 0; i < lines; ++i) {
    cancellation.add_line_numbers(static_cast<int>(Between(1, 999'999)));
  }
  return document;
}

// Writes documents into one file and reads them back: nothing is lost or changed.
void CheckRoundTrip(const Profile& profile, const std::vector<v1::Document>& documents) {
  const auto writer = CsvWriter::Make(profile);
  RC_ASSERT(writer.ok());
  format::StringSink sink;
  for (const v1::Document& document : documents) {
    const absl::Status status = (*writer)->Write(document, sink);
    if (!status.ok()) RC_FAIL(std::string(status.message()) + "\n" + document.DebugString());
  }
  RC_ASSERT((*writer)->Finish(sink).ok());
  const Collector read = ReadCsv(profile, sink.text(), format::Mode::kAllOrNothing);
  RC_ASSERT(read.issues.empty());
  RC_ASSERT(read.documents.size() == documents.size());
  for (size_t i = 0; i < documents.size(); ++i) {
    RC_ASSERT(read.documents[i].document.SerializeAsString() == documents[i].SerializeAsString());
  }
}

std::vector<v1::Document> Several(v1::Document (*make)()) {
  std::vector<v1::Document> documents;
  std::set<std::string> numbers;
  const int64_t count = Between(0, 4);
  for (int64_t i = 0; i < count; ++i) {
    v1::Document document = make();
    if (numbers.insert(document.number()).second) documents.push_back(std::move(document));
  }
  return documents;
}

// Other notations for the same columns.
std::string InNotation(std::string_view profile) {
  std::string json(profile);
  const int64_t which = Between(0, 2);
  if (which == 1) json.insert(1, "\"delimiter\": \";\", \"decimalMark\": \",\",");
  if (which == 2) json.insert(1, "\"delimiter\": \"\\t\", \"dateFormat\": \"D.M.YYYY\",");
  return json;
}

TEST(CsvRoundTripTest, OrdersComeBackAsTheyWere) {
  rc::check([] {
    const auto profile = Profile::FromJson(InNotation(BuiltInProfile("orders")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyOrder));
  });
}

TEST(CsvRoundTripTest, DespatchAdvicesComeBackAsTheyWere) {
  rc::check([] {
    const auto profile =
        Profile::FromJson(InNotation(BuiltInProfile("despatch_advices")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyDespatchAdvice));
  });
}

TEST(CsvRoundTripTest, OrderChangesComeBackAsTheyWere) {
  rc::check([] {
    const auto profile =
        Profile::FromJson(InNotation(BuiltInProfile("order_changes")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyOrderChange));
  });
}

TEST(CsvRoundTripTest, OrderCancellationsComeBackAsTheyWere) {
  rc::check([] {
    const auto profile =
        Profile::FromJson(InNotation(BuiltInProfile("order_cancellations")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyOrderCancellation));
  });
}

}  // namespace
}  // namespace headwater::csv
