// What one hub has committed holds at the others at once, whatever they kept of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cluster/cluster.h"
#include "cluster/postgres_node.h"
#include "cluster/run_parts.h"
#include "cluster/trade_documents.h"
#include "support/keys.h"
#include "support/test_hub.h"

namespace headwater::test {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(20);

class StaleState : public testing::Test {
 protected:
  StaleState() {
    server_.Make();
    server_.Start();
    server_.Run(kCreateDatabase);
    cluster_ = std::make_unique<Cluster>(ClusterOptions{
        .folder = folder_.File(""),
        .store = absl::StrCat("postgresql:///headwater?host=", server_.host(), "&user=headwater"),
        .hubs = 2,
        .suppliers = 1});
    for (size_t hub = 0; hub < rings_.size(); ++hub) rings_[hub].Add(cluster_->ring().At(hub));
  }

  // At that hub, as its sender; the reason of its refusal, or UNSPECIFIED.
  v1::Reason Submit(size_t hub, base::Gln party, const v1::Document& document) {
    auto& door = doors_[hub][party];
    if (door == nullptr) {
      door = std::make_unique<RoamingDoor>(rings_[hub], cluster_->TlsOf(party), 0);
    }
    const client::Answer answer = door->Submit(MakeRequest(document), kTimeout);
    return answer.ok() ? v1::REASON_UNSPECIFIED : answer.refusal->detail.reason();
  }

  RunFolder folder_{BriefFolder("t")};
  PostgresNode server_{folder_.File("server")};
  std::unique_ptr<Cluster> cluster_;
  std::array<HubRing, 2> rings_;
  std::array<std::map<base::Gln, std::unique_ptr<RoamingDoor>>, 2> doors_;
};

TEST_F(StaleState, APartyThatOneHubSuspendsIsRefusedByTheOther) {
  int64_t count = 0;
  int64_t version = 0;
  for (int round = 0; round < 4; ++round) {
    const size_t one = round % 2;
    const size_t other = 1 - one;
    EXPECT_EQ(Submit(other, Supplier(1), FromSupplier(1, ++count)), v1::REASON_UNSPECIFIED);
    ASSERT_EQ(Submit(one, Retailer(), PartyDocument(1, ++version, /*suspended=*/true)),
              v1::REASON_UNSPECIFIED);
    EXPECT_EQ(Submit(other, Supplier(1), FromSupplier(1, ++count)), v1::REASON_PARTY_SUSPENDED);
    ASSERT_EQ(Submit(other, Retailer(), PartyDocument(1, ++version, /*suspended=*/false)),
              v1::REASON_UNSPECIFIED);
    EXPECT_EQ(Submit(one, Supplier(1), FromSupplier(1, ++count)), v1::REASON_UNSPECIFIED);
  }
}

TEST_F(StaleState, AnItemThatOneHubDiscontinuesIsNotOrderedAtTheOther) {
  // Those of even numbers are orders of the item.
  int64_t count = 0;
  int64_t version = 0;
  for (int round = 0; round < 4; ++round) {
    const size_t one = round % 2;
    const size_t other = 1 - one;
    EXPECT_EQ(Submit(other, Retailer(), FromRetailer(1, count += 2)), v1::REASON_UNSPECIFIED);
    ASSERT_EQ(Submit(one, Retailer(), ItemDocument(1, 0, ++version, /*discontinued=*/true)),
              v1::REASON_UNSPECIFIED);
    EXPECT_EQ(Submit(other, Retailer(), FromRetailer(1, count += 2)),
              v1::REASON_ITEM_NOT_ORDERABLE);
    ASSERT_EQ(Submit(other, Retailer(), ItemDocument(1, 0, ++version, /*discontinued=*/false)),
              v1::REASON_UNSPECIFIED);
    EXPECT_EQ(Submit(one, Retailer(), FromRetailer(1, count += 2)), v1::REASON_UNSPECIFIED);
  }
}

}  // namespace
}  // namespace headwater::test
