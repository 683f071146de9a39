// The retailer: its shops' books, its docks and its buyer.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/document.pb.h"
#include "suppliers-sim/feed_inbox.h"
#include "suppliers-sim/order_book.h"
#include "suppliers-sim/party_line.h"
#include "suppliers-sim/shop_stock.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// Used by one thread.
class Retailer {
 public:
  // `world` must outlive it.
  Retailer(const World& world, std::unique_ptr<PartyLine> line);

  // The step of the last document of this simulation in the feed: complete but for this
  // step. nullopt: nothing was ever sent.
  absl::StatusOr<std::optional<Step>> LastStep();

  // Fetches what is new in the feed.
  absl::Status CatchUp();
  // How far every party's feed goes.
  absl::StatusOr<std::map<std::string, int64_t>> FeedHeads() { return line_->FeedHeads(); }

  absl::Status SendParties();
  absl::Status SendAgreements();

  // The day's books without its tickets, and what the day did to the stock. Call it for
  // every day in turn, also for those whose documents the hub has.
  std::vector<v1::Document> CloseBooks(base::Day day);
  absl::Status Submit(const std::vector<v1::Document>& documents);

  // Reviews the suppliers whose turn it is, and orders. What was ordered already in this
  // step is known from the feed and not ordered again: one shop's needs do not depend on
  // another's orders.
  absl::Status Review(base::Day day);

  PartyLine& line() { return *line_; }

 private:
  const World& world_;
  const std::unique_ptr<PartyLine> line_;

  FeedInbox inbox_;
  int64_t through_ = 0;
  std::set<std::string> ordered_;  // the orders in the feed, by number
  OrderBook book_;
  ShopStock stock_;
  std::multimap<base::Day, v1::Document> under_way_;  // despatch advices, by true arrival
};

}  // namespace headwater::sim
