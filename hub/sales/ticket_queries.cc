#include "hub/sales/ticket_queries.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/catalogue/unit_queries.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"
#include "hub/partners/partners_queries.h"
#include "hub/sales/ticket_statements.h"

namespace headwater::sales {
namespace {

using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using store::Row;

constexpr int kTicketKeyParts = 3;  // location, time, number
constexpr std::string_view kAll = "-";

constexpr store::Sql kTicketSummary{
    "sales.ticket_summary",
    "SELECT tickets, sale_lines, return_lines, charge_lines, customers FROM ticket_summary"};

absl::Status RequireRetailer(const Caller& caller) {
  if (caller.is_retailer()) return absl::OkStatus();
  return exchange::Refuse(v1::REASON_SENDER_NOT_ALLOWED,
                          "tickets are the retailer's own books; ask for sales instead");
}

void FillHead(const Row& row, v1::TicketRecord& record) {
  record.set_location_gln(base::Gln(row.integer(0)).ToString());
  record.set_ticket_number(std::string(row.text(1)));
  record.set_name(
      absl::StrCat("locations/", record.location_gln(), "/tickets/", record.ticket_number()));
  record.set_till(std::string(row.text(2)));
  *record.mutable_sale_time() = exchange::TimestampOf(row.integer(3));
  record.mutable_total()->set_currency_code(std::string(row.text(4)));
  record.set_channel(static_cast<v1::SalesChannel>(row.integer(5)));
  record.set_customer_pseudonym(std::string(row.text(6)));
  record.mutable_total()->set_amount_micros(row.integer(7));
  record.set_document_id(std::string(row.text(8)));
}

void FillLine(const Row& row, const std::string& currency, v1::TicketLineRecord& line) {
  line.set_line_number(static_cast<int32_t>(row.integer(0)));
  line.set_type(static_cast<v1::TicketLineType>(row.integer(1)));
  if (line.type() != v1::TICKET_LINE_TYPE_CHARGE) {
    line.set_supplier_gln(base::Gln(row.integer(2)).ToString());
    line.set_gtin(base::Gtin(row.integer(3)).ToString());
  }
  line.set_quantity(row.integer(4));
  line.set_measure_unit_code(std::string(row.text(5)));
  line.mutable_amount()->set_amount_micros(row.integer(6));
  line.mutable_amount()->set_currency_code(currency);
  line.set_promotion_code(std::string(row.text(7)));
  line.set_original_ticket_number(std::string(row.text(8)));
  line.set_return_reason(static_cast<v1::ReturnReason>(row.integer(9)));
}

// Adds the lines to a ticket's head.
absl::Status ReadLines(store::Reader& reader, catalogue::UnitNames& units,
                       v1::TicketRecord& record) {
  return reader.Query(
      kTicketLines, {exchange::GlnOf(record.location_gln()).value(), record.ticket_number()},
      [&](const Row& row) -> absl::Status {
        v1::TicketLineRecord& line = *record.add_lines();
        FillLine(row, record.total().currency_code(), line);
        if (line.type() == v1::TICKET_LINE_TYPE_CHARGE) return absl::OkStatus();
        ASSIGN_OR_RETURN(*line.mutable_measure_unit_code(), units.Of(base::Gtin(row.integer(3))));
        return absl::OkStatus();
      });
}

// nullopt stands for all.
absl::StatusOr<std::optional<base::Gln>> ParseLocation(store::Reader& reader,
                                                       const std::string& parent) {
  ASSIGN_OR_RETURN(const auto parts, exchange::ParseName(parent, "locations/{}"));
  if (parts[0] == kAll) return std::optional<base::Gln>();
  const auto gln = base::Gln::Parse(parts[0]);
  if (!gln.ok()) {
    return exchange::Refuse(v1::REASON_ARGUMENT_INVALID,
                            absl::StrCat("the name does not fit locations/{gln} or locations/-: ",
                                         gln.status().message()));
  }
  ASSIGN_OR_RETURN(const auto location, partners::FindLocation(reader, *gln));
  if (!location.has_value()) return exchange::RefuseNotFound(parent);
  return std::optional<base::Gln>(*gln);
}

absl::Status CheckTimes(const v1::ListTicketsRequest& request) {
  if (!request.has_start_time() || !request.has_end_time()) return absl::OkStatus();
  const absl::Time start = exchange::TimeOf(request.start_time());
  const absl::Time end = exchange::TimeOf(request.end_time());
  if (start <= end) return absl::OkStatus();
  exchange::Violations violations;
  violations.Add(
      "end_time", v1::REASON_INTERVAL_INVERTED,
      absl::StrCat("end_time ", absl::FormatTime(end, absl::UTCTimeZone()),
                   " comes before start_time ", absl::FormatTime(start, absl::UTCTimeZone()),
                   "; exchange them, or give a later end_time"));
  return violations.ToStatus();
}

// A stretch of the list: tickets without their lines, and where to go on.
struct Stretch {
  std::vector<v1::TicketRecord> heads;
  // The key of the last ticket examined; empty where the list ended before.
  std::vector<PageKey> last;
};

// The heads of tickets that fit a request, in order.
class Heads {
 public:
  // `item` is the base that request.gtin() means, 0 for any.
  Heads(store::Reader& reader, const v1::ListTicketsRequest& request, int64_t item)
      : reader_(reader),
        request_(request),
        item_(item),
        start_(request.has_start_time() ? exchange::MicrosOf(request.start_time()) : 0),
        end_(request.has_end_time() ? exchange::MicrosOf(request.end_time())
                                    : std::numeric_limits<int64_t>::max()) {
    if (!request.customer_pseudonym().empty()) {
      list_ = {&kListTicketsOfCustomer, 8};
    } else if (item != 0) {
      list_ = {&kListTicketsOfItem, 7};
    } else if (request.line_type() != v1::TICKET_LINE_TYPE_UNSPECIFIED) {
      list_ = {&kListTicketsOfType, 6};
    }
  }

