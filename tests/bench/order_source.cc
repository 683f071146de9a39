#include "bench/order_source.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "hub/base/check.h"
#include "hub/base/uuid.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::bench {
namespace {

using v1::Document;

constexpr int kTemplates = 1024;
constexpr int64_t kPriceMicros = 1'500'000;

v1::Price Euros(int64_t micros) {
  v1::Price price;
  price.mutable_money()->set_amount_micros(micros);
  price.mutable_money()->set_currency_code("EUR");
  return price;
}

Document PartyOf(base::Gln gln, v1::PartyRole role) {
  Document document = test::Envelope(absl::StrCat("PARTY-", gln.ToString()), test::Retailer(), gln);
  v1::Party& party = *document.mutable_party();
  party.set_gln(gln.ToString());
  party.set_display_name("A party");
  party.set_role(role);
  party.set_country_code("DE");
  party.set_currency_code("EUR");
  party.set_time_zone("Europe/Berlin");
  return document;
}

Document ItemDocument(int supplier, int n) {
  Document document = test::Envelope(absl::StrCat("ITEM-", supplier, "-", n), test::Retailer(),
                                     SupplierGln(supplier));
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(ItemGtin(supplier, n));
  item.set_supplier_gln(SupplierGln(supplier).ToString());
  item.set_description(absl::StrCat("Item ", n));
  *item.mutable_price() = Euros(kPriceMicros);
  item.set_base_orderable(true);
  return document;
}

}  // namespace

base::Gln SupplierGln(int supplier) { return test::Supplier(1 + supplier); }
std::string ItemGtin(int supplier, int item) {
  return test::MakeGtin(supplier * kItemsPerSupplier + item);
}
base::Gln StoreGln() { return test::MakeGln(2001); }

Document StoreDocument(base::Gln gln) {
  Document document = test::Envelope(absl::StrCat("STORE-", gln.ToString()), test::Retailer());
  v1::Location& location = *document.mutable_location();
  location.set_gln(gln.ToString());
  location.set_party_gln(test::Retailer().ToString());
  location.set_display_name("A store");
  location.set_type(v1::LOCATION_TYPE_STORE);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return document;
}

Document OrderDocument(int index, int supplier) {
  Document document = test::Envelope("", test::Retailer(), SupplierGln(supplier));
  v1::Order& order = *document.mutable_order();
  order.set_type(v1::ORDER_TYPE_REPLENISHMENT);
  order.set_ship_to_gln(StoreGln().ToString());
  order.set_currency_code("EUR");
  order.set_payment_method(v1::PAYMENT_METHOD_INVOICE);
  v1::TimeWindow& window = *order.mutable_delivery_window();
  window.mutable_start_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()) + 86400);
  window.mutable_end_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()) + 2 * 86400);
  window.set_time_zone("Europe/Berlin");
  for (int i = 0; i < kLinesPerOrder; ++i) {
    v1::OrderLine& line = *order.add_lines();
    line.set_line_number(i + 1);
    line.mutable_item()->set_gtin(ItemGtin(supplier, (index * 7 + i * 3) % kItemsPerSupplier));
    *line.mutable_quantity() = test::Count(12 + i);
    *line.mutable_price() = Euros(kPriceMicros);
    line.set_fill_policy(v1::FILL_POLICY_BACKORDER);
  }
  return document;
}

std::vector<Document> OpeningDocuments(int suppliers) {
  std::vector<Document> documents = {PartyOf(test::Retailer(), v1::PARTY_ROLE_RETAILER),
                                     StoreDocument(StoreGln())};
  for (int supplier = 0; supplier < suppliers; ++supplier) {
    documents.push_back(PartyOf(SupplierGln(supplier), v1::PARTY_ROLE_SUPPLIER));
    for (int n = 0; n < kItemsPerSupplier; ++n) documents.push_back(ItemDocument(supplier, n));
  }
  return documents;
}

OrderSource::OrderSource(uint32_t run, int suppliers) : run_(run), random_(run) {
  for (int i = kTemplates - 1; i >= 0; --i) {
    owned_.push_back(std::make_unique<v1::SubmitRequest>());
    *owned_.back()->mutable_document() = OrderDocument(i, i % suppliers);
    free_.push_back(owned_.back().get());
  }
}

v1::SubmitRequest* OrderSource::Take() {
  HW_CHECK(!free_.empty()) << "more calls in flight than there are orders to send";
  v1::SubmitRequest* request = free_.back();
  free_.pop_back();
  ++count_;
  request->set_request_id(base::NewUuid(random_));
  request->mutable_document()->set_document_id(base::NewUuid(random_));
  request->mutable_document()->set_number(absl::StrCat("PO-", run_, "-", count_));
  return request;
}

}  // namespace headwater::bench
