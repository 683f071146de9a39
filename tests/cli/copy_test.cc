// headwater copy between the store that the run is for and SQLite, and hubs on what it made.
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "cli/served_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/test_store.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CopyTest : public testing::Test {
 protected:
  std::string Url(const std::string& name) { return test::StoreUrlOf(hub_.Path(name)); }
  Ended Copy(const std::string& from, const std::string& to) {
    return RunCommand(hub_, {"copy", "--from", from, "--to", to});
  }
  void ExpectVerified(const std::string& store) {
    const Ended verified = RunCommand(hub_, {"verify", "--store", store});
    EXPECT_EQ(verified.exit, 0) << verified.output;
  }

  LiveHub hub_;
};

std::vector<std::string> Bytes(const std::vector<v1::Event>& events) {
  std::vector<std::string> bytes;
  for (const v1::Event& event : events) bytes.push_back(event.SerializeAsString());
  return bytes;
}

TEST_F(CopyTest, MovesAHubThereAndBack) {
  for (int i = 0; i < 20; ++i) hub_.Submit(MakeOrder(absl::StrCat("PO-", i), 1 + i));
  const v1::SubmitRequest last = test::MakeRequest(MakeOrder("PO-LAST", 3));
  const auto retailer = ConnectRetailer(hub_, hub_.address());
  std::vector<v1::Event> events = EventsOf(*retailer);
  hub_.Kill();

  const std::vector<std::string> stores = {Url("hub.db"), "sqlite:moved.db", Url("back.db"),
                                           Url("again.db")};
  for (size_t i = 1; i < stores.size(); ++i) {
    const Ended copied = Copy(stores[i - 1], stores[i]);
    ASSERT_EQ(copied.exit, 0) << copied.output;
    EXPECT_THAT(copied.output, AllOf(HasSubstr("verified: "), HasSubstr("purchase_order_line"),
                                     HasSubstr("copied: "), Not(HasSubstr("has gone on"))));
    ServedStore served(hub_, stores[i]);
    EXPECT_EQ(Bytes(served.Events()), Bytes(events));
    // It goes on, in each of its new places.
    const client::Answer answer =
        served.Submit(test::MakeRequest(MakeOrder(absl::StrCat("MORE-", i), 1)));
    ASSERT_TRUE(answer.ok()) << answer.refusal->ToString();
    EXPECT_EQ(answer.receipt->sequence(), static_cast<int64_t>(events.size()) + 1);
    const client::Answer same = served.Submit(last);
    const client::Answer twice = served.Submit(last);
    ASSERT_TRUE(same.ok() && twice.ok());
    EXPECT_EQ(same.receipt->SerializeAsString(), twice.receipt->SerializeAsString());
    events = served.Events();
    served.Stop();
    ExpectVerified(stores[i]);
  }
  const Ended onto = Copy(stores[0], stores[1]);
  EXPECT_EQ(onto.exit, 1);
  EXPECT_THAT(onto.output, HasSubstr("holds a hub already"));
}

// A portable backup, which also of a server is one file.
TEST_F(CopyTest, OfAHubThatServesIsOfOneMoment) {
  hub_.Submit(MakeOrder("PO-1", 1));
  const Ended copied = Copy(Url("hub.db"), "sqlite:copy.db");
  ASSERT_EQ(copied.exit, 0) << copied.output;
  hub_.Submit(MakeOrder("PO-2", 1));
  ServedStore served(hub_, "sqlite:copy.db");
  EXPECT_EQ(served.Events().size(), 7u);
  EXPECT_EQ(hub_.CountOf("order"), 2);
}

TEST_F(CopyTest, ThatIsKilledIsServedByNobodyAndGoesOn) {
  for (int i = 0; i < 100; ++i) hub_.Submit(MakeOrder(absl::StrCat("PO-", i), 1));
  const size_t events = EventsOf(*ConnectRetailer(hub_, hub_.address())).size();
  hub_.Kill();
  const std::string to = Url("moved.db");
  const auto copy = hub_.Program({"/usr/bin/env", "-C", hub_.Path(""), HEADWATER_BINARY, "copy",
                                  "--from", Url("hub.db"), "--to", to});
  copy->Start();
  ASSERT_TRUE(hub_.Until([&] { return copy->Log().find("copied rows") != std::string::npos; }));
  copy->Kill();
  const Ended early = RunCommand(hub_, {"verify", "--store", to});
  const bool whole = early.exit == 0;
  if (!whole) {
    EXPECT_THAT(early.output, HasSubstr("a copy that is not finished"));
    const Ended other = Copy("sqlite:none.db", to);
    EXPECT_EQ(other.exit, 1);
    const Ended copied = Copy(Url("hub.db"), to);
    ASSERT_EQ(copied.exit, 0) << copied.output;
    EXPECT_THAT(copied.output, HasSubstr("copied before"));
  }
  ServedStore served(hub_, to);
  EXPECT_EQ(served.Events().size(), events);
}

TEST_F(CopyTest, SaysWhatItCannotDo) {
  const auto said = [this](const std::string& from, const std::string& to) {
    const Ended ended = Copy(from, to);
    EXPECT_EQ(ended.exit, 1) << ended.output;
    return ended.output;
  };
  EXPECT_THAT(said("sqlite:none.db", "sqlite:copy.db"), HasSubstr("no such database"));
  EXPECT_THAT(said(Url("hub.db"), "sqlite:none/copy.db"), HasSubstr("none/copy.db"));
  EXPECT_THAT(said(Url("hub.db"), "copy.db"), HasSubstr("sqlite:PATH"));
  EXPECT_THAT(said(Url("hub.db"), "postgresql://me:secret@/hub?host=/nowhere"),
              AllOf(HasSubstr("cannot connect"), Not(HasSubstr("secret"))));
  EXPECT_FALSE(std::filesystem::exists(hub_.Path("none.db")));
}

}  // namespace
}  // namespace headwater::cli