  // At most `size` of `location`, or (nullopt) of all, from behind `after` on; fewer where
  // the list ends, or kTicketsExaminedMax were examined. A location counts as one.
  absl::StatusOr<Stretch> Read(std::optional<base::Gln> location, const std::vector<PageKey>& after,
                               size_t size) {
    size_ = size;
    int64_t place = location.has_value() ? location->value() : 0;
    if (!after.empty()) {
      place = after[0].number;
      RETURN_IF_ERROR(ReadAt(place, after[1].number, after[2].text));
    } else {
      RETURN_IF_ERROR(ReadAt(place, start_, ""));
    }
    bool ended = location.has_value();
    while (!ended && !IsDone()) {
      ASSIGN_OR_RETURN(const bool found,
                       reader_.QueryOne(kNextTicketLocation, {place},
                                        [&place](const Row& row) { place = row.integer(0); }));
      ended = !found;
      if (ended) break;
      Examine(place, start_, "");
      RETURN_IF_ERROR(ReadAt(place, start_, ""));
    }
    if (!IsDone()) stretch_.last.clear();
    return std::move(stretch_);
  }

 private:
  struct List {
    const store::Sql* sql;
    size_t parameters;
  };

  bool IsDone() const { return stretch_.heads.size() == size_ || examined_ >= kTicketsExaminedMax; }

  void Examine(int64_t location, int64_t time, std::string_view number) {
    ++examined_;
    stretch_.last = {{.number = location}, {.number = time}, {.text = std::string(number)}};
  }

  // Of one location, until all are done.
  absl::Status ReadAt(int64_t location, int64_t after_time, const std::string& after_number) {
    if (IsDone()) return absl::OkStatus();
    const store::Value parameters[] = {location,
                                       after_time,
                                       after_number,
                                       end_,
                                       kTicketsExaminedMax - examined_,
                                       request_.line_type(),
                                       item_,
                                       request_.customer_pseudonym()};
    const absl::Status status = reader_.Query(
        *list_.sql, absl::MakeConstSpan(parameters).first(list_.parameters),
        [&](const Row& row) -> absl::Status {
          RETURN_IF_ERROR(list_.sql == &kListTicketsOfItem ? TakeKey(location, row) : Take(row));
          return stretch_.heads.size() == size_ ? absl::CancelledError() : absl::OkStatus();
        });
    return stretch_.heads.size() == size_ && absl::IsCancelled(status) ? absl::OkStatus() : status;
  }

  absl::Status Take(const Row& row) {
    Examine(row.integer(0), row.integer(3), row.text(1));
    if (row.integer(9) != 0) FillHead(row, stretch_.heads.emplace_back());
    return absl::OkStatus();
  }

