// The year of sales that the demo plays: UCI Online Retail, as data/README.md says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/base/date.h"

namespace headwater::sim {

// One line of an invoice, as the shop's till wrote it.
struct InvoiceLine {
  int32_t stock_code;    // index into OnlineRetail::stock_codes
  int32_t quantity;      // negative: brought back, or written off
  int64_t price_micros;  // of one, GBP; 0 or below for corrections
  int32_t minute;        // of the local day
};

// All lines of one number on one day. They are of one country; a customer is known or not.
struct Invoice {
  std::string number;
  std::string customer;  // empty: unknown
  int32_t country;       // index into OnlineRetail::countries
  std::vector<InvoiceLine> lines;

  // Numbers that begin with C take an earlier invoice back.
  bool is_cancellation() const { return number[0] == 'C'; }
};

struct StockCode {
  std::string code;
  std::string description;
};

struct OnlineRetail {
  std::vector<StockCode> stock_codes;              // in the order of their codes
  std::vector<std::string> countries;              // in the order of their names
  std::map<base::Day, std::vector<Invoice>> days;  // invoices in the order of the file
  int64_t line_count = 0;

  base::Day first_day() const { return days.begin()->first; }
  base::Day last_day() const { return days.rbegin()->first; }
};

// Reads online_retail.csv.xz and items.csv.xz of `folder`. DATA_LOSS with the line
// number where they are not what data/make writes.
absl::StatusOr<OnlineRetail> ReadOnlineRetail(const std::string& folder);

}  // namespace headwater::sim
