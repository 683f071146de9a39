// Matchers for absl::Status and absl::StatusOr, and for what the hub refuses.
//
//   ASSERT_THAT(hub.Submit(order), IsOk());
//   EXPECT_THAT(hub.Submit(order), Refused(v1::REASON_NUMBER_REUSED));
//   EXPECT_THAT(hub.Submit(order), HasViolation("order.lines[3].item.gtin",
//                                               v1::REASON_GS1_CHECK_DIGIT));
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/errors.pb.h"

namespace headwater::test {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status) {
  return status.status();
}

// With its reason and all violations, one a line.
std::string Describe(const absl::Status& status);
bool HasReason(const absl::Status& status, v1::Reason reason);
bool HasViolationAt(const absl::Status& status, std::string_view path, v1::Reason reason);
int CountViolations(const absl::Status& status);

MATCHER(IsOk, "is OK") {
  *result_listener << Describe(StatusOf(arg));
  return StatusOf(arg).ok();
}

MATCHER_P(HasCode, code, "has code " + absl::StatusCodeToString(code)) {
  *result_listener << Describe(StatusOf(arg));
  return StatusOf(arg).code() == code;
}

// The first reason of the ErrorDetail.
MATCHER_P(Refused, reason, "is refused with " + v1::Reason_Name(reason)) {
  *result_listener << Describe(StatusOf(arg));
  return HasReason(StatusOf(arg), reason);
}

MATCHER_P2(HasViolation, path, reason,
           "has the violation " + v1::Reason_Name(reason) + " at " + std::string(path)) {
  *result_listener << Describe(StatusOf(arg));
  return HasViolationAt(StatusOf(arg), path, reason);
}

MATCHER_P(ViolationCount, count, "has " + std::to_string(count) + " violations") {
  *result_listener << Describe(StatusOf(arg));
  return CountViolations(StatusOf(arg)) == count;
}

}  // namespace headwater::test
