// The reads of CatalogueService (catalogue_queries.h).
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/catalogue/search_text.h"
#include "hub/catalogue/trade_item_filter.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"

namespace headwater::catalogue {
namespace {

using exchange::Caller;
using store::Row;
using store::Value;

constexpr store::Sql kGetItem{
    "catalogue.get_item",
    "SELECT item.gtin, item.supplier, version, document_id, statement FROM pack "
    "JOIN item ON item.supplier = pack.supplier AND item.gtin = pack.base WHERE pack.gtin = $1"};

// An item of the list a row, whether it fits or not: the last column is 1 where it does. A
// comparison stands before its IS NULL, so that PostgreSQL learns the type; a range leaves
// out what has no value.
#define HW_ITEM_COLUMNS                                                            \
  "SELECT gtin, supplier, version, document_id, statement, search_text, CASE WHEN" \
  " (department_code = $3 OR $3 IS NULL) AND (category_code = $4 OR $4 IS NULL)"   \
  " AND (advertised = $5 OR $5 IS NULL) AND (exclusive = $6 OR $6 IS NULL)"        \
  " AND (restricted = $7 OR $7 IS NULL) AND (discontinued = $8 OR $8 IS NULL)"     \
  " AND (tax_rate_basis_points BETWEEN $9 AND $10 OR $9 IS NULL)"                  \
  " AND (lead_time_days BETWEEN $11 AND $12 OR $11 IS NULL)"                       \
  " AND (shelf_life_days BETWEEN $13 AND $14 OR $13 IS NULL) THEN 1 ELSE 0 END FROM item"
#define HW_IN_ORDER " ORDER BY supplier, gtin LIMIT $15"

constexpr store::Sql kListItems{"catalogue.list_items",
                                HW_ITEM_COLUMNS " WHERE (supplier, gtin) > ($1, $2)" HW_IN_ORDER};
constexpr store::Sql kListItemsOf{"catalogue.list_items_of",
                                  HW_ITEM_COLUMNS " WHERE supplier = $1 AND gtin > $2" HW_IN_ORDER};
#undef HW_IN_ORDER
#undef HW_ITEM_COLUMNS

constexpr std::string_view kNamePattern = "tradeItems/{}";
constexpr int kPageKeyParts = 2;  // supplier, base

std::string NameOf(base::Gtin base) { return absl::StrCat("tradeItems/", base.ToString()); }

absl::Status FillRecord(const Row& row, v1::TradeItemRecord& record) {
  record.set_name(NameOf(base::Gtin(row.integer(0))));
  record.set_version(row.integer(2));
  record.set_document_id(std::string(row.text(3)));
  const std::string_view statement = row.blob(4);
  if (record.mutable_trade_item()->ParseFromArray(statement.data(),
                                                  static_cast<int>(statement.size()))) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("the stored statement of ", record.name(), " is damaged; rebuild the tables"));
}

absl::Status Get(store::Reader& reader, const Caller& caller, const std::string& name,
                 v1::TradeItemRecord& record) {
  ASSIGN_OR_RETURN(const auto parts, exchange::ParseName(name, kNamePattern));
  const auto gtin = base::Gtin::Parse(parts[0]);
  if (!gtin.ok()) {
    return exchange::Refuse(
        v1::REASON_ARGUMENT_INVALID,
        absl::StrCat("the name does not fit tradeItems/{gtin}: ", gtin.status().message()));
  }
  bool seen = false;
  RETURN_IF_ERROR(reader.Query(kGetItem, {gtin->value()}, [&](const Row& row) {
    seen = caller.sees(base::Gln(row.integer(1)));
    return seen ? FillRecord(row, record) : absl::OkStatus();
  }));
  if (!seen) return exchange::RefuseNotFound(name);
  return absl::OkStatus();
}

Value TextOrAll(const std::string& text) { return text.empty() ? Value::Null() : Value(text); }

std::vector<Value> FilterOf(const v1::ListTradeItemsRequest& request, base::Gln supplier,
                            base::Gtin after) {
  using Limits = std::numeric_limits<int64_t>;
  const auto flag = [](bool given, bool value) { return given ? Value(value) : Value::Null(); };
  const auto min = [](bool given, const v1::IntegerRange& range) {
    return given ? Value(range.has_min() ? range.min() : Limits::min()) : Value::Null();
  };
  const auto max = [](const v1::IntegerRange& range) {
    return Value(range.has_max() ? range.max() : Limits::max());
  };
  return {supplier.value(),
          after.value(),
          TextOrAll(request.department_code()),
          TextOrAll(request.category_code()),
          flag(request.has_advertised(), request.advertised()),
          flag(request.has_exclusive(), request.exclusive()),
          flag(request.has_restricted(), request.restricted()),
          flag(request.has_discontinued(), request.discontinued()),
          min(request.has_tax_rate_basis_points(), request.tax_rate_basis_points()),
          max(request.tax_rate_basis_points()),
          min(request.has_lead_time_days(), request.lead_time_days()),
          max(request.lead_time_days()),
          min(request.has_shelf_life_days(), request.shelf_life_days()),
          max(request.shelf_life_days()),
          kItemsExaminedMax};
}

}  // namespace

