#include "hub/ordering/split_check.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_line_check.h"

namespace headwater::ordering {
namespace {

using catalogue::PackInfo;
using exchange::FieldPath;
using exchange::Violations;

std::string ReasonNames() {
  const auto* const reasons = v1::ResponseReason_descriptor();
  std::vector<std::string> names;
  for (int i = 0; i < reasons->value_count(); ++i) {
    if (reasons->value(i)->number() == v1::RESPONSE_REASON_UNSPECIFIED) continue;
    names.push_back(reasons->value(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

// One check of one split.
class SplitCheck {
 public:
  SplitCheck(store::Reader& reader, const v1::OrderResponseSplit& split, const OrderHead& order,
             const OrderLine& line, const FieldPath& path, Violations& violations)
      : reader_(reader),
        split_(split),
        order_(order),
        line_(line),
        path_(path),
        violations_(violations) {
    ordered_.gtin = line.gtin;
    ordered_.base = line.base;
    ordered_.base_count = line.base_count;
    ordered_.supplier = order.supplier;
    ordered_.measure_unit = line.measure_unit;
  }

  absl::StatusOr<std::optional<OrderSplit>> Run();

 private:
  void CheckOutcome();
  void CheckReason(std::string_view outcome);
  absl::Status CheckSubstitute();
  void CheckReplacement(const PackInfo& substitute);
  absl::Status CheckSplitPrice();
  bool substituted() const { return split_.outcome() == v1::RESPONSE_OUTCOME_SUBSTITUTED; }
  int64_t ReplacementCount() const {
    return split_.substitute().replacement_count() == 0 ? 1
                                                        : split_.substitute().replacement_count();
  }

  store::Reader& reader_;
  const v1::OrderResponseSplit& split_;
  const OrderHead& order_;
  const OrderLine& line_;
  const FieldPath& path_;
  Violations& violations_;
  PackInfo ordered_;  // as far as it matters here
  std::optional<PackInfo> substitute_;
};

absl::StatusOr<std::optional<OrderSplit>> SplitCheck::Run() {
  const bool unit_fits =
      catalogue::CheckUnit(split_.quantity(), ordered_, path_.Field("quantity"), violations_);
  CheckOutcome();
  RETURN_IF_ERROR(CheckSubstitute());
  RETURN_IF_ERROR(CheckSplitPrice());
  if (!unit_fits) return std::optional<OrderSplit>();
  OrderSplit row;
  row.outcome = split_.outcome();
  row.quantity = exchange::AmountOf(split_.quantity()).value;
  if (substitute_.has_value()) {
    row.substitute = substitute_->gtin;
    row.replacement_count = ReplacementCount();
  }
  row.statement = split_;
  return std::optional<OrderSplit>(std::move(row));
}

void SplitCheck::CheckOutcome() {
  switch (split_.outcome()) {
    case v1::RESPONSE_OUTCOME_BACKORDERED:
      if (line_.fill_policy == v1::FILL_POLICY_NO_BACKORDER) {
        violations_.Add(path_.Field("outcome"), v1::REASON_BACKORDER_NOT_ALLOWED,
                        absl::StrCat("line ", line_.line_number,
                                     " takes no backorder; accept or reject this part"));
      }
      if (!split_.has_delivery_date()) {
        violations_.Add(path_.Field("delivery_date"), v1::REASON_SPLIT_INCOMPLETE,
                        "a backorder needs the day on which it will come");
      }
      CheckReason("backorder");
      break;
    case v1::RESPONSE_OUTCOME_SUBSTITUTED:
      CheckReason("substitution");
      break;
    case v1::RESPONSE_OUTCOME_REJECTED:
      CheckReason("rejection");
      break;
    default:
      break;
  }
}

void SplitCheck::CheckReason(std::string_view outcome) {
  if (split_.reason() != v1::RESPONSE_REASON_UNSPECIFIED) return;
  violations_.Add(
      path_.Field("reason"), v1::REASON_SPLIT_INCOMPLETE,
      absl::StrCat("a ", std::string(outcome), " needs its reason; give one of ", ReasonNames()));
}

absl::Status SplitCheck::CheckSubstitute() {
  const FieldPath path = path_.Field("substitute");
  if (!substituted()) {
    if (split_.has_substitute()) {
      violations_.Add(path, v1::REASON_SUBSTITUTE_NOT_ALLOWED,
                      absl::StrCat("a substitute goes with the outcome SUBSTITUTED, not with ",
                                   v1::ResponseOutcome_Name(split_.outcome()),
                                   "; leave it out or change the outcome"));
    }
    return absl::OkStatus();
  }
  if (line_.fill_policy != v1::FILL_POLICY_SUBSTITUTE_ALLOWED) {
    violations_.Add(path_.Field("outcome"), v1::REASON_SUBSTITUTE_NOT_ALLOWED,
                    absl::StrCat("line ", line_.line_number,
                                 " takes no substitute; accept or reject this part"));
  }
  if (!split_.has_substitute()) {
    violations_.Add(path, v1::REASON_SPLIT_INCOMPLETE,
                    "a substitution needs the item that comes instead");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(substitute_,
                   catalogue::ResolveItem(reader_, split_.substitute().item(), order_.supplier,
                                          path.Field("item"), violations_));
  if (substitute_.has_value()) CheckReplacement(*substitute_);
  return absl::OkStatus();
}

void SplitCheck::CheckReplacement(const PackInfo& substitute) {
  const FieldPath path = path_.Field("substitute").Field("item").Field("gtin");
  if (substitute.gtin == line_.gtin) {
    violations_.Add(path, v1::REASON_SUBSTITUTE_NOT_ALLOWED,
                    absl::StrCat(substitute.gtin.ToString(),
                                 " is the item ordered; accept it, or "
                                 "name the item that comes instead"));
  }
  if (!substitute.can_be_ordered()) {
    violations_.Add(path, v1::REASON_ITEM_NOT_ORDERABLE,
                    absl::StrCat(substitute.gtin.ToString(),
                                 " cannot be ordered, so it cannot be a substitute; name a pack "
                                 "that is orderable and not discontinued"));
  }
  if (substitute.measure_unit != line_.measure_unit) {
    const auto shown = [](const std::string& unit) { return unit.empty() ? "counted" : unit; };
    violations_.Add(path, v1::REASON_UNIT_MISMATCH,
                    absl::StrCat("line ", line_.line_number, " is ", shown(line_.measure_unit),
                                 ", the substitute ", shown(substitute.measure_unit),
                                 "; name a substitute of the same unit"));
  }
}

absl::Status SplitCheck::CheckSplitPrice() {
  if (!split_.has_price()) return absl::OkStatus();
  const FieldPath path = path_.Field("price");
  const PackInfo* substitute = substitute_.has_value() ? &*substitute_ : nullptr;
  ASSIGN_OR_RETURN(const auto stated, CheckPrice(reader_, split_.price(), ordered_, substitute,
                                                 order_.currency, path, violations_));
  if (!stated.has_value()) return absl::OkStatus();
  // What has the place of one piece of the line, in pieces of the base that is priced.
  const std::optional<int64_t> pieces =
      stated->of_second ? base::CheckedMul(ReplacementCount(), substitute->base_count)
                        : std::optional<int64_t>(line_.base_count);
  const std::optional<bool> above = pieces.has_value()
                                        ? CostsMore(stated->price.unit_price(), *pieces,
                                                    line_.price.unit_price(), line_.base_count)
                                        : std::nullopt;
  if (!above.has_value()) {
    violations_.Add(path, v1::REASON_NUMBER_OUT_OF_RANGE,
                    "the price cannot be compared with that of the order; state it for fewer "
                    "pieces");
  } else if (*above) {
    violations_.Add(path, v1::REASON_PRICE_ABOVE_ORDER,
                    absl::StrCat(base::FormatMicros(stated->price.micros, 2), " for ",
                                 stated->price.pieces, " of the base is above the price of line ",
                                 line_.line_number, ", ", base::FormatMicros(line_.price.micros, 2),
                                 " for ", line_.price.pieces, "; propose no more than that"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<OrderSplit>> CheckSplit(store::Reader& reader,
                                                     const v1::OrderResponseSplit& split,
                                                     const OrderHead& order, const OrderLine& line,
                                                     const FieldPath& path,
                                                     Violations& violations) {
  return SplitCheck(reader, split, order, line, path, violations).Run();
}

}  // namespace headwater::ordering
