#include "hub/catalogue/catalogue_handler.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/catalogue/catalogue_rules.h"
#include "hub/catalogue/catalogue_schema.h"
#include "hub/catalogue/search_text.h"
#include "hub/exchange/values.h"

namespace headwater::catalogue {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;
using store::Transaction;
using store::Value;

constexpr store::Sql kFindVersion{"catalogue.find_version",
                                  "SELECT version FROM item WHERE supplier = $1 AND gtin = $2"};

constexpr store::Sql kPutItem{
    "catalogue.put_item",
    "INSERT INTO item(supplier, gtin, version, document_id, price_micros, currency, price_gtin, "
    "price_base_count, measure_unit, tax_rate_basis_points, lead_time_days, shelf_life_days, "
    "department_code, category_code, advertised, exclusive, restricted, discontinued, "
    "search_text, statement) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17, $18, $19, $20) ON CONFLICT(supplier, gtin) DO UPDATE SET "
    "version = excluded.version, document_id = excluded.document_id, "
    "price_micros = excluded.price_micros, currency = excluded.currency, "
    "price_gtin = excluded.price_gtin, price_base_count = excluded.price_base_count, "
    "measure_unit = excluded.measure_unit, "
    "tax_rate_basis_points = excluded.tax_rate_basis_points, "
    "lead_time_days = excluded.lead_time_days, shelf_life_days = excluded.shelf_life_days, "
    "department_code = excluded.department_code, category_code = excluded.category_code, "
    "advertised = excluded.advertised, exclusive = excluded.exclusive, "
    "restricted = excluded.restricted, discontinued = excluded.discontinued, "
    "search_text = excluded.search_text, statement = excluded.statement"};

// Every pack that the item ever had, before those of this statement are put.
constexpr store::Sql kRetirePacks{
    "catalogue.retire_packs",
    "UPDATE pack SET stated = 0, orderable = 0, discontinued = $2, order_multiple = $3, "
    "minimum_order_quantity = $4, supplier_item_id = $5, buyer_item_id = $6, "
    "lead_time_days = $7 WHERE base = $1"};
constexpr store::Sql kPutPack{
    "catalogue.put_pack",
    "INSERT INTO pack(gtin, supplier, base, base_count, stated, orderable, discontinued, "
    "measure_unit, order_multiple, minimum_order_quantity, supplier_item_id, buyer_item_id, "
    "lead_time_days) VALUES($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT(gtin) DO UPDATE SET stated = 1, orderable = excluded.orderable"};

constexpr store::Sql kDropId{
    "catalogue.drop_id",
    "DELETE FROM item_id WHERE supplier = $1 AND scheme = $2 AND id = $3 AND gtin = $4"};
constexpr store::Sql kPutId{
    "catalogue.put_id", "INSERT INTO item_id(supplier, scheme, id, gtin) VALUES($1, $2, $3, $4)"};

constexpr std::string_view kRoot = "trade_item";

// What the catalogue holds of the item before this statement.
struct Known {
  std::optional<PackInfo> base;
  int64_t version = 0;
};

// One Trade Item on its way in.
class Statement {
 public:
  Statement(const Submission& submission, Transaction& transaction)
      : submission_(submission),
        transaction_(transaction),
        item_(submission.document.trade_item()),
        base_(exchange::GtinOf(item_.gtin())),
        supplier_(submission.supplier) {}

  absl::Status Apply(exchange::Outcome& outcome);

 private:
  absl::Status ReadKnown();
  absl::Status CheckVersion() const;
  void CheckSupplier();
  void CheckGtin();
  void CheckMeasureUnitKept();
  absl::Status CheckPacks();
  void CheckCountKept(int index, const PackInfo& before);
  void AddInUse(const FieldPath& path, const PackInfo& other);

  absl::Status PutItem(int64_t version);
  absl::Status PutPacks();
  absl::Status PutPack(base::Gtin gtin, int64_t base_count, bool orderable);
  absl::Status PutIds();
  absl::Status PutId(IdScheme scheme, const std::string& before, const std::string& now);

