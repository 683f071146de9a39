#include "hub/cli/names.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "hub/cli/client_options.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

// Of BatchGetTradeItems in the contract.
constexpr size_t kItemsMax = 1000;
constexpr size_t kWidthMax = 30;

std::string ItemNameOf(const std::string& gtin) { return absl::StrCat("tradeItems/", gtin); }

std::string Joined(const std::string& key, const std::string& name) {
  return name.empty() ? key : absl::StrCat(key, " ", CutTo(name, kWidthMax));
}

}  // namespace

Names::Names(const std::shared_ptr<grpc::Channel>& channel)
    : catalogue_(v1::CatalogueService::NewStub(channel)),
      partners_(v1::PartnersService::NewStub(channel)) {}

bool Names::Took(const absl::Status& status) {
  if (!status.ok() && !absl::IsNotFound(status)) answers_ = false;
  return status.ok();
}

void Names::LearnItems(const std::vector<std::string>& gtins) {
  std::set<std::string> wanted;
  for (const std::string& gtin : gtins) {
    if (!gtin.empty() && !items_.contains(GtinText(gtin))) wanted.insert(GtinText(gtin));
  }
  std::vector<std::string> batch;
  for (const std::string& gtin : wanted) {
    batch.push_back(gtin);
    if (batch.size() < kItemsMax) continue;
    LearnBatch(batch);
    batch.clear();
  }
  if (!batch.empty()) LearnBatch(batch);
}

// One that is not there fails all of them, which then are asked for one by one.
void Names::LearnBatch(const std::vector<std::string>& gtins) {
  if (!answers_) return;
  v1::BatchGetTradeItemsRequest request;
  for (const std::string& gtin : gtins) request.add_names(ItemNameOf(gtin));
  v1::BatchGetTradeItemsResponse response;
  if (!Took(CallUnary(*catalogue_, &v1::CatalogueService::Stub::BatchGetTradeItems, request,
                      response)) ||
      static_cast<size_t>(response.trade_items_size()) != gtins.size()) {
    return;
  }
  for (size_t i = 0; i < gtins.size(); ++i) {
    items_[gtins[i]] = response.trade_items(static_cast<int>(i)).trade_item().description();
  }
}

std::string Names::Item(const std::string& gtin) {
  if (gtin.empty()) return "";
  const std::string key = GtinText(gtin);
  const auto [name, is_new] = items_.try_emplace(key);
  if (is_new && answers_) {
    v1::GetTradeItemRequest request;
    request.set_name(ItemNameOf(key));
    v1::TradeItemRecord record;
    if (Took(CallUnary(*catalogue_, &v1::CatalogueService::Stub::GetTradeItem, request, record))) {
      name->second = record.trade_item().description();
    }
  }
  return Joined(key, name->second);
}

std::string Names::Party(const std::string& gln) {
  if (gln.empty()) return "";
  const auto [name, is_new] = parties_.try_emplace(gln);
  if (is_new && answers_) {
    v1::GetPartyRequest request;
    request.set_name(absl::StrCat("parties/", gln));
    v1::PartyRecord record;
    if (Took(CallUnary(*partners_, &v1::PartnersService::Stub::GetParty, request, record))) {
      name->second = record.party().display_name();
    }
  }
  return Joined(gln, name->second);
}

std::string Names::Location(const std::string& gln) {
  if (gln.empty()) return "";
  const auto [name, is_new] = locations_.try_emplace(gln);
  if (is_new && answers_) {
    v1::GetLocationRequest request;
    request.set_name(absl::StrCat("locations/", gln));
    v1::LocationRecord record;
    if (Took(CallUnary(*partners_, &v1::PartnersService::Stub::GetLocation, request, record))) {
      name->second = record.location().display_name();
    }
  }
  return Joined(gln, name->second);
}

}  // namespace headwater::cli
