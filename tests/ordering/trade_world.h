// A retailer with two stores, two suppliers with items, and the documents that they
// send each other about orders and deliveries; through the one door.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "headwater/v1/delivery.pb.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/ordering.pb.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/registry.h"
#include "support/test_hub.h"

namespace headwater::test {

// Where the retailer's goods go: the first in Berlin, the second in New York.
base::Gln Store(int n = 1);
// Of Supplier(n).
base::Gln SupplierWarehouse(int n = 1);

// The items of Supplier(1). All at 10.00 EUR a piece of the base.
inline constexpr int kSoap = 1;    // pieces, cases of 12, pallets of 40 cases
inline constexpr int kTea = 2;     // in tens, at least 20
inline constexpr int kCoffee = 3;  // pieces
inline constexpr int kCheese = 4;  // by weight, KGM
inline constexpr int kFax = 5;     // discontinued
inline constexpr int kSalt = 6;    // cases of 6 alone can be ordered
inline constexpr int kMint = 7;    // pieces: what stands in for others
inline constexpr int kButter = 8;  // by weight, KGM
// Of Supplier(2).
inline constexpr int kForeign = 50;

std::string Pieces(int item);
std::string Case(int item);
std::string Pallet(int item);

// 5 % over what was ordered is taken at Store(1), nothing at Store(2).
class TradeWorld : public TestHub {
 public:
  explicit TradeWorld(const std::string& path = ":memory:");

  // Submits and expects OK.
  v1::Receipt Accepted(const v1::Document& document);

  v1::OrderRecord Order(std::string_view number, base::Gln supplier = Supplier());
  v1::DeliveryRecord Delivery(std::string_view number, base::Gln supplier = Supplier());
  v1::OrderLineLedger Ledger(std::string_view order, int line);
  int64_t OnOrder(int item, base::Gln location = Store());
};

// A handler by itself, and the submission that a door would make of a document.
std::unique_ptr<exchange::DocumentHandler> HandlerOf(v1::Document::BodyCase body);
exchange::Submission SubmissionOf(const v1::Document& document);
// The schemas of the rooms in this world, without that of the exchange.
std::vector<store::Schema> TradeSchemas();
// The documents that state the world.
std::vector<v1::Document> WorldDocuments();

// Every violation as "path REASON"; for a refusal without any, the reason alone; "OK".
std::vector<std::string> Broken(const absl::Status& status);
template <typename T>
std::vector<std::string> Broken(const absl::StatusOr<T>& status) {
  return Broken(status.status());
}

// Parts of documents. Prices are in EUR.
v1::Price Euros(int64_t cents);
v1::TimeWindow Window(int first_day, int last_day);  // of January 2026, UTC
v1::OrderLine OrderLineOf(int number, const std::string& gtin, v1::Quantity quantity,
                          v1::FillPolicy policy = v1::FILL_POLICY_BACKORDER);
inline v1::OrderLine OrderLineOf(int number, const std::string& gtin, int64_t count,
                                 v1::FillPolicy policy = v1::FILL_POLICY_BACKORDER) {
  return OrderLineOf(number, gtin, Count(count), policy);
}

v1::Document MakeOrder(std::string_view number, const std::vector<v1::OrderLine>& lines,
                       base::Gln supplier = Supplier(), base::Gln ship_to = Store());

v1::OrderResponseSplit Accepting(int64_t count);
v1::OrderResponseSplit Backordering(int64_t count);
v1::OrderResponseSplit Rejecting(int64_t count);
// `replacement_count` of `gtin` for each piece.
v1::OrderResponseSplit Substituting(int64_t count, const std::string& gtin,
                                    int64_t replacement_count = 1);
v1::OrderResponseLine Answering(int line, const std::vector<v1::OrderResponseSplit>& splits);
v1::Document MakeResponse(const v1::Document& order, int64_t base_version,
                          const std::vector<v1::OrderResponseLine>& lines);

// States the order as it is in `order`: a test then edits the lines.
v1::Document MakeChange(const v1::Document& order, int64_t base_version);
v1::Document MakeCancellation(const v1::Document& order, int64_t base_version,
                              const std::vector<int32_t>& lines = {});

v1::DespatchLine Shipping(int line, std::string_view order, int order_line, const std::string& gtin,
                          v1::Quantity quantity, v1::Remainder remainder = v1::REMAINDER_TO_FOLLOW);
inline v1::DespatchLine Shipping(int line, std::string_view order, int order_line,
                                 const std::string& gtin, int64_t count,
                                 v1::Remainder remainder = v1::REMAINDER_TO_FOLLOW) {
  return Shipping(line, order, order_line, gtin, Count(count), remainder);
}
v1::LogisticUnit UnitOf(int sscc, const std::vector<v1::DespatchLine>& lines);
// On a pallet with a new SSCC; left on January 4, 2026, 12:00 UTC, the day before the world
// begins, and is due on January 9.
v1::Document MakeDespatch(std::string_view number, const std::vector<v1::DespatchLine>& lines,
                          base::Gln supplier = Supplier(), base::Gln ship_to = Store());

v1::ReceivingLine Receiving(int line, int64_t received, int64_t short_received = 0,
                            int64_t over = 0, int64_t damaged = 0, int64_t refused = 0);
// Arrived on January 5, 2026, 06:00 UTC, two hours before the world begins.
v1::Document MakeReceipt(const v1::Document& despatch, std::string_view number,
                         const std::vector<v1::ReceivingLine>& lines);

}  // namespace headwater::test
