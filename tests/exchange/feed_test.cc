#include "hub/exchange/feed.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {
namespace {

using exchange::FeedPageLimits;
using exchange::FeedPosition;
using Events = google::protobuf::RepeatedPtrField<v1::Event>;

// Odd numbers are locations of the supplier, even ones complaints to the retailer.
void Fill(TestHub& hub, int count) {
  for (int i = 1; i <= count; ++i) {
    const std::string number = absl::StrCat("D-", i);
    ASSERT_THAT(hub.Submit(i % 2 == 1 ? LocationDocument(number, Supplier())
                                      : Complaint(number, Supplier(), Retailer())),
                IsOk());
  }
}

absl::StatusOr<v1::ListEventsResponse> List(TestHub& hub, base::Gln party, int64_t after,
                                            int page_size = 0,
                                            const std::vector<std::string>& kinds = {}) {
  v1::ListEventsRequest request;
  request.set_after_sequence(after);
  request.set_page_size(page_size);
  for (const std::string& kind : kinds) request.add_kinds(kind);
  return hub.Read(party, exchange::ListEvents, request);
}

TEST(Feed, OfAPartyThatNeverHadOneIsEmpty) {
  TestHub hub(TallyHub());
  const auto page = List(hub, Supplier(), 0);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events_size(), 0);
  EXPECT_EQ(page->through_sequence(), 0);
  EXPECT_EQ(page->head_sequence(), 0);
}

TEST(Feed, CanBeTakenUpAtAnyNumber) {
  TestHub hub(TallyHub());
  Fill(hub, 12);
  for (int64_t after = 0; after <= 12; ++after) {
    const auto page = List(hub, Supplier(), after);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->events_size(), 12 - after);
    for (int i = 0; i < page->events_size(); ++i) {
      EXPECT_EQ(page->events(i).sequence(), after + 1 + i);
      EXPECT_EQ(page->events(i).document().number(), absl::StrCat("D-", after + 1 + i));
    }
    EXPECT_EQ(page->through_sequence(), 12);
    EXPECT_EQ(page->head_sequence(), 12);
  }
}

TEST(Feed, HoldsWhatConcernsItsPartyAndNothingElse) {
  TestHub hub(TallyHub());
  Fill(hub, 4);
  ASSERT_THAT(hub.Submit(Complaint("R-1", Retailer(), Supplier(2))), IsOk());
  EXPECT_EQ(hub.Events(Supplier(1)).size(), 4u);
  EXPECT_EQ(hub.Events(Supplier(2)).size(), 1u);
  EXPECT_EQ(hub.Events(Supplier(3)).size(), 0u);
  std::vector<std::string> numbers;
  for (const v1::Event& event : hub.Events(Retailer())) {
    numbers.push_back(event.document().number());
  }
  EXPECT_EQ(numbers, (std::vector<std::string>{"D-2", "D-4", "R-1"}));
}

TEST(Feed, BeyondTheHeadIsRefusedWithTheHead) {
  TestHub hub(TallyHub());
  Fill(hub, 3);
  const auto refused = List(hub, Supplier(), 4);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(refused, Refused(v1::REASON_CURSOR_BEYOND_HEAD));
  EXPECT_EQ(exchange::DetailOf(refused.status()).head_sequence(), 3);
  EXPECT_THAT(List(hub, Supplier(2), 1), Refused(v1::REASON_CURSOR_BEYOND_HEAD));
}

TEST(Feed, PagesByCount) {
  TestHub hub(TallyHub());
  Fill(hub, 7);
  const auto page = List(hub, Supplier(), 1, 3);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events_size(), 3);
  EXPECT_EQ(page->through_sequence(), 4);
  EXPECT_EQ(page->head_sequence(), 7);
  EXPECT_EQ(List(hub, Supplier(), 4, 3)->through_sequence(), 7);
}

TEST(Feed, APageHasAHundredEventsUnlessSaidAndAThousandAtMost) {
  TestHub hub(TallyHub());
  Fill(hub, exchange::kEventPageSizeMax + 1);
  EXPECT_EQ(List(hub, Supplier(), 0)->events_size(), exchange::kEventPageSizeDefault);
  EXPECT_EQ(List(hub, Supplier(), 0, exchange::kEventPageSizeMax)->events_size(),
            exchange::kEventPageSizeMax);
  EXPECT_EQ(List(hub, Supplier(), 0, exchange::kEventPageSizeMax + 1)->events_size(),
            exchange::kEventPageSizeMax);
}

TEST(Feed, PagesByBytes) {
  TestHub hub(TallyHub());
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(
        hub.Submit(Complaint(absl::StrCat("C-", i), Supplier(), Retailer(), std::string(800, 'x'))),
        IsOk());
  }
  const auto reader = hub.database().BeginRead();
  const size_t size = hub.Events(Supplier())[0].document().ByteSizeLong();
  const auto count = [&](size_t bytes) {
    Events events;
    const auto position = exchange::ReadFeed(**reader, Supplier(), 0, {}, {.bytes = bytes}, events);
    EXPECT_EQ(position->through_sequence, events.size());
    return events.size();
  };
  EXPECT_EQ(count(1), 1);  // the first always fits
  EXPECT_EQ(count(2 * size - 1), 1);
  EXPECT_EQ(count(2 * size), 2);
  EXPECT_EQ(count(5 * size - 1), 4);
  EXPECT_EQ(count(5 * size), 5);
}

