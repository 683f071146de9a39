// A world for tests of the whole hub: a retailer with two stores, and lanes: everything
// between the retailer and one supplier, with one document of every kind at least.
//
//   TestHub hub(WholeHub());
//   for (const auto& document : HubWorld({1, 2})) ASSERT_THAT(hub.Submit(document), IsOk());
//   EXPECT_THAT(hub.Submit(Lane(1).Next(v1::Document::kOrder)), IsOk());
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"
#include "support/test_hub.h"

namespace headwater::test {

// All kinds and all tables of the hub, in memory, with the parties that documents state.
TestHubOptions WholeHub();

// What the retailer says of itself and of its stores, Store(1) and Store(2).
std::vector<v1::Document> RetailerStory();

// Everything between the retailer and Supplier(n), n from 1 to 9. Keys and documents
// are functions of n alone, of the same form and length for every n: the lane of a
// supplier that no hub was told of is a source of keys that name nothing.
class Lane {
 public:
  explicit Lane(int n) : n_(n) {}

  base::Gln supplier() const { return Supplier(n_); }
  base::Gln warehouse() const;
  std::string gtin() const;        // pieces
  std::string case_gtin() const;   // of 12
  std::string spare_gtin() const;  // another item, without packs
  // The supplier's id of the item.
  std::string item_id() const;
  // Orders 1 to 5, see Story; the shipment of an order has its number.
  std::string order_number(int k) const;
  std::string despatch_number(int k) const;
  std::string sscc(int k) const;
  // As every document of a lane has it.
  static std::string DocumentId(std::string_view number);

  // In the order in which a hub takes them, after RetailerStory. In the end order 1 is
  // received, 2 acknowledged, 3 new, 4 changed and cancelled, 5 under way; of all else
  // that the parties state there is one.
  std::vector<v1::Document> Story() const;
  // A document of this kind that a hub takes after the story. Where both sides may
  // send a kind it is the supplier's. One of each kind is taken; a second answer to the
  // same order is not.
  v1::Document Next(v1::Document::BodyCase kind) const;

  // Parts of the story, for k as above.
  v1::Document Party() const;
  v1::Document Location() const;
  v1::Document Item() const;
  v1::Document SpareItem() const;
  v1::Document Agreement(int k) const;  // at Store(k)
  v1::Document Order(int k) const;
  v1::Document Response(int k) const;  // accepts all of version 1
  v1::Document Change(int k) const;    // of version 1
  v1::Document Cancellation(int k, int64_t version) const;
  v1::Document Despatch(int k) const;
  v1::Document Receipt(int k) const;
  // Repeatable; k makes numbers and times.
  v1::Document Count(int k) const;  // of the retailer
  v1::Document Offer(int k) const;  // of the supplier
  v1::Document SpareOffer() const;  // of the supplier, of the spare item
  v1::Document Movement(int k) const;
  v1::Document Sales(int k) const;
  v1::Document Ticket(int k) const;
  v1::Document SupplierComplaint(int k) const;  // of order 1
  v1::Document RetailerComplaint(int k) const;  // of shipment 1

 private:
  v1::Document Begin(std::string_view prefix, int k, bool by_supplier) const;
  // The document with a number and an id of this lane.
  v1::Document Named(v1::Document document, std::string_view prefix, int k) const;

  int n_;
};

// RetailerStory and the stories of these suppliers.
std::vector<v1::Document> HubWorld(const std::vector<int>& suppliers);

}  // namespace headwater::test
