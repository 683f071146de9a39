// Daily sales reports, as a retailer sends them: every item in every store, each day.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/request_source.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/date.h"
#include "hub/base/gs1.h"
#include "hub/base/random.h"

namespace headwater::bench {

// What is sold: a series is one item in one store.
struct SalesShape {
  int suppliers = 0;  // of kSuppliers
  int items = 0;      // of each; of kItemsPerSupplier
  int stores = 0;

  int64_t series() const { return int64_t{suppliers} * items * stores; }
};

// The first day of the history.
base::Day FirstSalesDay();
base::Gln SalesStoreGln(int store);

// The stores that OpeningDocuments does not have.
std::vector<v1::Document> SalesStores(const SalesShape& shape);

// What one item sold in one store on one day: the same for the hub and its floor.
struct SoldFigures {
  int64_t sold = 0;
  int64_t returned = 0;
  int64_t net_micros = 0;
  int32_t minutes_on_shelf = 0;
  int32_t minutes_open = 0;
};
SoldFigures FiguresOf(int supplier, int item, int store, base::Day day);

// The reports of some days, one day after the other. A report is of one supplier and ten
// stores. Not thread-safe.
class SalesSource final : public RequestSource {
 public:
  static constexpr int kStoresPerReport = 10;

  // Every `parts`-th report, from `part` on: what one of several streams sends.
  SalesSource(const SalesShape& shape, base::Day first, int days, int part, int parts);

  // Reports of a day, in all parts.
  static int ReportsPerDay(const SalesShape& shape);

  v1::SubmitRequest* Take() override;
  void GiveBack(v1::SubmitRequest* request) override { free_.push_back(request); }

 private:
  void Fill(int report, base::Day day, v1::SubmitRequest& request);

  const SalesShape shape_;
  const base::Day first_;
  const int64_t count_;  // of all parts
  const int parts_;
  int64_t next_;
  base::SeededRandom random_;
  std::vector<std::unique_ptr<v1::SubmitRequest>> owned_;
  std::vector<v1::SubmitRequest*> free_;
};

}  // namespace headwater::bench