TEST(Feed, AFilterPassesOverWhatItDoesNotWant) {
  TestHub hub(TallyHub());
  Fill(hub, 9);
  const auto page = List(hub, Supplier(), 0, 0, {"application_error", "application_error"});
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events_size(), 4);
  EXPECT_EQ(page->events(3).sequence(), 8);
  EXPECT_EQ(page->through_sequence(), 9);
  const auto none = List(hub, Supplier(), 0, 0, {"order"});
  EXPECT_EQ(none->events_size(), 0);
  EXPECT_EQ(none->through_sequence(), 9);
  const auto small = List(hub, Supplier(), 0, 2, {"application_error", "order"});
  EXPECT_EQ(small->events_size(), 2);
  EXPECT_EQ(small->through_sequence(), 4);
}

TEST(Feed, AKindThatIsNoneIsRefusedByName) {
  TestHub hub(TallyHub());
  const auto refused = List(hub, Supplier(), 0, 0, {"order", "ordre", "", "number"});
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasViolation("kinds[1]", v1::REASON_ARGUMENT_INVALID));
  EXPECT_THAT(refused, HasViolation("kinds[2]", v1::REASON_ARGUMENT_INVALID));
  EXPECT_THAT(refused, HasViolation("kinds[3]", v1::REASON_ARGUMENT_INVALID));
  EXPECT_THAT(refused, ViolationCount(3));
}

TEST(Feed, EveryKindOfTheContractCanBeAskedForAtOnce) {
  TestHub hub(TallyHub());
  Fill(hub, 4);
  std::vector<std::string> kinds;
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) kinds.push_back(body->field(i)->name());
  ASSERT_LE(kinds.size(), exchange::kEventKindsMax);
  EXPECT_EQ(List(hub, Supplier(), 0, 0, kinds)->events_size(), 4);
}

// A filter looks at no more than kEventScanMax entries, and says how far it came.
TEST(Feed, AFilterAnswersInBoundedTime) {
  TestHub hub(TallyHub());
  Fill(hub, 1);
  hub.Execute(
      absl::StrCat("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ",
                   exchange::kEventScanMax + 2,
                   ") INSERT INTO feed_entry(party, sequence, commit_number, kind, chain_hash) "
                   "SELECT party, i, commit_number, kind, chain_hash FROM feed_entry, n"));
  hub.Execute(absl::StrCat("UPDATE feed_head SET sequence = ", exchange::kEventScanMax + 2));
  const auto page = List(hub, Supplier(), 1, 0, {"order"});
  EXPECT_EQ(page->through_sequence(), exchange::kEventScanMax + 1);
  EXPECT_EQ(page->head_sequence(), exchange::kEventScanMax + 2);
  EXPECT_EQ(List(hub, Supplier(), page->through_sequence(), 0, {"order"})->through_sequence(),
            exchange::kEventScanMax + 2);
}

TEST(Feed, AGapIsAFaultAndNeverPassedOver) {
  TestHub hub(TallyHub());
  Fill(hub, 5);
  hub.Execute("DELETE FROM feed_entry WHERE sequence = 3");
  EXPECT_THAT(List(hub, Supplier(), 0), HasCode(absl::StatusCode::kDataLoss));
}

TEST(GetDocument, GivesTheEventOfTheCallersOwnFeed) {
  TestHub hub(TallyHub());
  Fill(hub, 3);
  const auto document = Complaint("C-9", Supplier(), Retailer());
  ASSERT_THAT(hub.Submit(document), IsOk());
  v1::GetDocumentRequest request;
  request.set_document_id(document.document_id());
  const auto sent = hub.Read(Supplier(), exchange::GetDocument, request);
  const auto received = hub.Read(Retailer(), exchange::GetDocument, request);
  ASSERT_THAT(sent, IsOk());
  ASSERT_THAT(received, IsOk());
  EXPECT_EQ(sent->event().SerializeAsString(), hub.Events(Supplier())[3].SerializeAsString());
  EXPECT_EQ(received->event().SerializeAsString(), hub.Events(Retailer())[1].SerializeAsString());
  EXPECT_EQ(sent->event().sequence(), 4);
  EXPECT_EQ(received->event().sequence(), 2);
}

TEST(GetDocument, AForeignDocumentIsLikeNone) {
  TestHub hub(TallyHub());
  const auto document = LocationDocument("L-1", Supplier(1));
  ASSERT_THAT(hub.Submit(document), IsOk());
  v1::GetDocumentRequest request;
  request.set_document_id(document.document_id());
  const auto foreign = hub.Read(Supplier(2), exchange::GetDocument, request);
  TestHub empty(TallyHub());
  const auto invented = empty.Read(Supplier(2), exchange::GetDocument, request);
  EXPECT_THAT(foreign, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(foreign, Refused(v1::REASON_NOT_FOUND));
  EXPECT_EQ(Describe(foreign.status()), Describe(invented.status()));
  // Not even the retailer: it neither sent nor received it.
  EXPECT_THAT(hub.Read(Retailer(), exchange::GetDocument, request), Refused(v1::REASON_NOT_FOUND));
}

}  // namespace
}  // namespace headwater::test
