#include "hub/bad_requests.h"

#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "exchange/failing_database.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/delivery/delivery_queries.h"
#include "hub/exchange/feed.h"
#include "hub/hub_world.h"
#include "hub/ordering/ordering_queries.h"
#include "hub/registry.h"
#include "hub/replenishment/replenishment_queries.h"
#include "hub/sales/ticket_queries.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using enum absl::StatusCode;

v1::Document Sound() { return Lane(1).Next(v1::Document::kApplicationError); }

absl::Status SubmitWithId(TestHub& hub, std::string_view request_id) {
  v1::SubmitRequest request = MakeRequest(Sound());
  request.set_request_id(std::string(request_id));
  return hub.Submit(Supplier(), request).status();
}

absl::Status SubmitNothing(TestHub& hub) {
  v1::SubmitRequest request;
  request.set_request_id(NextUuid());
  return hub.Submit(Supplier(), request).status();
}

// To a hub of its own: the first document is taken.
absl::Status ReuseRequestId(TestHub&) {
  TestHub hub(WholeHub());
  for (const v1::Document& document : HubWorld({1})) {
    if (absl::Status status = hub.Submit(document).status(); !status.ok()) return status;
  }
  v1::SubmitRequest request = MakeRequest(Sound());
  if (absl::Status status = hub.Submit(Supplier(), request).status(); !status.ok()) return status;
  request.mutable_document()->set_number("AS-OTHER");
  return hub.Submit(Supplier(), request).status();
}

template <typename Request, typename Response>
absl::Status ReadByName(TestHub& hub,
                        absl::Status (*read)(store::Reader&, const exchange::Caller&,
                                             const Request&, Response&),
                        std::string_view name, base::Gln caller = Supplier(1)) {
  Request request;
  request.set_name(std::string(name));
  return hub.Read(caller, read, request).status();
}

absl::Status ListWithAForeignToken(TestHub& hub) {
  v1::ListOrdersRequest orders;
  orders.set_parent("parties/-");
  orders.set_page_size(1);
  const auto page = hub.Read(Retailer(), ordering::ListOrders, orders);
  if (!page.ok()) return page.status();
  v1::ListDeliveriesRequest deliveries;
  deliveries.set_parent("parties/-");
  deliveries.set_page_token(page->next_page_token());
  return hub.Read(Retailer(), delivery::ListDeliveries, deliveries).status();
}

absl::Status ListOfParent(TestHub& hub, std::string_view parent) {
  v1::ListOrdersRequest request;
  request.set_parent(std::string(parent));
  return hub.Read(Supplier(1), ordering::ListOrders, request).status();
}

absl::Status ListTicketsOf(TestHub& hub, std::string_view parent, int64_t start, int64_t end) {
  v1::ListTicketsRequest request;
  request.set_parent(std::string(parent));
  request.mutable_start_time()->set_seconds(start);
  request.mutable_end_time()->set_seconds(end);
  return hub.Read(Retailer(), sales::ListTickets, request).status();
}

absl::Status ListFeed(TestHub& hub, int64_t after, std::string_view kind) {
  v1::ListEventsRequest request;
  request.set_after_sequence(after);
  request.add_kinds(std::string(kind));
  return hub.Read(Supplier(1), exchange::ListEvents, request).status();
}

absl::Status SubmitToABusyHub(TestHub&) {
  TestHubOptions options = WholeHub();
  options.queue.waiting_max = 0;
  return TestHub(std::move(options)).Submit(RetailerStory()[0]).status();
}

absl::Status SubmitToAStoppedHub(TestHub&) {
  TestHub hub(WholeHub());
  hub.exchange().Stop();
  return hub.Submit(RetailerStory()[0]).status();
}

absl::Status SubmitToABrokenHub(TestHub&) {
  TestHub hub(WholeHub());
  hub.Execute("DROP TABLE party");
  return hub.Submit(RetailerStory()[0]).status();
}

// To a hub whose database `fail` has made to fail.
absl::Status SubmitWith(absl::FunctionRef<void(FailingDatabase&)> fail) {
  TestHub lender(WholeHub());
  FailingDatabase failing(lender.database());
  const exchange::Registry kinds = AllKinds();
  exchange::Exchange hub(failing, kinds, lender.directory(), lender.clock(),
                         {.retailer = Retailer(), .queue = {}, .fault_log = [](auto) {}});
  fail(failing);
  const v1::SubmitRequest request = MakeRequest(RetailerStory()[0]);
  absl::Notification done;
  absl::Status verdict;
  hub.Submit({Retailer(), exchange::Role::kRetailer}, request,
             [&](absl::StatusOr<v1::Receipt> receipt) {
               verdict = receipt.status();
               done.Notify();
             });
  done.WaitForNotification();
  return verdict;
}

absl::Status SubmitWhenTheDiskDoesNotSync(TestHub&) {
  return SubmitWith([](FailingDatabase& database) { database.FailCommits(); });
}

absl::Status SubmitWhenTheStoreIsLost(TestHub&) {
  return SubmitWith([](FailingDatabase& database) { database.LoseCommits(true); });
}

}  // namespace

