#include "hub/cli/order_view.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/cli/money_text.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

using v1::OrderLineLedger;

struct LedgerColumn {
  const char* title;
  int64_t (OrderLineLedger::*quantity)() const;
  bool always = false;
};

// In the order of the contract.
constexpr LedgerColumn kLedgerColumns[] = {
    {"ordered", &OrderLineLedger::ordered, true},
    {"changed", &OrderLineLedger::changed},
    {"over despatched", &OrderLineLedger::over_despatched},
    {"open", &OrderLineLedger::open, true},
    {"acknowledged", &OrderLineLedger::acknowledged},
    {"backordered", &OrderLineLedger::backordered},
    {"substituted", &OrderLineLedger::substituted},
    {"rejected", &OrderLineLedger::rejected},
    {"cancelled by buyer", &OrderLineLedger::cancelled_by_buyer},
    {"cancelled by supplier", &OrderLineLedger::cancelled_by_supplier},
    {"despatched", &OrderLineLedger::despatched},
    {"in transit", &OrderLineLedger::in_transit},
    {"received", &OrderLineLedger::received, true},
    {"short", &OrderLineLedger::short_},
    {"over received", &OrderLineLedger::over_received},
    {"accepted", &OrderLineLedger::accepted},
    {"damaged", &OrderLineLedger::damaged},
    {"refused", &OrderLineLedger::refused},
};

int64_t AmountOf(const v1::Quantity& quantity) {
  return quantity.has_measure() ? quantity.measure().value_micros() : quantity.count();
}

bool IsPlain(const v1::OrderResponseSplit& split) {
  return split.outcome() == v1::RESPONSE_OUTCOME_ACCEPTED && !split.has_price() &&
         !split.has_ship_date() && !split.has_delivery_date() &&
         split.reason() == v1::RESPONSE_REASON_UNSPECIFIED;
}

// "2 x 04000002000026 Mug, red": what comes for each one that was ordered.
std::string SubstituteText(const v1::OrderResponseSplit& split, Names& names) {
  if (!split.has_substitute()) return "";
  const v1::Substitute& substitute = split.substitute();
  return absl::StrCat(WithCommas(std::max<int64_t>(substitute.replacement_count(), 1)), " x ",
                      names.Item(substitute.item().gtin()));
}

void AddAnswers(const v1::OrderLineRecord& line, Names& names, Table& table) {
  if (std::ranges::all_of(line.splits(), IsPlain)) return;
  for (const v1::OrderResponseSplit& split : line.splits()) {
    const v1::Quantity& quantity = split.quantity();
    // Cancelled, or come as something else.
    if (AmountOf(quantity) == 0) continue;
    const bool reasoned = split.reason() != v1::RESPONSE_REASON_UNSPECIFIED;
    table.Add(
        {absl::StrCat(line.line_number()), GtinText(line.gtin()),
         EnumText(v1::ResponseOutcome_Name(split.outcome()), "RESPONSE_OUTCOME_"),
         QuantityText(AmountOf(quantity), quantity.measure().unit_code()),
         split.has_price() ? MoneyText(split.price().money()) : "",
         reasoned ? EnumText(v1::ResponseReason_Name(split.reason()), "RESPONSE_REASON_") : "",
         DateText(split.ship_date()), DateText(split.delivery_date()),
         SubstituteText(split, names)});
  }
}

}  // namespace

std::string LedgerText(const v1::OrderRecord& order, Names& names) {
  names.LearnItemsOf(std::vector(order.lines().begin(), order.lines().end()));
  std::vector<std::string> titles = {">line", "item"};
  std::vector<LedgerColumn> columns;
  for (const LedgerColumn& column : kLedgerColumns) {
    const bool used = std::ranges::any_of(order.lines(), [&](const v1::OrderLineRecord& line) {
      return (line.ledger().*column.quantity)() != 0;
    });
    if (!used && !column.always) continue;
    columns.push_back(column);
    titles.push_back(absl::StrCat(">", column.title));
  }
  Table table(titles);
  for (const v1::OrderLineRecord& line : order.lines()) {
    std::vector<std::string> cells = {absl::StrCat(line.line_number()), names.Item(line.gtin())};
    for (const LedgerColumn& column : columns) {
      cells.push_back(QuantityText((line.ledger().*column.quantity)(), line.measure_unit_code()));
    }
    table.Add(std::move(cells));
  }
  return table.ToString("lines");
}

std::string AnswersText(const v1::OrderRecord& order, Names& names) {
  Table table({">line", "item", "answer", ">quantity", "?>price", "?reason", "?ships", "?promised",
               "?instead"});
  for (const v1::OrderLineRecord& line : order.lines()) AddAnswers(line, names, table);
  return table.empty() ? "" : table.ToString("answers");
}

}  // namespace headwater::cli