  absl::Status TakeKey(int64_t location, const Row& row) {
    Examine(location, row.integer(1), row.text(0));
    if (row.integer(2) == 0) return absl::OkStatus();
    v1::TicketRecord& head = stretch_.heads.emplace_back();
    ASSIGN_OR_RETURN(const bool found,
                     reader_.QueryOne(kGetTicket, {location, row.text(0)},
                                      [&head](const Row& ticket) { FillHead(ticket, head); }));
    if (found) return absl::OkStatus();
    return absl::DataLossError("a line of a ticket that is not there; rebuild the tables");
  }

  store::Reader& reader_;
  const v1::ListTicketsRequest& request_;
  const int64_t item_;
  const int64_t start_;
  const int64_t end_;
  List list_{&kListTickets, 5};
  size_t size_ = 0;
  int64_t examined_ = 0;
  Stretch stretch_;
};

}  // namespace

absl::Status GetTicket(store::Reader& reader, const Caller& caller,
                       const v1::GetTicketRequest& request, v1::TicketRecord& response) {
  RETURN_IF_ERROR(RequireRetailer(caller));
  ASSIGN_OR_RETURN(const auto parts,
                   exchange::ParseName(request.name(), "locations/{}/tickets/{}"));
  ASSIGN_OR_RETURN(const bool found,
                   reader.QueryOne(kGetTicket, {exchange::GlnOf(parts[0]).value(), parts[1]},
                                   [&response](const Row& row) { FillHead(row, response); }));
  if (!found) return exchange::RefuseNotFound(request.name());
  catalogue::UnitNames units(reader);
  return ReadLines(reader, units, response);
}

absl::Status ListTickets(store::Reader& reader, const Caller& caller,
                         const v1::ListTicketsRequest& request, v1::ListTicketsResponse& response) {
  RETURN_IF_ERROR(RequireRetailer(caller));
  ASSIGN_OR_RETURN(const auto location, ParseLocation(reader, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kTicketKeyParts));
  RETURN_IF_ERROR(CheckTimes(request));
  int64_t item = 0;
  if (!request.gtin().empty()) {
    ASSIGN_OR_RETURN(const auto pack,
                     catalogue::FindPack(reader, exchange::GtinOf(request.gtin())));
    if (!pack.has_value()) return absl::OkStatus();
    item = pack->base.value();
  }

  // One more than a page holds tells whether there are more.
  ASSIGN_OR_RETURN(
      Stretch stretch,
      Heads(reader, request, item).Read(location, page.after, static_cast<size_t>(page.size) + 1));
  catalogue::UnitNames units(reader);
  size_t bytes = 0;
  for (v1::TicketRecord& ticket : stretch.heads) {
    const bool full = response.tickets_size() == page.size;
    if (!full) {
      RETURN_IF_ERROR(ReadLines(reader, units, ticket));
      bytes += ticket.ByteSizeLong();
    }
    if (full || (bytes > kTicketPageBytesMax && response.tickets_size() > 0)) {
      const v1::TicketRecord& last = response.tickets(response.tickets_size() - 1);
      response.set_next_page_token(exchange::NextPageToken(
          request, {{.number = exchange::GlnOf(last.location_gln()).value()},
                    {.number = exchange::MicrosOf(last.sale_time())},
                    {.text = last.ticket_number()}}));
      return absl::OkStatus();
    }
    *response.add_tickets() = std::move(ticket);
  }
  if (!stretch.last.empty()) {
    response.set_next_page_token(exchange::NextPageToken(request, stretch.last));
  }
  return absl::OkStatus();
}

absl::Status SummarizeTickets(store::Reader& reader, const Caller& caller,
                              const v1::SummarizeTicketsRequest&,
                              v1::SummarizeTicketsResponse& response) {
  RETURN_IF_ERROR(RequireRetailer(caller));
  return reader
      .QueryOne(kTicketSummary, {},
                [&response](const Row& row) {
                  response.set_ticket_count(row.integer(0));
                  response.set_sale_line_count(row.integer(1));
                  response.set_return_line_count(row.integer(2));
                  response.set_charge_line_count(row.integer(3));
                  response.set_customer_count(row.integer(4));
                })
      .status();
}

}  // namespace headwater::sales
