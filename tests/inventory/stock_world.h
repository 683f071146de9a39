// A retailer with two shops and two suppliers with items, in a hub that has every room
// up to sales. For the tests of inventory, sales and replenishment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "headwater/v1/document.pb.h"
#include "support/test_hub.h"

namespace headwater::test {

// Shops of the retailer: in Berlin, and in Auckland, where days begin half a day before.
inline base::Gln Shop() { return MakeGln(10); }
inline base::Gln FarShop() { return MakeGln(11); }
// Of Supplier(1) and of Supplier(2).
inline base::Gln Depot() { return MakeGln(20); }
inline base::Gln OtherDepot() { return MakeGln(21); }

// Items of Supplier(1): 1 to 5 counted, with a case of 6 and its ids "S-<n>" and "B-<n>";
// 9 in KGM. Item 11 is of Supplier(2).
inline std::string Piece(int n) { return MakeGtin(n); }
inline std::string Case(int n) { return MakeGtin14(1, n); }
inline constexpr int kWeighed = 9;
inline constexpr int kForeign = 11;
inline constexpr int64_t kCaseCount = 6;

// The base of an item as the tables hold it.
int64_t Key(const std::string& gtin);

// So long after the world began; the clock stands at kNow hours.
inline constexpr int kNow = 1000;
absl::Time At(int hours);

struct StockLine {
  std::string gtin;
  v1::Quantity quantity;
  base::Gln location = Shop();
  v1::StockStatus status = v1::STOCK_STATUS_AVAILABLE;
  base::Gln owner = {};
  std::string lot = {};
};

struct MoveLine {
  std::string gtin;
  v1::MovementReason reason;
  v1::Quantity quantity;
  v1::StockStatus status = v1::STOCK_STATUS_AVAILABLE;
  base::Gln owner = {};
};

struct SaleLine {
  std::string gtin;  // empty: none
  v1::Quantity quantity;
  v1::TicketLineType type = v1::TICKET_LINE_TYPE_SALE;
  int64_t unit_price_micros = 1'000'000;
};

// Documents of the retailer, each with a number of its own.
v1::Document Report(absl::Time as_of, v1::InventoryReportBasis basis,
                    v1::InventoryReportScope scope, const std::vector<StockLine>& lines,
                    base::Gln receiver = Supplier());
v1::Document Counting(absl::Time as_of, const std::vector<StockLine>& lines);  // COUNTED, LISTED
v1::Document Booking(absl::Time as_of, const std::vector<StockLine>& lines);   // BOOK, LISTED
// Of a supplier, to the retailer.
v1::Document Offering(absl::Time as_of, v1::InventoryReportScope scope,
                      const std::vector<StockLine>& lines, base::Gln supplier = Supplier());
v1::Document Moving(absl::Time time, const std::vector<MoveLine>& lines,
                    base::Gln receiver = Supplier(), base::Gln location = Shop());
v1::Document Selling(absl::Time time, const std::vector<SaleLine>& lines,
                     base::Gln location = Shop());

class StockWorld : public TestHub {
 public:
  StockWorld();

  // The item with more than Piece() and Case() say.
  absl::StatusOr<v1::Receipt> StateItem(const v1::TradeItem& item);

  // Order, despatch and receipt of so many pieces of an item, all in order but for what
  // is given. The goods arrive at `arrival`.
  struct Receiving {
    int64_t received = 0;
    int64_t damaged = 0;
    int64_t refused = 0;
    bool consigned = false;
  };
  void Receive(const std::string& gtin, const Receiving& receiving, absl::Time arrival,
               base::Gln location = Shop());
  absl::StatusOr<v1::Receipt> Order(const std::string& gtin, int64_t count, std::string_view number,
                                    base::Gln location = Shop(), bool consigned = false);

  // "book reported" of the retailer's AVAILABLE stock at Shop(), "-" where absent; "" where
  // there is no row.
  std::string Stock(const std::string& gtin, base::Gln location = Shop(),
                    v1::StockStatus status = v1::STOCK_STATUS_AVAILABLE,
                    base::Gln owner = Retailer());
  // "hours reason quantity" of each movement of an item, in order.
  std::vector<std::string> Journal(const std::string& gtin, base::Gln location = Shop());

 private:
  void Require(const absl::StatusOr<v1::Receipt>& receipt);
  static TestHubOptions Options();
};

}  // namespace headwater::test
