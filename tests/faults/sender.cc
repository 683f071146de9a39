#include "faults/sender.h"

#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/order_source.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::faults {
namespace {

using v1::Document;

constexpr int kReportLines = 10;
constexpr int kOrderShapes = 64;

Document WarehouseOf(int supplier) {
  const base::Gln owner = bench::SupplierGln(supplier);
  Document document = test::Envelope("", owner, test::Retailer());
  v1::Location& location = *document.mutable_location();
  location.set_gln(test::MakeGln(3001 + supplier).ToString());
  location.set_party_gln(owner.ToString());
  location.set_display_name("A warehouse");
  location.set_type(v1::LOCATION_TYPE_WAREHOUSE);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return document;
}

// The n-th statement of what a supplier has; a later one replaces it.
Document StockOf(int supplier, int64_t n) {
  const base::Gln owner = bench::SupplierGln(supplier);
  Document document = test::Envelope("", owner, test::Retailer());
  v1::InventoryReport& report = *document.mutable_inventory_report();
  const absl::Time as_of = test::TestStart() - absl::Hours(24 * 3650) + absl::Seconds(n);
  *report.mutable_as_of_time() = exchange::TimestampOf(exchange::MicrosOf(as_of));
  report.set_basis(v1::INVENTORY_REPORT_BASIS_BOOK);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  for (int i = 0; i < kReportLines; ++i) {
    v1::InventoryReportLine& line = *report.add_lines();
    line.set_location_gln(test::MakeGln(3001 + supplier).ToString());
    line.mutable_item()->set_gtin(
        bench::ItemGtin(supplier, static_cast<int>((n * 7 + i * 3) % bench::kItemsPerSupplier)));
    line.set_status(v1::STOCK_STATUS_AVAILABLE);
    line.set_owner_gln(owner.ToString());
    *line.mutable_quantity() = test::Count((n * 13 + i) % 1000);
  }
  return document;
}

}  // namespace

v1::SubmitRequest Sender::Request(int64_t number) const {
  v1::SubmitRequest request;
  Document& document = *request.mutable_document();
  document = make_(number);
  document.set_number(absl::StrCat(name_, "-", number));
  document.set_document_id(base::NameUuid(absl::StrCat("document ", document.number())));
  request.set_request_id(base::NameUuid(absl::StrCat("request ", document.number())));
  return request;
}

Cast::Cast() {
  const auto opening =
      std::make_shared<const std::vector<Document>>(bench::OpeningDocuments(kCastSuppliers));
  senders_.emplace_back("OPEN", test::Retailer(),
                        [opening](int64_t n) { return (*opening)[static_cast<size_t>(n)]; });
  auto orders = std::make_shared<std::vector<Document>>();
  for (int i = 0; i < kOrderShapes * kCastSuppliers; ++i) {
    orders->push_back(bench::OrderDocument(i, i % kCastSuppliers));
  }
  senders_.emplace_back("PO", test::Retailer(), [orders](int64_t n) {
    return (*orders)[static_cast<size_t>(n) % orders->size()];
  });
  parties_.push_back(test::Retailer());
  opening_documents_ = static_cast<int64_t>(opening->size());
  for (int64_t n = 0; n < opening_documents_; ++n) opening_.push_back({kOpening, n});
  for (int i = 0; i < kCastSuppliers; ++i) {
    senders_.emplace_back(absl::StrCat("STOCK", i), bench::SupplierGln(i),
                          [i](int64_t n) { return n == 0 ? WarehouseOf(i) : StockOf(i, n); });
    parties_.push_back(bench::SupplierGln(i));
    opening_.push_back({Stock(i), 0});
  }
}

bool Cast::Find(const Document& document, RequestKey& key) const {
  const std::string& text = document.number();
  const size_t dash = text.rfind('-');
  if (dash == std::string::npos) return false;
  if (!absl::SimpleAtoi(text.substr(dash + 1), &key.number) || key.number < 0) return false;
  for (key.sender = 0; key.sender < senders_.size(); ++key.sender) {
    if (text.compare(0, dash, senders_[key.sender].name()) != 0) continue;
    return key.sender != kOpening || key.number < opening_documents_;
  }
  return false;
}

}  // namespace headwater::faults
