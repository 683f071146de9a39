#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fuzz/fuzz_hub.h"
#include "fuzz/targets.h"
#include "google/protobuf/stubs/logging.h"
#include "hub/base/check.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/delivery/delivery_queries.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/subscription.h"
#include "hub/exchange/validator.h"
#include "hub/hub_world.h"
#include "hub/inventory/inventory_queries.h"
#include "hub/ordering/ordering_queries.h"
#include "hub/partners/partners_queries.h"
#include "hub/replenishment/replenishment_queries.h"
#include "hub/sales/sales_queries.h"
#include "hub/sales/ticket_queries.h"

namespace headwater::fuzz {
namespace {

using exchange::Caller;

// A list is followed by its tokens over so many pages.
constexpr int kPagesMax = 3;
// Parts that the key of a list has at most.
constexpr size_t kKeyPartsMax = 6;

struct Input {
  FuzzHub& hub;
  const Caller caller;
  const bool sealed;
  const std::string_view request;
};

// False for bytes that are no message, and for one that the rules of the contract refuse, as
// rpc does before it reads.
template <typename Message>
bool Parse(const Input& input, Message& message) {
  if (!message.ParseFromArray(input.request.data(), static_cast<int>(input.request.size()))) {
    return false;
  }
  exchange::Violations violations;
  exchange::Validate(message, exchange::FieldPath(), violations);
  if (violations.empty()) return true;
  CheckRefusal(violations.ToStatus());
  return false;
}

// Of each part one byte for the number, one for the length of the text, and the text.
std::vector<exchange::PageKey> KeyOf(std::string_view bytes) {
  std::vector<exchange::PageKey> key;
  while (bytes.size() >= 2 && key.size() < kKeyPartsMax) {
    // Those at the ends of the range, too.
    const auto number = static_cast<int64_t>(static_cast<signed char>(bytes[0]));
    const size_t size =
        std::min(static_cast<size_t>(static_cast<unsigned char>(bytes[1])), bytes.size() - 2);
    key.push_back({number * (INT64_MAX / 127), std::string(bytes.substr(2, size))});
    bytes.remove_prefix(2 + size);
  }
  return key;
}

// A request for a list with pages.
template <typename Request, typename Response,
          absl::Status (*kRead)(store::Reader&, const Caller&, const Request&, Response&)>
void ReadList(const Input& input) {
  Request request;
  if (!Parse(input, request)) return;
  if (input.sealed) {
    request.set_page_token(exchange::NextPageToken(request, KeyOf(request.page_token())));
  }
  for (int page = 0; page < kPagesMax; ++page) {
    const auto reader = input.hub.database().BeginRead();
    HW_CHECK(reader.ok()) << reader.status();
    Response response;
    const absl::Status read = kRead(**reader, input.caller, request, response);
    if (!read.ok()) {
      CheckRefusal(read);
      HW_CHECK(page == 0) << "the list does not take its own token: " << read;
      return;
    }
    if (response.next_page_token().empty()) return;
    HW_CHECK(response.next_page_token() != request.page_token()) << "a list that stands still";
    request.set_page_token(response.next_page_token());
  }
}

template <typename Response>
void CheckEvents(const Response& response, int64_t after, bool filtered) {
  int64_t last = after;
  for (const v1::Event& event : response.events()) {
    HW_CHECK(filtered ? event.sequence() > last : event.sequence() == last + 1)
        << event.sequence() << " follows " << last;
    last = event.sequence();
  }
  HW_CHECK(response.through_sequence() >= last) << "events behind the number to keep";
  HW_CHECK(response.head_sequence() >= response.through_sequence()) << "a head that is behind";
}

void ReadEvents(const Input& input) {
  v1::ListEventsRequest request;
  if (!Parse(input, request)) return;
  const auto reader = input.hub.database().BeginRead();
  HW_CHECK(reader.ok()) << reader.status();
  v1::ListEventsResponse response;
  const absl::Status read = exchange::ListEvents(**reader, input.caller, request, response);
  if (!read.ok()) return CheckRefusal(read);
  HW_CHECK(response.events_size() <= exchange::kEventPageSizeMax) << "a page that is too long";
  CheckEvents(response, request.after_sequence(), request.kinds_size() > 0);
}

void ReadSubscription(const Input& input) {
  v1::SubscribeRequest request;
  if (!Parse(input, request)) return;
  auto subscription = exchange::Subscription::Open(
      input.hub.database(), input.hub.exchange().wakes(), input.caller, request);
  if (!subscription.ok()) return CheckRefusal(subscription.status());
  int64_t after = request.after_sequence();
  for (int page = 0; page < kPagesMax; ++page) {
    v1::SubscribeResponse response;
    const absl::Status read = (*subscription)->Next(response);
    if (!read.ok()) return CheckRefusal(read);
    HW_CHECK(response.events_size() <= exchange::kEventBatchSizeMax) << "a batch that is too long";
    CheckEvents(response, after, request.kinds_size() > 0);
    after = response.through_sequence();
  }
}

void SendAcknowledgement(const Input& input) {
  v1::AcknowledgeRequest request;
  if (!Parse(input, request)) return;
  const auto response = input.hub.Acknowledge(input.caller, request);
  if (!response.ok()) return CheckRefusal(response.status());
  HW_CHECK(response->acknowledged_sequence() >= request.sequence() &&
           response->head_sequence() >= response->acknowledged_sequence())
      << response->ShortDebugString();
}

void ReadDocument(const Input& input) {
  v1::GetDocumentRequest request;
  if (!Parse(input, request)) return;
  const auto reader = input.hub.database().BeginRead();
  HW_CHECK(reader.ok()) << reader.status();
  v1::GetDocumentResponse response;
  const absl::Status read = exchange::GetDocument(**reader, input.caller, request, response);
  if (!read.ok()) return CheckRefusal(read);
  HW_CHECK(response.event().document().document_id() == request.document_id())
      << "another document";
}

using Read = void (*)(const Input&);
constexpr Read kReads[] = {
    ReadEvents,
    ReadSubscription,
    SendAcknowledgement,
    ReadDocument,
    ReadList<v1::ListPartiesRequest, v1::ListPartiesResponse, partners::ListParties>,
    ReadList<v1::ListLocationsRequest, v1::ListLocationsResponse, partners::ListLocations>,
    ReadList<v1::ListReplenishmentAgreementsRequest, v1::ListReplenishmentAgreementsResponse,
             partners::ListReplenishmentAgreements>,
    ReadList<v1::ListTradeItemsRequest, v1::ListTradeItemsResponse, catalogue::ListTradeItems>,
    ReadList<v1::ListOrdersRequest, v1::ListOrdersResponse, ordering::ListOrders>,
    ReadList<v1::ListDeliveriesRequest, v1::ListDeliveriesResponse, delivery::ListDeliveries>,
    ReadList<v1::ListStockRequest, v1::ListStockResponse, inventory::ListStock>,
    ReadList<v1::ListSupplierStockRequest, v1::ListSupplierStockResponse,
             inventory::ListSupplierStock>,
    ReadList<v1::ListStockMovementsRequest, v1::ListStockMovementsResponse,
             inventory::ListStockMovements>,
    ReadList<v1::ListSalesRequest, v1::ListSalesResponse, sales::ListSales>,
    ReadList<v1::ListSalesSectionsRequest, v1::ListSalesSectionsResponse, sales::ListSalesSections>,
    ReadList<v1::ListTicketsRequest, v1::ListTicketsResponse, sales::ListTickets>,
    ReadList<v1::ListReplenishmentNeedsRequest, v1::ListReplenishmentNeedsResponse,
             replenishment::ListReplenishmentNeeds>,
};
constexpr size_t kReadCount = std::size(kReads);

}  // namespace

void FuzzCursor(std::string_view bytes) {
  constexpr size_t kPrefix = 3;
  if (bytes.size() < kPrefix) return;
  const google::protobuf::LogSilencer silencer;
  FuzzHub& hub = FuzzHub::Get();
  kReads[static_cast<unsigned char>(bytes[0]) % kReadCount](
      {hub, hub.CallerOf(bytes[1]), (bytes[2] & 1) != 0, bytes.substr(kPrefix)});
}

std::vector<std::string> CursorSeeds() {
  std::vector<std::string> seeds;
  const auto add = [&seeds](size_t read, char caller, char sealed, const std::string& request) {
    seeds.push_back(absl::StrCat(std::string(1, static_cast<char>(read)), std::string(1, caller),
                                 std::string(1, sealed), request));
  };
  v1::SubscribeRequest subscribe;
  subscribe.set_after_sequence(3);
  subscribe.add_kinds("order");
  v1::AcknowledgeRequest acknowledge;
  acknowledge.set_sequence(2);
  v1::GetDocumentRequest get;
  get.set_document_id(test::Lane::DocumentId(test::Lane(1).order_number(1)));
  v1::ListEventsRequest events;
  events.set_after_sequence(3);
  events.set_page_size(5);
  for (const char caller : {0, 1, 2, 3}) {
    add(0, caller, 0, events.SerializeAsString());
    add(1, caller, 0, subscribe.SerializeAsString());
    add(2, caller, 0, acknowledge.SerializeAsString());
    add(3, caller, 0, get.SerializeAsString());
    for (size_t read = 4; read < kReadCount; ++read) {
      add(read, caller, 0, "");
      // All lists have their size and token under the same names and not the same numbers.
      for (const char field : {1, 2, 3, 4, 5, 6, 7, 8}) {
        add(read, caller, 1, absl::StrCat(std::string(1, static_cast<char>(field << 3)), "\x01"));
        add(read, caller, 1,
            absl::StrCat(std::string(1, static_cast<char>(field << 3 | 2)), "\x06",
                         std::string("\x01\x01"
                                     "a\x02\x01"
                                     "b",
                                     6)));
      }
    }
  }
  return seeds;
}

}  // namespace headwater::fuzz
