#include "suppliers-sim/despatch_plan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr size_t kLinesPerCarton = 20;
constexpr int kCartonsPerPallet = 8;
constexpr base::Day kDaysToBackorder = 7;

// From the step of a day, which is in the hours after it, to the day on which those are.
constexpr base::Day kMorningAfter = 1;

struct Sent {
  int32_t order_line = 0;
  std::string gtin;
  int64_t quantity = 0;
  v1::Remainder remainder = v1::REMAINDER_CANCELLED;
};

base::Day ShipDay(const Character& character, const BookOrder& order) {
  return order.answer_day + character.ShipDelay(order);
}

v1::OrderResponseSplit& AddSplit(int64_t quantity, v1::ResponseOutcome outcome,
                                 v1::ResponseReason reason, v1::OrderResponseLine& line) {
  v1::OrderResponseSplit& split = *line.add_splits();
  *split.mutable_quantity() = Pieces(quantity);
  split.set_outcome(outcome);
  if (outcome != v1::RESPONSE_OUTCOME_ACCEPTED) {
    split.set_reason(reason == v1::RESPONSE_REASON_UNSPECIFIED ? v1::RESPONSE_REASON_OTHER
                                                               : reason);
  }
  return split;
}

// The next item of the supplier that comes in the same pack; the line's own where there
// is none.
std::string SubstituteFor(const World& world, int supplier, const BookLine& line) {
  if (!line.substitute_gtin.empty()) return line.substitute_gtin;
  const int ordered = world.assortment.FindGtin(line.gtin);
  if (ordered < 0) return line.gtin;
  const std::vector<int>& own = world.assortment.ItemsOf(supplier);
  const auto at = std::ranges::find(own, ordered);
  if (at == own.end()) return line.gtin;
  for (size_t step = 1; step < own.size(); ++step) {
    const auto place = static_cast<size_t>(at - own.begin());
    const Item& other = world.item(own[(place + step) % own.size()]);
    if (other.case_count == world.item(ordered).case_count) return other.order_gtin;
  }
  return line.gtin;
}

// A second answer keeps what the first one said and accepts what was added.
LineAnswer AnswerOf(const Character& character, const BookOrder& order, const BookLine& line) {
  if (!order.answered) return character.Answer(order, line);
  LineAnswer answer;
  answer.accepted = line.acknowledged + line.open;
  answer.backordered = line.backordered;
  answer.substituted = line.substituted;
  answer.reason = v1::RESPONSE_REASON_CAPACITY;
  return answer;
}

void AddAnswer(const World& world, int supplier, const BookOrder& order, const BookLine& line,
               base::Day ship_day, v1::OrderResponse& response) {
  const Character& character = world.character(supplier);
  LineAnswer answer = AnswerOf(character, order, line);
  std::string substitute;
  if (answer.substituted > 0) {
    substitute = SubstituteFor(world, supplier, line);
    if (substitute == line.gtin) {
      answer.accepted += answer.substituted;
      answer.substituted = 0;
    }
  }
  v1::OrderResponseLine& stated = *response.add_lines();
  stated.set_line_number(line.number);
  if (answer.accepted > 0) {
    v1::OrderResponseSplit& split =
        AddSplit(answer.accepted, v1::RESPONSE_OUTCOME_ACCEPTED, answer.reason, stated);
    SetDay(ship_day, split.mutable_ship_date());
    SetDay(ship_day + character.TransitDays(), split.mutable_delivery_date());
  }
  if (answer.backordered > 0) {
    v1::OrderResponseSplit& split =
        AddSplit(answer.backordered, v1::RESPONSE_OUTCOME_BACKORDERED, answer.reason, stated);
    SetDay(ship_day + kDaysToBackorder, split.mutable_delivery_date());
  }
  if (answer.substituted > 0) {
    v1::OrderResponseSplit& split =
        AddSplit(answer.substituted, v1::RESPONSE_OUTCOME_SUBSTITUTED, answer.reason, stated);
    split.mutable_substitute()->mutable_item()->set_gtin(substitute);
    split.mutable_substitute()->set_replacement_count(1);
    SetDay(ship_day + character.TransitDays(), split.mutable_delivery_date());
  }
  if (answer.rejected > 0) {
    AddSplit(answer.rejected, v1::RESPONSE_OUTCOME_REJECTED, answer.reason, stated);
  }
}

// The first shipment of an order.
std::vector<Sent> FirstLoad(const Character& character, const BookOrder& order) {
  std::vector<Sent> load;
  for (const BookLine& line : order.lines) {
    if (line.acknowledged > 0) {
      const LineShipment shipment = character.Ship(order, line);
      const bool follows = !shipment.rest_cancelled &&
                           (shipment.quantity < line.acknowledged || line.backordered > 0);
      const bool more = follows || line.substituted > 0;
      load.push_back({line.number, line.gtin, shipment.quantity,
                      more ? v1::REMAINDER_TO_FOLLOW : v1::REMAINDER_CANCELLED});
    }
    if (line.substituted > 0) {
      load.push_back({line.number, line.substitute_gtin, line.substituted,
                      line.acknowledged + line.backordered > 0 ? v1::REMAINDER_TO_FOLLOW
                                                               : v1::REMAINDER_CANCELLED});
    }
  }
  return load;
}

