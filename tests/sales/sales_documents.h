// Sales Reports for tests, in the world of inventory/stock_world.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "inventory/stock_world.h"

namespace headwater::test {

struct Figures {
  v1::Quantity sold;
  std::optional<v1::Quantity> returned = std::nullopt;
  std::optional<int64_t> net_micros = std::nullopt;
  std::optional<int> minutes_on_shelf = std::nullopt;
  std::optional<int> minutes_open = std::nullopt;
  std::string promotion = {};
};

struct ItemFigures {
  std::string gtin;
  Figures figures;
};

struct Section {
  base::Gln location;
  std::vector<ItemFigures> lines;
  v1::SalesCoverage coverage = v1::SALES_COVERAGE_COMPLETE;
};

// January 2026; the clock of the world stands in February.
v1::Date January(int day);

struct ReportOptions {
  v1::Date date = January(10);
  int restatement = 0;
  base::Gln receiver = Supplier();
  std::string currency = "EUR";
};

v1::Document ByLocation(const std::vector<Section>& sections, const ReportOptions& options = {});

struct PlaceFigures {
  base::Gln location;
  Figures figures;
};
struct ItemRow {
  std::string gtin;
  std::vector<PlaceFigures> places;
};
v1::Document ByItem(const std::vector<ItemRow>& rows, const ReportOptions& options = {});

}  // namespace headwater::test
