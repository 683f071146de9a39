#include "adapters/client/refusal.h"

#include <gtest/gtest.h>

#include <map>

#include "adapters/client/reason_subject.h"
#include "adapters/client/wire.pb.h"
#include "adapters/fake_hub.h"

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
  EXPECT_TRUE(refusal.IsFinal());
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

TEST(RefusalTest, ABreakOfTheConnectionIsRetryable) {
  for (const auto code :
       {grpc::StatusCode::CANCELLED, grpc::StatusCode::UNKNOWN, grpc::StatusCode::INTERNAL}) {
    const Refusal cut = RefusalFrom(grpc::Status(code, "reset"));
    EXPECT_TRUE(cut.IsRetryable());
    EXPECT_FALSE(cut.IsFinal());
  }
  const Refusal said = MakeRefusal(absl::StatusCode::kInternal, v1::REASON_INTERNAL);
  EXPECT_FALSE(said.IsRetryable());
  EXPECT_FALSE(said.IsFinal());
}

TEST(RefusalTest, WhoeverIsExhaustedHasToSayThatItWillPass) {
  Refusal refusal = LocalRefusal(absl::StatusCode::kResourceExhausted, "larger than max");
  EXPECT_FALSE(refusal.IsRetryable());
  refusal.detail.mutable_retry_delay()->set_seconds(1);
  EXPECT_TRUE(refusal.IsRetryable());
  EXPECT_FALSE(refusal.IsFinal());
  EXPECT_TRUE(MakeRefusal(absl::StatusCode::kResourceExhausted, v1::REASON_BUSY).IsRetryable());
}

TEST(RefusalTest, WithoutAReasonNothingIsFinal) {
  for (int code = 1; code <= 16; ++code) {
    EXPECT_FALSE(RefusalFrom(grpc::Status(static_cast<grpc::StatusCode>(code), "no")).IsFinal());
    v1::SubmitError error;
    error.set_code(code);
    EXPECT_FALSE(RefusalFrom(error).IsFinal());
  }
  EXPECT_EQ(RefusalFrom(v1::SubmitError()).code, absl::StatusCode::kUnknown);
}

// Whether the next document is worth sending.
TEST(RefusalTest, TellsWhatIsOfEveryDocument) {
  using absl::StatusCode;
  for (const Refusal& refusal : {
           LocalRefusal(StatusCode::kUnavailable, "unreachable"),
           LocalRefusal(StatusCode::kPermissionDenied, "a proxy"),
           MakeRefusal(StatusCode::kUnauthenticated, v1::REASON_CERTIFICATE_MISSING),
           MakeRefusal(StatusCode::kPermissionDenied, v1::REASON_PARTY_UNKNOWN),
           MakeRefusal(StatusCode::kPermissionDenied, v1::REASON_PARTY_SUSPENDED),
           MakeRefusal(StatusCode::kUnavailable, v1::REASON_STORE_SEALED),
           MakeRefusal(StatusCode::kPermissionDenied, static_cast<v1::Reason>(9999)),
       }) {
    EXPECT_TRUE(refusal.IsOfEveryDocument()) << refusal.ToString();
  }
  Refusal mismatch = MakeRefusal(StatusCode::kPermissionDenied, v1::REASON_SENDER_MISMATCH);
  mismatch.fate_unknown = true;
  EXPECT_FALSE(mismatch.IsFinal());
  EXPECT_FALSE(mismatch.IsOfEveryDocument());
  Refusal fault = MakeRefusal(StatusCode::kInternal, v1::REASON_INTERNAL);
  EXPECT_FALSE(fault.IsOfEveryDocument());
  Refusal digit = MakeRefusal(StatusCode::kInvalidArgument, v1::REASON_GS1_CHECK_DIGIT);
  EXPECT_FALSE(digit.IsOfEveryDocument());
  // The same as the end of a stream.
  fault.fate_unknown = digit.fate_unknown = true;
  EXPECT_TRUE(fault.IsOfEveryDocument());
  EXPECT_TRUE(digit.IsOfEveryDocument());
}

