#include "hub/exchange/refusal.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::exchange {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

TEST(FieldPathTest, IsWrittenAsTheContractSays) {
  EXPECT_EQ(FieldPath("order").Index("lines", 3).Field("quantity").text(),
            "order.lines[3].quantity");
  EXPECT_EQ(FieldPath().Field("number").text(), "number");
  EXPECT_EQ(FieldPath().Index("lines", 0).text(), "lines[0]");
}

TEST(ViolationsTest, NoneIsOk) {
  Violations violations;
  EXPECT_TRUE(violations.empty());
  EXPECT_TRUE(violations.ToStatus().ok());
}

TEST(ViolationsTest, TellsTheFirstAndHowManyMore) {
  Violations violations;
  violations.Add(FieldPath("order").Field("type"), v1::REASON_FIELD_REQUIRED, "type is missing");
  absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "order.type: type is missing");

  violations.Add("", v1::REASON_FIELD_UNKNOWN, "47");
  EXPECT_EQ(violations.ToStatus().message(), "order.type: type is missing (and 1 more violation)");

  violations.Add("x", v1::REASON_FIELD_UNKNOWN, "48");
  status = violations.ToStatus();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "order.type: type is missing (and 2 more violations)");
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(detail.reason(), v1::REASON_FIELD_REQUIRED);
  ASSERT_EQ(detail.violations_size(), 3);
  EXPECT_EQ(detail.violations(0).field_path(), "order.type");
  EXPECT_EQ(detail.violations(1).reason(), v1::REASON_FIELD_UNKNOWN);
  EXPECT_EQ(detail.violations(2).description(), "48");
}

TEST(ViolationsTest, KeepsTheFirstThousandAndCountsTheRest) {
  Violations violations;
  for (int i = 0; i < Violations::kViolationsMax; ++i) {
    EXPECT_FALSE(violations.full());
    violations.Add(absl::StrCat("f", i), v1::REASON_FIELD_REQUIRED, "missing");
  }
  EXPECT_TRUE(violations.full());
  EXPECT_THAT(std::string(violations.ToStatus().message()),
              testing::EndsWith("(and 999 more violations)"));
  violations.Add("last", v1::REASON_FIELD_REQUIRED, "missing");
  violations.CountOnly();
  EXPECT_EQ(violations.list().size(), 1000u);
  EXPECT_EQ(violations.list().back().field_path(), "f999");
  EXPECT_THAT(std::string(violations.ToStatus().message()),
              HasSubstr("1001 more violations, the last 2 not listed"));
}

TEST(RefusalTest, Refuse) {
  const absl::Status status = Refuse(v1::REASON_BUSY, "wait");
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "wait");
  EXPECT_EQ(DetailOf(status).reason(), v1::REASON_BUSY);
  EXPECT_TRUE(DetailOf(status).violations().empty());
}

TEST(RefusalTest, StaleTellsTheCurrentVersion) {
  const absl::Status status = RefuseStale("order PO-17", 3, 5);
  EXPECT_EQ(status.code(), StatusCode::kAborted);
  EXPECT_EQ(DetailOf(status).reason(), v1::REASON_VERSION_STALE);
  EXPECT_EQ(DetailOf(status).current_version(), 5);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("order PO-17 is at version 5, base_version is 3"));
}

TEST(RefusalTest, NotFoundSaysTheSameOfAllThatMayNotBeSeen) {
  const absl::Status status = RefuseNotFound("parties/4000002000004/orders/PO-17");
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(DetailOf(status).reason(), v1::REASON_NOT_FOUND);
  EXPECT_THAT(std::string(status.message()), HasSubstr("parties/4000002000004/orders/PO-17"));
  EXPECT_LT(RefuseNotFound(std::string(5000, 'x')).message().size(), 300u);
}

TEST(RefusalTest, DetailOfWhatHasNone) {
  EXPECT_EQ(DetailOf(absl::OkStatus()).reason(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(DetailOf(absl::UnknownError("?")).reason(), v1::REASON_INTERNAL);
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_CURSOR_BEYOND_HEAD);
  detail.set_head_sequence(12);
  EXPECT_EQ(DetailOf(WithDetail(absl::OutOfRangeError("beyond"), detail)).head_sequence(), 12);
}

}  // namespace
}  // namespace headwater::exchange
