// Reads about another's things (isolation_cases.h).
#include <utility>

#include "absl/strings/str_cat.h"
#include "headwater/v1/catalogue.pb.h"
#include "headwater/v1/delivery.pb.h"
#include "headwater/v1/exchange.pb.h"
#include "headwater/v1/inventory.pb.h"
#include "headwater/v1/ordering.pb.h"
#include "headwater/v1/partners.pb.h"
#include "headwater/v1/replenishment.pb.h"
#include "headwater/v1/sales.pb.h"
#include "hub/hub_world_server.h"
#include "hub/isolation_cases.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

constexpr char kAll[] = "parties/-";

std::string Party(const Lane& lane) { return absl::StrCat("parties/", lane.supplier().ToString()); }

class Table {
 public:
  explicit Table(const Lane& asker) : asker_(asker) {}

  // The request is filled from the keys.
  template <typename Request, typename Fill>
  void Add(std::string method, std::string what, Told told, Fill fill) {
    cases_.push_back({std::move(method), std::move(what),
                      [fill](const Keys& keys) {
                        auto request = std::make_shared<Request>();
                        fill(keys, *request);
                        return request;
                      },
                      told});
  }
  // A list below a party, that takes what the others of its kind take.
  template <typename Request>
  void AddParents(const std::string& method, Told told) {
    Add<Request>(method, "below the party", told,
                 [](const Keys& keys, Request& request) { request.set_parent(Party(keys.lane)); });
  }
  // The key in a token is sealed with the filter, not with the caller.
  template <typename Request>
  void AddToken(const std::string& method) {
    Add<Request>(method, "a page behind its token", Told::kSupplier,
                 [method](const Keys& keys, Request& request) {
                   if constexpr (requires { request.set_parent(kAll); }) request.set_parent(kAll);
                   request.set_page_token(keys.tokens.at(method));
                 });
    if constexpr (requires(Request request) { request.set_parent(kAll); }) {
      Add<Request>(method, "its token below the party", Told::kNobody,
                   [method](const Keys& keys, Request& request) {
                     request.set_parent(Party(keys.lane));
                     request.set_page_token(keys.tokens.at(method));
                   });
      Add<Request>(method, "its token below the asker", Told::kNobody,
                   [method, asker = asker_](const Keys& keys, Request& request) {
                     request.set_parent(Party(asker));
                     request.set_page_token(keys.tokens.at(method));
                   });
    }
  }
  template <typename Request>
  void AddLocation(const std::string& method) {
    Add<Request>(method, "at its warehouse", Told::kNobody, [](const Keys& keys, Request& request) {
      request.set_parent(kAll);
      request.set_location_gln(keys.lane.warehouse().ToString());
    });
  }
  template <typename Request>
  void AddShipTo(const std::string& method) {
    Add<Request>(method, "to its warehouse", Told::kNobody, [](const Keys& keys, Request& request) {
      request.set_parent(kAll);
      request.set_ship_to_gln(keys.lane.warehouse().ToString());
    });
  }
  template <typename Request>
  void AddGtin(const std::string& method) {
    for (const bool whole_case : {false, true}) {
      Add<Request>(method, whole_case ? "of its case" : "of its item", Told::kSupplier,
                   [whole_case](const Keys& keys, Request& request) {
                     request.set_parent(kAll);
                     request.set_gtin(whole_case ? keys.lane.case_gtin() : keys.lane.gtin());
                   });
    }
  }

  std::vector<ReadCase> Take() { return std::move(cases_); }

 private:
  const Lane asker_;
  std::vector<ReadCase> cases_;
};

void AddPartners(const Lane& asker, Table& table) {
  table.Add<v1::GetPartyRequest>(
      "PartnersService.GetParty", "the party", Told::kSupplier,
      [](const Keys& keys, auto& request) { request.set_name(Party(keys.lane)); });
  table.AddToken<v1::ListPartiesRequest>("PartnersService.ListParties");
  table.Add<v1::GetLocationRequest>(
      "PartnersService.GetLocation", "the warehouse", Told::kSupplier,
      [](const Keys& keys, auto& request) {
        request.set_name(absl::StrCat("locations/", keys.lane.warehouse().ToString()));
      });
  table.Add<v1::ListLocationsRequest>("PartnersService.ListLocations", "of the party",
                                      Told::kSupplier, [](const Keys& keys, auto& request) {
                                        request.set_party_gln(keys.lane.supplier().ToString());
                                      });
  table.AddToken<v1::ListLocationsRequest>("PartnersService.ListLocations");
  const auto agreement = [](base::Gln supplier, base::Gln location) {
    return absl::StrCat("parties/", supplier.ToString(), "/agreements/", location.ToString());
  };
  table.Add<v1::GetReplenishmentAgreementRequest>(
      "PartnersService.GetReplenishmentAgreement", "of the party", Told::kSupplier,
      [agreement](const Keys& keys, auto& request) {
        request.set_name(agreement(keys.lane.supplier(), Store()));
      });
  table.Add<v1::GetReplenishmentAgreementRequest>(
      "PartnersService.GetReplenishmentAgreement", "of the asker for its warehouse", Told::kNobody,
      [agreement, asker](const Keys& keys, auto& request) {
        request.set_name(agreement(asker.supplier(), keys.lane.warehouse()));
      });
  table.AddParents<v1::ListReplenishmentAgreementsRequest>(
      "PartnersService.ListReplenishmentAgreements", Told::kSupplier);
  table.AddToken<v1::ListReplenishmentAgreementsRequest>(
      "PartnersService.ListReplenishmentAgreements");
}

