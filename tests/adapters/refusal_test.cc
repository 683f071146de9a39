#include "adapters/client/refusal.h"

#include <gtest/gtest.h>

#include "adapters/client/wire.pb.h"

namespace headwater::client {
namespace {

grpc::Status StatusWith(const wire::Status& details) {
  return grpc::Status(grpc::StatusCode::ABORTED, "moved on", details.SerializeAsString());
}

void Pack(wire::Status& status, const std::string& type, const std::string& value) {
  auto& any = *status.add_details();
  any.set_type_url("type.googleapis.com/" + type);
  any.set_value(value);
}

TEST(RefusalTest, FindsTheDetailAmongOthers) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_VERSION_STALE);
  detail.set_current_version(7);
  wire::Status status;
  Pack(status, "google.rpc.BadRequest", "\x08\x01");
  Pack(status, "headwater.v1.ErrorDetail", detail.SerializeAsString());
  const Refusal refusal = RefusalFrom(StatusWith(status));
  EXPECT_EQ(refusal.code, absl::StatusCode::kAborted);
  EXPECT_EQ(refusal.message, "moved on");
  EXPECT_EQ(refusal.detail.reason(), v1::REASON_VERSION_STALE);
  EXPECT_EQ(refusal.detail.current_version(), 7);
  EXPECT_FALSE(refusal.IsRetryable());
  EXPECT_FALSE(refusal.IsWorthAnotherStream());
  EXPECT_EQ(refusal.ToString(), "ABORTED REASON_VERSION_STALE: moved on");
}

// The bytes of google.rpc.Status{14, "busy", [RetryInfo{1.5 s}]}, as any gRPC library
// writes them: our own .proto must read them.
TEST(RefusalTest, ReadsGoogleRpcBytes) {
  // 1 s and 500000000 ns.
  const std::string duration("\x08\x01\x10\x80\xca\xb5\xee\x01", 8);
  const std::string info = std::string("\x0a\x08", 2) + duration;
  const std::string any = std::string("\x0a\x28", 2) + "type.googleapis.com/google.rpc.RetryInfo" +
                          std::string("\x12\x0a", 2) + info;
  std::string status = std::string("\x08\x0e\x12\x04", 4) + "busy" + "\x1a";
  status.push_back(static_cast<char>(any.size()));
  status += any;
  const Refusal refusal = RefusalFrom(grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy", status));
  EXPECT_TRUE(refusal.IsRetryable());
  EXPECT_EQ(refusal.RetryDelay(), absl::Milliseconds(1500));
}

TEST(RefusalTest, BytesThatCannotBeReadArePassedOver) {
  const Refusal refusal =
      RefusalFrom(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone", "\xff\xff\xff"));
  EXPECT_EQ(refusal.detail.reason(), v1::REASON_UNSPECIFIED);
  EXPECT_TRUE(refusal.IsRetryable());
  EXPECT_EQ(refusal.RetryDelay(), std::nullopt);
}

TEST(RefusalTest, ABreakOfTheConnectionIsWorthAnotherStreamButNoRetry) {
  const Refusal cut = RefusalFrom(grpc::Status(grpc::StatusCode::CANCELLED, "reset"));
  EXPECT_FALSE(cut.IsRetryable());
  EXPECT_TRUE(cut.IsWorthAnotherStream());
  Refusal said = cut;
  said.detail.set_reason(v1::REASON_INTERNAL);
  EXPECT_FALSE(said.IsWorthAnotherStream());
}

TEST(RefusalTest, FromAStreamsError) {
  v1::SubmitError error;
  error.set_code(8);
  error.set_message("full");
  error.mutable_detail()->set_reason(v1::REASON_BUSY);
  error.mutable_detail()->mutable_retry_delay()->set_seconds(2);
  const Refusal refusal = RefusalFrom(error);
  EXPECT_EQ(refusal.code, absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(refusal.RetryDelay(), absl::Seconds(2));
}

}  // namespace
}  // namespace headwater::client
