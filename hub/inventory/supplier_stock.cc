#include "hub/inventory/supplier_stock.h"

#include "hub/base/error.h"

namespace headwater::inventory {
namespace {

constexpr store::Sql kFindTime{
    "inventory.find_offer_time",
    "SELECT reported_time FROM supplier_stock "
    "WHERE supplier = $1 AND location = $2 AND gtin = $3 AND status = $4 AND owner = $5"};

constexpr store::Sql kPut{
    "inventory.put_offer",
    "/* later */ INSERT INTO supplier_stock(supplier, location, gtin, status, owner, quantity, "
    "reported_time) VALUES($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT(supplier, location, gtin, status, owner) DO UPDATE "
    "SET quantity = excluded.quantity, reported_time = excluded.reported_time"};

constexpr store::Sql kZero{"inventory.zero_offers",
                           "/* later */ UPDATE supplier_stock SET quantity = 0, reported_time = $3 "
                           "WHERE supplier = $1 AND location = $2 AND reported_time <= $3"};

}  // namespace

absl::StatusOr<std::optional<int64_t>> FindOfferTime(store::Reader& reader, const StockKey& key) {
  std::optional<int64_t> time;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindTime,
                                {key.supplier.value(), key.location.value(), key.gtin.value(),
                                 key.status, key.owner.value()},
                                [&](const store::Row& row) { time = row.integer(0); })
                      .status());
  return time;
}

absl::Status PutOffer(store::Transaction& transaction, const StockKey& key, int64_t quantity,
                      int64_t time) {
  return transaction
      .Execute(kPut, {key.supplier.value(), key.location.value(), key.gtin.value(), key.status,
                      key.owner.value(), quantity, time})
      .status();
}

absl::Status ZeroOffers(store::Transaction& transaction, base::Gln supplier, base::Gln location,
                        int64_t time) {
  return transaction.Execute(kZero, {supplier.value(), location.value(), time}).status();
}

}  // namespace headwater::inventory
