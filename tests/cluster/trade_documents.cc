#include "cluster/trade_documents.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::test {
namespace {

constexpr int kItems = 3;
constexpr int64_t kPriceMicros = 1'500'000;

base::Gln Store() { return MakeGln(2001); }
std::string GtinOf(int supplier, int item) { return MakeGtin(supplier * kItems + item); }

// Each statement has a number of its own.
std::string NumberOf(absl::string_view prefix) {
  static std::atomic<int64_t> count = 0;
  return absl::StrCat(prefix, "-", ++count);
}

v1::Document PartyOf(base::Gln gln, v1::PartyRole role) {
  v1::Document document = Envelope(NumberOf("PARTY"), Retailer(), gln);
  v1::Party& party = *document.mutable_party();
  party.set_gln(gln.ToString());
  party.set_display_name("A party");
  party.set_role(role);
  party.set_country_code("DE");
  party.set_currency_code("EUR");
  party.set_time_zone("Europe/Berlin");
  return document;
}

v1::Document StoreDocument() {
  v1::Document document = Envelope(NumberOf("STORE"), Retailer());
  v1::Location& location = *document.mutable_location();
  location.set_gln(Store().ToString());
  location.set_party_gln(Retailer().ToString());
  location.set_display_name("A store");
  location.set_type(v1::LOCATION_TYPE_STORE);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return document;
}

v1::Document OrderTo(int supplier, absl::string_view number) {
  v1::Document document = Envelope(std::string(number), Retailer(), Supplier(supplier));
  v1::Order& order = *document.mutable_order();
  order.set_type(v1::ORDER_TYPE_REPLENISHMENT);
  order.set_ship_to_gln(Store().ToString());
  order.set_currency_code("EUR");
  order.set_payment_method(v1::PAYMENT_METHOD_INVOICE);
  v1::TimeWindow& window = *order.mutable_delivery_window();
  window.mutable_start_time()->set_seconds(absl::ToUnixSeconds(TestStart()) + 86400);
  window.mutable_end_time()->set_seconds(absl::ToUnixSeconds(TestStart()) + 2 * 86400);
  window.set_time_zone("Europe/Berlin");
  for (int i = 0; i < kItems; ++i) {
    v1::OrderLine& line = *order.add_lines();
    line.set_line_number(i + 1);
    line.mutable_item()->set_gtin(GtinOf(supplier, i));
    *line.mutable_quantity() = Count(12 + i);
    line.mutable_price()->mutable_money()->set_amount_micros(kPriceMicros);
    line.mutable_price()->mutable_money()->set_currency_code("EUR");
    line.set_fill_policy(v1::FILL_POLICY_BACKORDER);
  }
  return document;
}

}  // namespace

v1::Document PartyDocument(int supplier, int64_t version, bool suspended) {
  v1::Document document = PartyOf(Supplier(supplier), v1::PARTY_ROLE_SUPPLIER);
  document.set_base_version(version);
  document.mutable_party()->set_suspended(suspended);
  return document;
}

v1::Document ItemDocument(int supplier, int item, int64_t version, bool discontinued) {
  v1::Document document = Envelope(NumberOf("ITEM"), Retailer(), Supplier(supplier));
  document.set_base_version(version);
  v1::TradeItem& trade_item = *document.mutable_trade_item();
  trade_item.set_gtin(GtinOf(supplier, item));
  trade_item.set_supplier_gln(Supplier(supplier).ToString());
  trade_item.set_description(absl::StrCat("Item ", item));
  trade_item.mutable_price()->mutable_money()->set_amount_micros(kPriceMicros);
  trade_item.mutable_price()->mutable_money()->set_currency_code("EUR");
  trade_item.set_base_orderable(true);
  trade_item.set_discontinued(discontinued);
  return document;
}

std::vector<v1::Document> OpeningDocuments(int suppliers) {
  std::vector<v1::Document> documents = {PartyOf(Retailer(), v1::PARTY_ROLE_RETAILER),
                                         StoreDocument()};
  for (int supplier = 1; supplier <= suppliers; ++supplier) {
    documents.push_back(PartyDocument(supplier, /*version=*/0, /*suspended=*/false));
    for (int item = 0; item < kItems; ++item) {
      documents.push_back(ItemDocument(supplier, item, /*version=*/0, /*discontinued=*/false));
    }
  }
  return documents;
}

v1::Document FromRetailer(int suppliers, int64_t count) {
  const int supplier = 1 + static_cast<int>(count % suppliers);
  const std::string number = absl::StrCat("R-", count);
  if (count % 2 == 0) return OrderTo(supplier, number);
  return Complaint(number, Retailer(), Supplier(supplier));
}

v1::Document FromSupplier(int supplier, int64_t count) {
  return Complaint(absl::StrCat("S-", supplier, "-", count), Supplier(supplier), Retailer());
}

}  // namespace headwater::test
