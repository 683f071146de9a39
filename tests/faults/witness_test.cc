// Those who hold the hub to its word notice when it breaks it.
#include "absl/strings/str_cat.h"
#include "adapters/client/feed_chain.h"
#include "faults/feed_witness.h"
#include "faults/life.h"
#include "faults/receipt_book.h"
#include "faults/sender.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/keys.h"

namespace headwater::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Receipt ReceiptOf(const Cast& cast, const RequestKey& key, int64_t sequence) {
  const v1::Document document = cast[key.sender].Request(key.number).document();
  v1::Receipt receipt;
  receipt.set_document_id(document.document_id());
  receipt.set_sequence(sequence);
  receipt.set_content_hash(client::ContentHashOf(document));
  return receipt;
}

// A feed as a hub gives it.
class Feed {
 public:
  explicit Feed(const Cast& cast) : cast_(cast) {}

  v1::SubscribeResponse Next(const RequestKey& key) {
    v1::SubscribeResponse response;
    v1::Event& event = *response.add_events();
    *event.mutable_document() = cast_[key.sender].Request(key.number).document();
    event.set_sequence(++sequence_);
    event.set_content_hash(client::ContentHashOf(event.document()));
    chain_ = client::NextChainHash(chain_, sequence_, event.content_hash());
    event.set_chain_hash(chain_);
    response.set_through_sequence(sequence_);
    response.set_head_sequence(sequence_);
    return response;
  }
  const std::string& chain() const { return chain_; }

 private:
  const Cast& cast_;
  int64_t sequence_ = 0;
  std::string chain_ = client::FirstChainHash();
};

TEST(Cast, ARequestIsAFunctionOfItsNumber) {
  const Cast one;
  const Cast other;
  ASSERT_EQ(one.senders().size(), other.senders().size());
  for (size_t sender = 0; sender < one.senders().size(); ++sender) {
    for (const int64_t n : {0, 1, 700}) {
      if (sender == Cast::kOpening && n == 700) continue;
      const v1::SubmitRequest request = one[sender].Request(n);
      EXPECT_EQ(request.SerializeAsString(), other[sender].Request(n).SerializeAsString());
      RequestKey key;
      ASSERT_TRUE(one.Find(request.document(), key)) << request.document().number();
      EXPECT_EQ(key, (RequestKey{sender, n}));
    }
  }
}

TEST(Cast, KnowsWhatNobodySent) {
  const Cast cast;
  RequestKey key;
  v1::Document document;
  for (const char* number : {"", "PO", "PO-", "PO--1", "XX-1", "OPEN-99999", "PO-1x"}) {
    document.set_number(number);
    EXPECT_FALSE(cast.Find(document, key)) << number;
  }
}

TEST(ReceiptBook, KnowsWhatIsOpenAndWhatIsNew) {
  const Cast cast;
  ReceiptBook book(cast);
  const RequestKey first = book.Take(Cast::kOrders);
  const RequestKey second = book.Take(Cast::kOrders);
  EXPECT_THAT(book.Open(), ElementsAre(first, second));
  ASSERT_TRUE(book.Note(second, ReceiptOf(cast, second, 1)).ok());
  EXPECT_THAT(book.Open(), ElementsAre(first));
  EXPECT_THAT(book.TakeNew(), ElementsAre(second));
  EXPECT_THAT(book.TakeNew(), IsEmpty());
  EXPECT_FALSE(book.Find(first).ok());
}

TEST(ReceiptBook, NoticesAnotherReceipt) {
  const Cast cast;
  ReceiptBook book(cast);
  const RequestKey key = book.Take(Cast::kOrders);
  ASSERT_TRUE(book.Note(key, ReceiptOf(cast, key, 1)).ok());
  EXPECT_TRUE(book.Note(key, ReceiptOf(cast, key, 1)).ok());
  EXPECT_EQ(book.receipts(), 1);
  const absl::Status other = book.Note(key, ReceiptOf(cast, key, 2));
  EXPECT_THAT(std::string(other.message()), HasSubstr("and is now"));
  const RequestKey next = book.Take(Cast::kOrders);
  const absl::Status foreign = book.Note(next, ReceiptOf(cast, key, 1));
  EXPECT_THAT(std::string(foreign.message()), HasSubstr("of another document"));
}

