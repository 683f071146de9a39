// The reads of CatalogueService (catalogue_queries.h).
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

// A comparison stands before its IS NULL, so that PostgreSQL learns the type.
#define HW_ITEM_FILTER                                                               \
  " AND (department_code = $3 OR $3 IS NULL) AND (category_code = $4 OR $4 IS NULL)" \
  " AND (advertised = $5 OR $5 IS NULL) AND (exclusive = $6 OR $6 IS NULL)"          \
  " AND (restricted = $7 OR $7 IS NULL) AND (discontinued = $8 OR $8 IS NULL)"       \
  " ORDER BY supplier, gtin"

constexpr store::Sql kListItems{
    "catalogue.list_items",
    "SELECT gtin, supplier, version, document_id, statement, search_text FROM item "
    "WHERE (supplier, gtin) > ($1, $2)" HW_ITEM_FILTER};
constexpr store::Sql kListItemsOf{
    "catalogue.list_items_of",
    "SELECT gtin, supplier, version, document_id, statement, search_text FROM item "
    "WHERE supplier = $1 AND gtin > $2" HW_ITEM_FILTER};
#undef HW_ITEM_FILTER

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

template <typename Request>
std::vector<Value> FilterOf(const Request& request, base::Gln supplier, base::Gtin after) {
  const auto flag = [](bool given, bool value) { return given ? Value(value) : Value::Null(); };
  return {supplier.value(),
          after.value(),
          TextOrAll(request.department_code()),
          TextOrAll(request.category_code()),
          flag(request.has_advertised(), request.advertised()),
          flag(request.has_exclusive(), request.exclusive()),
          flag(request.has_restricted(), request.restricted()),
          flag(request.has_discontinued(), request.discontinued())};
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
  std::vector<exchange::PageKey> last;
  bool full = false;
  const auto take = [&](const Row& row) {
    if (!Matches(row.text(5), words)) return absl::OkStatus();
    v1::TradeItemRecord record;
    RETURN_IF_ERROR(FillRecord(row, record));
    if (!Fits(record.trade_item(), request)) return absl::OkStatus();
    if (response.trade_items_size() == page.size) {
      full = true;
      return absl::CancelledError();
    }
    last = {{.number = row.integer(1)}, {.number = row.integer(0)}};
    *response.add_trade_items() = std::move(record);
    return absl::OkStatus();
  };
  const bool first = page.after.empty();
  const base::Gln after_supplier(first ? 0 : page.after[0].number);
  const base::Gtin after(first ? 0 : page.after[1].number);
  const absl::Status status =
      reader.Query(supplier.has_value() ? kListItemsOf : kListItems,
                   FilterOf(request, supplier.value_or(after_supplier), after), take);
  if (full) {
    response.set_next_page_token(exchange::NextPageToken(request, last));
    return absl::OkStatus();
  }
  return status;
}

}  // namespace headwater::catalogue
