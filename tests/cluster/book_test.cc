// The book finds what it is there to find.
#include "cluster/book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/client/feed_chain.h"
#include "support/documents.h"
#include "support/keys.h"
#include "support/test_hub.h"

namespace headwater::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Two complaints of a supplier, each with its receipt, and the feeds as they have to be.
class BookTest : public testing::Test {
 protected:
  BookTest() {
    for (const auto& request : {first_, second_}) {
      book_.Sends(Supplier(), request, /*stream=*/7);
      Append(Supplier(), request);
      Append(Retailer(), request);
      book_.Told(Supplier(), ReceiptOf(request, feeds_[Supplier()].size()), request);
    }
  }

  void Append(base::Gln party, const v1::SubmitRequest& request) {
    feeds_[party].push_back({.document_id = request.document().document_id(),
                             .sender = request.document().sender_gln(),
                             .receiver = request.document().receiver_gln(),
                             .content_hash = client::ContentHashOf(request.document()),
                             .chain_hash = ChainAt(feeds_[party].size() + 1)});
  }
  static std::string ChainAt(size_t sequence) { return std::string(sequence, 'c'); }
  static v1::Receipt ReceiptOf(const v1::SubmitRequest& request, size_t sequence) {
    v1::Receipt receipt;
    receipt.set_document_id(request.document().document_id());
    receipt.set_content_hash(client::ContentHashOf(request.document()));
    receipt.set_sequence(static_cast<int64_t>(sequence));
    receipt.set_chain_hash(ChainAt(sequence));
    return receipt;
  }
  std::vector<std::string> Found() {
    book_.Check(feeds_);
    return book_.faults();
  }

  const v1::SubmitRequest first_ = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  const v1::SubmitRequest second_ = MakeRequest(Complaint("C-2", Supplier(), Retailer()));
  Book book_;
  std::map<base::Gln, FeedPlaces> feeds_;
};

TEST_F(BookTest, WhatIsAsItWasToldHasNoFault) {
  book_.Told(Supplier(), ReceiptOf(first_, 1), first_);
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_EQ(book_.receipts(), 2);
}

TEST_F(BookTest, ALostDocumentIsFound) {
  feeds_[Supplier()].pop_back();
  feeds_[Retailer()].pop_back();
  EXPECT_THAT(Found(), ElementsAre(HasSubstr("is not honoured")));
}

TEST_F(BookTest, ADoubledDocumentIsFound) {
  Append(Supplier(), first_);
  Append(Retailer(), first_);
  EXPECT_THAT(Found(), ElementsAre(HasSubstr("was there before"), HasSubstr("was there before")));
}

TEST_F(BookTest, AnInventedDocumentIsFound) {
  const v1::SubmitRequest other = MakeRequest(Complaint("C-3", Supplier(), Retailer()));
  Append(Supplier(), other);
  Append(Retailer(), other);
  EXPECT_THAT(Found(), ElementsAre(HasSubstr("nobody sent"), HasSubstr("nobody sent")));
}

TEST_F(BookTest, AnotherOrderIsFound) {
  std::swap(feeds_[Supplier()][0], feeds_[Supplier()][1]);
  EXPECT_THAT(Found(), testing::Contains(HasSubstr("common documents otherwise")));
  EXPECT_THAT(book_.faults(), testing::Contains(HasSubstr("is not honoured")));
}

TEST_F(BookTest, AnotherReceiptForTheSameRequestIsFound) {
  book_.Told(Supplier(), ReceiptOf(first_, 2), first_);
  EXPECT_THAT(book_.faults(), ElementsAre(HasSubstr("differ")));
}

TEST_F(BookTest, ADocumentBeforeOneThatWasAnsweredEarlierIsFound) {
  const v1::SubmitRequest third = MakeRequest(Complaint("C-3", Supplier(), Retailer()));
  book_.Sends(Supplier(), third, /*stream=*/0);
  for (auto& [party, feed] : feeds_) feed.clear();
  for (const auto& request : {first_, third, second_}) {
    Append(Supplier(), request);
    Append(Retailer(), request);
  }
  EXPECT_THAT(Found(), testing::Contains(HasSubstr("was sent after the receipt of 2")));
}

TEST_F(BookTest, AStreamOutOfOrderIsFound) {
  const v1::SubmitRequest third = MakeRequest(Complaint("C-3", Supplier(), Retailer()));
  const v1::SubmitRequest fourth = MakeRequest(Complaint("C-4", Supplier(), Retailer()));
  for (const auto& request : {third, fourth}) book_.Sends(Supplier(), request, /*stream=*/8);
  for (const auto& request : {fourth, third}) {
    Append(Supplier(), request);
    Append(Retailer(), request);
    book_.Told(Supplier(), ReceiptOf(request, feeds_[Supplier()].size()), request);
  }
  EXPECT_THAT(Found(), ElementsAre(HasSubstr("was sent on a stream after event 4")));
}

}  // namespace
}  // namespace headwater::test
