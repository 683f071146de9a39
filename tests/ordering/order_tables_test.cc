#include "hub/ordering/order_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

class OrderTablesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.Accepted(MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 100)}));
    auto transaction = world_.database().BeginWrite();
    ASSERT_THAT(transaction, IsOk());
    transaction_ = *std::move(transaction);
    auto head = ordering::ReadOrder(*transaction_, Supplier(), "PO-1");
    ASSERT_THAT(head, IsOk());
    ASSERT_TRUE(head->has_value());
    head_ = **head;
    auto line = ordering::ReadOrderLine(*transaction_, Supplier(), "PO-1", 1);
    ASSERT_THAT(line, IsOk());
    ASSERT_TRUE(line->has_value());
    line_ = **line;
  }

  TradeWorld world_;
  std::unique_ptr<store::Transaction> transaction_;
  ordering::OrderHead head_;
  ordering::OrderLine line_;
};

// A fault of the hub must not reach the tables.
TEST_F(OrderTablesTest, ALedgerThatIsNotConservedIsNotSaved) {
  const ordering::OrderLineLedger before = line_.ledger;
  line_.ledger.open -= 1;
  EXPECT_THAT(
      ordering::SaveLine(*transaction_, head_, before, line_, ordering::SplitsSaved::kUnchanged),
      HasCode(absl::StatusCode::kInternal));
  EXPECT_THAT(ordering::AddLine(*transaction_, head_, line_), HasCode(absl::StatusCode::kInternal));
  const auto line = ordering::ReadOrderLine(*transaction_, Supplier(), "PO-1", 1);
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ((*line)->ledger, before);
}

TEST_F(OrderTablesTest, ALineThatWasAnsweredIsNoNewLine) {
  line_.line_number = 7;
  line_.ledger.acknowledged = line_.ledger.open;
  line_.ledger.open = 0;
  ASSERT_TRUE(line_.ledger.Conserved());
  EXPECT_THAT(ordering::AddLine(*transaction_, head_, line_), HasCode(absl::StatusCode::kInternal));
  const auto line = ordering::ReadOrderLine(*transaction_, Supplier(), "PO-1", 7);
  ASSERT_THAT(line, IsOk());
  EXPECT_FALSE(line->has_value());
}

TEST_F(OrderTablesTest, MoreOfTheBaseThanCanBeCountedIsRefused) {
  line_.base_count = int64_t{1} << 60;
  EXPECT_THAT(ordering::SaveLine(*transaction_, head_, line_.ledger, line_,
                                 ordering::SplitsSaved::kUnchanged),
              Refused(v1::REASON_NUMBER_OUT_OF_RANGE));
}

TEST_F(OrderTablesTest, WhatIsNotThereIsNotThere) {
  for (const auto& [supplier, number] :
       {std::pair(Supplier(2), "PO-1"), std::pair(Supplier(), "PO-2")}) {
    const auto head = ordering::ReadOrder(*transaction_, supplier, number);
    ASSERT_THAT(head, IsOk());
    EXPECT_FALSE(head->has_value());
  }
  const auto line = ordering::ReadOrderLine(*transaction_, Supplier(), "PO-1", 2);
  ASSERT_THAT(line, IsOk());
  EXPECT_FALSE(line->has_value());
}

}  // namespace
}  // namespace headwater::test
