// Trade items for tests, and a hub that takes them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/check.h"
#include "hub/catalogue/catalogue_handler.h"
#include "hub/catalogue/catalogue_schema.h"
#include "hub/exchange/registry.h"
#include "hub/store/database.h"
#include "support/test_hub.h"

namespace headwater::test {

// Counted, orderable, 10.00 EUR a piece.
inline v1::TradeItem MakeItem(int n, base::Gln supplier = Supplier()) {
  v1::TradeItem item;
  item.set_gtin(MakeGtin(n));
  item.set_supplier_gln(supplier.ToString());
  item.set_description(absl::StrCat("Item ", n));
  item.mutable_price()->mutable_money()->set_amount_micros(10'000'000);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.set_base_orderable(true);
  return item;
}

inline void AddPack(v1::TradeItem& item, const std::string& gtin, const std::string& contained,
                    int64_t count, bool orderable = true) {
  v1::Pack& pack = *item.add_packs();
  pack.set_gtin(gtin);
  pack.set_level(v1::PACK_LEVEL_CASE);
  pack.set_contained_gtin(contained);
  pack.set_contained_count(count);
  pack.set_orderable(orderable);
}

// With a case (indicator 1) of `count` pieces.
inline v1::TradeItem MakeCased(int n, int64_t count, base::Gln supplier = Supplier()) {
  v1::TradeItem item = MakeItem(n, supplier);
  AddPack(item, MakeGtin14(1, n), item.gtin(), count);
  return item;
}

// In KGM.
inline v1::TradeItem MakeWeighed(int n, base::Gln supplier = Supplier()) {
  v1::TradeItem item = MakeItem(n, supplier);
  item.set_measure_unit_code("KGM");
  item.mutable_price()->set_base_unit_code("KGM");
  return item;
}

inline v1::Document State(const v1::TradeItem& item, base::Gln sender, base::Gln receiver,
                          int64_t base_version) {
  static int number = 0;
  v1::Document document = Envelope(absl::StrCat("TI-", ++number), sender, receiver);
  *document.mutable_trade_item() = item;
  if (base_version > 0) document.set_base_version(base_version);
  return document;
}
// By its supplier.
inline v1::Document State(const v1::TradeItem& item, int64_t base_version = 0) {
  return State(item, *base::Gln::Parse(item.supplier_gln()), Retailer(), base_version);
}

inline exchange::Kind TradeItemKind() {
  exchange::Kind kind{.body = v1::Document::kTradeItem,
                      .senders = exchange::Senders::kBoth,
                      .receivers = exchange::Receivers::kOtherRole};
  kind.handlers.push_back(std::make_unique<catalogue::TradeItemHandler>());
  return kind;
}

// Knows Supplier(1) to Supplier(3).
class CatalogueHub : public TestHub {
 public:
  CatalogueHub() : TestHub(Options()) {}

  std::unique_ptr<store::Reader> Reader() {
    auto reader = database().BeginRead();
    HW_CHECK(reader.ok()) << reader.status();
    return *std::move(reader);
  }

 private:
  static TestHubOptions Options() {
    TestHubOptions options;
    options.kinds.push_back(TradeItemKind());
    options.schemas = {catalogue::CatalogueSchema()};
    return options;
  }
};

}  // namespace headwater::test