// A reason that is added to the contract has to be given its subject.
TEST(RefusalTest, EveryReasonHasASubject) {
  const std::map<v1::Reason, Subject> others = {
      {v1::REASON_SENDER_MISMATCH, Subject::kSender},
      {v1::REASON_CERTIFICATE_MISSING, Subject::kCaller},
      {v1::REASON_PARTY_UNKNOWN, Subject::kCaller},
      {v1::REASON_PARTY_SUSPENDED, Subject::kCaller},
      {v1::REASON_NOT_FOUND, Subject::kService},
      {v1::REASON_BUSY, Subject::kService},
      {v1::REASON_DRAINING, Subject::kService},
      {v1::REASON_STORE_SEALED, Subject::kService},
      {v1::REASON_STORE_AWAY, Subject::kService},
      {v1::REASON_CURSOR_BEYOND_HEAD, Subject::kService},
      {v1::REASON_CURSOR_ARCHIVED, Subject::kService},
      {v1::REASON_PAGE_TOKEN_INVALID, Subject::kService},
      {v1::REASON_ARGUMENT_INVALID, Subject::kService},
      {v1::REASON_INTERNAL, Subject::kService},
  };
  const auto* const reasons = v1::Reason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::Reason>(reasons->value(i)->number());
    SCOPED_TRACE(reasons->value(i)->name());
    const std::optional<Subject> subject = SubjectOf(reason);
    if (reason == v1::REASON_UNSPECIFIED) {
      EXPECT_EQ(subject, std::nullopt);
      continue;
    }
    const auto other = others.find(reason);
    EXPECT_EQ(subject, other == others.end() ? Subject::kDocument : other->second);
    const bool final = other == others.end() || reason == v1::REASON_SENDER_MISMATCH;
    Refusal refusal = MakeRefusal(absl::StatusCode::kPermissionDenied, reason);
    EXPECT_EQ(refusal.IsFinal(), final);
    refusal.fate_unknown = true;
    EXPECT_FALSE(refusal.IsFinal());
  }
}

TEST(RefusalTest, AReasonThatIsNewerThanThisClientIsJudgedByItsCode) {
  const auto unheard_of = static_cast<v1::Reason>(9999);
  EXPECT_TRUE(MakeRefusal(absl::StatusCode::kFailedPrecondition, unheard_of).IsFinal());
  EXPECT_TRUE(MakeRefusal(absl::StatusCode::kAborted, unheard_of).IsFinal());
  EXPECT_FALSE(MakeRefusal(absl::StatusCode::kPermissionDenied, unheard_of).IsFinal());
  EXPECT_FALSE(MakeRefusal(absl::StatusCode::kInternal, unheard_of).IsFinal());
  EXPECT_FALSE(MakeRefusal(absl::StatusCode::kUnavailable, unheard_of).IsFinal());
}

// A party's document may not suspend the retailer: that is said of a field.
TEST(RefusalTest, ASuspensionThatNamesAFieldIsOfTheDocument) {
  Refusal refusal = MakeRefusal(absl::StatusCode::kPermissionDenied, v1::REASON_PARTY_SUSPENDED);
  EXPECT_FALSE(refusal.IsFinal());
  refusal.detail.add_violations()->set_field_path("party.suspended");
  EXPECT_TRUE(refusal.IsFinal());
}

TEST(RefusalTest, AHubThatIsBusyIsReached) {
  EXPECT_TRUE(LocalRefusal(absl::StatusCode::kUnavailable, "refused").IsOfConnection());
  EXPECT_TRUE(LocalRefusal(absl::StatusCode::kInternal, "reset").IsOfConnection());
  EXPECT_TRUE(MakeRefusal(absl::StatusCode::kUnavailable, v1::REASON_DRAINING).IsOfConnection());
  EXPECT_FALSE(MakeRefusal(absl::StatusCode::kResourceExhausted, v1::REASON_BUSY).IsOfConnection());
  EXPECT_FALSE(MakeRefusal(absl::StatusCode::kInternal, v1::REASON_INTERNAL).IsOfConnection());
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
