#include "suppliers-sim/online_retail.h"

#include <algorithm>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "suppliers-sim/xz_file.h"

namespace headwater::sim {
namespace {

using Fields = std::vector<std::string>;

// The fields of one line of RFC 4180 without line breaks inside quotes, which is
// what data/make writes.
Fields SplitCsv(absl::string_view line) {
  Fields fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

template <typename Row>
absl::Status EachRow(const std::string& path, size_t columns, Row row) {
  ASSIGN_OR_RETURN(const std::string text, ReadXzFile(path));
  int64_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (++number == 1 || line.empty()) continue;
    const Fields fields = SplitCsv(line);
    absl::Status status = absl::OkStatus();
    if (fields.size() != columns) {
      status = absl::DataLossError(absl::StrCat("has ", fields.size(), " columns, not ", columns));
    } else {
      status = row(fields);
    }
    if (!status.ok()) {
      return absl::DataLossError(absl::StrCat(path, " line ", number, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

class Reader {
 public:
  absl::StatusOr<OnlineRetail> Read(const std::string& folder) {
    RETURN_IF_ERROR(EachRow(absl::StrCat(folder, "/items.csv.xz"), 2, [&](const Fields& fields) {
      code_index_[fields[0]] = static_cast<int32_t>(data_.stock_codes.size());
      data_.stock_codes.push_back({fields[0], fields[1].empty() ? fields[0] : fields[1]});
      return absl::OkStatus();
    }));
    RETURN_IF_ERROR(EachRow(absl::StrCat(folder, "/online_retail.csv.xz"), 7,
                            [&](const Fields& fields) { return ReadLine(fields); }));
    SortCountries();
    return std::move(data_);
  }

 private:
  absl::Status ReadLine(const Fields& fields) {
    if (!fields[0].empty()) RETURN_IF_ERROR(ReadHeader(fields));
    if (invoice_ == nullptr) return absl::DataLossError("has no invoice number before it");
    InvoiceLine line{.minute = minute_};
    const auto code = code_index_.find(fields[4]);
    if (code == code_index_.end()) {
      return absl::DataLossError(absl::StrCat("names the unknown item ", fields[4]));
    }
    line.stock_code = code->second;
    if (!absl::SimpleAtoi(fields[5], &line.quantity)) {
      return absl::DataLossError(absl::StrCat("has the quantity ", fields[5]));
    }
    ASSIGN_OR_RETURN(line.price_micros, base::ParseMicros(fields[6]));
    invoice_->lines.push_back(line);
    ++data_.line_count;
    return absl::OkStatus();
  }

  // Number, "YYYY-MM-DD HH:MM", customer and country. A number that comes again on the
  // same day goes on with its invoice.
  absl::Status ReadHeader(const Fields& fields) {
    int hour = 0;
    int minute = 0;
    if (fields[1].size() != 16 || !absl::SimpleAtoi(fields[1].substr(11, 2), &hour) ||
        !absl::SimpleAtoi(fields[1].substr(14, 2), &minute)) {
      return absl::DataLossError(absl::StrCat("has the date ", fields[1]));
    }
    ASSIGN_OR_RETURN(const base::Day day, base::ParseDay(fields[1].substr(0, 10)));
    minute_ = hour * 60 + minute;
    const auto [country, is_new] =
        country_index_.try_emplace(fields[3], static_cast<int32_t>(data_.countries.size()));
    if (is_new) data_.countries.push_back(fields[3]);
    if (day != day_) invoice_index_.clear();
    day_ = day;
    std::vector<Invoice>& invoices = data_.days[day];
    const auto [index, first] = invoice_index_.try_emplace(fields[0], invoices.size());
    if (first) invoices.push_back({fields[0], fields[2], country->second, {}});
    invoice_ = &invoices[index->second];
    return absl::OkStatus();
  }

  void SortCountries() {
    std::vector<std::string> sorted = data_.countries;
    std::sort(sorted.begin(), sorted.end());
    std::vector<int32_t> place(sorted.size());
    for (size_t i = 0; i < sorted.size(); ++i) {
      const auto at = std::lower_bound(sorted.begin(), sorted.end(), data_.countries[i]);
      place[i] = static_cast<int32_t>(at - sorted.begin());
    }
    for (auto& [day, invoices] : data_.days) {
      for (Invoice& invoice : invoices) invoice.country = place[invoice.country];
    }
    data_.countries = std::move(sorted);
  }

  OnlineRetail data_;
  absl::flat_hash_map<std::string, int32_t> code_index_;
  absl::flat_hash_map<std::string, int32_t> country_index_;
  absl::flat_hash_map<std::string, size_t> invoice_index_;  // of day_
  base::Day day_ = 0;
  int32_t minute_ = 0;
  Invoice* invoice_ = nullptr;
};

}  // namespace

absl::StatusOr<OnlineRetail> ReadOnlineRetail(const std::string& folder) {
  return Reader().Read(folder);
}

}  // namespace headwater::sim
