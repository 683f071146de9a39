#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/partners/partners_handler.h"
#include "hub/partners/partners_queries.h"
#include "hub/partners/partners_rules.h"

namespace headwater::partners {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;
using store::Transaction;
using store::Value;

constexpr store::Sql kPutAgreement{
    "partners.put_agreement",
    "INSERT INTO agreement(supplier, location, over_delivery_tolerance_basis_points, "
    "lead_time_days, order_interval_days, model, version, document_id, statement, items) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT(supplier, location) "
    "DO UPDATE SET over_delivery_tolerance_basis_points = "
    "excluded.over_delivery_tolerance_basis_points, lead_time_days = excluded.lead_time_days, "
    "order_interval_days = excluded.order_interval_days, model = excluded.model, "
    "version = excluded.version, document_id = excluded.document_id, "
    "statement = excluded.statement, items = excluded.items"};
constexpr store::Sql kDropItems{"partners.drop_agreement_items",
                                "DELETE FROM agreement_item WHERE supplier = $1 AND location = $2"};
constexpr store::Sql kPutItem{
    "partners.put_agreement_item",
    "INSERT INTO agreement_item(supplier, location, gtin, minimum, maximum) "
    "VALUES($1, $2, $3, $4, $5)"};

constexpr std::string_view kRoot = "replenishment_agreement";

absl::Status CheckSupplier(const Submission& submission) {
  const v1::ReplenishmentAgreement& agreement = submission.document.replenishment_agreement();
  if (exchange::GlnOf(agreement.supplier_gln()) == submission.supplier) return absl::OkStatus();
  Violations violations;
  violations.Add(FieldPath("receiver_gln"), v1::REASON_RECEIVER_NOT_ALLOWED,
                 absl::StrCat("what was agreed with ", agreement.supplier_gln(),
                              " goes to that supplier, not to ", submission.supplier.ToString(),
                              "; give ", agreement.supplier_gln()));
  return violations.ToStatus();
}

// The items as the planner walks them. Incomplete where there are violations.
absl::StatusOr<std::vector<AgreedItem>> CheckItems(const Submission& submission,
                                                   Transaction& transaction,
                                                   Violations& violations) {
  const v1::ReplenishmentAgreement& agreement = submission.document.replenishment_agreement();
  const base::Gln location = exchange::GlnOf(agreement.location_gln());
  std::vector<AgreedItem> items;
  items.reserve(static_cast<size_t>(agreement.items_size()));
  absl::flat_hash_map<base::Gtin, std::string> agreed;  // by item
  for (int i = 0; i < agreement.items_size(); ++i) {
    const v1::ReplenishmentAgreementItem& item = agreement.items(i);
    const FieldPath path = FieldPath(kRoot).Index("items", i);
    ASSIGN_OR_RETURN(
        const auto pack,
        catalogue::ResolveGtin(transaction, item.gtin(), submission.supplier, path.Field("gtin"),
                               violations, exchange::Role::kRetailer));
    CheckLevels(item, path, violations);
    if (!pack.has_value()) continue;
    if (!pack->can_be_ordered()) {
      violations.Add(
          path.Field("gtin"), v1::REASON_ITEM_NOT_ORDERABLE,
          absl::StrCat(item.gtin(),
                       pack->discontinued ? " is discontinued" : " is no pack to be ordered",
                       "; leave it out, or name a pack that can be ordered"));
    } else if (const auto [other, first] = agreed.try_emplace(pack->base, item.gtin()); !first) {
      violations.Add(path.Field("gtin"), v1::REASON_DUPLICATE_ITEM,
                     absl::StrCat(item.gtin(), " and ", other->second,
                                  " are packs of the same item, which would be ordered twice; "
                                  "keep the one to order in"));
    }
    // Levels of what is measured are whole units in the contract, and held as
    // millionths, as its quantities are.
    const int64_t scale = pack->measured() ? base::kMicrosPerUnit : 1;
    items.push_back({.supplier = submission.supplier,
                     .location = location,
                     .gtin = pack->gtin,
                     .minimum = item.minimum_quantity() * scale,
                     .maximum = item.maximum_quantity() * scale});
  }
  return items;
}

absl::Status PutAgreement(const Submission& submission, Transaction& transaction, int64_t version) {
  v1::ReplenishmentAgreement terms = submission.document.replenishment_agreement();
  v1::ReplenishmentAgreement items;
  items.mutable_items()->Swap(terms.mutable_items());
  return transaction
      .Execute(kPutAgreement,
               {submission.supplier.value(), exchange::GlnOf(terms.location_gln()).value(),
                terms.over_delivery_tolerance_basis_points(), terms.lead_time_days(),
                terms.order_interval_days(), static_cast<int>(terms.model()), version,
                submission.document.document_id(), Value::Blob(terms.SerializeAsString()),
                Value::Blob(items.SerializeAsString())})
      .status();
}

absl::Status PutItems(base::Gln supplier, base::Gln location, const std::vector<AgreedItem>& items,
                      Transaction& transaction) {
  RETURN_IF_ERROR(transaction.Execute(kDropItems, {supplier.value(), location.value()}).status());
  for (const AgreedItem& item : items) {
    RETURN_IF_ERROR(transaction
                        .Execute(kPutItem, {supplier.value(), location.value(), item.gtin.value(),
                                            item.minimum, item.maximum})
                        .status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReplenishmentAgreementHandler::Apply(const Submission& submission,
                                                  Transaction& transaction,
                                                  exchange::Outcome& outcome) {
  RETURN_IF_ERROR(CheckSupplier(submission));
  const v1::ReplenishmentAgreement& agreement = submission.document.replenishment_agreement();
  const base::Gln supplier = submission.supplier;
  const base::Gln location = exchange::GlnOf(agreement.location_gln());
  ASSIGN_OR_RETURN(const auto known, FindAgreement(transaction, supplier, location));
  const int64_t version = known.has_value() ? known->version : 0;
  RETURN_IF_ERROR(CheckVersion(
      submission.document,
      absl::StrCat("the agreement with ", supplier.ToString(), " for ", location.ToString()),
      version));

  Violations violations;
  RETURN_IF_ERROR(ResolveLocation(transaction, agreement.location_gln(), base::Gln(),
                                  FieldPath(kRoot).Field("location_gln"), violations)
                      .status());
  ASSIGN_OR_RETURN(const auto items, CheckItems(submission, transaction, violations));
  RETURN_IF_ERROR(violations.ToStatus());

  outcome.version = version + 1;
  RETURN_IF_ERROR(PutAgreement(submission, transaction, outcome.version));
  return PutItems(supplier, location, items, transaction);
}

}  // namespace headwater::partners
