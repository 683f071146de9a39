#include "exchange_shape/samples.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/text_format.h"
#include "hub/base/check.h"
#include "hub/base/gs1.h"

namespace headwater::exchange::shape {
namespace {

using v1::Document;

constexpr char kEnvelope[] = R"pb(
  document_id: "0b7c5c6e-9d64-4b43-9a2f-0d7a3a1f9c01"
  number: "PO-2024/17"
  sender_gln: "4000001000005"
  receiver_gln: "4000002000004"
  issue_time { seconds: 1717200000 nanos: 5 }
  in_response_to: "0b7c5c6e-9d64-4b43-9a2f-0d7a3a1f9c02"
  base_version: 3
)pb";

constexpr char kParty[] = R"pb(
  party {
    gln: "4000002000004"
    display_name: "Mühle & Söhne"
    role: PARTY_ROLE_SUPPLIER
    country_code: "DE"
    currency_code: "EUR"
    time_zone: "Europe/Berlin"
  }
)pb";

constexpr char kLocation[] = R"pb(
  location {
    gln: "4000001000012"
    party_gln: "4000001000005"
    display_name: "Store 1"
    type: LOCATION_TYPE_STORE
    country_code: "DE"
    time_zone: "Europe/Berlin"
  }
)pb";

constexpr char kAgreement[] = R"pb(
  replenishment_agreement {
    supplier_gln: "4000002000004"
    location_gln: "4000001000012"
    model: REPLENISHMENT_MODEL_ON_DEMAND
    over_delivery_tolerance_basis_points: 500
    lead_time_days: 3
    order_interval_days: 7
    items { gtin: "04000001000012" minimum_quantity: 10 maximum_quantity: 40 }
    items { gtin: "04000001000029" minimum_quantity: 0 maximum_quantity: 12 }
  }
)pb";

constexpr char kTradeItem[] = R"pb(
  trade_item {
    gtin: "4000001000012"
    supplier_gln: "4000002000004"
    supplier_item_id: "A-1"
    buyer_item_id: "0815"
    description: "Flour, 1 kg"
    brand: "Mühle"
    price {
      money { amount_micros: 890000 currency_code: "EUR" }
      gtin: "4000001000012"
      base_count: 1
    }
    tax_rate_basis_points: 700
    packs {
      gtin: "04000001000029"
      level: PACK_LEVEL_CASE
      contained_gtin: "04000001000012"
      contained_count: 12
      orderable: true
    }
    packs {
      gtin: "04000001000036"
      level: PACK_LEVEL_PALLET
      contained_gtin: "04000001000029"
      contained_count: 60
    }
    base_orderable: true
    measure_unit_code: "KGM"
    order_multiple: 12
    minimum_order_quantity: 24
    lead_time_days: 3
    shelf_life_days: 180
    department_code: "10"
    category_code: "10-3"
  }
)pb";

constexpr char kOrder[] = R"pb(
  order {
    type: ORDER_TYPE_REGULAR
    ship_to_gln: "4000001000012"
    ship_window {
      start_time { seconds: 1717300000 }
      end_time { seconds: 1717310000 }
      time_zone: "Europe/Berlin"
    }
    delivery_window {
      start_time { seconds: 1717400000 }
      end_time { seconds: 1717410000 }
      time_zone: "Europe/Berlin"
    }
    cancel_after_date { year: 2024 month: 6 day: 30 }
    currency_code: "EUR"
    payment_method: PAYMENT_METHOD_INVOICE
    incoterm_code: "DAP"
    incoterm_place: "Köln"
    promotion_code: "SUMMER"
    response_due_time { seconds: 1717250000 }
    lines {
      line_number: 1
      item { gtin: "04000001000012" supplier_item_id: "A-1" }
      quantity { count: 40 }
      price { money { amount_micros: 890000 currency_code: "EUR" } }
      fill_policy: FILL_POLICY_BACKORDER
    }
    lines {
      line_number: 2
      item { gtin: "04000001000029" buyer_item_id: "0816" }
      quantity { measure { value_micros: 1500000 unit_code: "KGM" } }
      price {
        money { amount_micros: 0 currency_code: "EUR" }
        base_unit_code: "KGM"
      }
      fill_policy: FILL_POLICY_SUBSTITUTE_ALLOWED
    }
  }
)pb";

