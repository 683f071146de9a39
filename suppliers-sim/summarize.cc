#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/client/feed_cursor.h"
#include "adapters/client/feed_follower.h"
#include "headwater/v1/delivery.grpc.pb.h"
#include "headwater/v1/inventory.grpc.pb.h"
#include "headwater/v1/ordering.grpc.pb.h"
#include "headwater/v1/sales.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "suppliers-sim/back_office.h"
#include "suppliers-sim/connections.h"
#include "suppliers-sim/demo.h"
#include "suppliers-sim/keys.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr std::string_view kAll = "parties/-";

std::string WithCommas(int64_t number) {
  std::string text = absl::StrCat(number);
  for (size_t i = text.size(); i > 3 && text[i - 4] != '-'; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

// A share in tenths of a percent, rounded down.
std::string Percent(int64_t part, int64_t whole) {
  if (whole == 0) return "-";
  const int64_t permille = part * 1000 / whole;
  return absl::StrCat(permille / 10, ".", permille % 10, " %");
}

// As the simulation writes it, from the hub's 14 digits.
std::string Gtin13(const std::string& gtin) { return gtin.size() == 14 ? gtin.substr(1) : gtin; }

std::string_view LabelOf(std::string_view kind) {
  static const auto* labels = new std::map<std::string_view, std::string_view>{
      {"party", "Parties"},
      {"location", "Locations"},
      {"trade_item", "Trade Items"},
      {"replenishment_agreement", "Replenishment Agreements"},
      {"order", "Orders"},
      {"order_response", "Order Responses"},
      {"order_change", "Order Changes"},
      {"order_cancellation", "Order Cancellations"},
      {"despatch_advice", "Despatch Advices"},
      {"receiving_advice", "Receiving Advices"},
      {"inventory_report", "Inventory Reports"},
      {"stock_movement", "Stock Movements"},
      {"sales_report", "Sales Reports"},
      {"ticket", "Tickets"},
      {"application_error", "Application Errors"}};
  const auto found = labels->find(kind);
  return found == labels->end() ? kind : found->second;
}

// What the retailer's feed tells of the whole demo.
class Tally {
 public:
  void Add(const v1::Event& event) {
    const v1::Document& document = event.document();
    for (size_t i = 0; i < fingerprint_.size(); ++i) fingerprint_[i] ^= event.content_hash()[i];
    ++kinds_[document.body_case()];
    names_.try_emplace(document.body_case(), KindOf(document));
    AddLines(document, lines_);
    if (document.has_sales_report()) AddSales(document.sales_report());
    if (document.has_inventory_report() &&
        document.inventory_report().basis() == v1::INVENTORY_REPORT_BASIS_BOOK) {
      AddBook(document.inventory_report());
    }
  }

  SummarySection Documents() const {
    SummarySection section{.title = "Documents", .lines = {}};
    int64_t sum = 0;
    for (const auto& [body, count] : kinds_) {
      section.lines.push_back({std::string(LabelOf(names_.at(body))), WithCommas(count)});
      sum += count;
    }
    section.lines.push_back({"All", WithCommas(sum)});
    section.lines.push_back({"fingerprint", absl::BytesToHexString(fingerprint_).substr(0, 12)});
    return section;
  }

  SummarySection TillLines() const {
    SummarySection section{.title = "Till lines", .lines = {}};
    section.lines.push_back({"sold", WithCommas(lines_.sold)});
    section.lines.push_back({"returned", WithCommas(lines_.returned)});
    section.lines.push_back({"charges", WithCommas(lines_.charges)});
    section.lines.push_back({"stock adjustments", WithCommas(lines_.written_off)});
    section.lines.push_back({"all lines of the source", WithCommas(lines_.total())});
    return section;
  }

  std::string StockTurns() const {
    if (book_days_.empty()) return "-";
    int64_t pieces = 0;
    for (const auto& [time, sum] : book_days_) pieces += sum;
    pieces /= static_cast<int64_t>(book_days_.size());
    int64_t sold = 0;
    for (const auto& key : booked_) {
      const auto found = sold_.find(key);
      if (found != sold_.end()) sold += found->second;
    }
    if (pieces <= 0) return "-";
    const int64_t tenths = sold * 10 / pieces;
    return absl::StrCat(tenths / 10, ".", tenths % 10);
  }

  using Place = std::pair<std::string, std::string>;  // shop and item

  // What the retailer's own books said last.
  const absl::flat_hash_map<Place, int64_t>& last_books() const { return last_books_; }

 private:
  void AddSales(const v1::SalesReport& report) {
    for (const v1::LocationSales& section : report.by_location()) {
      for (const v1::SalesLine& line : section.lines()) {
        sold_[Place(section.location_gln(), line.item().gtin())] +=
            line.figures().sold().count() - line.figures().returned().count();
      }
    }
  }

  void AddBook(const v1::InventoryReport& report) {
    if (!book_days_.contains(report.as_of_time().seconds())) last_books_.clear();
    int64_t& sum = book_days_[report.as_of_time().seconds()];
    for (const v1::InventoryReportLine& line : report.lines()) {
      sum += std::max<int64_t>(0, line.quantity().count());
      const Place place(line.location_gln(), line.item().gtin());
      booked_.insert(place);
      last_books_[place] = line.quantity().count();
    }
  }

  // All content hashes, in any order: two runs that made the same documents, byte for
  // byte, have the same.
  std::string fingerprint_ = std::string(base::kSha256Size, '\0');
  std::map<v1::Document::BodyCase, int64_t> kinds_;
  std::map<v1::Document::BodyCase, std::string_view> names_;
  LineAccount lines_;
  absl::flat_hash_map<Place, int64_t> sold_;
  absl::flat_hash_set<Place> booked_;
  std::map<int64_t, int64_t> book_days_;  // pieces by the second of the report
  absl::flat_hash_map<Place, int64_t> last_books_;
};

// Follows a whole feed once, with every hash. Returns its length.
absl::StatusOr<int64_t> CheckFeed(PartyLine& line, Tally* tally) {
  client::MemoryCursor cursor;
  client::FeedOptions options;
  options.retry = line.patience().policy();
  client::SystemSleeper sleeper;  // which the follower interrupts at its end
  client::FeedFollower follower(line.door(), cursor, options, line.random(), sleeper);
  RETURN_IF_ERROR(follower.Run([&](const client::FeedBatch& batch) {
    for (const v1::Event& event : batch.events) {
      if (tally != nullptr) tally->Add(event);
    }
    if (batch.caught_up()) follower.Stop();
    return absl::OkStatus();
  }));
  return cursor.position().sequence;
}

std::string StateName(v1::OrderState state) {
  switch (state) {
    case v1::ORDER_STATE_NEW:
      return "new";
    case v1::ORDER_STATE_ACKNOWLEDGED:
      return "acknowledged";
    case v1::ORDER_STATE_PARTIALLY_DESPATCHED:
      return "partially despatched";
    case v1::ORDER_STATE_DESPATCHED:
      return "despatched";
    case v1::ORDER_STATE_PARTIALLY_RECEIVED:
      return "partially received";
    case v1::ORDER_STATE_RECEIVED:
      return "received";
    case v1::ORDER_STATE_CANCELLED:
      return "cancelled";
    case v1::ORDER_STATE_REJECTED:
      return "rejected";
    default:
      return "unknown";
  }
}

absl::StatusOr<SummarySection> Orders(PartyLine& line) {
  const auto ordering = v1::OrderingService::NewStub(line.channel());
  v1::SummarizeOrdersRequest request;
  request.set_parent(std::string(kAll));
  v1::SummarizeOrdersResponse response;
  RETURN_IF_ERROR(line.Read([&](grpc::ClientContext& context) {
    return ordering->SummarizeOrders(&context, request, &response);
  }));
  SummarySection section{.title = "Orders", .lines = {}};
  for (const v1::OrderStateCount& state : response.states()) {
    if (state.count() == 0) continue;
    section.lines.push_back({StateName(state.state()), WithCommas(state.count())});
  }
  section.lines.push_back({"all", WithCommas(response.order_count())});
  section.lines.push_back({"lines", WithCommas(response.line_count())});
  section.lines.push_back({"lines finished", WithCommas(response.finished_line_count())});
  section.lines.push_back({"lines filled", WithCommas(response.filled_line_count())});
  section.lines.push_back(
      {"fill rate", Percent(response.filled_line_count(), response.finished_line_count())});
  return section;
}

absl::StatusOr<SummarySection> Deliveries(PartyLine& line) {
  const auto delivery = v1::DeliveryService::NewStub(line.channel());
  v1::SummarizeDeliveriesRequest request;
  request.set_parent(std::string(kAll));
  v1::SummarizeDeliveriesResponse response;
  RETURN_IF_ERROR(line.Read([&](grpc::ClientContext& context) {
    return delivery->SummarizeDeliveries(&context, request, &response);
  }));
  SummarySection section{.title = "Deliveries", .lines = {}};
  section.lines.push_back({"sent", WithCommas(response.delivery_count())});
  section.lines.push_back({"received", WithCommas(response.received_count())});
  section.lines.push_back({"late", WithCommas(response.late_count())});
  section.lines.push_back({"short", WithCommas(response.short_count())});
  section.lines.push_back({"over", WithCommas(response.over_count())});
  section.lines.push_back({"damaged or refused", WithCommas(response.damaged_count())});
  return section;
}

// How many of the retailer's own books say what the hub's say.
absl::StatusOr<std::string> AgreeingBooks(PartyLine& line, const Tally& tally) {
  const auto inventory = v1::InventoryService::NewStub(line.channel());
  v1::ListStockRequest request;
  request.set_parent(std::string(kAll));
  request.set_page_size(1000);
  int64_t agreeing = 0;
  do {
    v1::ListStockResponse response;
    RETURN_IF_ERROR(line.Read([&](grpc::ClientContext& context) {
      return inventory->ListStock(&context, request, &response);
    }));
    for (const v1::StockRecord& stock : response.stock()) {
      if (stock.status() != v1::STOCK_STATUS_AVAILABLE) continue;
      const auto book = tally.last_books().find({stock.location_gln(), Gtin13(stock.gtin())});
      if (book == tally.last_books().end()) continue;
      agreeing += stock.book_quantity() == book->second ? 1 : 0;
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::StrCat(WithCommas(agreeing), " of ",
                      WithCommas(static_cast<int64_t>(tally.last_books().size())));
}

absl::StatusOr<SummarySection> Sales(PartyLine& line, const Tally& tally) {
  const auto sales = v1::SalesService::NewStub(line.channel());
  v1::SummarizeTicketsResponse tickets;
  RETURN_IF_ERROR(line.Read([&](grpc::ClientContext& context) {
    return sales->SummarizeTickets(&context, {}, &tickets);
  }));
  v1::SummarizeSalesRequest request;
  request.set_parent(std::string(kAll));
  request.set_dimension(v1::SALES_DIMENSION_SUPPLIER);
  v1::SummarizeSalesResponse response;
  RETURN_IF_ERROR(line.Read([&](grpc::ClientContext& context) {
    return sales->SummarizeSales(&context, request, &response);
  }));
  int64_t net = 0;
  int64_t reported = 0;
  int64_t empty = 0;
  for (const v1::SalesTotal& total : response.totals()) {
    net += total.net_amount().amount_micros();
    reported += total.reported_count();
    empty += total.stock_out_count();
  }
  SummarySection section{.title = "Shops", .lines = {}};
  section.lines.push_back({"tickets", WithCommas(tickets.ticket_count())});
  section.lines.push_back({"customers known", WithCommas(tickets.customer_count())});
  section.lines.push_back({"net sales, GBP", WithCommas(net / 1'000'000)});
  section.lines.push_back({"item-days reported", WithCommas(reported)});
  section.lines.push_back({"with an empty shelf", WithCommas(empty)});
  section.lines.push_back({"stock turns of agreed items", tally.StockTurns()});
  ASSIGN_OR_RETURN(std::string books, AgreeingBooks(line, tally));
  section.lines.push_back({"shops' books that are the hub's", std::move(books)});
  return section;
}

}  // namespace

absl::StatusOr<DemoSummary> Summarize(const DemoOptions& options) {
  Patience patience(*options.clock, options.patience, [&](const std::string& note) {
    if (options.progress != nullptr) options.progress->OnNote(note);
  });
  DemoSummary summary;
  Tally tally;
  SummarySection feeds{.title = "Feeds, gap-free and chained from the first event", .lines = {}};
  std::unique_ptr<PartyLine> retailer;
  for (const DemoParty& party : DemoParties()) {
    ASSIGN_OR_RETURN(auto line, OpenLine(options, party.gln, patience));
    ASSIGN_OR_RETURN(const int64_t length, CheckFeed(*line, party.is_retailer ? &tally : nullptr));
    feeds.lines.push_back({party.name, WithCommas(length)});
    if (!party.is_retailer) continue;
    summary.documents = length;
    retailer = std::move(line);
  }
  summary.sections.push_back(tally.Documents());
  summary.sections.push_back(tally.TillLines());
  ASSIGN_OR_RETURN(SummarySection orders, Orders(*retailer));
  summary.sections.push_back(std::move(orders));
  ASSIGN_OR_RETURN(SummarySection deliveries, Deliveries(*retailer));
  summary.sections.push_back(std::move(deliveries));
  ASSIGN_OR_RETURN(SummarySection sales, Sales(*retailer, tally));
  summary.sections.push_back(std::move(sales));
  summary.sections.push_back(std::move(feeds));
  return summary;
}

}  // namespace headwater::sim
