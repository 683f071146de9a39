#include "hub/inventory/stock_movement_handler.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/clock_skew.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_ledger.h"
#include "hub/inventory/inventory_rules.h"
#include "hub/inventory/line_item_queries.h"
#include "hub/partners/partners_queries.h"

namespace headwater::inventory {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;

// What the lines of one item with one reason add up to.
struct Transfer {
  int64_t sum = 0;
  int line = 0;          // the first
  bool complete = true;  // all its quantities are known
};

class Movements {
 public:
  Movements(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        transaction_(transaction),
        message_(submission.document.stock_movement()),
        supplier_(submission.supplier),
        items_(transaction, submission.supplier, submission.sender.role) {}

  absl::Status Apply() {
    RETURN_IF_ERROR(CheckHead());
    for (int i = 0; i < message_.lines_size(); ++i) RETURN_IF_ERROR(ReadLine(i));
    CheckTransfers();
    if (!violations_.empty()) return violations_.ToStatus();
    for (const Movement& movement : movements_) {
      RETURN_IF_ERROR(BookMovement(transaction_, movement));
    }
    return absl::OkStatus();
  }

 private:
  FieldPath LinePath(int i) const { return root_.Index("lines", i); }

  absl::Status CheckHead() {
    RETURN_IF_ERROR(partners::ResolveLocation(transaction_, message_.location_gln(), base::Gln(),
                                              root_.Field("location_gln"), violations_)
                        .status());
    if (exchange::IsInFuture(exchange::TimeOf(message_.movement_time()), submission_.commit_time)) {
      violations_.Add(root_.Field("movement_time"), v1::REASON_PERIOD_IN_FUTURE,
                      absl::StrCat(absl::FormatTime(exchange::TimeOf(message_.movement_time()),
                                                    absl::UTCTimeZone()),
                                   " has not come yet; send a movement once it has happened"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadLine(int i) {
    const v1::StockMovementLine& line = message_.lines(i);
    ASSIGN_OR_RETURN(const catalogue::PackInfo* pack,
                     items_.Resolve(
                         line.item(), [&] { return LinePath(i).Field("item"); }, violations_));
    if (pack == nullptr) return absl::OkStatus();
    if (supplier_.value() == 0) {
      supplier_ = pack->supplier;
      items_.MustBeOf(supplier_);
    }
    const std::optional<base::Gln> owner = OwnerOf(line, i);
    ASSIGN_OR_RETURN(
        const std::optional<int64_t> quantity,
        ToBase(
            line.quantity(), *pack, [&] { return LinePath(i).Field("quantity"); }, violations_));
    CheckSign(line, i);
    AddToTransfer(line.reason(), pack->base, quantity, i);
    if (!owner.has_value() || !quantity.has_value()) return absl::OkStatus();
    movements_.push_back(Movement{.key = {.supplier = supplier_,
                                          .location = exchange::GlnOf(message_.location_gln()),
                                          .gtin = pack->base,
                                          .status = line.status(),
                                          .owner = *owner},
                                  .reason = line.reason(),
                                  .quantity = *quantity,
                                  .time = exchange::MicrosOf(message_.movement_time()),
                                  .document_id = submission_.document.document_id(),
                                  .ordinal = i});
    return absl::OkStatus();
  }

  void CheckSign(const v1::StockMovementLine& line, int i) {
    if (SignFits(line.reason(), ValueOf(line.quantity()))) return;
    violations_.Add(
        LinePath(i).Field("quantity"), v1::REASON_MOVEMENT_SIGN_WRONG,
        absl::StrCat(ValueOf(line.quantity()), " for ", v1::MovementReason_Name(line.reason()),
                     ", which must be ", base::AbslView(SignWanted(line.reason())),
                     "; what is added is positive, what is taken away negative"));
  }

  std::optional<base::Gln> OwnerOf(const v1::StockMovementLine& line, int i) {
    if (line.owner_gln().empty()) return submission_.retailer;
    const base::Gln owner = exchange::GlnOf(line.owner_gln());
    if (owner == submission_.retailer || owner == supplier_) return owner;
    violations_.Add(LinePath(i).Field("owner_gln"), v1::REASON_PARTY_NOT_FOUND,
                    absl::StrCat(line.owner_gln(),
                                 " is neither the retailer nor the supplier of the item; goods "
                                 "belong to one of the two"));
    return std::nullopt;
  }

  void AddToTransfer(v1::MovementReason reason, base::Gtin item,
                     const std::optional<int64_t>& quantity, int line) {
    if (!AddsUpToZero(reason)) return;
    Transfer& transfer =
        transfers_.try_emplace(std::pair(item, reason), Transfer{.line = line}).first->second;
    if (quantity.has_value()) {
      transfer.sum += *quantity;  // at most 5000 lines of kQuantityMax
    } else {
      transfer.complete = false;
    }
  }

  void CheckTransfers() {
    for (const auto& [key, transfer] : transfers_) {
      if (transfer.sum == 0 || !transfer.complete) continue;
      violations_.Add(LinePath(transfer.line).Field("quantity"), v1::REASON_AMOUNT_DOES_NOT_ADD_UP,
                      absl::StrCat("the lines of item ", key.first.ToString(), " with ",
                                   v1::MovementReason_Name(key.second), " add up to ", transfer.sum,
                                   " of its base, not to 0; what leaves one owner or status must "
                                   "come to another"));
    }
  }

  const Submission& submission_;
  store::Transaction& transaction_;
  const v1::StockMovement& message_;
  base::Gln supplier_;
  LineItems items_;
  const FieldPath root_{"stock_movement"};

  Violations violations_;
  std::vector<Movement> movements_;
  absl::btree_map<std::pair<base::Gtin, v1::MovementReason>, Transfer> transfers_;
};

}  // namespace

absl::Status StockMovementHandler::Apply(const Submission& submission,
                                         store::Transaction& transaction, exchange::Outcome&) {
  return Movements(submission, transaction).Apply();
}

}  // namespace headwater::inventory