// clang-format off
std::vector<BadRequest> BadRequests() {
  return {
      {"NoRequestId", v1::REASON_FIELD_REQUIRED, kInvalidArgument, "request_id",
       [](TestHub& hub) { return SubmitWithId(hub, ""); }},
      {"RequestIdThatIsNoUuid", v1::REASON_UUID_INVALID, kInvalidArgument, "request_id",
       [](TestHub& hub) { return SubmitWithId(hub, "42"); }},
      {"NoDocument", v1::REASON_FIELD_REQUIRED, kInvalidArgument, "document", SubmitNothing},
      {"RequestIdOfAnotherDocument", v1::REASON_REQUEST_ID_REUSED, kAlreadyExists, "", ReuseRequestId},
      {"AnotherSuppliersOrder", v1::REASON_NOT_FOUND, kNotFound, "",
       [](TestHub& hub) { return ReadByName(hub, ordering::GetOrder, absl::StrCat("parties/", Supplier(2).ToString(), "/orders/PO-2-1")); }},
      {"OrderThatIsNotThere", v1::REASON_NOT_FOUND, kNotFound, "",
       [](TestHub& hub) { return ReadByName(hub, ordering::GetOrder, absl::StrCat("parties/", Supplier(1).ToString(), "/orders/PO-404")); }},
      {"NameOfAnotherKind", v1::REASON_ARGUMENT_INVALID, kInvalidArgument, "",
       [](TestHub& hub) { return ReadByName(hub, ordering::GetOrder, "tradeItems/1"); }},
      {"NameWithABrokenGtin", v1::REASON_ARGUMENT_INVALID, kInvalidArgument, "",
       [](TestHub& hub) { return ReadByName(hub, catalogue::GetTradeItem, "tradeItems/4000002000013"); }},
      {"ParentThatIsNoParty", v1::REASON_ARGUMENT_INVALID, kInvalidArgument, "",
       [](TestHub& hub) { return ListOfParent(hub, "suppliers/-"); }},
      {"TokenOfAnotherList", v1::REASON_PAGE_TOKEN_INVALID, kInvalidArgument, "page_token", ListWithAForeignToken},
      {"FeedFromBeyondItsHead", v1::REASON_CURSOR_BEYOND_HEAD, kOutOfRange, "",
       [](TestHub& hub) { return ListFeed(hub, 1'000'000, "order"); }},
      {"FeedOfAKindThatIsNone", v1::REASON_ARGUMENT_INVALID, kInvalidArgument, "kinds[0]",
       [](TestHub& hub) { return ListFeed(hub, 0, "invoice"); }},
      {"AcknowledgementOfWhatWillCome", v1::REASON_CURSOR_BEYOND_HEAD, kOutOfRange, "",
       [](TestHub& hub) { return hub.Acknowledge(Supplier(1), 1'000'000).status(); }},
      {"TicketThatIsNotThere", v1::REASON_NOT_FOUND, kNotFound, "",
       [](TestHub& hub) { return ReadByName(hub, sales::GetTicket, absl::StrCat("locations/", Store().ToString(), "/tickets/TK-404"), Retailer()); }},
      {"TicketsOfALocationThatIsNotThere", v1::REASON_NOT_FOUND, kNotFound, "",
       [](TestHub& hub) { return ListTicketsOf(hub, absl::StrCat("locations/", MakeGln(9999).ToString()), 0, 1); }},
      {"TicketsOfAParty", v1::REASON_ARGUMENT_INVALID, kInvalidArgument, "",
       [](TestHub& hub) { return ListTicketsOf(hub, "parties/-", 0, 1); }},
      {"TicketsThatEndBeforeTheyBegin", v1::REASON_INTERVAL_INVERTED, kInvalidArgument, "end_time",
       [](TestHub& hub) { return ListTicketsOf(hub, "locations/-", 1, 0); }},
      {"TicketForASupplier", v1::REASON_SENDER_NOT_ALLOWED, kPermissionDenied, "",
       [](TestHub& hub) { return ReadByName(hub, sales::GetTicket, absl::StrCat("locations/", Store().ToString(), "/tickets/TK-404")); }},
      {"TicketsForASupplier", v1::REASON_SENDER_NOT_ALLOWED, kPermissionDenied, "",
       [](TestHub& hub) { return hub.Read(Supplier(1), sales::SummarizeTickets, v1::SummarizeTicketsRequest()).status(); }},
      {"NeedsForASupplier", v1::REASON_SENDER_NOT_ALLOWED, kPermissionDenied, "",
       [](TestHub& hub) { return hub.Read(Supplier(1), replenishment::ListReplenishmentNeeds, v1::ListReplenishmentNeedsRequest()).status(); }},
      {"TooMuchIsWaiting", v1::REASON_BUSY, kResourceExhausted, "", SubmitToABusyHub},
      {"TheHubGoesDown", v1::REASON_DRAINING, kUnavailable, "", SubmitToAStoppedHub},
      {"TheDiskDoesNotSync", v1::REASON_STORE_SEALED, kUnavailable, "", SubmitWhenTheDiskDoesNotSync},
      {"TheStoreIsLost", v1::REASON_STORE_AWAY, kUnavailable, "", SubmitWhenTheStoreIsLost},
      {"TheHubIsBroken", v1::REASON_INTERNAL, kInternal, "", SubmitToABrokenHub},
  };
}
// clang-format on

std::map<v1::Reason, std::string_view> RaisedElsewhere() {
  return {{v1::REASON_CERTIFICATE_MISSING,
           "a connection is refused before it has a caller: tests/rpc/identity_test.cc"},
          {v1::REASON_CURSOR_ARCHIVED,
           "a store with archives says it alone: tests/archive/archive_move_test.cc"}};
}

}  // namespace headwater::test
