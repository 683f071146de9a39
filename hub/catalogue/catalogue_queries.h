// What other rooms and people ask of the catalogue. Reads of the tables alone; they
// see what the Reader's snapshot sees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/catalogue.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/gs1.h"
#include "hub/catalogue/pack_rules.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/refusal.h"
#include "hub/store/database.h"

namespace headwater::catalogue {

// One point read. nullopt: no item has, or ever had, a pack of this GTIN.
absl::StatusOr<std::optional<PackInfo>> FindPack(store::Reader& reader, base::Gtin gtin);

// Every pack of the item that is in its newest statement, the base first, then by
// count and GTIN.
absl::StatusOr<std::vector<PackInfo>> FindPacksOf(store::Reader& reader, base::Gtin base);

// The pack that a line means. `supplier` is whose item it must be; 0 for anybody's.
// Adds ITEM_NOT_FOUND or ITEM_IDS_CONFLICT to `violations`, below `path`, and returns
// nullopt if it cannot be told. What belongs to another supplier is not found, in
// the same words as what does not exist; only when the retailer asks
// (`asker`, the sender of the document) it is ITEM_OF_OTHER_SUPPLIER.
absl::StatusOr<std::optional<PackInfo>> ResolveItem(
    store::Reader& reader, const v1::TradeItemReference& item, base::Gln supplier,
    const exchange::FieldPath& path, exchange::Violations& violations,
    exchange::Role asker = exchange::Role::kSupplier);

// The same for a GTIN that stands alone, at `path` itself.
absl::StatusOr<std::optional<PackInfo>> ResolveGtin(
    store::Reader& reader, std::string_view gtin, base::Gln supplier,
    const exchange::FieldPath& path, exchange::Violations& violations,
    exchange::Role asker = exchange::Role::kSupplier);

// What the retailer pays, and what planning and insight ask of an item.
struct ItemTerms {
  base::Gtin gtin;
  base::Gln supplier;
  // `price_micros` of `currency` buys `price_base_count` pieces of the pack
  // `price_gtin`, or one `measure_unit`.
  int64_t price_micros = 0;
  std::string currency;
  base::Gtin price_gtin;
  int64_t price_base_count = 1;
  std::string measure_unit;                      // empty: counted
  std::optional<int32_t> tax_rate_basis_points;  // absent: not known
  std::optional<int32_t> lead_time_days;
  std::optional<int32_t> shelf_life_days;
  std::string department_code;
  std::string category_code;
  bool advertised = false;
  bool exclusive = false;
  bool restricted = false;
  bool discontinued = false;
  int64_t version = 0;
};

// nullopt: no item with this base.
absl::StatusOr<std::optional<ItemTerms>> FindItemTerms(store::Reader& reader, base::Gtin base);

// The reads of CatalogueService. A supplier sees its own items; anything else is
// NOT_FOUND, whether it exists or not.
absl::Status GetTradeItem(store::Reader& reader, const exchange::Caller& caller,
                          const v1::GetTradeItemRequest& request, v1::TradeItemRecord& response);
absl::Status BatchGetTradeItems(store::Reader& reader, const exchange::Caller& caller,
                                const v1::BatchGetTradeItemsRequest& request,
                                v1::BatchGetTradeItemsResponse& response);

// A page of a list that is filtered ends after so many items were examined, with a token
// and perhaps without an item.
inline constexpr int64_t kItemsExaminedMax = 10'000;

absl::Status ListTradeItems(store::Reader& reader, const exchange::Caller& caller,
                            const v1::ListTradeItemsRequest& request,
                            v1::ListTradeItemsResponse& response);

}  // namespace headwater::catalogue