TEST(FeedWitness, TakesAWholeFeedAndHoldsItAgainstReceipts) {
  const Cast cast;
  FeedWitness witness(cast, test::Retailer());
  Feed feed(cast);
  const RequestKey first{Cast::kOrders, 3};
  const RequestKey second{Cast::Stock(0), 1};
  ASSERT_TRUE(witness.Take(feed.Next(first)).ok());
  v1::Receipt receipt = ReceiptOf(cast, first, 1);
  receipt.set_chain_hash(feed.chain());
  ASSERT_TRUE(witness.Take(feed.Next(second)).ok());
  EXPECT_EQ(witness.sequence(), 2);
  EXPECT_TRUE(witness.Check(first, receipt).ok());
  // Of its sender's feed, and not of this one.
  EXPECT_TRUE(witness.Check(second, ReceiptOf(cast, second, 77)).ok());
  receipt.set_sequence(2);
  EXPECT_THAT(std::string(witness.Check(first, receipt).message()), HasSubstr("another document"));
  receipt.set_sequence(1);
  receipt.set_chain_hash("x");
  EXPECT_THAT(std::string(witness.Check(first, receipt).message()), HasSubstr("chain hash"));
  EXPECT_THAT(std::string(witness.Check({Cast::kOrders, 4}, receipt).message()),
              HasSubstr("does not have it"));
}

TEST(FeedWitness, NoticesAGapADoubleAndWhatNobodySent) {
  const Cast cast;
  {
    FeedWitness witness(cast, test::Retailer());
    Feed feed(cast);
    feed.Next({Cast::kOrders, 0});
    EXPECT_EQ(witness.Take(feed.Next({Cast::kOrders, 1})).code(), absl::StatusCode::kDataLoss);
  }
  {
    FeedWitness witness(cast, test::Retailer());
    Feed feed(cast);
    ASSERT_TRUE(witness.Take(feed.Next({Cast::kOrders, 1})).ok());
    EXPECT_THAT(std::string(witness.Take(feed.Next({Cast::kOrders, 1})).message()),
                HasSubstr("for a second time"));
  }
  {
    FeedWitness witness(cast, test::Retailer());
    Feed feed(cast);
    v1::SubscribeResponse response = feed.Next({Cast::kOrders, 1});
    v1::Event& event = *response.mutable_events(0);
    event.mutable_document()->set_base_version(9);
    event.set_content_hash(client::ContentHashOf(event.document()));
    event.set_chain_hash(client::NextChainHash(client::FirstChainHash(), 1, event.content_hash()));
    EXPECT_THAT(std::string(witness.Take(response).message()), HasSubstr("as it was sent"));
  }
}

TEST(FeedWitness, NoticesAnAcknowledgementThatGoesBack) {
  const Cast cast;
  FeedWitness witness(cast, test::Retailer());
  EXPECT_TRUE(witness.NoteAcknowledged(5).ok());
  EXPECT_TRUE(witness.NoteAcknowledged(5).ok());
  EXPECT_FALSE(witness.NoteAcknowledged(4).ok());
}

TEST(Life, WhatFailsBeforeTheHarmIsAFailure) {
  const client::Refusal refusal =
      client::LocalRefusal(absl::StatusCode::kUnavailable, "the connection broke");
  Life life;
  life.ExpectHarm();
  life.Broke("Submit", refusal);
  EXPECT_TRUE(life.failure().ok());
  EXPECT_EQ(life.refusals().size(), 1u);
  EXPECT_FALSE(life.AwaitRefusal(absl::ZeroDuration()));
  Life other;
  other.Broke("Submit", refusal);
  EXPECT_THAT(std::string(other.failure().message()), HasSubstr("for no reason"));
}

}  // namespace
}  // namespace headwater::faults
