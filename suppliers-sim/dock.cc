#include "suppliers-sim/dock.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr int kDockMinute = 8 * 60;  // of the local day

int SupplierOf(const v1::Document& despatch) {
  for (int i = 0; i < kSuppliers; ++i) {
    if (SupplierGln(i) == despatch.sender_gln()) return i;
  }
  return 0;
}

template <typename Visit>
void EachLine(const google::protobuf::RepeatedPtrField<v1::LogisticUnit>& units, Visit visit) {
  for (const v1::LogisticUnit& unit : units) {
    for (const v1::DespatchLine& line : unit.lines()) visit(line);
    EachLine(unit.units(), visit);
  }
}

void AddDiscrepancy(int64_t count, v1::DiscrepancyCondition condition, v1::DiscrepancyReason reason,
                    v1::ReceivingLine& line) {
  v1::Discrepancy& discrepancy = *line.add_discrepancies();
  *discrepancy.mutable_quantity() = Pieces(count);
  discrepancy.set_condition(condition);
  discrepancy.set_reason(reason);
}

v1::ReceivingLine ReceiveLine(const Chance& chance, const std::string& despatch_number,
                              const v1::DespatchLine& advised) {
  const std::string subject = absl::StrCat(despatch_number, "/", advised.line_number());
  const int64_t count = advised.quantity().count();
  v1::ReceivingLine line;
  line.set_despatch_line_number(advised.line_number());
  const int64_t part = chance.Between(1, std::max<int64_t>(1, count / 5), "dock part", subject);
  const uint64_t luck = chance.Draw("dock", subject) % 1000;
  int64_t received = count;
  if (luck < 15) {
    received -= part;
    *line.mutable_short_() = Pieces(part);
  } else if (luck < 25) {
    AddDiscrepancy(part, v1::DISCREPANCY_CONDITION_DAMAGED, v1::DISCREPANCY_REASON_TRANSPORT_DAMAGE,
                   line);
  } else if (luck < 29) {
    AddDiscrepancy(part, v1::DISCREPANCY_CONDITION_REFUSED, v1::DISCREPANCY_REASON_QUALITY, line);
  } else if (luck < 34) {
    received += 1;
    *line.mutable_over() = Pieces(1);
  }
  *line.mutable_received() = Pieces(received);
  return line;
}

}  // namespace

base::Day ArrivalDay(const World& world, const v1::Document& despatch) {
  const v1::DespatchAdvice& advice = despatch.despatch_advice();
  const absl::TimeZone zone = world.zone(world.FindShop(advice.ship_to_gln()));
  const base::Day planned = base::DayIn(TimeFrom(advice.estimated_arrival_time()), zone);
  base::Day day = planned + world.character(SupplierOf(despatch)).Slip(despatch.number());
  while (IsWeekend(day)) ++day;
  return day;
}

v1::Document Receive(const World& world, const v1::Document& despatch, base::Day day) {
  const v1::DespatchAdvice& advice = despatch.despatch_advice();
  v1::Document document =
      NewDocument("receiving_advice", absl::StrCat("RA-", despatch.number()), RetailerGln(),
                  despatch.sender_gln(), InstantOf({day, Phase::kShop}, 5));
  document.set_in_response_to(despatch.document_id());
  v1::ReceivingAdvice& receiving = *document.mutable_receiving_advice();
  receiving.set_despatch_number(despatch.number());
  const absl::TimeZone zone = world.zone(world.FindShop(advice.ship_to_gln()));
  SetTime(LocalTime(day, kDockMinute, zone), receiving.mutable_arrival_time());
  receiving.set_method(v1::RECEIVING_METHOD_SCAN);
  EachLine(advice.logistic_units(), [&](const v1::DespatchLine& line) {
    *receiving.add_lines() = ReceiveLine(world.chance, despatch.number(), line);
  });
  return document;
}

void PutAway(const World& world, const v1::Document& despatch, const v1::Document& receiving,
             ShopStock& stock) {
  std::map<int32_t, int64_t> good;
  for (const v1::ReceivingLine& line : receiving.receiving_advice().lines()) {
    int64_t pieces = line.received().count();
    for (const v1::Discrepancy& discrepancy : line.discrepancies()) {
      pieces -= discrepancy.quantity().count();
    }
    good[line.despatch_line_number()] = pieces;
  }
  const v1::DespatchAdvice& advice = despatch.despatch_advice();
  const int country = world.FindShop(advice.ship_to_gln());
  EachLine(advice.logistic_units(), [&](const v1::DespatchLine& line) {
    const int number = world.assortment.FindGtin(line.item().gtin());
    if (number < 0) return;
    const Item& item = world.item(number);
    const int64_t count = line.item().gtin() == item.piece_gtin ? 1 : item.case_count;
    stock.Add(number, country, good[line.line_number()] * count);
  });
}

}  // namespace headwater::sim
