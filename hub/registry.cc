#include "hub/registry.h"

#include <memory>
#include <utility>

#include "hub/catalogue/catalogue_handler.h"
#include "hub/catalogue/catalogue_schema.h"
#include "hub/delivery/delivery_schema.h"
#include "hub/delivery/despatch_advice_handler.h"
#include "hub/delivery/receiving_advice_handler.h"
#include "hub/exchange/application_error_handler.h"
#include "hub/exchange/exchange_schema.h"
#include "hub/inventory/inventory_report_handler.h"
#include "hub/inventory/inventory_schema.h"
#include "hub/inventory/receipt_stock_handler.h"
#include "hub/inventory/stock_movement_handler.h"
#include "hub/inventory/ticket_stock_handler.h"
#include "hub/ordering/order_cancellation_handler.h"
#include "hub/ordering/order_change_handler.h"
#include "hub/ordering/order_handler.h"
#include "hub/ordering/order_response_handler.h"
#include "hub/ordering/ordering_schema.h"
#include "hub/partners/partners_handler.h"
#include "hub/partners/partners_schema.h"
#include "hub/sales/sales_report_handler.h"
#include "hub/sales/sales_schema.h"
#include "hub/sales/ticket_handler.h"
#include "hub/settings.h"

namespace headwater {
namespace {

using exchange::Receivers;
using exchange::Senders;
using v1::Document;

template <typename... Handlers>
exchange::Kind KindOf(Document::BodyCase body, Senders senders, Receivers receivers) {
  exchange::Kind kind{body, senders, receivers, {}};
  (kind.handlers.push_back(std::make_unique<Handlers>()), ...);
  return kind;
}

}  // namespace

exchange::Registry AllKinds() {
  std::vector<exchange::Kind> kinds;
  const auto add = [&kinds](exchange::Kind kind) { kinds.push_back(std::move(kind)); };

  // Kind, who sends it, to whom it goes, and who folds it, in order.
  // clang-format off
  add(KindOf<partners::PartyHandler>(Document::kParty, Senders::kRetailer, Receivers::kStated));
  add(KindOf<partners::LocationHandler>(Document::kLocation, Senders::kBoth, Receivers::kOtherRoleOrNone));
  add(KindOf<partners::ReplenishmentAgreementHandler>(Document::kReplenishmentAgreement, Senders::kRetailer, Receivers::kOtherRole));
  add(KindOf<catalogue::TradeItemHandler>(Document::kTradeItem, Senders::kBoth, Receivers::kOtherRole));
  add(KindOf<ordering::OrderHandler>(Document::kOrder, Senders::kRetailer, Receivers::kOtherRole));
  add(KindOf<ordering::OrderResponseHandler>(Document::kOrderResponse, Senders::kSupplier, Receivers::kOtherRole));
  add(KindOf<ordering::OrderChangeHandler>(Document::kOrderChange, Senders::kRetailer, Receivers::kOtherRole));
  add(KindOf<ordering::OrderCancellationHandler>(Document::kOrderCancellation, Senders::kRetailer, Receivers::kOtherRole));
  add(KindOf<delivery::DespatchAdviceHandler>(Document::kDespatchAdvice, Senders::kSupplier, Receivers::kOtherRole));
  add(KindOf<delivery::ReceivingAdviceHandler, inventory::ReceiptStockHandler>(Document::kReceivingAdvice, Senders::kRetailer, Receivers::kOtherRole));
  add(KindOf<inventory::InventoryReportHandler>(Document::kInventoryReport, Senders::kBoth, Receivers::kOtherRole));
  add(KindOf<inventory::StockMovementHandler>(Document::kStockMovement, Senders::kRetailer, Receivers::kOtherRoleOrNone));
  add(KindOf<sales::SalesReportHandler>(Document::kSalesReport, Senders::kRetailer, Receivers::kOtherRole));
  add(KindOf<sales::TicketHandler, inventory::TicketStockHandler>(Document::kTicket, Senders::kRetailer, Receivers::kNone));
  add(KindOf<exchange::ApplicationErrorHandler>(Document::kApplicationError, Senders::kBoth, Receivers::kOtherRole));
  // clang-format on
  return exchange::Registry(std::move(kinds));
}

std::vector<store::Schema> AllSchemas() {
  return {SettingsSchema(),
          exchange::ExchangeSchema(),
          catalogue::CatalogueSchema(),
          partners::PartnersSchema(),
          ordering::OrderingSchema(),
          delivery::DeliverySchema(),
          inventory::InventorySchema(),
          sales::SalesSchema()};
}

}  // namespace headwater
