#include "hub/delivery/receiving_advice_handler.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/delivery/delivery_tables.h"
#include "hub/delivery/despatch_rules.h"
#include "hub/exchange/clock_skew.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_ledger.h"
#include "hub/ordering/ordering_rules.h"

namespace headwater::delivery {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;

// One Receiving Advice on its way in.
class Advice {
 public:
  Advice(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        body_(submission.document.receiving_advice()),
        transaction_(transaction),
        orders_(transaction, submission.supplier) {}

  absl::Status Apply(exchange::Outcome& outcome);

 private:
  struct Received {
    ShipmentLine before;
    ShipmentLine after;
  };

  absl::Status FindShipment();
  void CheckNotInFuture();
  void CheckNotBeforeDespatch();
  absl::Status CheckLine(const v1::ReceivingLine& stated, const FieldPath& path);
  absl::Status BookLine(const ordering::Receipt& receipt, const ShipmentLine& line,
                        const FieldPath& path);
  std::optional<ordering::Receipt> ReceiptOf(const v1::ReceivingLine& stated,
                                             const ShipmentLine& line, const FieldPath& path);
  bool CheckUnits(const v1::ReceivingLine& stated, const ShipmentLine& line, const FieldPath& path);
  bool CheckParts(const ordering::Receipt& receipt, int64_t not_good, const ShipmentLine& line,
                  const FieldPath& path);
  void Exceeds(const FieldPath& path, std::string description) {
    violations_.Add(path, v1::REASON_RECEIPT_EXCEEDS_DESPATCH, std::move(description));
  }
  // With what was found before.
  absl::Status Refuse(const FieldPath& path, v1::Reason reason, std::string description) {
    violations_.Add(path, reason, std::move(description));
    return violations_.ToStatus();
  }
  absl::Status Save();

  const Submission& submission_;
  const v1::ReceivingAdvice& body_;
  store::Transaction& transaction_;
  const FieldPath path_{"receiving_advice"};
  Violations violations_;
  ordering::OrderLedger orders_;
  Shipment shipment_;
  std::vector<Received> received_;
};

absl::Status Advice::Apply(exchange::Outcome& outcome) {
  CheckNotInFuture();
  RETURN_IF_ERROR(FindShipment());
  CheckNotBeforeDespatch();
  for (int i = 0; i < body_.lines_size(); ++i) {
    RETURN_IF_ERROR(CheckLine(body_.lines(i), path_.Index("lines", i)));
  }
  if (!violations_.empty()) return violations_.ToStatus();
  RETURN_IF_ERROR(Save());
  ASSIGN_OR_RETURN(outcome.version, orders_.Save());
  return absl::OkStatus();
}

void Advice::CheckNotInFuture() {
  const absl::Time arrival = exchange::TimeOf(body_.arrival_time());
  if (!exchange::IsInFuture(arrival, submission_.commit_time)) return;
  violations_.Add(path_.Field("arrival_time"), v1::REASON_PERIOD_IN_FUTURE,
                  absl::StrCat(absl::FormatTime(arrival, absl::UTCTimeZone()),
                               " has not come yet; tell of goods once they have arrived"));
}

void Advice::CheckNotBeforeDespatch() {
  const absl::Time arrival = exchange::TimeOf(body_.arrival_time());
  const absl::Time despatch = absl::FromUnixMicros(shipment_.despatch_time);
  if (arrival >= despatch - kArrivalAheadMax) return;
  violations_.Add(
      path_.Field("arrival_time"), v1::REASON_ARRIVAL_BEFORE_DESPATCH,
      absl::StrCat("the arrival, ", absl::FormatTime(arrival, absl::UTCTimeZone()),
                   ", is more than ", kArrivalAheadMax / absl::Hours(24),
                   " days before the despatch, ", absl::FormatTime(despatch, absl::UTCTimeZone()),
                   "; mend the time, or the number of the shipment"));
}

absl::Status Advice::FindShipment() {
  const std::string& answered = submission_.document.in_response_to();
  if (answered.empty()) {
    return Refuse(FieldPath("in_response_to"), v1::REASON_FIELD_REQUIRED,
                  "a Receiving Advice speaks of a shipment; give the document_id of its "
                  "Despatch Advice");
  }
  ASSIGN_OR_RETURN(auto shipment,
                   ReadShipment(transaction_, submission_.supplier, body_.despatch_number()));
  if (!shipment.has_value()) {
    return Refuse(path_.Field("despatch_number"), v1::REASON_DESPATCH_NOT_FOUND,
                  absl::StrCat("there is no shipment ", body_.despatch_number(), " of ",
                               submission_.supplier.ToString(), "; correct the number"));
  }
  if (answered != shipment->document_id) {
    return Refuse(FieldPath("in_response_to"), v1::REASON_IN_RESPONSE_TO_WRONG,
                  absl::StrCat(answered, " is not the Despatch Advice ", body_.despatch_number(),
                               "; its document_id is ", shipment->document_id));
  }
  shipment_ = *std::move(shipment);
  return absl::OkStatus();
}

absl::Status Advice::CheckLine(const v1::ReceivingLine& stated, const FieldPath& path) {
  ASSIGN_OR_RETURN(const auto line,
                   ReadShipmentLine(transaction_, submission_.supplier, body_.despatch_number(),
                                    stated.despatch_line_number()));
  if (!line.has_value()) {
    violations_.Add(path.Field("despatch_line_number"), v1::REASON_DESPATCH_LINE_NOT_FOUND,
                    absl::StrCat("shipment ", body_.despatch_number(), " has no line ",
                                 stated.despatch_line_number(), "; name one of its lines"));
    return absl::OkStatus();
  }
  const std::optional<ordering::Receipt> receipt = ReceiptOf(stated, *line, path);
  if (!receipt.has_value()) return absl::OkStatus();
  return BookLine(*receipt, *line, path);
}

bool Advice::CheckUnits(const v1::ReceivingLine& stated, const ShipmentLine& line,
                        const FieldPath& path) {
  catalogue::PackInfo pack;
  pack.gtin = line.gtin;
  pack.measure_unit = line.measure_unit;
  bool fits = catalogue::CheckUnit(stated.received(), pack, path.Field("received"), violations_);
  if (stated.has_short_()) {
    fits &= catalogue::CheckUnit(stated.short_(), pack, path.Field("short"), violations_);
  }
  if (stated.has_over()) {
    fits &= catalogue::CheckUnit(stated.over(), pack, path.Field("over"), violations_);
  }
  for (int i = 0; i < stated.discrepancies_size(); ++i) {
    fits &= catalogue::CheckUnit(stated.discrepancies(i).quantity(), pack,
                                 path.Index("discrepancies", i).Field("quantity"), violations_);
  }
  return fits;
}

std::optional<ordering::Receipt> Advice::ReceiptOf(const v1::ReceivingLine& stated,
                                                   const ShipmentLine& line,
                                                   const FieldPath& path) {
  if (!CheckUnits(stated, line, path)) return std::nullopt;
  ordering::Receipt receipt;
  receipt.received = exchange::AmountOf(stated.received()).value;
  receipt.short_received = exchange::AmountOf(stated.short_()).value;
  receipt.over = exchange::AmountOf(stated.over()).value;
  std::optional<int64_t> not_good = 0;
  for (const v1::Discrepancy& discrepancy : stated.discrepancies()) {
    const int64_t amount = exchange::AmountOf(discrepancy.quantity()).value;
    not_good = base::CheckedAdd(*not_good, amount);
    if (!not_good.has_value()) {
      Exceeds(path.Field("discrepancies"),
              "the discrepancies are more than can be counted; they are parts of what was "
              "received");
      return std::nullopt;
    }
    (discrepancy.condition() == v1::DISCREPANCY_CONDITION_REFUSED ? receipt.refused
                                                                  : receipt.damaged) += amount;
  }
  if (!CheckParts(receipt, *not_good, line, path)) return std::nullopt;
  return receipt;
}

bool Advice::CheckParts(const ordering::Receipt& receipt, int64_t not_good,
                        const ShipmentLine& line, const FieldPath& path) {
  const auto text = [&line](int64_t amount) {
    return ordering::AmountText(amount, line.measure_unit);
  };
  bool fits = true;
  if (receipt.over > receipt.received) {
    Exceeds(path.Field("over"),
            absl::StrCat(text(receipt.over), " over is more than the ", text(receipt.received),
                         " received, of which it is a part; mend the one that is wrong"));
    fits = false;
  }
  if (not_good > receipt.received) {
    Exceeds(path.Field("discrepancies"),
            absl::StrCat(text(not_good), " damaged and refused is more than the ",
                         text(receipt.received),
                         " received, of which they are parts; mend what is wrong"));
    fits = false;
  }
  // Each is at most a million million millionths, so the sum fits.
  const int64_t settled = receipt.received - receipt.over + receipt.short_received;
  if (fits && settled > line.in_transit()) {
    Exceeds(path.Field("received"),
            absl::StrCat(text(receipt.received), " received and ", text(receipt.short_received),
                         " short, without ", text(receipt.over), " over, are more than the ",
                         text(line.in_transit()), " of line ", line.line_number,
                         " that are under way; what came beside the advice is over"));
    fits = false;
  }
  return fits;
}

absl::Status Advice::BookLine(const ordering::Receipt& receipt, const ShipmentLine& line,
                              const FieldPath& path) {
  ShipmentLine after = line;
  const std::optional<Arrivals> arrivals = AddReceipt(line.arrivals, receipt);
  const std::optional<ordering::Receipt> credit =
      arrivals.has_value() ? NextCredit(*arrivals, line.credited, line.ratio) : std::nullopt;
  if (!credit.has_value() || !base::CheckedMul(arrivals->received, line.base_count).has_value()) {
    violations_.Add(path.Field("received"), v1::REASON_NUMBER_OUT_OF_RANGE,
                    absl::StrCat("with this, more of line ", line.line_number,
                                 " was received than can be counted; check the numbers"));
    return absl::OkStatus();
  }
  after.arrivals = *arrivals;
  after.credited.received += credit->received;
  after.credited.short_received += credit->short_received;
  after.credited.over += credit->over;
  after.credited.damaged += credit->damaged;
  after.credited.refused += credit->refused;
  RETURN_IF_ERROR(orders_.RecordReceipt(line.order_number, line.order_line_number, *credit,
                                        path.Field("received"), violations_));
  received_.push_back({line, std::move(after)});
  return absl::OkStatus();
}

absl::Status Advice::Save() {
  const int64_t arrival = exchange::MicrosOf(body_.arrival_time());
  for (const Received& line : received_) {
    ASSIGN_OR_RETURN(const int64_t due, orders_.DeliveryEnd(line.after.order_number));
    shipment_.late = shipment_.late || arrival > due;
    RETURN_IF_ERROR(SaveShipmentLine(transaction_, shipment_, line.before, line.after));
  }
  shipment_.arrival_time = std::max(shipment_.arrival_time.value_or(arrival), arrival);
  return SaveShipment(transaction_, shipment_);
}

}  // namespace

absl::Status ReceivingAdviceHandler::Apply(const Submission& submission,
                                           store::Transaction& transaction,
                                           exchange::Outcome& outcome) {
  return Advice(submission, transaction).Apply(outcome);
}

}  // namespace headwater::delivery
