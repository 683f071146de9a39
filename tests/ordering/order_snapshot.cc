#include "ordering/order_snapshot.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "ordering/trade_world.h"
#include "support/test_store.h"

namespace headwater::test {
namespace {

using delivery::ShipmentLine;
using ordering::OrderLine;
using ordering::OrderLineLedger;

void Append(std::string& text, const OrderLineLedger& ledger) {
  absl::StrAppend(&text, ledger.ordered, " ", ledger.changed, " ", ledger.over_despatched, " ",
                  ledger.open, " ", ledger.acknowledged, " ", ledger.backordered, " ",
                  ledger.substituted, " ");
  absl::StrAppend(&text, ledger.rejected, " ", ledger.cancelled_by_buyer, " ",
                  ledger.cancelled_by_supplier, " ", ledger.despatched, " ", ledger.in_transit, " ",
                  ledger.received, " ");
  absl::StrAppend(&text, ledger.short_received, " ", ledger.over_received, " ", ledger.accepted,
                  " ", ledger.damaged, " ", ledger.refused, "\n");
}

}  // namespace

std::string Text(const Snapshot& snapshot) {
  std::string text = absl::StrCat(snapshot.head.version, " ", static_cast<int>(snapshot.head.state),
                                  " ", snapshot.head.delivery_window.end, "\n");
  for (const OrderLine& line : snapshot.lines) {
    Append(text, line.ledger);
    for (const ordering::OrderSplit& split : line.splits) {
      absl::StrAppend(&text, static_cast<int>(split.outcome), " ", split.quantity, " ",
                      split.despatched, "\n");
    }
  }
  for (const auto& shipment : snapshot.shipments) {
    for (const ShipmentLine& line : shipment) {
      absl::StrAppend(&text, line.line_number, " ", line.despatched, " ", line.arrivals.received,
                      " ", line.arrivals.short_received, " ", line.arrivals.over, " ");
      absl::StrAppend(&text, line.arrivals.damaged, " ", line.arrivals.refused, "\n");
    }
  }
  return text;
}

Tables::Tables() {
  database_ = test::NewDatabase();
  const absl::Status migrated = store::Migrate(*database_, TradeSchemas());
  HW_CHECK(migrated.ok()) << migrated;
  auto transaction = database_->BeginWrite();
  HW_CHECK(transaction.ok()) << transaction.status();
  transaction_ = *std::move(transaction);
  for (const v1::Document& document : WorldDocuments()) {
    const absl::Status applied = Apply(document);
    HW_CHECK(applied.ok()) << applied;
  }
}

absl::Status Tables::Apply(const v1::Document& document) {
  auto& handler = handlers_[document.body_case()];
  if (handler == nullptr) handler = HandlerOf(document.body_case());
  exchange::Outcome outcome;
  return handler->Apply(SubmissionOf(document), *transaction_, outcome);
}

Snapshot Tables::Read() {
  Snapshot snapshot;
  auto head = ordering::ReadOrder(*transaction_, Supplier(), kOrder);
  HW_CHECK(head.ok() && head->has_value()) << head.status();
  snapshot.head = **std::move(head);
  auto lines = ordering::ReadOrderLines(*transaction_, Supplier(), kOrder);
  HW_CHECK(lines.ok()) << lines.status();
  snapshot.lines = *std::move(lines);
  for (size_t i = 0; i < kShipments.size(); ++i) {
    auto shipment = delivery::ReadShipmentLines(*transaction_, Supplier(), kShipments[i]);
    HW_CHECK(shipment.ok()) << shipment.status();
    snapshot.shipments[i] = *std::move(shipment);
  }
  return snapshot;
}

void Tables::Run(const std::string& text) {
  const absl::Status status = transaction_->ExecuteText(text);
  HW_CHECK(status.ok()) << status;
}

}  // namespace headwater::test
