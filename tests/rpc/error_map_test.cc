#include "hub/rpc/error_map.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/refusal.h"
#include "hub/rpc/refuse_for_now.h"
#include "rpc/wire_error.h"

namespace headwater::rpc {
namespace {

using exchange::Violations;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

absl::Status ManyViolations(int count, size_t description_bytes) {
  Violations violations;
  for (int i = 0; i < count; ++i) {
    violations.Add(absl::StrCat("order.lines[", i, "].item.gtin"), v1::REASON_GS1_CHECK_DIGIT,
                   absl::StrCat(i, std::string(description_bytes, 'x')));
  }
  return violations.ToStatus();
}

TEST(ErrorMap, OkIsOk) { EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok()); }

TEST(ErrorMap, CarriesGoogleRpcDetailsAndOurs) {
  Violations violations;
  violations.Add("order.lines[3].item.gtin", v1::REASON_GS1_CHECK_DIGIT, "ends in 7, not in 5");
  violations.Add("number", v1::REASON_TEXT_TOO_LONG, "has 40 characters, at most 35");
  const grpc::Status status = ToGrpcStatus(violations.ToStatus());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), StartsWith("order.lines[3].item.gtin: ends in 7"));

  const WireError error = ReadWireError(status);
  EXPECT_EQ(error.reason, "GS1_CHECK_DIGIT");
  EXPECT_EQ(error.domain, "headwater");
  EXPECT_THAT(error.fields, ElementsAre(Pair("order.lines[3].item.gtin", "ends in 7, not in 5"),
                                        Pair("number", "has 40 characters, at most 35")));
  EXPECT_FALSE(error.retry_delay);
  ASSERT_TRUE(error.detail);
  EXPECT_EQ(error.detail->reason(), v1::REASON_GS1_CHECK_DIGIT);
  ASSERT_EQ(error.detail->violations_size(), 2);
  EXPECT_EQ(error.detail->violations(1).reason(), v1::REASON_TEXT_TOO_LONG);
  EXPECT_EQ(error.details, 3);
}

TEST(ErrorMap, SaysWhenToTryAgain) {
  const WireError error = ReadWireError(ToGrpcStatus(RefuseDraining()));
  EXPECT_EQ(error.reason, "DRAINING");
  EXPECT_EQ(error.retry_delay, kDrainingRetryDelay);
  EXPECT_TRUE(error.fields.empty());
  EXPECT_EQ(error.details, 3);
}

TEST(ErrorMap, RepeatsNumbersInTheMetadataOfErrorInfo) {
  const WireError stale = ReadWireError(ToGrpcStatus(exchange::RefuseStale("order A", 3, 5)));
  EXPECT_EQ(stale.code, static_cast<int>(grpc::StatusCode::ABORTED));
  EXPECT_THAT(stale.metadata, ElementsAre(Pair("current_version", "5")));
  EXPECT_EQ(stale.detail->current_version(), 5);

  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_CURSOR_BEYOND_HEAD);
  detail.set_head_sequence(12);
  const WireError beyond =
      ReadWireError(ToGrpcStatus(exchange::WithDetail(absl::OutOfRangeError("beyond"), detail)));
  EXPECT_THAT(beyond.metadata, ElementsAre(Pair("head_sequence", "12")));

  const WireError archived = ReadWireError(ToGrpcStatus(exchange::RefuseArchived(3, 9)));
  EXPECT_EQ(archived.code, static_cast<int>(grpc::StatusCode::OUT_OF_RANGE));
  EXPECT_THAT(archived.metadata, ElementsAre(Pair("first_kept_sequence", "9")));
}

TEST(ErrorMap, AFaultGivesNothingAway) {
  const grpc::Status status =
      ToGrpcStatus(absl::DataLossError("table secret_things has a broken page"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("secret")));
  EXPECT_THAT(status.error_details(), Not(HasSubstr("secret")));
  EXPECT_EQ(ReadWireError(status).reason, "INTERNAL");

  const WireError later = ReadWireError(ToGrpcStatus(absl::UnavailableError("secret socket")));
  EXPECT_EQ(later.code, static_cast<int>(grpc::StatusCode::UNAVAILABLE));
  EXPECT_EQ(later.reason, "STORE_AWAY");
  EXPECT_TRUE(later.retry_delay);
  EXPECT_THAT(later.message, Not(HasSubstr("secret")));

  const WireError busy = ReadWireError(ToGrpcStatus(absl::ResourceExhaustedError("secret pool")));
  EXPECT_EQ(busy.code, static_cast<int>(grpc::StatusCode::RESOURCE_EXHAUSTED));
  EXPECT_EQ(busy.reason, "BUSY");
  EXPECT_TRUE(busy.retry_delay);
}

