// Documents about another's things (isolation_cases.h).
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/sha256.h"
#include "hub/hub_world_server.h"
#include "hub/isolation_cases.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using v1::Document;

using Edit = std::function<void(const Keys&, Document&)>;

constexpr Document::BodyCase kSupplierKinds[] = {
    Document::kLocation,       Document::kTradeItem,       Document::kOrderResponse,
    Document::kDespatchAdvice, Document::kInventoryReport, Document::kApplicationError};

std::string KindText(Document::BodyCase kind) {
  return Document::descriptor()->FindFieldByNumber(kind)->name();
}

v1::Location& LocationOf(Document& document) { return *document.mutable_location(); }
v1::TradeItem& ItemOf(Document& document) { return *document.mutable_trade_item(); }
v1::InventoryReportLine& ReportLine(Document& document) {
  return *document.mutable_inventory_report()->mutable_lines(0);
}
v1::DespatchAdvice& AdviceOf(Document& document) { return *document.mutable_despatch_advice(); }
v1::DespatchLine& AdviceLine(Document& document) {
  return *AdviceOf(document).mutable_logistic_units(0)->mutable_lines(0);
}
v1::OrderResponse& ResponseOf(Document& document) { return *document.mutable_order_response(); }

void Substituting(const Keys& keys, Document& document) {
  v1::OrderResponseSplit& split = *ResponseOf(document).mutable_lines(0)->mutable_splits(0);
  split.set_outcome(v1::RESPONSE_OUTCOME_SUBSTITUTED);
  split.set_reason(v1::RESPONSE_REASON_OUT_OF_STOCK);
  split.mutable_substitute()->mutable_item()->set_gtin(keys.lane.gtin());
}

class Table {
 public:
  explicit Table(const Lane& asker) : asker_(asker) {}

  // What the asker may say next of its own, but for an edit.
  void Add(Document::BodyCase kind, std::string what, Edit edit) {
    const Document own = Fresh(asker_.Next(kind));
    cases_.push_back({KindText(kind) + ", " + what, [own, edit](const Keys& keys) {
                        Document document = own;
                        edit(keys, document);
                        return document;
                      }});
  }
  // What the other may say next, but for its sender.
  void AddForeign(Document::BodyCase kind) {
    const Document own = Fresh(asker_.Next(kind));
    const base::Gln asker = asker_.supplier();
    cases_.push_back({"all of the other's " + KindText(kind), [=](const Keys& keys) {
                        Document document = keys.lane.Next(kind);
                        document.set_sender_gln(asker.ToString());
                        document.set_document_id(own.document_id());
                        document.set_number(own.number());
                        return document;
                      }});
  }
  std::vector<SubmitCase> Take() { return std::move(cases_); }

 private:
  // With an id and a number that stand nowhere else.
  Document Fresh(Document document) {
    document.set_number(absl::StrCat("ASK-", cases_.size()));
    document.set_document_id(Lane::DocumentId(document.number()));
    return document;
  }

  const Lane asker_;
  std::vector<SubmitCase> cases_;
};

void AddEnvelopes(Table& table) {
  for (const Document::BodyCase kind : kSupplierKinds) {
    table.Add(kind, "to the other", [](const Keys& keys, Document& document) {
      document.set_receiver_gln(keys.lane.supplier().ToString());
    });
    table.Add(kind, "in the other's name", [](const Keys& keys, Document& document) {
      document.set_sender_gln(keys.lane.supplier().ToString());
    });
    table.Add(kind, "with its number", [kind](const Keys& keys, Document& document) {
      document.set_number(keys.lane.Next(kind).number());
    });
  }
  for (const Document::BodyCase kind :
       {Document::kParty, Document::kReplenishmentAgreement, Document::kOrder,
        Document::kOrderChange, Document::kOrderCancellation, Document::kReceivingAdvice,
        Document::kStockMovement, Document::kSalesReport, Document::kTicket}) {
    table.AddForeign(kind);
  }
}

