#include "hub/delivery/despatch_advice_handler.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/delivery/delivery_tables.h"
#include "hub/delivery/despatch_rules.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_ledger.h"
#include "hub/partners/partners_queries.h"

namespace headwater::delivery {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;

constexpr int kUnitsDeepMax = 5;

// One Despatch Advice on its way in.
class Advice {
 public:
  Advice(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        body_(submission.document.despatch_advice()),
        transaction_(transaction),
        orders_(transaction, submission.supplier) {}

  absl::Status Apply(exchange::Outcome& outcome);

 private:
  absl::Status CheckPlaces();
  void CheckTimes();
  absl::Status CheckUnit(const v1::LogisticUnit& unit, int depth, const FieldPath& path);
  absl::Status CheckSscc(const v1::LogisticUnit& unit, const FieldPath& path);
  absl::Status CheckLine(const v1::DespatchLine& line, base::Sscc sscc, const FieldPath& path);
  absl::Status RecordLine(const v1::DespatchLine& line, const catalogue::PackInfo& pack,
                          base::Sscc sscc, const FieldPath& path);
  void CheckBestBefore(const v1::DespatchLine& line, const FieldPath& path);
  void CheckTotal();
  absl::Status Save();

  const Submission& submission_;
  const v1::DespatchAdvice& body_;
  store::Transaction& transaction_;
  const FieldPath path_{"despatch_advice"};
  Violations violations_;
  ordering::OrderLedger orders_;
  ordering::Shipping shipping_;
  bool place_known_ = false;  // and so the days there
  std::set<base::Sscc> ssccs_;
  std::set<int32_t> line_numbers_;
  int64_t counted_ = 0;  // pieces of all lines: fits, because a document is at most 1 MiB
  std::vector<ShipmentLine> lines_;
};

absl::Status Advice::Apply(exchange::Outcome& outcome) {
  RETURN_IF_ERROR(CheckPlaces());
  CheckTimes();
  for (int i = 0; i < body_.logistic_units_size(); ++i) {
    RETURN_IF_ERROR(CheckUnit(body_.logistic_units(i), 1, path_.Index("logistic_units", i)));
  }
  CheckTotal();
  if (!violations_.empty()) return violations_.ToStatus();
  RETURN_IF_ERROR(Save());
  ASSIGN_OR_RETURN(outcome.version, orders_.Save());
  return absl::OkStatus();
}

absl::Status Advice::CheckPlaces() {
  const base::Gln from = exchange::GlnOf(body_.ship_from_gln());
  if (!body_.ship_from_gln().empty() && from != submission_.supplier) {
    RETURN_IF_ERROR(partners::ResolveLocation(transaction_, body_.ship_from_gln(),
                                              submission_.supplier, path_.Field("ship_from_gln"),
                                              violations_)
                        .status());
  }
  shipping_.ship_to = exchange::GlnOf(body_.ship_to_gln());
  shipping_.despatch_time = exchange::TimeOf(body_.despatch_time());
  ASSIGN_OR_RETURN(const auto place,
                   partners::ResolveLocation(transaction_, body_.ship_to_gln(), base::Gln(),
                                             path_.Field("ship_to_gln"), violations_));
  if (!place.has_value()) return absl::OkStatus();
  place_known_ = absl::LoadTimeZone(place->time_zone, &shipping_.zone);
  if (!place_known_) {
    return absl::InternalError(
        absl::StrCat("the time zone ", place->time_zone, " of a location is not known"));
  }
  return absl::OkStatus();
}

void Advice::CheckTimes() {
  if (shipping_.despatch_time > submission_.commit_time + kDespatchAheadMax) {
    violations_.Add(
        path_.Field("despatch_time"), v1::REASON_PERIOD_IN_FUTURE,
        absl::StrCat(absl::FormatTime(shipping_.despatch_time, absl::UTCTimeZone()),
                     " is more than ", absl::ToInt64Hours(kDespatchAheadMax) / 24,
                     " days ahead; mend the time, or send the advice when the goods are "
                     "about to leave"));
  }
  if (exchange::TimeOf(body_.estimated_arrival_time()) >= shipping_.despatch_time) return;
  violations_.Add(path_.Field("estimated_arrival_time"), v1::REASON_ARRIVAL_BEFORE_DESPATCH,
                  absl::StrCat("the arrival, ",
                               absl::FormatTime(exchange::TimeOf(body_.estimated_arrival_time()),
                                                absl::UTCTimeZone()),
                               ", is before the despatch, ",
                               absl::FormatTime(shipping_.despatch_time, absl::UTCTimeZone()),
                               "; mend the one that is wrong"));
}

absl::Status Advice::CheckUnit(const v1::LogisticUnit& unit, int depth, const FieldPath& path) {
  if (depth > kUnitsDeepMax) {
    violations_.Add(path, v1::REASON_NESTING_TOO_DEEP,
                    absl::StrCat("this unit is the ", depth, "th level; units nest at most ",
                                 kUnitsDeepMax, " deep"));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckSscc(unit, path));
  for (int i = 0; i < unit.units_size(); ++i) {
    RETURN_IF_ERROR(CheckUnit(unit.units(i), depth + 1, path.Index("units", i)));
  }
  const base::Sscc sscc = exchange::SsccOf(unit.sscc());
  for (int i = 0; i < unit.lines_size(); ++i) {
    RETURN_IF_ERROR(CheckLine(unit.lines(i), sscc, path.Index("lines", i)));
  }
  return absl::OkStatus();
}

absl::Status Advice::CheckSscc(const v1::LogisticUnit& unit, const FieldPath& path) {
  const base::Sscc sscc = exchange::SsccOf(unit.sscc());
  if (!ssccs_.insert(sscc).second) {
    violations_.Add(path.Field("sscc"), v1::REASON_SSCC_IN_USE,
                    absl::StrCat(unit.sscc(),
                                 " is on another unit of this shipment; every unit "
                                 "has its own"));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto used, FindSscc(transaction_, submission_.supplier, sscc));
  if (used.has_value()) {
    violations_.Add(path.Field("sscc"), v1::REASON_SSCC_IN_USE,
                    absl::StrCat(unit.sscc(), " was used in the shipment ", *used,
                                 "; give the unit a new one"));
  }
  return absl::OkStatus();
}

absl::Status Advice::CheckLine(const v1::DespatchLine& line, base::Sscc sscc,
                               const FieldPath& path) {
  if (!line_numbers_.insert(line.line_number()).second) {
    violations_.Add(
        path.Field("line_number"), v1::REASON_DUPLICATE_ITEM,
        absl::StrCat("line ", line.line_number(),
                     " stands twice in this despatch advice; number its lines through"));
  }
  if (!line.quantity().has_measure()) counted_ += line.quantity().count();
  CheckBestBefore(line, path);
  ASSIGN_OR_RETURN(const auto pack,
                   catalogue::ResolveItem(transaction_, line.item(), submission_.supplier,
                                          path.Field("item"), violations_));
  if (!pack.has_value() ||
      !catalogue::CheckUnit(line.quantity(), *pack, path.Field("quantity"), violations_)) {
    return absl::OkStatus();
  }
  if (!catalogue::ToBase(*pack, exchange::AmountOf(line.quantity()).value).ok()) {
    violations_.Add(
        path.Field("quantity"), v1::REASON_NUMBER_OUT_OF_RANGE,
        absl::StrCat("so many of ", pack->gtin.ToString(),
                     " are more pieces of its base than can be counted; check the number and "
                     "the pack"));
    return absl::OkStatus();
  }
  // Against an unknown place no order can be held.
  if (!place_known_) return absl::OkStatus();
  return RecordLine(line, *pack, sscc, path);
}

absl::Status Advice::RecordLine(const v1::DespatchLine& line, const catalogue::PackInfo& pack,
                                base::Sscc sscc, const FieldPath& path) {
  ShipmentLine row;
  row.line_number = line.line_number();
  row.sscc = sscc;
  row.order_number = line.order_number();
  row.order_line_number = line.order_line_number();
  row.gtin = pack.gtin;
  row.base = pack.base;
  row.base_count = pack.base_count;
  row.measure_unit = pack.measure_unit;
  row.lot_number = line.lot_number();
  if (line.has_best_before_date()) row.best_before_day = exchange::DayOf(line.best_before_date());
  row.despatched = exchange::AmountOf(line.quantity()).value;
  ASSIGN_OR_RETURN(const auto ratio,
                   orders_.RecordDespatch(shipping_,
                                          {.order_number = line.order_number(),
                                           .order_line_number = line.order_line_number(),
                                           .pack = pack,
                                           .amount = row.despatched,
                                           .remainder = line.remainder()},
                                          path, violations_));
  if (!ratio.has_value()) return absl::OkStatus();
  row.ratio = *ratio;
  ASSIGN_OR_RETURN(row.consigned, orders_.IsConsigned(line.order_number()));
  lines_.push_back(std::move(row));
  return absl::OkStatus();
}

void Advice::CheckBestBefore(const v1::DespatchLine& line, const FieldPath& path) {
  if (!line.has_best_before_date() || !place_known_) return;
  const base::Day arrival =
      base::DayIn(exchange::TimeOf(body_.estimated_arrival_time()), shipping_.zone);
  const base::Day best_before = exchange::DayOf(line.best_before_date());
  if (best_before >= arrival) return;
  violations_.Add(
      path.Field("best_before_date"), v1::REASON_EXPIRED_GOODS,
      absl::StrCat("the goods are best before ", base::FormatDay(best_before), " and arrive on ",
                   base::FormatDay(arrival), "; send fresh ones, or mend the date"));
}

void Advice::CheckTotal() {
  if (line_numbers_.empty() && violations_.empty()) {
    violations_.Add(path_.Field("logistic_units"), v1::REASON_TOO_FEW_ITEMS,
                    "no unit holds a line; state what is in the units");
  }
  if (!body_.has_total_count() || body_.total_count() == counted_) return;
  violations_.Add(path_.Field("total_count"), v1::REASON_TOTALS_DO_NOT_ADD_UP,
                  absl::StrCat("total_count is ", body_.total_count(), ", the lines count ",
                               counted_, "; mend the one that is wrong"));
}

absl::Status Advice::Save() {
  Shipment shipment;
  shipment.supplier = submission_.supplier;
  shipment.despatch_number = submission_.document.number();
  shipment.document_id = submission_.document.document_id();
  shipment.ship_to = shipping_.ship_to;
  shipment.despatch_time = exchange::MicrosOf(body_.despatch_time());
  shipment.estimated_arrival_time = exchange::MicrosOf(body_.estimated_arrival_time());
  for (const base::Sscc sscc : ssccs_) RETURN_IF_ERROR(AddSscc(transaction_, shipment, sscc));
  for (const ShipmentLine& line : lines_) {
    RETURN_IF_ERROR(AddShipmentLine(transaction_, shipment, line));
  }
  return AddShipment(transaction_, shipment);
}

}  // namespace

absl::Status DespatchAdviceHandler::Apply(const Submission& submission,
                                          store::Transaction& transaction,
                                          exchange::Outcome& outcome) {
  return Advice(submission, transaction).Apply(outcome);
}

}  // namespace headwater::delivery
