#include "hub/inventory/inventory_report_handler.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/exchange/clock_skew.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_ledger.h"
#include "hub/inventory/inventory_rules.h"
#include "hub/inventory/line_item_queries.h"
#include "hub/inventory/supplier_stock.h"
#include "hub/partners/partners_queries.h"

namespace headwater::inventory {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;

std::string FormatInstant(int64_t micros) {
  return absl::FormatTime(absl::RFC3339_full, absl::FromUnixMicros(micros), absl::UTCTimeZone());
}

// What a report says of one key.
struct Stated {
  int64_t quantity = 0;
  int line = 0;  // the first that names it
};

class Report {
 public:
  Report(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        transaction_(transaction),
        report_(submission.document.inventory_report()),
        as_of_(exchange::MicrosOf(report_.as_of_time())),
        counted_(report_.basis() == v1::INVENTORY_REPORT_BASIS_COUNTED),
        full_(report_.scope() == v1::INVENTORY_REPORT_SCOPE_FULL) {}

  absl::Status Apply() {
    if (exchange::IsInFuture(exchange::TimeOf(report_.as_of_time()), submission_.commit_time)) {
      violations_.Add(root_.Field("as_of_time"), v1::REASON_PERIOD_IN_FUTURE,
                      absl::StrCat("stock as of ", FormatInstant(as_of_),
                                   " is not known yet; give an instant that has come"));
    }
    RETURN_IF_ERROR(ReadLines());
    RETURN_IF_ERROR(submission_.sender.role == exchange::Role::kSupplier ? Offer() : Keep());
    return violations_.ToStatus();
  }

 private:
  FieldPath LinePath(int i) const { return root_.Index("lines", i); }

  // Fills `stated_` and `locations_` with what is right, `violations_` with the rest.
  absl::Status ReadLines() {
    LineItems items(transaction_, submission_.supplier, submission_.sender.role);
    for (int i = 0; i < report_.lines_size(); ++i) {
      const v1::InventoryReportLine& line = report_.lines(i);
      ASSIGN_OR_RETURN(const bool location_fits, CheckLocation(line, i));
      const std::optional<base::Gln> owner = OwnerOf(line, i);
      ASSIGN_OR_RETURN(const catalogue::PackInfo* pack,
                       items.Resolve(
                           line.item(), [&] { return LinePath(i).Field("item"); }, violations_));
      if (pack == nullptr) continue;
      const auto quantity_path = [&] { return LinePath(i).Field("quantity"); };
      ASSIGN_OR_RETURN(const std::optional<int64_t> quantity,
                       ToBase(line.quantity(), *pack, quantity_path, violations_));
      if (!quantity.has_value()) continue;
      if (counted_ && *quantity < 0) {
        violations_.Add(quantity_path(), v1::REASON_NUMBER_OUT_OF_RANGE,
                        absl::StrCat("nobody counts ", ValueOf(line.quantity()),
                                     "; a count is 0 or more, only a book balance (basis BOOK) "
                                     "may be negative"));
        continue;
      }
      if (!location_fits || !owner.has_value()) continue;
      const base::Gln location = exchange::GlnOf(line.location_gln());
      locations_.insert(location);
      AddTo(StockKey{pack->supplier, location, pack->base, line.status(), *owner}, *quantity, i);
    }
    return absl::OkStatus();
  }

  void AddTo(const StockKey& key, int64_t quantity, int line) {
    Stated& stated = stated_.try_emplace(key, Stated{.line = line}).first->second;
    const int64_t sum = stated.quantity + quantity;  // both within kQuantityMax
    if (sum > kQuantityMax || sum < -kQuantityMax) {
      violations_.Add(LinePath(line).Field("quantity"), v1::REASON_NUMBER_OUT_OF_RANGE,
                      absl::StrCat("the lots of item ", key.gtin.ToString(), " add up to ", sum,
                                   ", more than ", kQuantityMax, "; check the numbers"));
      return;
    }
    stated.quantity = sum;
  }

  // The retailer reports of its own locations, a supplier of its own.
  absl::StatusOr<bool> CheckLocation(const v1::InventoryReportLine& line, int i) {
    const auto known = location_fits_.find(line.location_gln());
    if (known != location_fits_.end() && known->second) return true;
    const bool supplier_sends = submission_.sender.role == exchange::Role::kSupplier;
    const FieldPath path = LinePath(i).Field("location_gln");
    ASSIGN_OR_RETURN(const std::optional<partners::LocationInfo> location,
                     partners::ResolveLocation(transaction_, line.location_gln(),
                                               supplier_sends ? submission_.supplier : base::Gln(),
                                               path, violations_));
    bool fits = location.has_value();
    if (fits && location->party != submission_.sender.gln) {
      violations_.Add(path, v1::REASON_LOCATION_NOT_FOUND,
                      absl::StrCat(line.location_gln(),
                                   " is not a location of the sender; report of your own"));
      fits = false;
    }
    location_fits_[line.location_gln()] = fits;
    return fits;
  }

  // Who but the two parties could own the goods is not the hub's to know.
  std::optional<base::Gln> OwnerOf(const v1::InventoryReportLine& line, int i) {
    if (line.owner_gln().empty()) return submission_.sender.gln;
    const base::Gln owner = exchange::GlnOf(line.owner_gln());
    if (owner == submission_.retailer || owner == submission_.supplier) return owner;
    violations_.Add(LinePath(i).Field("owner_gln"), v1::REASON_PARTY_NOT_FOUND,
                    absl::StrCat(line.owner_gln(),
                                 " is neither the retailer nor the supplier of the item; goods "
                                 "belong to one of the two"));
    return std::nullopt;
  }

  void AddOutdated(const Stated& stated, const StockKey& key, int64_t known_time) {
    violations_.Add(LinePath(stated.line), v1::REASON_REPORT_OUTDATED,
                    absl::StrCat("item ", key.gtin.ToString(), " at ", key.location.ToString(),
                                 " is known as of ", FormatInstant(known_time),
                                 ", which is later than ", FormatInstant(as_of_),
                                 "; leave the line out, or report as of a later instant"));
  }

  // The retailer's own stock.
  absl::Status Keep() {
    absl::btree_map<StockKey, StockState> states;
    for (const auto& [key, stated] : stated_) {
      ASSIGN_OR_RETURN(const StockState state, FindStock(transaction_, key));
      const std::optional<int64_t> known = counted_ ? state.counted_time : state.reported_time;
      if (known.has_value() && *known > as_of_) AddOutdated(stated, key, *known);
      states.emplace(key, state);
    }
    if (full_) RETURN_IF_ERROR(AddUnlisted(states));
    if (!violations_.empty()) return absl::OkStatus();
    for (auto& [key, state] : states) RETURN_IF_ERROR(Set(key, state));
    if (!full_ || !counted_) return absl::OkStatus();
    for (const base::Gln location : locations_) {
      RETURN_IF_ERROR(PutFullCount(transaction_, submission_.supplier, location, as_of_));
    }
    return absl::OkStatus();
  }

  // What a full report does not list is stated as zero.
  absl::Status AddUnlisted(absl::btree_map<StockKey, StockState>& states) {
    for (const base::Gln location : locations_) {
      RETURN_IF_ERROR(ForEachStockAt(transaction_, submission_.supplier, location,
                                     [&](const StockKey& key, const StockState& state) {
                                       const std::optional<int64_t> known =
                                           counted_ ? state.counted_time : state.reported_time;
                                       if (known.has_value() && *known > as_of_) return;
                                       if (states.emplace(key, state).second)
                                         stated_.try_emplace(key);
                                     }));
    }
    return absl::OkStatus();
  }

  absl::Status Set(const StockKey& key, StockState& state) {
    const Stated& stated = stated_.at(key);
    if (!state.reported_time.has_value() || *state.reported_time <= as_of_) {
      state.reported = stated.quantity;
      state.reported_time = as_of_;
    }
    if (counted_) RETURN_IF_ERROR(Count(key, stated, state));
    return PutStock(transaction_, key, state);
  }

  absl::Status Count(const StockKey& key, const Stated& stated, StockState& state) {
    ASSIGN_OR_RETURN(int64_t moved_after, MovedAfter(transaction_, key, as_of_));
    if (key.status == v1::STOCK_STATUS_AVAILABLE && key.owner == submission_.retailer) {
      ASSIGN_OR_RETURN(const int64_t sold_after, SoldAfterOf(key));
      moved_after += sold_after;
    }
    const std::optional<Counted> result = ApplyCount(state.book, stated.quantity, moved_after);
    if (!result.has_value()) {
      violations_.Add(LinePath(stated.line).Field("quantity"), v1::REASON_NUMBER_OUT_OF_RANGE,
                      absl::StrCat(stated.quantity,
                                   " and what moved since do not fit; check the "
                                   "number"));
      return absl::OkStatus();
    }
    state.book = result->book;
    state.counted_time = as_of_;
    if (result->difference == 0) return absl::OkStatus();
    return WriteJournal(transaction_, Movement{.key = key,
                                               .reason = v1::MOVEMENT_REASON_COUNT_DIFFERENCE,
                                               .quantity = result->difference,
                                               .time = as_of_,
                                               .document_id = submission_.document.document_id(),
                                               .ordinal = ordinal_++});
  }

  // One read of a location's tickets serves all its items.
  absl::StatusOr<int64_t> SoldAfterOf(const StockKey& key) {
    auto found = sold_after_.find(key.location);
    if (found == sold_after_.end()) {
      ASSIGN_OR_RETURN(auto sold,
                       SoldAfter(transaction_, submission_.supplier, key.location, as_of_));
      found = sold_after_.emplace(key.location, std::move(sold)).first;
    }
    const auto item = found->second.find(key.gtin);
    return item == found->second.end() ? 0 : item->second;
  }

  // What a supplier says it could deliver.
  absl::Status Offer() {
    for (const auto& [key, stated] : stated_) {
      ASSIGN_OR_RETURN(const std::optional<int64_t> known, FindOfferTime(transaction_, key));
      if (known.has_value() && *known > as_of_) AddOutdated(stated, key, *known);
    }
    if (!violations_.empty()) return absl::OkStatus();
    if (full_) {
      for (const base::Gln location : locations_) {
        RETURN_IF_ERROR(ZeroOffers(transaction_, submission_.supplier, location, as_of_));
      }
    }
    for (const auto& [key, stated] : stated_) {
      RETURN_IF_ERROR(PutOffer(transaction_, key, stated.quantity, as_of_));
    }
    return absl::OkStatus();
  }

  const Submission& submission_;
  store::Transaction& transaction_;
  const v1::InventoryReport& report_;
  const int64_t as_of_;
  const bool counted_;
  const bool full_;
  const FieldPath root_{"inventory_report"};

  Violations violations_;
  absl::flat_hash_map<std::string, bool> location_fits_;
  absl::btree_set<base::Gln> locations_;
  absl::btree_map<StockKey, Stated> stated_;
  absl::flat_hash_map<base::Gln, absl::flat_hash_map<base::Gtin, int64_t>> sold_after_;
  int64_t ordinal_ = 0;
};

}  // namespace

absl::Status InventoryReportHandler::Apply(const Submission& submission,
                                           store::Transaction& transaction, exchange::Outcome&) {
  return Report(submission, transaction).Apply();
}

}  // namespace headwater::inventory
