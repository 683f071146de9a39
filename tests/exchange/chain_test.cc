#include "hub/exchange/chain.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "exchange/fake_room.h"
#include "hub/base/sha256.h"

namespace headwater::test {
namespace {

// Written out by hand, so that a client in another language can check itself by it.
TEST(Chain, IsThatOfTheContract) {
  const std::string content = base::Sha256Of("content");
  std::string bytes(32, '\0');
  bytes += std::string("\0\0\0\0\0\0\1\2", 8);
  bytes += content;
  EXPECT_EQ(exchange::ChainHash(exchange::ChainStart(), 258, content), base::Sha256Of(bytes));
  EXPECT_EQ(
      absl::BytesToHexString(exchange::ChainHash(exchange::ChainStart(), 1, base::Sha256Of(""))),
      absl::BytesToHexString(base::Sha256Of(std::string(39, '\0') + "\1" + base::Sha256Of(""))));
}

TEST(Chain, AFeedIsOneChainFromItsStart) {
  TestHub hub(TallyHub());
  for (int i = 0; i < 20; ++i) {
    const bool up = i % 3 != 0;
    const auto document = Complaint(absl::StrCat("C-", i), up ? Supplier() : Retailer(),
                                    up ? Retailer() : Supplier(), "add 1");
    ASSERT_THAT(hub.Submit(document), IsOk());
  }
  for (const base::Gln party : {Retailer(), Supplier()}) {
    std::string head(exchange::ChainStart());
    int64_t sequence = 0;
    for (const v1::Event& event : hub.Events(party)) {
      EXPECT_EQ(event.sequence(), ++sequence);
      EXPECT_EQ(event.content_hash(), base::Sha256Of(event.document().SerializeAsString()));
      head = exchange::ChainHash(head, sequence, event.content_hash());
      EXPECT_EQ(event.chain_hash(), head);
    }
    EXPECT_EQ(sequence, 20);
  }
}

TEST(Chain, TheReceiptIsTheEventInTheSendersFeed) {
  TestHub hub(TallyHub());
  ASSERT_THAT(hub.Submit(Complaint("C-0", Retailer(), Supplier(2))), IsOk());
  const auto receipt = hub.Submit(Complaint("C-1", Retailer(), Supplier(1), "add 4"));
  ASSERT_THAT(receipt, IsOk());
  const v1::Event event = hub.Events(Retailer()).back();
  EXPECT_EQ(receipt->document_id(), event.document().document_id());
  EXPECT_EQ(receipt->sequence(), event.sequence());
  EXPECT_EQ(receipt->content_hash(), event.content_hash());
  EXPECT_EQ(receipt->chain_hash(), event.chain_hash());
  EXPECT_EQ(receipt->version(), 1);
  EXPECT_EQ(event.version(), 1);
  EXPECT_EQ(receipt->commit_time().SerializeAsString(), event.commit_time().SerializeAsString());
  EXPECT_EQ(hub.Events(Supplier(1)).back().sequence(), 1);
}

}  // namespace
}  // namespace headwater::test