TEST(ErrorMap, AFaultThatWasToldBeforeKeepsItsWords) {
  const grpc::Status status = ToGrpcStatus(exchange::Refuse(v1::REASON_INTERNAL, "was logged"));
  EXPECT_EQ(status.error_message(), "was logged");
}

TEST(ErrorMap, AsManyViolationsAsHaveRoomAndACountOfTheRest) {
  for (const int count : {1, 10, 20, 24, 28, 40, 200, 1000}) {
    for (const size_t bytes : {0, 1, 40, 100, 700, 5000}) {
      const grpc::Status status = ToGrpcStatus(ManyViolations(count, bytes));
      ASSERT_LE(status.error_details().size(), kDetailsBytesMax) << count << " of " << bytes;
      ASSERT_LE(status.error_message().size(), kMessageBytesMax);
      const WireError error = ReadWireError(status);
      ASSERT_TRUE(error.detail);
      const int shown = error.detail->violations_size();
      ASSERT_GE(shown, 1);
      ASSERT_EQ(static_cast<size_t>(shown), error.fields.size());
      ASSERT_THAT(error.fields.front().first, StartsWith("order.lines[0]"));
      const v1::Violation& last = error.detail->violations(shown - 1);
      if (last.field_path().empty()) {
        ASSERT_GE(shown, 2) << "at least the first violation is always told";
        EXPECT_THAT(last.description(),
                    HasSubstr(absl::StrCat("And ", count - shown + 1, " more")));
        EXPECT_THAT(last.description(), HasSubstr("SubmitStream"));
      } else {
        EXPECT_EQ(shown, count);
      }
    }
  }
}

TEST(ErrorMap, UsesTheRoomThatThereIs) {
  const grpc::Status status = ToGrpcStatus(ManyViolations(1000, 40));
  EXPECT_GT(status.error_details().size(), kDetailsBytesMax - 700);
}

TEST(ErrorMap, CutsTextBetweenCharacters) {
  const std::string euro = "\xE2\x82\xAC";
  std::string text;
  for (int i = 0; i < 600; ++i) text += euro;
  Violations violations;
  violations.Add("a", v1::REASON_TEXT_TOO_LONG, text);
  const grpc::Status status = ToGrpcStatus(violations.ToStatus());
  // 512 bytes of percent-encoding hold 56 of them and what is around them.
  const std::string& message = status.error_message();
  EXPECT_LE(message.size(), 3u * 56 + 6);
  EXPECT_TRUE(absl::EndsWith(message, euro + "..."));
  EXPECT_TRUE(absl::EndsWith(ReadWireError(status).fields[0].second, euro + "..."));
}

TEST(ErrorMap, AMessageAtTheLimitIsWhole) {
  for (const size_t size : {kMessageBytesMax - 3, kMessageBytesMax, kMessageBytesMax + 1}) {
    const grpc::Status status =
        ToGrpcStatus(exchange::Refuse(v1::REASON_NOT_FOUND, std::string(size, 'm')));
    EXPECT_EQ(status.error_message().size(), std::min(size, kMessageBytesMax));
    EXPECT_EQ(absl::EndsWith(status.error_message(), "..."), size > kMessageBytesMax);
  }
}

TEST(ErrorMap, StrayBytesDoNotMakeTheTrailerUnreadable) {
  const grpc::Status status =
      ToGrpcStatus(exchange::Refuse(v1::REASON_NOT_FOUND, "no \xE2\x82 and \xFF."));
  EXPECT_EQ(status.error_message(), "no ?? and ?.");
}

TEST(ErrorMap, AStreamsErrorHoldsAllViolations) {
  const v1::SubmitError error = ToSubmitError(ManyViolations(1000, 200));
  EXPECT_EQ(error.code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_EQ(error.detail().violations_size(), 1000);
  EXPECT_THAT(error.message(), HasSubstr("999 more"));
}

}  // namespace
}  // namespace headwater::rpc
