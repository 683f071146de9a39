#include "hub/ordering/order_response_handler.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_reference.h"
#include "hub/ordering/order_tables.h"
#include "hub/ordering/split_check.h"

namespace headwater::ordering {
namespace {

using exchange::FieldPath;
using exchange::Violations;

// The splits of one line, summed. Absent when they cannot be counted.
std::optional<Answer> AnswerOf(const std::vector<OrderSplit>& splits) {
  Answer answer;
  for (const OrderSplit& split : splits) {
    int64_t* part = nullptr;
    switch (split.outcome) {
      case v1::RESPONSE_OUTCOME_ACCEPTED:
        part = &answer.accepted;
        break;
      case v1::RESPONSE_OUTCOME_BACKORDERED:
        part = &answer.backordered;
        break;
      case v1::RESPONSE_OUTCOME_SUBSTITUTED:
        part = &answer.substituted;
        break;
      case v1::RESPONSE_OUTCOME_REJECTED:
        part = &answer.rejected;
        break;
      default:
        return std::nullopt;
    }
    const auto sum = base::CheckedAdd(*part, split.quantity);
    if (!sum.has_value()) return std::nullopt;
    *part = *sum;
  }
  return answer;
}

std::string GivenText(const std::vector<OrderSplit>& splits, std::string_view unit) {
  std::optional<int64_t> sum = 0;
  for (const OrderSplit& split : splits) {
    sum = sum.has_value() ? base::CheckedAdd(*sum, split.quantity) : sum;
  }
  return sum.has_value() ? AmountText(*sum, unit) : "more than can be counted";
}

// A substitute has one ratio, so that what is despatched of it has one meaning.
void CheckRatios(const std::vector<OrderSplit>& splits, const FieldPath& path,
                 Violations& violations) {
  std::map<base::Gtin, int64_t> ratios;
  for (size_t i = 0; i < splits.size(); ++i) {
    const OrderSplit& split = splits[i];
    if (split.substitute == base::Gtin()) continue;
    const auto [known, first] = ratios.emplace(split.substitute, split.replacement_count);
    if (first || known->second == split.replacement_count) continue;
    violations.Add(
        path.Index("splits", static_cast<int>(i)).Field("substitute").Field("replacement_count"),
        v1::REASON_SUBSTITUTE_NOT_ALLOWED,
        absl::StrCat(split.replacement_count, " of ", split.substitute.ToString(),
                     " replace one here and ", known->second,
                     " in another split of this line; give it one ratio"));
  }
}

// Puts the answer into `line`. False when it is refused.
absl::StatusOr<bool> AnswerLine(store::Reader& reader, const v1::OrderResponseLine& stated,
                                const OrderHead& order, const FieldPath& path, OrderLine& line,
                                Violations& violations) {
  std::vector<OrderSplit> splits;
  for (int i = 0; i < stated.splits_size(); ++i) {
    ASSIGN_OR_RETURN(auto split, CheckSplit(reader, stated.splits(i), order, line,
                                            path.Index("splits", i), violations));
    if (split.has_value()) splits.push_back(*std::move(split));
  }
  // What has another unit cannot be summed.
  if (static_cast<int>(splits.size()) != stated.splits_size()) return false;
  CheckRatios(splits, path, violations);
  const std::optional<Answer> answer = AnswerOf(splits);
  const LedgerResult result = answer.has_value()
                                  ? ApplyAnswer(line.ledger, *answer)
                                  : LedgerResult{LedgerRefusal::kDoesNotAddUp, line.ledger};
  if (!result.ok()) {
    const OrderLineLedger& ledger = line.ledger;
    const auto text = [&line](int64_t amount) { return AmountText(amount, line.measure_unit); };
    violations.Add(
        path.Field("splits"), v1::REASON_SPLITS_DO_NOT_ADD_UP,
        absl::StrCat("line ", line.line_number, " has ", text(ledger.pending()),
                     " left to answer (", text(ledger.open), " open, ", text(ledger.acknowledged),
                     " acknowledged, ", text(ledger.backordered), " backordered, ",
                     text(ledger.substituted), " substituted), the splits are ",
                     GivenText(splits, line.measure_unit), "; state exactly what is left"));
    return false;
  }
  line.ledger = result.ledger;
  line.splits = std::move(splits);
  return true;
}

void CheckAllCarried(const std::map<int64_t, OrderLine>& lines, const v1::OrderResponse& body,
                     const FieldPath& path, Violations& violations) {
  std::map<int64_t, bool> carried;
  for (const v1::OrderResponseLine& line : body.lines()) carried[line.line_number()] = true;
  for (const auto& [number, line] : lines) {
    if (line.ledger.pending() == 0 || carried.contains(number)) continue;
    violations.Add(
        path.Field("lines"), v1::REASON_LINE_MISSING,
        absl::StrCat("line ", number, " has ", AmountText(line.ledger.pending(), line.measure_unit),
                     " left to answer and is not here; answer every such line"));
  }
}

}  // namespace

absl::Status OrderResponseHandler::Apply(const exchange::Submission& submission,
                                         store::Transaction& transaction,
                                         exchange::Outcome& outcome) {
  const v1::OrderResponse& body = submission.document.order_response();
  const FieldPath path("order_response");
  ASSIGN_OR_RETURN(OrderHead order,
                   FindReferencedOrder(transaction, submission, body.order_number(), path));
  ASSIGN_OR_RETURN(std::vector<OrderLine> read,
                   ReadOrderLines(transaction, order.supplier, order.order_number));
  std::map<int64_t, OrderLine> lines;
  for (OrderLine& line : read) lines.emplace(line.line_number, std::move(line));

  Violations violations;
  std::vector<std::pair<OrderLineLedger, OrderLine>> answered;  // what was, what is
  for (int i = 0; i < body.lines_size(); ++i) {
    const v1::OrderResponseLine& stated = body.lines(i);
    const FieldPath line_path = path.Index("lines", i);
    const auto found = lines.find(stated.line_number());
    if (found == lines.end()) {
      violations.Add(line_path.Field("line_number"), v1::REASON_ORDER_LINE_NOT_FOUND,
                     absl::StrCat("order ", order.order_number, " has no line ",
                                  stated.line_number(), "; name one of its lines"));
      continue;
    }
    OrderLine line = found->second;
    ASSIGN_OR_RETURN(const bool fits,
                     AnswerLine(transaction, stated, order, line_path, line, violations));
    if (fits) answered.emplace_back(found->second.ledger, std::move(line));
  }
  CheckAllCarried(lines, body, path, violations);
  if (!violations.empty()) return violations.ToStatus();

  for (const auto& [before, line] : answered) {
    RETURN_IF_ERROR(SaveLine(transaction, order, before, line, SplitsSaved::kReplaced));
  }
  RETURN_IF_ERROR(SaveOrder(transaction, order));
  outcome.version = order.version;
  return absl::OkStatus();
}

}  // namespace headwater::ordering
