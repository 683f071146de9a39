// The items that the lines of one document name: each GTIN is looked up once.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/gs1.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/refusal.h"
#include "hub/store/database.h"

namespace headwater::inventory {

// Lives no longer than the handling of one document. Not thread-safe.
class LineItems {
 public:
  // Makes the path of a line: called for violations alone, so that a good line costs
  // no text.
  using Path = absl::FunctionRef<exchange::FieldPath()>;

  // `supplier` is whose items they must be, 0 for anybody's; `asker` the role of the
  // document's sender.
  LineItems(store::Reader& reader, base::Gln supplier, exchange::Role asker)
      : reader_(reader), supplier_(supplier), asker_(asker) {}

  // From here on all items must be of this supplier.
  void MustBeOf(base::Gln supplier) { supplier_ = supplier; }

  // The pack that a line means; nullptr, with violations below the path of the item, if
  // it cannot be told. Valid until the next call.
  absl::StatusOr<const catalogue::PackInfo*> Resolve(const v1::TradeItemReference& item, Path path,
                                                     exchange::Violations& violations);

  // For a document that another handler has checked: INTERNAL if there is no such pack.
  absl::StatusOr<const catalogue::PackInfo*> Find(std::string_view gtin);

 private:
  absl::StatusOr<const catalogue::PackInfo*> Lookup(base::Gtin gtin);

  store::Reader& reader_;
  base::Gln supplier_;
  const exchange::Role asker_;
  absl::flat_hash_map<base::Gtin, catalogue::PackInfo> packs_;
};

// The number of a quantity: pieces, or millionths.
int64_t ValueOf(const v1::Quantity& quantity);

// A line's quantity in the base. nullopt with UNIT_MISMATCH, or NUMBER_OUT_OF_RANGE
// beyond kQuantityMax, at the path of the quantity.
absl::StatusOr<std::optional<int64_t>> ToBase(const v1::Quantity& quantity,
                                              const catalogue::PackInfo& pack, LineItems::Path path,
                                              exchange::Violations& violations);

}  // namespace headwater::inventory
