#include <gtest/gtest.h>

#include "exchange/fake_room.h"

namespace headwater::test {
namespace {

absl::StatusOr<v1::Receipt> DryRun(TestHub& hub, base::Gln caller, v1::SubmitRequest request) {
  request.set_validate_only(true);
  return hub.Submit(caller, request);
}

TEST(DryRun, AnAcceptedOneTellsHashAndVersionAlone) {
  TestHub hub(TallyHub());
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "add 5"));
  const auto before = hub.TableHashes();
  const auto dry = DryRun(hub, Supplier(), request);
  ASSERT_THAT(dry, IsOk());
  EXPECT_EQ(hub.TableHashes(), before);
  EXPECT_TRUE(hub.Events(Supplier()).empty());

  const auto real = hub.Submit(Supplier(), request);
  ASSERT_THAT(real, IsOk());
  v1::Receipt expected;
  expected.set_content_hash(real->content_hash());
  expected.set_version(real->version());
  EXPECT_EQ(dry->SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(dry->version(), 1);
}

// Every way in which Submit refuses, tried both ways.
TEST(DryRun, ItsVerdictIsThatOfSubmitting) {
  TestHub hub(TallyHub());
  const auto taken = Complaint("TAKEN", Supplier(), Retailer(), "add 1");
  const auto taken_request = MakeRequest(taken);
  ASSERT_THAT(hub.Submit(Supplier(), taken_request), IsOk());

  std::vector<v1::SubmitRequest> requests;
  for (const char* text : {"add 3", "refuse", "break", "x"}) {
    requests.push_back(
        MakeRequest(Complaint(absl::StrCat("C-", requests.size()), Supplier(), Retailer(), text)));
  }
  requests.push_back(MakeRequest(taken));
  requests.push_back(taken_request);
  requests.push_back(taken_request);
  requests.back().mutable_document()->set_number("OTHER");
  requests.push_back(MakeRequest(Complaint("C-7", Supplier(2), Retailer())));
  requests.push_back(MakeRequest(Complaint("C-8", Supplier(), Supplier(2))));
  requests.push_back(MakeRequest(Complaint("C-9", Supplier(), Retailer(), "")));
  requests.push_back({});

  for (const v1::SubmitRequest& request : requests) {
    SCOPED_TRACE(request.ShortDebugString());
    const auto before = hub.TableHashes();
    const auto dry = DryRun(hub, Supplier(), request);
    EXPECT_EQ(hub.TableHashes(), before);
    const auto real = hub.Submit(Supplier(), request);
    EXPECT_EQ(Describe(dry.status()), Describe(real.status()));
    if (dry.ok() && real.ok()) {
      EXPECT_EQ(dry->content_hash(), real->content_hash());
      EXPECT_EQ(dry->version(), real->version());
    }
  }
}

TEST(DryRun, OfACommittedRequestGivesItsReceipt) {
  TestHub hub(TallyHub());
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "add 5"));
  const auto real = hub.Submit(Supplier(), request);
  ASSERT_THAT(real, IsOk());
  const auto dry = DryRun(hub, Supplier(), request);
  ASSERT_THAT(dry, IsOk());
  EXPECT_EQ(dry->SerializeAsString(), real->SerializeAsString());
}

TEST(DryRun, WakesNobody) {
  TestHub hub(TallyHub());
  bool woken = false;
  ASSERT_TRUE(hub.exchange().wakes().Await(Supplier(), 0, [&woken] { woken = true; }));
  ASSERT_THAT(hub.DryRun(Complaint("C-1", Supplier(), Retailer())), IsOk());
  EXPECT_FALSE(woken);
  ASSERT_THAT(hub.Submit(Complaint("C-1", Supplier(), Retailer())), IsOk());
  EXPECT_TRUE(woken);
}

}  // namespace
}  // namespace headwater::test