// All that is still due, for good.
std::vector<Sent> LastLoad(const BookOrder& order) {
  std::vector<Sent> load;
  for (const BookLine& line : order.lines) {
    const int64_t own = line.acknowledged + line.backordered;
    if (own > 0) {
      load.push_back({line.number, line.gtin, own,
                      line.substituted > 0 ? v1::REMAINDER_TO_FOLLOW : v1::REMAINDER_CANCELLED});
    }
    if (line.substituted > 0) {
      load.push_back({line.number, line.substitute_gtin, line.substituted});
    }
  }
  return load;
}

// Cartons on pallets, each with a label that nobody had before.
void Load(const World& world, int supplier, const BookOrder& order, int wave,
          const std::vector<Sent>& load, v1::DespatchAdvice& advice) {
  const int country = world.FindShop(advice.ship_to_gln());
  int units = 0;
  const auto label = [&] {
    return UnitSscc(supplier, world.calendar.NumberOf(order.day), country, wave, units++);
  };
  int64_t total = 0;
  v1::LogisticUnit* pallet = nullptr;
  v1::LogisticUnit* carton = nullptr;
  for (size_t i = 0; i < load.size(); ++i) {
    if (i % (kLinesPerCarton * kCartonsPerPallet) == 0) {
      pallet = advice.add_logistic_units();
      pallet->set_sscc(label());
      pallet->set_package_type_code("XPX");
    }
    if (i % kLinesPerCarton == 0) {
      carton = pallet->add_units();
      carton->set_sscc(label());
      carton->set_package_type_code("XCT");
    }
    const Sent& sent = load[i];
    v1::DespatchLine& line = *carton->add_lines();
    line.set_line_number(static_cast<int32_t>(i) + 1);
    line.set_order_number(order.number);
    line.set_order_line_number(sent.order_line);
    line.mutable_item()->set_gtin(sent.gtin);
    *line.mutable_quantity() = Pieces(sent.quantity);
    line.set_lot_number(absl::StrCat("L", DayCode(order.day)));
    line.set_remainder(sent.remainder);
    total += sent.quantity;
  }
  advice.set_total_count(total);
}

}  // namespace

std::optional<v1::Document> AnswerDue(const World& world, int supplier, const BookOrder& order,
                                      base::Day day) {
  const Character& character = world.character(supplier);
  const bool first = !order.answered && day >= order.day + character.AnswerDelay(order);
  const bool again = order.answered && order.changed;
  if ((!first && !again) || order.pending() == 0 || order.shipments > 0) return std::nullopt;
  v1::Document document =
      NewDocument("order_response", absl::StrCat(again ? "OR2-" : "OR-", order.number),
                  SupplierGln(supplier), RetailerGln(), InstantOf({day, Phase::kSupply}, 60));
  document.set_in_response_to(order.document_id);
  document.set_base_version(order.version);
  v1::OrderResponse& response = *document.mutable_order_response();
  response.set_order_number(order.number);
  BookOrder answered = order;
  if (first) answered.answer_day = day;
  const base::Day ship_day = ShipDay(character, answered) + kMorningAfter;
  for (const BookLine& line : order.lines) {
    if (line.pending() > 0) AddAnswer(world, supplier, order, line, ship_day, response);
  }
  return document;
}

std::optional<v1::Document> ShipmentDue(const World& world, int supplier, const BookOrder& order,
                                        base::Day day) {
  const Character& character = world.character(supplier);
  if (!order.answered || order.changed || IsWeekend(day + kMorningAfter)) return std::nullopt;
  const bool first = order.shipments == 0;
  const base::Day due =
      first ? ShipDay(character, order) : order.ship_day + character.FollowDelay();
  if (day < due || order.pending() == 0) return std::nullopt;
  std::vector<Sent> load = first ? FirstLoad(character, order) : LastLoad(order);
  if (load.empty()) load = LastLoad(order);
  const int wave = order.shipments + 1;
  v1::Document document =
      NewDocument("despatch_advice", absl::StrCat("DA", order.number.substr(2), "-", wave),
                  SupplierGln(supplier), RetailerGln(), InstantOf({day, Phase::kSupply}, 8 * 60));
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  advice.set_ship_from_gln(SupplierWarehouseGln(supplier));
  advice.set_ship_to_gln(order.order.ship_to_gln());
  const base::Day leaves = day + kMorningAfter;
  const absl::TimeZone zone = world.zone(world.FindShop(order.order.ship_to_gln()));
  SetTime(LocalTime(leaves, 15 * 60, absl::UTCTimeZone()), advice.mutable_despatch_time());
  SetTime(LocalTime(leaves + character.TransitDays(), 8 * 60, zone),
          advice.mutable_estimated_arrival_time());
  advice.set_carrier_name("Meander Freight");
  advice.set_bill_of_lading_number(absl::StrCat("BL", order.number.substr(2), "-", wave));
  Load(world, supplier, order, wave, load, advice);
  return document;
}

}  // namespace headwater::sim