absl::Status GetTradeItem(store::Reader& reader, const Caller& caller,
                          const v1::GetTradeItemRequest& request, v1::TradeItemRecord& response) {
  return Get(reader, caller, request.name(), response);
}

absl::Status BatchGetTradeItems(store::Reader& reader, const Caller& caller,
                                const v1::BatchGetTradeItemsRequest& request,
                                v1::BatchGetTradeItemsResponse& response) {
  for (const std::string& name : request.names()) {
    RETURN_IF_ERROR(Get(reader, caller, name, *response.add_trade_items()));
  }
  return absl::OkStatus();
}

absl::Status ListTradeItems(store::Reader& reader, const Caller& caller,
                            const v1::ListTradeItemsRequest& request,
                            v1::ListTradeItemsResponse& response) {
  ASSIGN_OR_RETURN(const auto page, exchange::ParsePage(request, kPageKeyParts));
  RETURN_IF_ERROR(CheckRanges(request));
  std::optional<base::Gln> supplier;
  if (!caller.is_retailer()) supplier = caller.party;
  if (!request.supplier_gln().empty()) {
    supplier = exchange::GlnOf(request.supplier_gln());
    if (!caller.sees(*supplier)) {
      return exchange::RefuseNotFound(absl::StrCat("parties/", request.supplier_gln()));
    }
  }

  // Where a page ends is known only once the row behind it is read.
  const std::vector<std::string> words = WordsOf(request.text());
  base::Gln last_supplier;
  base::Gtin last;
  int64_t examined = 0;
  bool full = false;
  const auto add = [&](const Row& row) {
    if (row.integer(6) == 0 || !Matches(row.text(5), words)) return absl::OkStatus();
    v1::TradeItemRecord record;
    RETURN_IF_ERROR(FillRecord(row, record));
    if (!Fits(record.trade_item(), request)) return absl::OkStatus();
    full = response.trade_items_size() == page.size;
    if (full) return absl::CancelledError();
    *response.add_trade_items() = std::move(record);
    return absl::OkStatus();
  };
  const auto examine = [&](const Row& row) {
    RETURN_IF_ERROR(add(row));
    last_supplier = base::Gln(row.integer(1));
    last = base::Gtin(row.integer(0));
    ++examined;
    return absl::OkStatus();
  };
  const bool first = page.after.empty();
  const base::Gln after_supplier(first ? 0 : page.after[0].number);
  const base::Gtin after(first ? 0 : page.after[1].number);
  const absl::Status status =
      reader.Query(supplier.has_value() ? kListItemsOf : kListItems,
                   FilterOf(request, supplier.value_or(after_supplier), after), examine);
  if (!full) RETURN_IF_ERROR(status);
  if (full || examined == kItemsExaminedMax) {
    response.set_next_page_token(exchange::NextPageToken(
        request, {{.number = last_supplier.value()}, {.number = last.value()}}));
  }
  return absl::OkStatus();
}

}  // namespace headwater::catalogue
