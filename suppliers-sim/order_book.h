// Orders as one party knows them from its feed alone, retailer and supplier alike.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "headwater/v1/ordering.pb.h"
#include "suppliers-sim/calendar.h"

namespace headwater::sim {

// The parts of a line that are not over yet, as the hub's ledger counts them.
struct BookLine {
  int32_t number = 0;
  std::string gtin;
  std::string substitute_gtin;  // once the supplier named one
  v1::FillPolicy fill_policy = v1::FILL_POLICY_UNSPECIFIED;
  int64_t quantity = 0;  // after the buyer's changes
  int64_t open = 0;
  int64_t acknowledged = 0;
  int64_t backordered = 0;
  int64_t substituted = 0;
  int64_t rejected = 0;

  int64_t pending() const { return open + acknowledged + backordered + substituted; }
};

struct BookOrder {
  std::string number;
  std::string document_id;
  std::string supplier_gln;
  v1::Order order;    // as it stands after changes
  base::Day day = 0;  // of the review that made it
  int64_t version = 0;
  std::vector<BookLine> lines;
  // The day on which the supplier answered first, and on which it shipped last.
  bool answered = false;
  base::Day answer_day = 0;
  bool changed = false;  // since the last answer
  int shipments = 0;
  base::Day ship_day = 0;

  int64_t pending() const;
  BookLine* FindLine(int32_t line_number);

  // As the event of such a document would do it.
  void Answer(const v1::OrderResponse& response, base::Day response_day);
};

// Only what is still pending is kept: nothing more happens to the rest.
class OrderBook {
 public:
  void Apply(const v1::Event& event);
  // By number.
  const std::map<std::string, BookOrder>& orders() const { return orders_; }
  const BookOrder* Find(const std::string& number) const;
  void Clear() { orders_.clear(); }

 private:
  void Add(const v1::Document& document, int64_t version);
  void Change(const v1::OrderChange& change, BookOrder& order);
  void Cancel(const v1::OrderCancellation& cancellation, BookOrder& order);
  void Ship(const v1::LogisticUnit& unit, base::Day day);

  std::map<std::string, BookOrder> orders_;
};

}  // namespace headwater::sim
