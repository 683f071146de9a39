// Orders of twenty lines, as a retailer sends them, each a new one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/request_source.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"
#include "hub/base/random.h"

namespace headwater::bench {

inline constexpr int kSuppliers = 12;
inline constexpr int kItemsPerSupplier = 100;
inline constexpr int kLinesPerOrder = 20;

base::Gln SupplierGln(int supplier);
std::string ItemGtin(int supplier, int item);
base::Gln StoreGln();
v1::Document StoreDocument(base::Gln gln);

// What a hub must know before it takes the orders: parties, a store, items.
std::vector<v1::Document> OpeningDocuments(int suppliers = kSuppliers);

// An order without a number, of items that depend on `index`.
v1::Document OrderDocument(int index, int supplier);

// Not thread-safe. A request that was lent is filled anew when it is taken the next time.
class OrderSource final : public RequestSource {
 public:
  // `run` keeps the ids of two sources of one hub apart. The orders go to the first
  // `suppliers` in turn.
  explicit OrderSource(uint32_t run, int suppliers = kSuppliers);

  // Without an end. There are enough for 1,024 calls in flight.
  v1::SubmitRequest* Take() override;
  void GiveBack(v1::SubmitRequest* request) override { free_.push_back(request); }

 private:
  const uint32_t run_;
  base::SeededRandom random_;
  uint64_t count_ = 0;
  std::vector<std::unique_ptr<v1::SubmitRequest>> owned_;
  std::vector<v1::SubmitRequest*> free_;
};

}  // namespace headwater::bench
