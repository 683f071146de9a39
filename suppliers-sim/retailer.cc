#include "suppliers-sim/retailer.h"

#include <algorithm>
#include <utility>

#include "hub/base/error.h"
#include "suppliers-sim/back_office.h"
#include "suppliers-sim/buyer.h"
#include "suppliers-sim/dock.h"
#include "suppliers-sim/opening.h"
#include "suppliers-sim/papers.h"
#include "suppliers-sim/shop_day.h"
#include "suppliers-sim/stock_reports.h"

namespace headwater::sim {
namespace {

// So many events from the end are looked at for one of the simulation's.
constexpr int64_t kTailMax = 500;

}  // namespace

Retailer::Retailer(const World& world, std::unique_ptr<PartyLine> line)
    : world_(world), line_(std::move(line)), stock_(world.assortment) {}

absl::StatusOr<std::optional<Step>> Retailer::LastStep() {
  ASSIGN_OR_RETURN(const auto heads, line_->FeedHeads());
  const auto own = heads.find(RetailerGln());
  const int64_t head = own == heads.end() ? 0 : own->second;
  std::optional<Step> last;
  const Step begin{world_.calendar.setup_day(), Phase::kShop};
  const Step end{world_.calendar.last_day(), Phase::kSupply};
  RETURN_IF_ERROR(line_->ReadFeed(
      std::max<int64_t>(0, head - kTailMax), {}, [&](const v1::ListEventsResponse& page) {
        for (const v1::Event& event : page.events()) {
          const Step step = StepAt(TimeFrom(event.document().issue_time()));
          // Somebody else may have used the hub since.
          if (step >= begin && step <= end) last = last.has_value() ? std::max(*last, step) : step;
        }
      }));
  return last;
}

absl::Status Retailer::CatchUp() {
  return line_->ReadFeed(through_, OrderKinds(), [&](const v1::ListEventsResponse& page) {
    for (const v1::Event& event : page.events()) {
      inbox_.Put(event);
      if (event.document().has_order()) ordered_.insert(event.document().number());
    }
    through_ = page.through_sequence();
  });
}

absl::Status Retailer::SendParties() {
  const std::vector<v1::Document> documents = OpeningParties(world_);
  const auto is_place = [](const v1::Document& document) { return document.has_location(); };
  const auto places = std::ranges::find_if(documents, is_place);
  RETURN_IF_ERROR(Submit({documents.begin(), places}));
  return Submit({places, documents.end()});
}

absl::Status Retailer::SendAgreements() { return Submit(OpeningAgreements(world_)); }

std::vector<v1::Document> Retailer::CloseBooks(base::Day day) {
  for (v1::Event& event : inbox_.TakeThrough({day - 1, Phase::kSupply})) {
    book_.Apply(event);
    // Somebody may send documents of their own while the demo runs: to other places.
    if (event.document().has_despatch_advice() &&
        world_.FindShop(event.document().despatch_advice().ship_to_gln()) >= 0) {
      const base::Day arrival = ArrivalDay(world_, event.document());
      under_way_.emplace(arrival, std::move(*event.mutable_document()));
    }
  }
  std::vector<v1::Document> documents = SecondThoughts(world_, book_, day);
  while (!under_way_.empty() && under_way_.begin()->first <= day) {
    const v1::Document& despatch = under_way_.begin()->second;
    documents.push_back(Receive(world_, despatch, day));
    PutAway(world_, despatch, documents.back(), stock_);
    under_way_.erase(under_way_.begin());
  }
  std::ranges::move(CloseDay(world_, day, stock_), std::back_inserter(documents));
  std::ranges::move(ReportStock(world_, day, stock_), std::back_inserter(documents));
  return documents;
}

absl::Status Retailer::Submit(const std::vector<v1::Document>& documents) {
  if (documents.empty()) return absl::OkStatus();
  return line_->Submit(documents).status();
}

absl::Status Retailer::Review(base::Day day) {
  std::vector<v1::Document> orders;
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    if (!IsReviewDay(world_, supplier, day)) continue;
    ASSIGN_OR_RETURN(const auto needs, line_->Needs(SupplierGln(supplier)));
    std::ranges::move(OrdersOf(world_, supplier, day, needs), std::back_inserter(orders));
  }
  std::erase_if(orders,
                [&](const v1::Document& order) { return ordered_.contains(order.number()); });
  return Submit(orders);
}

}  // namespace headwater::sim