constexpr char kOrderResponse[] = R"pb(
  order_response {
    order_number: "PO-17"
    lines {
      line_number: 1
      splits {
        quantity { count: 30 }
        outcome: RESPONSE_OUTCOME_ACCEPTED
        ship_date { year: 2024 month: 6 day: 3 }
        delivery_date { year: 2024 month: 6 day: 4 }
      }
      splits {
        quantity { count: 10 }
        outcome: RESPONSE_OUTCOME_SUBSTITUTED
        reason: RESPONSE_REASON_OUT_OF_STOCK
        substitute {
          item { gtin: "04000001000036" }
          replacement_count: 2
        }
        price {
          money { amount_micros: 890000 currency_code: "EUR" }
          base_count: 1
        }
      }
    }
  }
)pb";

constexpr char kOrderChange[] = R"pb(
  order_change {
    order_number: "PO-17"
    delivery_window {
      start_time { seconds: 1717400000 }
      end_time { seconds: 1717410000 }
      time_zone: "Europe/Berlin"
    }
    cancel_after_date { year: 2024 month: 6 day: 30 }
    response_due_time { seconds: 1717250000 }
    lines {
      line_number: 1
      item { gtin: "04000001000012" }
      quantity { count: 41 }
      price { money { amount_micros: 890000 currency_code: "EUR" } }
      fill_policy: FILL_POLICY_NO_BACKORDER
    }
  }
)pb";

constexpr char kOrderCancellation[] = R"pb(
  order_cancellation {
    order_number: "PO-17"
    line_numbers: [ 1, 2 ]
    reason: CANCELLATION_REASON_LATE
  }
)pb";

constexpr char kDespatchAdvice[] = R"pb(
  despatch_advice {
    ship_from_gln: "4000002000011"
    ship_to_gln: "4000001000012"
    despatch_time { seconds: 1717300000 }
    estimated_arrival_time { seconds: 1717390000 }
    carrier_name: "Fuhrmann"
    carrier_scac: "FUHR"
    bill_of_lading_number: "B-1"
    total_count: 40
    logistic_units {
      sscc: "340000010000000013"
      package_type_code: "XPX"
      gross_weight_grams: 420000
      units {
        sscc: "340000010000000020"
        package_type_code: "XBX"
        lines {
          line_number: 1
          order_number: "PO-17"
          order_line_number: 1
          item { gtin: "04000001000012" }
          quantity { count: 40 }
          lot_number: "L1"
          best_before_date { year: 2025 month: 1 day: 31 }
          remainder: REMAINDER_TO_FOLLOW
        }
      }
    }
  }
)pb";

constexpr char kReceivingAdvice[] = R"pb(
  receiving_advice {
    despatch_number: "DA-1"
    arrival_time { seconds: 1717390000 }
    method: RECEIVING_METHOD_SCAN
    lines {
      despatch_line_number: 1
      received { count: 38 }
      short { count: 2 }
      over { count: 0 }
      discrepancies {
        quantity { count: 1 }
        condition: DISCREPANCY_CONDITION_DAMAGED
        reason: DISCREPANCY_REASON_TRANSPORT_DAMAGE
        note: "crushed"
      }
    }
  }
)pb";

constexpr char kInventoryReport[] = R"pb(
  inventory_report {
    as_of_time { seconds: 1717390000 }
    basis: INVENTORY_REPORT_BASIS_COUNTED
    scope: INVENTORY_REPORT_SCOPE_FULL
    lines {
      location_gln: "4000001000012"
      item { gtin: "04000001000012" }
      status: STOCK_STATUS_AVAILABLE
      quantity { count: -3 }
    }
    lines {
      location_gln: "4000001000012"
      item { gtin: "04000001000012" }
      status: STOCK_STATUS_AVAILABLE
      owner_gln: "4000002000004"
      quantity { measure { value_micros: 2500000 unit_code: "KGM" } }
      lot_number: "L1"
      best_before_date { year: 2025 month: 1 day: 31 }
    }
  }
)pb";

constexpr char kStockMovement[] = R"pb(
  stock_movement {
    location_gln: "4000001000012"
    movement_time { seconds: 1717390000 }
    lines {
      item { gtin: "04000001000012" }
      reason: MOVEMENT_REASON_SCRAP
      status: STOCK_STATUS_DAMAGED
      owner_gln: "4000001000005"
      quantity { count: -2 }
      lot_number: "L1"
      note: "wet"
    }
  }
)pb";

