// What a party has to say next, as it knows the trade, and what it says by mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/random.h"
#include "hub/exchange/caller.h"
#include "simulation/book.h"

namespace headwater::simulation {

// The suppliers of every run, Supplier(1) to this one.
inline constexpr int kSuppliers = 3;

// What the parties state before they trade, in an order in which a hub takes it.
std::vector<v1::Document> Opening();

// Not thread-safe.
class Trade {
 public:
  // `random` and `book` outlive it.
  Trade(const exchange::Caller& caller, base::Random& random, Book& book)
      : caller_(caller), random_(random), book_(book) {}

  // Numbers and ids are its own. nullopt when there is nothing to say at present.
  std::optional<v1::Document> Next(absl::Time now);
  // Makes it one that a careful hub refuses, as a rule.
  void Spoil(v1::Document& document);

 private:
  std::optional<v1::Document> NextOfRetailer(absl::Time now);
  std::optional<v1::Document> NextOfSupplier(absl::Time now);
  v1::Document NewOrder();
  std::optional<v1::Document> Answer();
  std::optional<v1::Document> Change();
  std::optional<v1::Document> Cancellation();
  std::optional<v1::Document> Despatch();
  std::optional<v1::Document> Receiving(absl::Time now);
  std::optional<v1::Document> Restatement();
  v1::Document Stock(absl::Time now);
  v1::Document Movement(absl::Time now);
  v1::Document Sales();
  v1::Document Ticket(absl::Time now);
  v1::Document Complain();

  // An order that is not ended and `fits`; one of the last as a rule.
  template <typename Fits>
  OrderEntry* SomeOrder(Fits fits);
  int SomeSupplier() { return 1 + static_cast<int>(random_.Below(kSuppliers)); }
  // The lane of a supplier: its own, or for the retailer any.
  int SomeLane();
  // The number, a new id and the time.
  v1::Document Finish(v1::Document document, absl::Time now);

  const exchange::Caller caller_;
  base::Random& random_;
  Book& book_;
  int64_t count_ = 0;  // of documents made
};

}  // namespace headwater::simulation