  bool by_retailer() const { return submission_.sender.role == exchange::Role::kRetailer; }
  bool measured() const { return !item_.measure_unit_code().empty(); }
  // Whole units of a measured item are held as millionths, as its quantities are.
  int64_t Scaled(int64_t pieces) const {
    return measured() ? pieces * base::kMicrosPerUnit : pieces;
  }
  int64_t OrderMultiple() const { return std::max<int64_t>(Scaled(item_.order_multiple()), 1); }
  Value TaxRate() const {
    return item_.has_tax_rate_basis_points() ? Value(item_.tax_rate_basis_points()) : Value::Null();
  }
  Value LeadTime() const {
    return item_.has_lead_time_days() ? Value(item_.lead_time_days()) : Value::Null();
  }

  const Submission& submission_;
  Transaction& transaction_;
  const v1::TradeItem& item_;
  const base::Gtin base_;
  const base::Gln supplier_;
  const FieldPath path_{kRoot};
  Known known_;
  std::vector<int64_t> counts_;  // of item_.packs()
  Violations violations_;
};

absl::Status Statement::Apply(exchange::Outcome& outcome) {
  RETURN_IF_ERROR(ReadKnown());
  CheckSupplier();
  // Whose item it is comes before its version: that is no business of another.
  if (violations_.empty()) RETURN_IF_ERROR(CheckVersion());
  CheckPrice(item_, path_, violations_);
  RETURN_IF_ERROR(CheckPacks());
  CheckMeasureUnit(item_, path_, violations_);
  CheckMeasureUnitKept();
  RETURN_IF_ERROR(violations_.ToStatus());

  const int64_t version = known_.version + 1;
  RETURN_IF_ERROR(PutItem(version));
  RETURN_IF_ERROR(PutPacks());
  RETURN_IF_ERROR(PutIds());
  outcome.version = version;
  return absl::OkStatus();
}

absl::Status Statement::ReadKnown() {
  ASSIGN_OR_RETURN(known_.base, FindPack(transaction_, base_));
  return transaction_
      .QueryOne(kFindVersion, {supplier_.value(), base_.value()},
                [this](const store::Row& row) { known_.version = row.integer(0); })
      .status();
}

absl::Status Statement::CheckVersion() const {
  const int64_t seen = submission_.document.base_version();
  if (seen == known_.version) return absl::OkStatus();
  return exchange::RefuseStale(absl::StrCat("trade item ", base_.ToString()), seen, known_.version);
}

void Statement::CheckSupplier() {
  CheckGtin();
  if (exchange::GlnOf(item_.supplier_gln()) == supplier_) return;
  violations_.Add(path_.Field("supplier_gln"), v1::REASON_ITEM_OF_OTHER_SUPPLIER,
                  absl::StrCat("the document is ", by_retailer() ? "to" : "from", " supplier ",
                               supplier_.ToString(), ", the item says ", item_.supplier_gln(),
                               "; state an item to or from its own supplier"));
}

void Statement::CheckGtin() {
  if (!known_.base.has_value()) return;
  const PackInfo& known = *known_.base;
  if (known.base == base_ && known.supplier == supplier_) return;
  if (known.base != base_ || !by_retailer()) return AddInUse(path_.Field("gtin"), known);
  violations_.Add(
      path_.Field("gtin"), v1::REASON_ITEM_OF_OTHER_SUPPLIER,
      absl::StrCat("the item ", item_.gtin(), " is supplied by ", known.supplier.ToString(),
                   " and stays so; give the goods of ", supplier_.ToString(), " their own GTIN"));
}

void Statement::CheckMeasureUnitKept() {
  if (!known_.base.has_value() || known_.version == 0) return;
  const std::string& before = known_.base->measure_unit;
  if (before == item_.measure_unit_code()) return;
  const auto shown = [](const std::string& unit) { return unit.empty() ? "counted" : unit; };
  violations_.Add(path_.Field("measure_unit_code"), v1::REASON_UNIT_MISMATCH,
                  absl::StrCat("the item ", item_.gtin(), " is ", shown(before), ", not ",
                               shown(item_.measure_unit_code()),
                               "; that never changes: give the goods another GTIN"));
}

absl::Status Statement::CheckPacks() {
  counts_ = CountPacks(item_, path_, violations_);
  for (int i = 0; i < item_.packs_size(); ++i) {
    const base::Gtin gtin = exchange::GtinOf(item_.packs(i).gtin());
    if (gtin == base_) continue;  // said by CountPacks
    ASSIGN_OR_RETURN(const auto before, FindPack(transaction_, gtin));
    if (!before.has_value()) continue;
    if (before->supplier != supplier_ || before->base != base_) {
      AddInUse(path_.Index("packs", i).Field("gtin"), *before);
    } else {
      CheckCountKept(i, *before);
    }
  }
  return absl::OkStatus();
}

void Statement::CheckCountKept(int index, const PackInfo& before) {
  const int64_t count = counts_[static_cast<size_t>(index)];
  if (count == 0 || count == before.base_count) return;
  violations_.Add(path_.Index("packs", index).Field("contained_count"),
                  v1::REASON_PACK_COUNT_CHANGED,
                  absl::StrCat("a ", item_.packs(index).gtin(), " was stated with ",
                               before.base_count, " pieces of the base and now has ", count,
                               "; that never changes: give the other pack another GTIN"));
}

// A supplier is not told of what is not its own.
void Statement::AddInUse(const FieldPath& path, const PackInfo& other) {
  const bool told = by_retailer() || other.supplier == supplier_;
  violations_.Add(path, v1::REASON_GTIN_IN_USE,
                  absl::StrCat(other.gtin.ToString(), " is a pack of ",
                               told ? absl::StrCat("the item ", other.base.ToString())
                                    : std::string("another item"),
                               "; a GTIN is never used again: give this one its own"));
}

absl::Status Statement::PutItem(int64_t version) {
  const v1::Price& price = item_.price();
  const int64_t price_gtin =
      price.gtin().empty() ? base_.value() : exchange::GtinOf(price.gtin()).value();
  return transaction_
      .Execute(kPutItem,
               {supplier_.value(),
                base_.value(),
                version,
                submission_.document.document_id(),
                price.money().amount_micros(),
                price.money().currency_code(),
                price_gtin,
                price.has_base_count() ? price.base_count() : int64_t{1},
                item_.measure_unit_code(),
                TaxRate(),
                LeadTime(),
                item_.has_shelf_life_days() ? Value(item_.shelf_life_days()) : Value::Null(),
                item_.department_code(),
                item_.category_code(),
                item_.advertised(),
                item_.exclusive(),
                item_.restricted(),
                item_.discontinued(),
                SearchTextOf(item_),
                Value::Blob(item_.SerializeAsString())})
      .status();
}

absl::Status Statement::PutPacks() {
  RETURN_IF_ERROR(
      transaction_
          .Execute(kRetirePacks, {base_.value(), item_.discontinued(), OrderMultiple(),
                                  Scaled(item_.minimum_order_quantity()), item_.supplier_item_id(),
                                  item_.buyer_item_id(), LeadTime()})
          .status());
  RETURN_IF_ERROR(PutPack(base_, 1, item_.base_orderable()));
  for (int i = 0; i < item_.packs_size(); ++i) {
    RETURN_IF_ERROR(PutPack(exchange::GtinOf(item_.packs(i).gtin()),
                            counts_[static_cast<size_t>(i)], item_.packs(i).orderable()));
  }
  return absl::OkStatus();
}

absl::Status Statement::PutPack(base::Gtin gtin, int64_t base_count, bool orderable) {
  return transaction_
      .Execute(kPutPack, {gtin.value(), supplier_.value(), base_.value(), base_count, orderable,
                          item_.discontinued(), item_.measure_unit_code(), OrderMultiple(),
                          Scaled(item_.minimum_order_quantity()), item_.supplier_item_id(),
                          item_.buyer_item_id(), LeadTime()})
      .status();
}

absl::Status Statement::PutIds() {
  const PackInfo before = known_.base.value_or(PackInfo());
  RETURN_IF_ERROR(PutId(IdScheme::kSupplier, before.supplier_item_id, item_.supplier_item_id()));
  return PutId(IdScheme::kBuyer, before.buyer_item_id, item_.buyer_item_id());
}

absl::Status Statement::PutId(IdScheme scheme, const std::string& before, const std::string& now) {
  if (before == now) return absl::OkStatus();
  const int number = static_cast<int>(scheme);
  if (!before.empty()) {
    RETURN_IF_ERROR(
        transaction_.Execute(kDropId, {supplier_.value(), number, before, base_.value()}).status());
  }
  if (now.empty()) return absl::OkStatus();
  return transaction_.Execute(kPutId, {supplier_.value(), number, now, base_.value()}).status();
}

}  // namespace

absl::Status TradeItemHandler::Apply(const Submission& submission, Transaction& transaction,
                                     exchange::Outcome& outcome) {
  return Statement(submission, transaction).Apply(outcome);
}

}  // namespace headwater::catalogue