void AddCatalogue(const Lane& asker, Table& table) {
  const auto item = [](const std::string& gtin) { return absl::StrCat("tradeItems/", gtin); };
  table.Add<v1::GetTradeItemRequest>(
      "CatalogueService.GetTradeItem", "by its piece", Told::kSupplier,
      [item](const Keys& keys, auto& request) { request.set_name(item(keys.lane.gtin())); });
  table.Add<v1::GetTradeItemRequest>(
      "CatalogueService.GetTradeItem", "by its case", Told::kSupplier,
      [item](const Keys& keys, auto& request) { request.set_name(item(keys.lane.case_gtin())); });
  table.Add<v1::BatchGetTradeItemsRequest>("CatalogueService.BatchGetTradeItems",
                                           "beside one of the asker", Told::kRetailer,
                                           [item, asker](const Keys& keys, auto& request) {
                                             request.add_names(item(asker.gtin()));
                                             request.add_names(item(keys.lane.gtin()));
                                           });
  table.Add<v1::ListTradeItemsRequest>("CatalogueService.ListTradeItems", "of the party",
                                       Told::kSupplier, [](const Keys& keys, auto& request) {
                                         request.set_supplier_gln(keys.lane.supplier().ToString());
                                       });
  table.Add<v1::ListTradeItemsRequest>(
      "CatalogueService.ListTradeItems", "with its id", Told::kSupplier,
      [](const Keys& keys, auto& request) { request.set_text(keys.lane.item_id()); });
  table.AddToken<v1::ListTradeItemsRequest>("CatalogueService.ListTradeItems");
}

void AddOrdering(const Lane& asker, Table& table) {
  const auto order = [](const Lane& of, const Lane& numbered, int k) {
    return absl::StrCat(Party(of), "/orders/", numbered.order_number(k));
  };
  for (int k = 1; k <= 5; ++k) {
    table.Add<v1::GetOrderRequest>("OrderingService.GetOrder", absl::StrCat("order ", k),
                                   Told::kSupplier, [order, k](const Keys& keys, auto& request) {
                                     request.set_name(order(keys.lane, keys.lane, k));
                                   });
  }
  table.Add<v1::GetOrderRequest>("OrderingService.GetOrder", "its number, to the asker",
                                 Told::kNobody, [order, asker](const Keys& keys, auto& request) {
                                   request.set_name(order(asker, keys.lane, 1));
                                 });
  table.Add<v1::BatchGetOrdersRequest>("OrderingService.BatchGetOrders", "beside one of the asker",
                                       Told::kRetailer,
                                       [order, asker](const Keys& keys, auto& request) {
                                         request.add_names(order(asker, asker, 1));
                                         request.add_names(order(keys.lane, keys.lane, 1));
                                       });
  table.AddParents<v1::ListOrdersRequest>("OrderingService.ListOrders", Told::kSupplier);
  table.AddShipTo<v1::ListOrdersRequest>("OrderingService.ListOrders");
  table.AddToken<v1::ListOrdersRequest>("OrderingService.ListOrders");
  table.AddParents<v1::SummarizeOrdersRequest>("OrderingService.SummarizeOrders", Told::kSupplier);
}