void AddPlacesAndItems(Table& table) {
  table.Add(Document::kLocation, "owned by the other", [](const Keys& keys, Document& document) {
    LocationOf(document).set_party_gln(keys.lane.supplier().ToString());
  });
  table.Add(Document::kLocation, "with the other's own GLN",
            [](const Keys& keys, Document& document) {
              LocationOf(document).set_gln(keys.lane.supplier().ToString());
              document.clear_base_version();
            });
  table.Add(Document::kTradeItem, "sold by the other", [](const Keys& keys, Document& document) {
    ItemOf(document).set_supplier_gln(keys.lane.supplier().ToString());
  });
  table.Add(Document::kTradeItem, "with its ids", [](const Keys& keys, Document& document) {
    ItemOf(document).set_supplier_item_id(keys.lane.item_id());
    ItemOf(document).set_buyer_item_id(keys.lane.item_id());
  });
  table.Add(Document::kTradeItem, "priced by its piece", [](const Keys& keys, Document& document) {
    ItemOf(document).mutable_price()->set_gtin(keys.lane.gtin());
  });
  table.Add(Document::kTradeItem, "a pack of its piece", [](const Keys& keys, Document& document) {
    ItemOf(document).mutable_packs(0)->set_contained_gtin(keys.lane.gtin());
  });
}

void AddOrders(Table& table) {
  table.AddForeign(Document::kOrderResponse);
  table.Add(Document::kOrderResponse, "to its order's number",
            [](const Keys& keys, Document& document) {
              ResponseOf(document).set_order_number(keys.lane.order_number(3));
            });
  table.Add(Document::kOrderResponse, "to its order's document",
            [](const Keys& keys, Document& document) {
              document.set_in_response_to(keys.lane.Order(3).document_id());
            });
  table.Add(Document::kOrderResponse, "with its item instead", Substituting);
  table.Add(Document::kOrderResponse, "priced by its item",
            [](const Keys& keys, Document& document) {
              v1::Price& price =
                  *ResponseOf(document).mutable_lines(0)->mutable_splits(0)->mutable_price();
              price = Euros(900);
              price.set_gtin(keys.lane.gtin());
            });
}

void AddShipments(Table& table) {
  table.AddForeign(Document::kDespatchAdvice);
  table.Add(Document::kDespatchAdvice, "of its order", [](const Keys& keys, Document& document) {
    AdviceLine(document).set_order_number(keys.lane.order_number(2));
  });
  table.Add(Document::kDespatchAdvice, "of its item", [](const Keys& keys, Document& document) {
    AdviceLine(document).mutable_item()->set_gtin(keys.lane.gtin());
  });
  table.Add(Document::kDespatchAdvice, "of the id of its item",
            [](const Keys& keys, Document& document) {
              AdviceLine(document).mutable_item()->set_supplier_item_id(keys.lane.item_id());
            });
  table.Add(Document::kDespatchAdvice, "from its warehouse",
            [](const Keys& keys, Document& document) {
              AdviceOf(document).set_ship_from_gln(keys.lane.warehouse().ToString());
            });
  table.Add(Document::kDespatchAdvice, "from the party itself",
            [](const Keys& keys, Document& document) {
              AdviceOf(document).set_ship_from_gln(keys.lane.supplier().ToString());
            });
  table.Add(Document::kDespatchAdvice, "to its warehouse",
            [](const Keys& keys, Document& document) {
              AdviceOf(document).set_ship_to_gln(keys.lane.warehouse().ToString());
            });
  table.Add(Document::kDespatchAdvice, "with an SSCC that it used",
            [](const Keys& keys, Document& document) {
              AdviceOf(document).mutable_logistic_units(0)->set_sscc(keys.lane.sscc(1));
            });
}

void AddReportsAndComplaints(Table& table) {
  table.AddForeign(Document::kInventoryReport);
  table.Add(Document::kInventoryReport, "at its warehouse",
            [](const Keys& keys, Document& document) {
              ReportLine(document).set_location_gln(keys.lane.warehouse().ToString());
            });
  table.Add(Document::kInventoryReport, "of its item", [](const Keys& keys, Document& document) {
    ReportLine(document).mutable_item()->set_gtin(keys.lane.gtin());
  });
  table.Add(Document::kInventoryReport, "of its goods", [](const Keys& keys, Document& document) {
    ReportLine(document).set_owner_gln(keys.lane.supplier().ToString());
  });
  for (size_t i = 0; i < Lane(1).Story().size(); ++i) {
    table.Add(Document::kApplicationError,
              absl::StrCat("about ", KindText(Lane(1).Story()[i].body_case()), " ", i),
              [i](const Keys& keys, Document& document) {
                document.set_in_response_to(keys.lane.Story()[i].document_id());
              });
  }
}

