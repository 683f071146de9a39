#include "hub/replenishment/replenishment_queries.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_queries.h"
#include "hub/ordering/ordering_queries.h"
#include "hub/partners/partners_queries.h"
#include "hub/replenishment/policy_min_max.h"

namespace headwater::replenishment {
namespace {

using catalogue::PackInfo;
using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using partners::AgreedItem;

constexpr int kNeedKeyParts = 3;  // supplier, location, item

// One walk over agreed items.
class Needs {
 public:
  Needs(const ReplenishmentPolicy& policy, store::Reader& reader,
        v1::ListReplenishmentNeedsResponse& response, int size)
      : policy_(policy), reader_(reader), response_(response), size_(size) {}

  // False once the page is full and one more need is known.
  absl::StatusOr<bool> Visit(const AgreedItem& agreed) {
    RETURN_IF_ERROR(ReadAgreement(agreed));
    if (agreement_.model == v1::REPLENISHMENT_MODEL_BASIC) return true;
    ASSIGN_OR_RETURN(const std::optional<PackInfo> pack, catalogue::FindPack(reader_, agreed.gtin));
    if (!pack.has_value() || !pack->can_be_ordered()) return true;
    ASSIGN_OR_RETURN(const inventory::OnHand on_hand,
                     inventory::FindOnHand(reader_, agreed.supplier, agreed.location, pack->base));
    const auto on_order = on_order_.find(pack->base);
    const PolicyInputs inputs{.on_hand_base = on_hand.quantity,
                              .on_order_base = on_order == on_order_.end() ? 0 : on_order->second,
                              .base_count = pack->base_count,
                              .minimum = agreed.minimum,
                              .maximum = agreed.maximum,
                              .order_multiple = pack->order_multiple,
                              .minimum_order_quantity_base = pack->minimum_order_quantity};
    const Decision decision = policy_.Decide(inputs);
    if (decision.order_quantity == 0) return true;
    more_ = response_.needs_size() == size_;
    if (more_) return false;
    last_ = agreed;
    RETURN_IF_ERROR(Fill(agreed, *pack, on_hand, decision, *response_.add_needs()));
    return true;
  }

  bool more() const { return more_; }
  const AgreedItem& last() const { return last_; }

 private:
  // The items of an agreement come one after the other.
  absl::Status ReadAgreement(const AgreedItem& agreed) {
    if (agreed.supplier == supplier_ && agreed.location == location_) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto agreement,
                     partners::FindAgreement(reader_, agreed.supplier, agreed.location));
    if (!agreement.has_value()) {
      return absl::InternalError(
          absl::StrCat("item ", agreed.gtin.ToString(), " is agreed without an agreement"));
    }
    ASSIGN_OR_RETURN(on_order_, ordering::FindOnOrder(reader_, agreed.supplier, agreed.location));
    agreement_ = *agreement;
    supplier_ = agreed.supplier;
    location_ = agreed.location;
    return absl::OkStatus();
  }

  absl::Status Fill(const AgreedItem& agreed, const PackInfo& pack,
                    const inventory::OnHand& on_hand, const Decision& decision,
                    v1::ReplenishmentNeed& need) {
    need.set_supplier_gln(agreed.supplier.ToString());
    need.set_location_gln(agreed.location.ToString());
    need.set_gtin(agreed.gtin.ToString());
    need.set_on_hand(decision.on_hand);
    need.set_on_order(decision.on_order);
    need.set_minimum_quantity(agreed.minimum);
    need.set_maximum_quantity(agreed.maximum);
    need.set_order_multiple(pack.order_multiple);
    need.set_minimum_order_quantity(decision.minimum_order_quantity);
    need.set_order_quantity(decision.order_quantity);
    std::vector<std::string> steps = decision.explanation;
    if (!on_hand.known) {
      steps.insert(steps.begin(), "Nothing is known of the stock, so none is taken to be there.");
    } else if (on_hand.reported) {
      steps.insert(steps.begin(),
                   "Nothing was counted or moved yet, so stock on hand is as it was reported.");
    }
    need.set_measure_unit_code(pack.measure_unit);
    if (pack.measured()) {
      steps.insert(steps.begin(),
                   absl::StrCat("All quantities are millionths of ", pack.measure_unit, "."));
    }
    need.set_explanation(absl::StrJoin(steps, " "));
    need.set_lead_time_days(pack.lead_time_days.value_or(agreement_.lead_time_days));
    return FillPrice(pack, need);
  }

  absl::Status FillPrice(const PackInfo& pack, v1::ReplenishmentNeed& need) {
    ASSIGN_OR_RETURN(const auto terms, catalogue::FindItemTerms(reader_, pack.base));
    if (!terms.has_value()) return absl::OkStatus();
    v1::Price& price = *need.mutable_price();
    price.mutable_money()->set_amount_micros(terms->price_micros);
    price.mutable_money()->set_currency_code(terms->currency);
    price.set_gtin(terms->price_gtin.ToString());
    if (pack.measured()) {
      price.set_base_unit_code(terms->measure_unit);
    } else {
      price.set_base_count(terms->price_base_count);
    }
    return absl::OkStatus();
  }

  const ReplenishmentPolicy& policy_;
  store::Reader& reader_;
  v1::ListReplenishmentNeedsResponse& response_;
  const int size_;
  base::Gln supplier_;
  base::Gln location_;
  partners::AgreementTerms agreement_;  // of these two, as is
  ordering::OnOrder on_order_;
  bool more_ = false;
  AgreedItem last_;
};

std::optional<AgreedItem> AfterOf(const ReadPage& page) {
  if (page.after.empty()) return std::nullopt;
  return AgreedItem{.supplier = base::Gln(page.after[0].number),
                    .location = base::Gln(page.after[1].number),
                    .gtin = base::Gtin(page.after[2].number)};
}

}  // namespace

absl::Status FindNeeds(const ReplenishmentPolicy& policy, store::Reader& reader,
                       const v1::ListReplenishmentNeedsRequest& request,
                       v1::ListReplenishmentNeedsResponse& response) {
  ASSIGN_OR_RETURN(const auto supplier, exchange::ParseParent(request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kNeedKeyParts));
  std::optional<base::Gln> location;
  if (!request.location_gln().empty()) location = exchange::GlnOf(request.location_gln());

  Needs needs(policy, reader, response, page.size);
  RETURN_IF_ERROR(
      partners::ForEachAgreedItem(reader, supplier, location, AfterOf(page),
                                  [&needs](const AgreedItem& item) { return needs.Visit(item); }));
  if (!needs.more()) return absl::OkStatus();
  const AgreedItem& last = needs.last();
  response.set_next_page_token(exchange::NextPageToken(
      request, {PageKey{.number = last.supplier.value()}, PageKey{.number = last.location.value()},
                PageKey{.number = last.gtin.value()}}));
  return absl::OkStatus();
}

absl::Status ListReplenishmentNeeds(store::Reader& reader, const Caller& caller,
                                    const v1::ListReplenishmentNeedsRequest& request,
                                    v1::ListReplenishmentNeedsResponse& response) {
  if (!caller.is_retailer()) {
    return exchange::Refuse(v1::REASON_SENDER_NOT_ALLOWED,
                            "replenishment needs are the retailer's to ask for; what was agreed "
                            "and what is in stock can be read one by one");
  }
  return FindNeeds(MinMaxPolicy(), reader, request, response);
}

}  // namespace headwater::replenishment
