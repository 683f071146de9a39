// The shop's back office. In the evening it writes what the tills said of the day into
// CSV files, one for each time zone, because tills tell local time; Headwater reads them
// with the CSV adapter as it would any shop's, which makes pseudonyms of the customers. What was
// written off without a customer becomes Stock Movements.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/csv/profile.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// An invoice without a customer that takes goods away at no price: damaged, lost, thrown
// away.
bool IsWriteOff(const Invoice& invoice);

// Where the lines of the source end. Each is in exactly one.
struct LineAccount {
  int64_t sold = 0;
  int64_t returned = 0;
  int64_t charges = 0;
  int64_t written_off = 0;

  int64_t total() const { return sold + returned + charges + written_off; }
  friend bool operator==(const LineAccount&, const LineAccount&) = default;
};

// Adds the lines of one document; other kinds than tickets and movements have none.
void AddLines(const v1::Document& document, LineAccount& account);

// Thread-safe once made.
class BackOffice {
 public:
  // `world` must outlive it.
  static absl::StatusOr<std::unique_ptr<BackOffice>> Create(const World& world);

  // The file of one zone's tills for a day: InvoiceNo,StockCode,Quantity,InvoiceDate,
  // UnitPrice,CustomerID,Country. Empty when nothing was sold there.
  std::string TillFile(base::Day day, std::string_view time_zone) const;

  // All tickets of a day, through the files and the adapter. INTERNAL names a row that
  // the adapter did not take.
  absl::StatusOr<std::vector<v1::Document>> Tickets(base::Day day) const;

  std::vector<v1::Document> WriteOffs(base::Day day) const;

 private:
  explicit BackOffice(const World& world) : world_(world) {}
  absl::Status AddZone(std::string_view time_zone);

  const World& world_;
  std::map<std::string, std::unique_ptr<const csv::Profile>, std::less<>> profiles_;  // by zone
};

}  // namespace headwater::sim
