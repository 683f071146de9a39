#include "hub/sales/ticket_handler.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/exchange/clock_skew.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/inventory/line_item_queries.h"
#include "hub/partners/partners_queries.h"
#include "hub/sales/sales_rules.h"

namespace headwater::sales {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;
using store::Sql;

constexpr Sql kInsertTicket{
    "sales.insert_ticket",
    "INSERT INTO ticket(location, number, till, sale_time, currency, channel, "
    "customer_pseudonym, total_micros, document_id) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

constexpr Sql kInsertLine{
    "sales.insert_ticket_line",
    "INSERT INTO ticket_line(location, number, line, sale_time, type, supplier, gtin, "
    "quantity, charge_unit, amount_micros, promotion_code, original_ticket_number, "
    "return_reason) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};

constexpr Sql kInsertCustomer{"sales.insert_customer",
                              "INSERT INTO ticket_customer(pseudonym) VALUES($1) "
                              "ON CONFLICT(pseudonym) DO NOTHING"};

constexpr Sql kAddToSummary{
    "sales.add_to_ticket_summary",
    "/* later */ INSERT INTO ticket_summary(id, tickets, sale_lines, return_lines, charge_lines, "
    "customers) VALUES(1, 1, $1, $2, $3, $4) "
    "ON CONFLICT(id) DO UPDATE SET tickets = ticket_summary.tickets + 1, "
    "sale_lines = ticket_summary.sale_lines + excluded.sale_lines, "
    "return_lines = ticket_summary.return_lines + excluded.return_lines, "
    "charge_lines = ticket_summary.charge_lines + excluded.charge_lines, "
    "customers = ticket_summary.customers + excluded.customers"};

class TicketFold {
 public:
  TicketFold(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        transaction_(transaction),
        ticket_(submission.document.ticket()),
        location_(exchange::GlnOf(ticket_.location_gln())),
        items_(transaction, base::Gln(), submission.sender.role) {}

  // Rows are written while they are read: what a violation leaves behind is undone.
  absl::Status Apply() {
    RETURN_IF_ERROR(CheckHead());
    for (int i = 0; i < ticket_.lines_size(); ++i) RETURN_IF_ERROR(ReadLine(ticket_.lines(i), i));
    if (!violations_.empty()) return violations_.ToStatus();
    return WriteHead();
  }

 private:
  FieldPath LinePath(int i) const { return root_.Index("lines", i); }

  absl::Status CheckHead() {
    RETURN_IF_ERROR(partners::ResolveLocation(transaction_, ticket_.location_gln(), base::Gln(),
                                              root_.Field("location_gln"), violations_)
                        .status());
    if (exchange::IsInFuture(exchange::TimeOf(ticket_.sale_time()), submission_.commit_time)) {
      violations_.Add(
          root_.Field("sale_time"), v1::REASON_PERIOD_IN_FUTURE,
          absl::StrCat(absl::FormatTime(exchange::TimeOf(ticket_.sale_time()), absl::UTCTimeZone()),
                       " has not come yet; check the clock of the till"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadLine(const v1::TicketLine& line, int i) {
    if (line.unit_price().currency_code() != ticket_.currency_code()) {
      violations_.Add(LinePath(i).Field("unit_price").Field("currency_code"),
                      v1::REASON_CURRENCY_MISMATCH,
                      absl::StrCat(line.unit_price().currency_code(), " on a ticket in ",
                                   ticket_.currency_code(), "; a ticket has one currency"));
    }
    if (line.type() == v1::TICKET_LINE_TYPE_CHARGE) return ReadCharge(line, i);
    ++(line.type() == v1::TICKET_LINE_TYPE_SALE ? sale_lines_ : return_lines_);
    if (!line.has_item()) {
      violations_.Add(LinePath(i).Field("item"), v1::REASON_FIELD_REQUIRED,
                      absl::StrCat(v1::TicketLineType_Name(line.type()),
                                   " without an item; name what was sold or returned, or send "
                                   "money without goods as a CHARGE"));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const catalogue::PackInfo* pack,
                     items_.Resolve(
                         line.item(), [&] { return LinePath(i).Field("item"); }, violations_));
    if (pack == nullptr) return absl::OkStatus();
    const auto quantity_path = [&] { return LinePath(i).Field("quantity"); };
    ASSIGN_OR_RETURN(const std::optional<int64_t> quantity,
                     inventory::ToBase(line.quantity(), *pack, quantity_path, violations_));
    if (!quantity.has_value()) return absl::OkStatus();
    return Write(line, i, pack->supplier, pack->base, *quantity, "");
  }

  absl::Status ReadCharge(const v1::TicketLine& line, int i) {
    ++charge_lines_;
    if (line.has_item()) {
      violations_.Add(LinePath(i).Field("item"), v1::REASON_FIELD_UNKNOWN,
                      absl::StrCat("a CHARGE has no item, this one names ", line.item().gtin(),
                                   "; leave it out, or send goods as SALE or RETURN"));
    }
    return Write(line, i, base::Gln(), base::Gtin(), inventory::ValueOf(line.quantity()),
                 line.quantity().measure().unit_code());
  }

  absl::Status Write(const v1::TicketLine& line, int i, base::Gln supplier, base::Gtin item,
                     int64_t base_quantity, const std::string& charge_unit) {
    const std::optional<int64_t> amount =
        LineAmount(line.type(), inventory::ValueOf(line.quantity()), line.quantity().has_measure(),
                   line.unit_price().amount_micros());
    if (!amount.has_value() || total_ + *amount > kAmountMicrosMax ||
        total_ + *amount < -kAmountMicrosMax) {
      violations_.Add(LinePath(i).Field("unit_price").Field("amount_micros"),
                      v1::REASON_NUMBER_OUT_OF_RANGE,
                      absl::StrCat(line.unit_price().amount_micros(), " for each of ",
                                   inventory::ValueOf(line.quantity()), " takes the ticket beyond ",
                                   kAmountMicrosMax, " millionths; check price and quantity"));
      return absl::OkStatus();
    }
    total_ += *amount;
    if (!violations_.empty()) return absl::OkStatus();
    return transaction_
        .Execute(kInsertLine,
                 {location_.value(), submission_.document.number(), line.line_number(),
                  exchange::MicrosOf(ticket_.sale_time()), line.type(), supplier.value(),
                  item.value(), base_quantity, charge_unit, *amount, line.promotion_code(),
                  line.original_ticket_number(), line.return_reason()})
        .status();
  }

  absl::Status WriteHead() {
    RETURN_IF_ERROR(transaction_
                        .Execute(kInsertTicket,
                                 {location_.value(), submission_.document.number(), ticket_.till(),
                                  exchange::MicrosOf(ticket_.sale_time()), ticket_.currency_code(),
                                  ticket_.channel(), ticket_.customer_pseudonym(), total_,
                                  submission_.document.document_id()})
                        .status());
    int64_t new_customers = 0;
    if (!ticket_.customer_pseudonym().empty()) {
      ASSIGN_OR_RETURN(new_customers,
                       transaction_.Execute(kInsertCustomer, {ticket_.customer_pseudonym()}));
    }
    return transaction_
        .Execute(kAddToSummary, {sale_lines_, return_lines_, charge_lines_, new_customers})
        .status();
  }

  const Submission& submission_;
  store::Transaction& transaction_;
  const v1::Ticket& ticket_;
  const base::Gln location_;
  inventory::LineItems items_;
  const FieldPath root_{"ticket"};

  Violations violations_;
  int64_t total_ = 0;
  int64_t sale_lines_ = 0;
  int64_t return_lines_ = 0;
  int64_t charge_lines_ = 0;
};

}  // namespace

absl::Status TicketHandler::Apply(const Submission& submission, store::Transaction& transaction,
                                  exchange::Outcome&) {
  return TicketFold(submission, transaction).Apply();
}

}  // namespace headwater::sales
