// What is counted, moved and sold; and what goes wrong in any document.
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"
#include "hub/hub_world.h"
#include "ordering/trade_world.h"
#include "simulation/trade.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::simulation {
namespace {

using test::Lane;
using v1::Document;

google::protobuf::Timestamp Stamp(absl::Time time) {
  return exchange::TimestampOf(exchange::MicrosOf(time));
}

}  // namespace

Document Trade::Stock(absl::Time now) {
  const Lane lane(SomeLane());
  Document document = caller_.is_retailer() ? lane.Count(1) : lane.Offer(1);
  v1::InventoryReport& report = *document.mutable_inventory_report();
  *report.mutable_as_of_time() = Stamp(now);
  for (v1::InventoryReportLine& line : *report.mutable_lines()) {
    line.mutable_quantity()->set_count(random_.Between(0, 500));
  }
  return document;
}

Document Trade::Movement(absl::Time now) {
  Document document = Lane(SomeLane()).Movement(1);
  v1::StockMovement& movement = *document.mutable_stock_movement();
  *movement.mutable_movement_time() = Stamp(now - absl::Seconds(random_.Between(0, 1000)));
  movement.mutable_lines(0)->mutable_quantity()->set_count(-random_.Between(1, 9));
  return document;
}

Document Trade::Sales() {
  Document document = Lane(SomeLane()).Sales(1 + static_cast<int>(random_.Below(4)));
  v1::SalesReport& report = *document.mutable_sales_report();
  report.set_restatement_number(static_cast<int32_t>(count_));
  for (v1::SalesLine& line : *report.mutable_by_location(0)->mutable_lines()) {
    line.mutable_figures()->mutable_sold()->set_count(random_.Between(0, 20));
  }
  return document;
}

Document Trade::Ticket(absl::Time now) {
  Document document = Lane(SomeLane()).Ticket(1);
  v1::Ticket& ticket = *document.mutable_ticket();
  *ticket.mutable_sale_time() = Stamp(now - absl::Seconds(random_.Between(0, 1000)));
  ticket.mutable_lines(0)->mutable_quantity()->set_count(random_.Between(1, 5));
  return document;
}

Document Trade::Complain() {
  const base::Gln supplier = test::Supplier(SomeLane());
  Document document = caller_.is_retailer() ? test::Complaint("", caller_.party, supplier)
                                            : test::Complaint("", caller_.party, test::Retailer());
  const auto& documents = book_.documents();
  if (!documents.empty()) {
    const Document& about = documents[random_.Below(documents.size())];
    // Now and then of what is between the retailer and another.
    document.set_in_response_to(about.document_id());
  }
  return document;
}

void Trade::Spoil(Document& document) {
  switch (random_.Below(8)) {
    case 0:
      document.set_receiver_gln(test::MakeGln(9999).ToString());
      return;
    case 1:
      document.set_sender_gln(test::Supplier(SomeSupplier()).ToString());
      return;
    case 2:
      document.set_base_version(document.base_version() + random_.Between(-2, 3));
      return;
    case 3:
      document.set_in_response_to(base::NewUuid(random_));
      return;
    case 4:
      document.set_number("");
      return;
    case 5: {
      // The number of another of its kind, or the id of any.
      const auto& documents = book_.documents();
      if (documents.empty()) return;
      const Document& other = documents[random_.Below(documents.size())];
      if (random_.Below(2) == 0) {
        document.set_number(other.number());
      } else {
        document.set_document_id(other.document_id());
      }
      return;
    }
    case 6:
      if (document.has_order()) {
        document.mutable_order()->mutable_lines(0)->mutable_item()->set_gtin(test::MakeGtin(9999));
      } else if (document.has_order_response()) {
        document.mutable_order_response()
            ->mutable_lines(0)
            ->mutable_splits(0)
            ->mutable_quantity()
            ->set_count(100'000);
      } else if (document.has_despatch_advice()) {
        v1::DespatchLine& line =
            *document.mutable_despatch_advice()->mutable_logistic_units(0)->mutable_lines(0);
        line.mutable_quantity()->set_count(100'000);
      } else {
        document.clear_body();
      }
      return;
    default:
      // The second line breaks a rule, when the first has been folded already.
      if (document.has_order() && document.order().lines_size() > 1) {
        document.mutable_order()
            ->mutable_lines(1)
            ->mutable_price()
            ->mutable_money()
            ->set_currency_code("USD");
      } else {
        document.set_receiver_gln(test::Supplier(SomeSupplier()).ToString());
      }
  }
}

}  // namespace headwater::simulation