constexpr char kSalesReport[] = R"pb(
  sales_report {
    by_item {
      item { gtin: "04000001000012" }
      locations {
        location_gln: "4000001000012"
        figures {
          sold { count: 5 }
          returned { count: 1 }
          net_amount { amount_micros: -100 currency_code: "EUR" }
          minutes_on_shelf: 600
          minutes_open: 720
          promotion_code: "SUMMER"
        }
      }
      locations {
        location_gln: "4000001000029"
        figures { sold { count: 0 } }
      }
    }
    sales_date { year: 2024 month: 2 day: 29 }
    restatement_number: 1
    currency_code: "EUR"
  }
)pb";

constexpr char kTicket[] = R"pb(
  ticket {
    location_gln: "4000001000012"
    till: "3"
    sale_time { seconds: 1717390000 }
    currency_code: "EUR"
    customer_pseudonym: "0123456789abcdef0123456789abcdef"
    channel: SALES_CHANNEL_STORE
    lines {
      line_number: 1
      type: TICKET_LINE_TYPE_SALE
      item { gtin: "4000001000012" }
      quantity { count: 2 }
      unit_price { amount_micros: 1190000 currency_code: "EUR" }
    }
    lines {
      line_number: 2
      type: TICKET_LINE_TYPE_RETURN
      item { gtin: "4000001000029" }
      quantity { count: 1 }
      unit_price { amount_micros: 990000 currency_code: "EUR" }
      original_ticket_number: "T-1"
      return_reason: RETURN_REASON_QUALITY
    }
    lines {
      line_number: 3
      type: TICKET_LINE_TYPE_CHARGE
      quantity { count: 1 }
      unit_price { amount_micros: -500000 currency_code: "EUR" }
      text: "voucher"
    }
  }
)pb";

constexpr char kApplicationError[] = R"pb(
  application_error {
    findings {
      field_path: "order.lines[0].price"
      code: APPLICATION_ERROR_CODE_PRICE_WRONG
      description: "the list price is 0.95"
    }
  }
)pb";

const std::map<Document::BodyCase, const char*>& Bodies() {
  static const auto* const bodies = new std::map<Document::BodyCase, const char*>{
      {Document::kParty, kParty},
      {Document::kLocation, kLocation},
      {Document::kReplenishmentAgreement, kAgreement},
      {Document::kTradeItem, kTradeItem},
      {Document::kOrder, kOrder},
      {Document::kOrderResponse, kOrderResponse},
      {Document::kOrderChange, kOrderChange},
      {Document::kOrderCancellation, kOrderCancellation},
      {Document::kDespatchAdvice, kDespatchAdvice},
      {Document::kReceivingAdvice, kReceivingAdvice},
      {Document::kInventoryReport, kInventoryReport},
      {Document::kStockMovement, kStockMovement},
      {Document::kSalesReport, kSalesReport},
      {Document::kTicket, kTicket},
      {Document::kApplicationError, kApplicationError},
  };
  return *bodies;
}

}  // namespace

std::vector<Document::BodyCase> AllKinds() {
  std::vector<Document::BodyCase> kinds;
  const auto* const body = Document::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    kinds.push_back(static_cast<Document::BodyCase>(body->field(i)->number()));
  }
  return kinds;
}

Document ValidDocument(Document::BodyCase kind) {
  const auto body = Bodies().find(kind);
  HW_CHECK(body != Bodies().end()) << "no sample of kind " << kind;
  Document document;
  HW_CHECK(google::protobuf::TextFormat::ParseFromString(absl::StrCat(kEnvelope, body->second),
                                                         &document));
  return document;
}

std::string GtinText(int number) {
  const std::string digits = absl::StrFormat("%013d", number);
  return digits + base::Gs1CheckDigit(digits);
}

Document ValidSalesReport(int lines) {
  Document document = ValidDocument(Document::kSalesReport);
  v1::SalesReport& report = *document.mutable_sales_report();
  report.clear_by_item();
  v1::LocationSales& section = *report.add_by_location();
  section.set_location_gln("4000001000012");
  section.set_coverage(v1::SALES_COVERAGE_COMPLETE);
  for (int i = 0; i < lines; ++i) {
    v1::SalesLine& line = *section.add_lines();
    line.mutable_item()->set_gtin(GtinText(i));
    line.mutable_figures()->mutable_sold()->set_count(i % 7);
    line.mutable_figures()->mutable_returned()->set_count(i % 2);
    line.mutable_figures()->mutable_net_amount()->set_amount_micros(1'190'000L * (i % 7));
    line.mutable_figures()->mutable_net_amount()->set_currency_code("EUR");
    line.mutable_figures()->set_minutes_on_shelf(600);
    line.mutable_figures()->set_minutes_open(720);
  }
  return document;
}

}  // namespace headwater::exchange::shape