void AddDelivery(const Lane& asker, Table& table) {
  const auto delivery = [](const Lane& of, const Lane& numbered, int k) {
    return absl::StrCat(Party(of), "/deliveries/", numbered.despatch_number(k));
  };
  for (const int k : {1, 5}) {
    table.Add<v1::GetDeliveryRequest>("DeliveryService.GetDelivery", absl::StrCat("shipment ", k),
                                      Told::kSupplier,
                                      [delivery, k](const Keys& keys, auto& request) {
                                        request.set_name(delivery(keys.lane, keys.lane, k));
                                      });
  }
  table.Add<v1::GetDeliveryRequest>("DeliveryService.GetDelivery", "its number, of the asker",
                                    Told::kNobody,
                                    [delivery, asker](const Keys& keys, auto& request) {
                                      request.set_name(delivery(asker, keys.lane, 1));
                                    });
  table.AddParents<v1::ListDeliveriesRequest>("DeliveryService.ListDeliveries", Told::kSupplier);
  table.AddShipTo<v1::ListDeliveriesRequest>("DeliveryService.ListDeliveries");
  table.AddToken<v1::ListDeliveriesRequest>("DeliveryService.ListDeliveries");
  table.AddParents<v1::SummarizeDeliveriesRequest>("DeliveryService.SummarizeDeliveries",
                                                   Told::kSupplier);
}

void AddStockAndSales(Table& table) {
  table.AddParents<v1::ListStockRequest>("InventoryService.ListStock", Told::kSupplier);
  table.AddGtin<v1::ListStockRequest>("InventoryService.ListStock");
  table.AddLocation<v1::ListStockRequest>("InventoryService.ListStock");
  table.AddToken<v1::ListStockRequest>("InventoryService.ListStock");
  table.AddParents<v1::ListSupplierStockRequest>("InventoryService.ListSupplierStock",
                                                 Told::kSupplier);
  table.AddGtin<v1::ListSupplierStockRequest>("InventoryService.ListSupplierStock");
  table.Add<v1::ListSupplierStockRequest>(
      "InventoryService.ListSupplierStock", "at its warehouse", Told::kSupplier,
      [](const Keys& keys, auto& request) {
        request.set_parent(kAll);
        request.set_location_gln(keys.lane.warehouse().ToString());
      });
  table.AddToken<v1::ListSupplierStockRequest>("InventoryService.ListSupplierStock");
  table.AddParents<v1::ListStockMovementsRequest>("InventoryService.ListStockMovements",
                                                  Told::kSupplier);
  table.AddGtin<v1::ListStockMovementsRequest>("InventoryService.ListStockMovements");
  table.AddLocation<v1::ListStockMovementsRequest>("InventoryService.ListStockMovements");
  table.AddToken<v1::ListStockMovementsRequest>("InventoryService.ListStockMovements");

  table.AddParents<v1::ListSalesRequest>("SalesService.ListSales", Told::kSupplier);
  table.AddGtin<v1::ListSalesRequest>("SalesService.ListSales");
  table.AddLocation<v1::ListSalesRequest>("SalesService.ListSales");
  table.AddToken<v1::ListSalesRequest>("SalesService.ListSales");
  table.AddParents<v1::ListSalesSectionsRequest>("SalesService.ListSalesSections", Told::kSupplier);
  table.AddLocation<v1::ListSalesSectionsRequest>("SalesService.ListSalesSections");
  table.AddToken<v1::ListSalesSectionsRequest>("SalesService.ListSalesSections");
  for (int dimension = v1::SALES_DIMENSION_ITEM; dimension <= v1::SALES_DIMENSION_SUPPLIER;
       ++dimension) {
    const auto by = static_cast<v1::SalesDimension>(dimension);
    table.Add<v1::SummarizeSalesRequest>("SalesService.SummarizeSales", v1::SalesDimension_Name(by),
                                         Told::kSupplier, [by](const Keys& keys, auto& request) {
                                           request.set_parent(Party(keys.lane));
                                           request.set_dimension(by);
                                         });
    table.Add<v1::SummarizeSalesRequest>(
        "SalesService.SummarizeSales", v1::SalesDimension_Name(by) + " at its warehouse",
        Told::kNobody, [by](const Keys& keys, auto& request) {
          request.set_parent(kAll);
          request.set_dimension(by);
          request.set_location_gln(keys.lane.warehouse().ToString());
        });
  }
  table.Add<v1::GetTicketRequest>(
      "SalesService.GetTicket", "of its item", Told::kRetailer,
      [](const Keys& keys, auto& request) {
        request.set_name(absl::StrCat("locations/", Store().ToString(), "/tickets/",
                                      keys.lane.Ticket(1).number()));
      });
  table.Add<v1::GetTicketRequest>(
      "SalesService.GetTicket", "at its warehouse", Told::kNobody,
      [](const Keys& keys, auto& request) {
        request.set_name(absl::StrCat("locations/", keys.lane.warehouse().ToString(), "/tickets/",
                                      keys.lane.Ticket(1).number()));
      });
  const auto of_all_tickets = [](v1::ListTicketsRequest& request) {
    request.set_parent("locations/-");
  };
  table.Add<v1::ListTicketsRequest>(
      "SalesService.ListTickets", "all", Told::kRetailer,
      [of_all_tickets](const Keys&, auto& request) { of_all_tickets(request); });
  table.Add<v1::ListTicketsRequest>(
      "SalesService.ListTickets", "at its warehouse", Told::kNobody,
      [](const Keys& keys, auto& request) {
        request.set_parent(absl::StrCat("locations/", keys.lane.warehouse().ToString()));
      });
  for (const bool whole_case : {false, true}) {
    table.Add<v1::ListTicketsRequest>(
        "SalesService.ListTickets", whole_case ? "of its case" : "of its item", Told::kRetailer,
        [of_all_tickets, whole_case](const Keys& keys, auto& request) {
          of_all_tickets(request);
          request.set_gtin(whole_case ? keys.lane.case_gtin() : keys.lane.gtin());
        });
  }
  table.Add<v1::ListTicketsRequest>(
      "SalesService.ListTickets", "behind a token", Told::kNobody,
      [of_all_tickets](const Keys& keys, auto& request) {
        of_all_tickets(request);
        request.set_page_token(keys.tokens.at("SalesService.ListSales"));
      });
  table.Add<v1::SummarizeTicketsRequest>("SalesService.SummarizeTickets", "all", Told::kRetailer,
                                         [](const Keys&, auto&) {});
  table.AddParents<v1::ListReplenishmentNeedsRequest>("ReplenishmentService.ListReplenishmentNeeds",
                                                      Told::kRetailer);
  table.AddLocation<v1::ListReplenishmentNeedsRequest>(
      "ReplenishmentService.ListReplenishmentNeeds");
}

