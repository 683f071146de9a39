// What an earlier run left in the outbox, sent by the next one.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "adapters/client/connection.h"
#include "adapters/client/file_system.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/outbox.h"
#include "adapters/client/request_ids.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "hub/base/random.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;

// As a run leaves it that did not reach its hub.
void LeaveBehind(const std::string& path, const std::vector<v1::Document>& documents) {
  client::Connection nowhere(
      grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()));
  client::GrpcDoor door(nowhere);
  client::ContentRequestIds ids;
  base::SeededRandom random(1);
  client::SystemSleeper sleeper;
  client::SubmitterOptions options;
  options.retry.attempts_max = 1;
  client::RetryingSubmitter submitter(door, ids, options, random, sleeper);
  auto outbox = client::Outbox::Open(client::SystemFiles(), path, submitter);
  ASSERT_TRUE(outbox.ok()) << outbox.status();
  ASSERT_TRUE(
      (*outbox)
          ->SubmitAll(documents,
                      [](size_t, const client::Answer& answer) { EXPECT_FALSE(answer.IsFinal()); })
          .ok());
  ASSERT_EQ((*outbox)->pending_count(), documents.size());
}

TEST(SubmitOutboxTest, TheCertificateOfAnotherPartyLosesNothing) {
  LiveHub hub;
  LeaveBehind(hub.Path("left.outbox"), {MakeOrder("PO-1", 12), MakeOrder("PO-2", 12)});
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder("PO-3", 12), &json).ok());
  hub.Write("next.json", json);
  const std::vector<std::string> submit = {"submit", "next.json", "--outbox", "left.outbox"};
  for (int i = 0; i < 2; ++i) {
    const Ended wrong = hub.Run(submit, "supplier-1");
    EXPECT_EQ(wrong.exit, 1);
    EXPECT_THAT(wrong.output, HasSubstr("2 of 2 documents stay in the outbox left.outbox"));
    EXPECT_THAT(wrong.output, HasSubstr("SENDER_MISMATCH"));
    EXPECT_EQ(hub.CountOf("order"), 0);
  }
  const Ended right = hub.Run(submit);
  EXPECT_EQ(right.exit, 0) << right.output;
  EXPECT_THAT(right.output, HasSubstr("2 of the documents that an earlier run left were accepted"));
  EXPECT_EQ(hub.CountOf("order"), 3);
}

// What the other party hands over itself is refused for good, and is not in the way of
// what it sends next.
TEST(SubmitOutboxTest, ANewDocumentOfAnotherSenderIsNotKept) {
  LiveHub hub;
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder("PO-1", 12), &json).ok());
  hub.Write("order.json", json);
  for (int i = 0; i < 2; ++i) {
    const Ended wrong = hub.Run({"submit", "order.json"}, "supplier-1");
    EXPECT_EQ(wrong.exit, 1);
    EXPECT_THAT(wrong.output, HasSubstr("a party sends its own documents alone"));
    EXPECT_THAT(wrong.output, testing::Not(HasSubstr("outbox")));
  }
}

}  // namespace
}  // namespace headwater::cli