SubmitCase CaseOf(const Lane& asker, Document::BodyCase kind, std::string what, Edit edit) {
  Table table(asker);
  table.Add(kind, std::move(what), std::move(edit));
  return table.Take().front();
}

}  // namespace

std::vector<SubmitCase> SubmitCases(const Lane& asker) {
  Table table(asker);
  AddEnvelopes(table);
  AddPlacesAndItems(table);
  AddOrders(table);
  AddShipments(table);
  AddReportsAndComplaints(table);
  return table.Take();
}

// Three questions have no answer that tells nothing: whoever may take a key must be told
// that it is taken. None of them tells whose it is, since when, or what else there is.
std::vector<KnownLeak> KnownLeaks(const Lane& asker) {
  const auto base_gtin = [](const Keys& keys, Document& document) {
    document.clear_base_version();
    v1::TradeItem& item = ItemOf(document);
    item.set_gtin(keys.lane.gtin());
    item.clear_packs();
  };
  const auto pack_gtin = [](const Keys& keys, Document& document) {
    v1::Pack pack = ItemOf(document).packs(0);
    pack.set_gtin(keys.lane.case_gtin());
    *ItemOf(document).add_packs() = pack;
  };
  const auto location = [](const Keys& keys, Document& document) {
    document.clear_base_version();
    LocationOf(document).set_gln(keys.lane.warehouse().ToString());
  };
  const auto document_id = [](const Keys& keys, Document& document) {
    document.set_document_id(keys.lane.Order(1).document_id());
  };
  return {
      // A ticket and a stock report name goods by the GTIN alone, so a GTIN is one item
      // of one supplier. To be learned: that some item of this hub has the GTIN.
      {CaseOf(asker, Document::kTradeItem, "with its GTIN", base_gtin), "trade_item.gtin",
       v1::REASON_GTIN_IN_USE},
      {CaseOf(asker, Document::kTradeItem, "with the GTIN of its case", pack_gtin),
       "trade_item.packs[1].gtin", v1::REASON_GTIN_IN_USE},
      // A GLN is one place. To be learned: that another party stated a place with it.
      {CaseOf(asker, Document::kLocation, "with the GLN of its warehouse", location),
       "location.gln", v1::REASON_LOCATION_OWNER_CHANGED},
      // A document_id is unique for ever. To be learned: that it is taken, by who knows
      // or guesses 122 random bits.
      {CaseOf(asker, Document::kApplicationError, "with the id of its order", document_id),
       "document_id", v1::REASON_DOCUMENT_ID_REUSED},
  };
}

std::vector<std::string> SecretsOf(const Lane& lane) {
  std::vector<std::string> secrets = {lane.supplier().ToString(),
                                      lane.warehouse().ToString(),
                                      lane.gtin(),
                                      lane.case_gtin(),
                                      lane.spare_gtin(),
                                      lane.item_id(),
                                      HubServer::RequestId(lane.Order(1))};
  for (int k = 1; k <= 9; ++k) {
    secrets.push_back(lane.order_number(k));
    secrets.push_back(lane.despatch_number(k));
    secrets.push_back(lane.sscc(k));
  }
  for (const Document& document : lane.Story()) secrets.push_back(document.document_id());
  return secrets;
}

Substitutions KeysOf(const Keys& from, const Keys& to) {
  Substitutions pairs;
  const std::vector<std::string> texts = SecretsOf(from.lane);
  const std::vector<std::string> others = SecretsOf(to.lane);
  for (size_t i = 0; i < texts.size(); ++i) pairs.emplace_back(texts[i], others[i]);
  pairs.emplace_back(absl::StrCat("sequence ", from.sequence, " is beyond"),
                     absl::StrCat("sequence ", to.sequence, " is beyond"));
  for (const auto& [method, token] : from.tokens) {
    if (to.tokens.contains(method)) pairs.emplace_back(token, to.tokens.at(method));
  }
  return pairs;
}

}  // namespace headwater::test