void AddExchange(Table& table) {
  // Every document of the other's story, by its place there.
  const std::vector<v1::Document> story = Lane(1).Story();
  for (size_t i = 0; i < story.size(); ++i) {
    const bool retailers_own = story[i].receiver_gln().empty();
    table.Add<v1::GetDocumentRequest>("ExchangeService.GetDocument", story[i].number(),
                                      retailers_own ? Told::kRetailer : Told::kSupplier,
                                      [i](const Keys& keys, auto& request) {
                                        request.set_document_id(keys.lane.Story()[i].document_id());
                                      });
  }
  table.Add<v1::ListEventsRequest>(
      "ExchangeService.ListEvents", "from its place", Told::kSupplier,
      [](const Keys& keys, auto& request) { request.set_after_sequence(keys.sequence); });
  table.Add<v1::SubscribeRequest>(
      "ExchangeService.Subscribe", "from its place", Told::kSupplier,
      [](const Keys& keys, auto& request) { request.set_after_sequence(keys.sequence); });
  table.Add<v1::AcknowledgeRequest>(
      "ExchangeService.Acknowledge", "its place", Told::kSupplier,
      [](const Keys& keys, auto& request) { request.set_sequence(keys.sequence); });
}

template <typename Request>
TokenCase TokenOf(std::string method) {
  return {std::move(method), [] {
            auto request = std::make_shared<Request>();
            if constexpr (requires { request->set_parent(kAll); }) request->set_parent(kAll);
            request->set_page_size(1);
            return request;
          }};
}

}  // namespace

std::vector<ReadCase> ReadCases(const Lane& asker) {
  Table table(asker);
  AddPartners(asker, table);
  AddCatalogue(asker, table);
  AddOrdering(asker, table);
  AddDelivery(asker, table);
  AddStockAndSales(table);
  AddExchange(table);
  return table.Take();
}

std::vector<TokenCase> TokenCases() {
  return {
      TokenOf<v1::ListPartiesRequest>("PartnersService.ListParties"),
      TokenOf<v1::ListLocationsRequest>("PartnersService.ListLocations"),
      TokenOf<v1::ListReplenishmentAgreementsRequest>(
          "PartnersService.ListReplenishmentAgreements"),
      TokenOf<v1::ListTradeItemsRequest>("CatalogueService.ListTradeItems"),
      TokenOf<v1::ListOrdersRequest>("OrderingService.ListOrders"),
      TokenOf<v1::ListDeliveriesRequest>("DeliveryService.ListDeliveries"),
      TokenOf<v1::ListStockRequest>("InventoryService.ListStock"),
      TokenOf<v1::ListSupplierStockRequest>("InventoryService.ListSupplierStock"),
      TokenOf<v1::ListStockMovementsRequest>("InventoryService.ListStockMovements"),
      TokenOf<v1::ListSalesRequest>("SalesService.ListSales"),
      TokenOf<v1::ListSalesSectionsRequest>("SalesService.ListSalesSections"),
  };
}

}  // namespace headwater::test
