#include "suppliers-sim/buyer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr int kReviewDays = 5;
constexpr int kWindowDays = 3;

v1::FillPolicy FillPolicyOf(const World& world, const std::string& subject) {
  const uint64_t luck = world.chance.Draw("fill policy", subject) % 100;
  if (luck < 60) return v1::FILL_POLICY_BACKORDER;
  return luck < 80 ? v1::FILL_POLICY_NO_BACKORDER : v1::FILL_POLICY_SUBSTITUTE_ALLOWED;
}

v1::Document NewOrder(const World& world, int supplier, int country, base::Day day) {
  const absl::Time now = InstantOf({day, Phase::kReview});
  v1::Document document = NewDocument("order", OrderNumber(supplier, country, day), RetailerGln(),
                                      SupplierGln(supplier), now);
  v1::Order& order = *document.mutable_order();
  order.set_type(v1::ORDER_TYPE_REPLENISHMENT);
  order.set_ship_to_gln(ShopGln(country));
  const absl::TimeZone zone = world.zone(country);
  // The order leaves on the morning after the day that it is made for.
  const base::Day due = day + 1 + world.character(supplier).lead_time_days();
  v1::TimeWindow& window = *order.mutable_delivery_window();
  SetTime(LocalTime(due - kWindowDays, 6 * 60, zone), window.mutable_start_time());
  SetTime(LocalTime(due, 18 * 60, zone), window.mutable_end_time());
  window.set_time_zone(
      std::string(CountryOf(world.data.countries[static_cast<size_t>(country)]).time_zone));
  order.set_currency_code(std::string(kCurrency));
  order.set_payment_method(v1::PAYMENT_METHOD_INVOICE);
  order.set_incoterm_code("DAP");
  SetTime(now + absl::Hours(48), order.mutable_response_due_time());
  return document;
}

// What a line shall be instead, in whole multiples and not below the least.
int64_t ChangedQuantity(const World& world, const BookLine& line, const std::string& subject) {
  const int number = world.assortment.FindGtin(line.gtin);
  if (number < 0) return line.quantity;
  const Item& item = world.item(number);
  int64_t step = std::max<int64_t>(1, line.quantity / 4);
  step = (step + item.order_multiple - 1) / item.order_multiple * item.order_multiple;
  if (world.chance.Hits(500, "less", subject)) {
    const int64_t less = line.quantity - step;
    if (less >= item.order_minimum && less >= 1) return less;
  }
  return line.quantity + step;
}

v1::Document NewChange(const World& world, const BookOrder& order, base::Day day) {
  v1::Document document =
      NewDocument("order_change", absl::StrCat("CH-", order.number), RetailerGln(),
                  order.supplier_gln, InstantOf({day, Phase::kShop}, 1));
  document.set_in_response_to(order.document_id);
  document.set_base_version(order.version);
  v1::OrderChange& change = *document.mutable_order_change();
  change.set_order_number(order.number);
  *change.mutable_delivery_window() = order.order.delivery_window();
  *change.mutable_response_due_time() = order.order.response_due_time();
  *change.mutable_lines() = order.order.lines();
  for (int i = 0; i < change.lines_size(); ++i) {
    const BookLine& line = order.lines[static_cast<size_t>(i)];
    const std::string subject = absl::StrCat(order.number, "/", line.number);
    // At least the first; a line that was rejected in part stays as it is.
    const bool chosen = i == 0 || world.chance.Hits(250, "change line", subject);
    if (!chosen || line.rejected > 0 || line.pending() == 0) continue;
    *change.mutable_lines(i)->mutable_quantity() = Pieces(ChangedQuantity(world, line, subject));
  }
  return document;
}

v1::Document NewCancellation(const World& world, const BookOrder& order, base::Day day) {
  v1::Document document =
      NewDocument("order_cancellation", absl::StrCat("CX-", order.number), RetailerGln(),
                  order.supplier_gln, InstantOf({day, Phase::kShop}, 2));
  document.set_in_response_to(order.document_id);
  document.set_base_version(order.version);
  v1::OrderCancellation& cancellation = *document.mutable_order_cancellation();
  cancellation.set_order_number(order.number);
  cancellation.set_reason(v1::CANCELLATION_REASON_DEMAND_FELL);
  if (world.chance.Hits(400, "cancel all", order.number)) return document;
  for (const BookLine& line : order.lines) {
    const std::string subject = absl::StrCat(order.number, "/", line.number);
    if (line.pending() > 0 && world.chance.Hits(300, "cancel line", subject)) {
      cancellation.add_line_numbers(line.number);
    }
  }
  return document;
}

}  // namespace

bool IsReviewDay(const World& world, int supplier, base::Day day) {
  return world.calendar.Orders(day) && base::IsoWeekday(day) == supplier % kReviewDays + 1;
}

std::string OrderNumber(int supplier, int country, base::Day day) {
  return absl::StrFormat("PO-%s-%02d-%02d", DayCode(day), supplier + 1, country + 1);
}

std::vector<v1::Document> OrdersOf(const World& world, int supplier, base::Day day,
                                   std::span<const v1::ReplenishmentNeed> needs) {
  std::vector<v1::Document> orders;
  int ordered_for = -1;
  for (const v1::ReplenishmentNeed& need : needs) {
    const int country = world.FindShop(need.location_gln());
    if (country < 0) continue;
    if (country != ordered_for) orders.push_back(NewOrder(world, supplier, country, day));
    ordered_for = country;
    v1::Order& order = *orders.back().mutable_order();
    v1::OrderLine& line = *order.add_lines();
    line.set_line_number(order.lines_size());
    const int number = world.assortment.FindGtin(need.gtin());
    line.mutable_item()->set_gtin(number < 0 ? need.gtin() : world.item(number).order_gtin);
    *line.mutable_quantity() = Pieces(need.order_quantity());
    *line.mutable_price() = need.price();
    line.set_fill_policy(FillPolicyOf(world, need.gtin()));
  }
  return orders;
}

std::vector<v1::Document> SecondThoughts(const World& world, const OrderBook& book, base::Day day) {
  std::vector<v1::Document> documents;
  for (const auto& [number, order] : book.orders()) {
    if (order.day != day - 1 || order.pending() == 0) continue;
    const uint64_t luck = world.chance.Draw("second thought", number) % 1000;
    if (luck < 30) {
      documents.push_back(NewChange(world, order, day));
    } else if (luck < 45) {
      documents.push_back(NewCancellation(world, order, day));
    }
  }
  return documents;
}

}  // namespace headwater::sim
