#include "hub/exchange/reason_code.h"

#include <initializer_list>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {
namespace {

using absl::StatusCode;

TEST(ReasonCodeTest, EveryReasonHasOne) {
  const auto* const reasons = v1::Reason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::Reason>(reasons->value(i)->number());
    EXPECT_EQ(CodeOf(reason) == StatusCode::kUnknown, reason == v1::REASON_UNSPECIFIED)
        << reasons->value(i)->name();
  }
  EXPECT_EQ(CodeOf(static_cast<v1::Reason>(9999)), StatusCode::kUnknown);
}

absl::Status Gathered(std::initializer_list<v1::Reason> reasons) {
  Violations violations;
  for (const v1::Reason reason : reasons) violations.Add("x", reason, v1::Reason_Name(reason));
  return violations.ToStatus();
}

TEST(ReasonCodeTest, TheGravestGivesCodeReasonAndMessage) {
  constexpr struct {
    v1::Reason lighter, graver;
    StatusCode code;
  } kPairs[] = {
      {v1::REASON_REPORT_OUTDATED, v1::REASON_ITEM_NOT_FOUND, StatusCode::kFailedPrecondition},
      {v1::REASON_ITEM_NOT_FOUND, v1::REASON_NUMBER_REUSED, StatusCode::kAlreadyExists},
      {v1::REASON_NUMBER_REUSED, v1::REASON_DUPLICATE_ITEM, StatusCode::kInvalidArgument},
      {v1::REASON_DUPLICATE_ITEM, v1::REASON_SENDER_MISMATCH, StatusCode::kPermissionDenied},
  };
  for (const auto& [lighter, graver, code] : kPairs) {
    for (const absl::Status& status : {Gathered({lighter, graver}), Gathered({graver, lighter})}) {
      EXPECT_EQ(status.code(), code) << status;
      EXPECT_EQ(DetailOf(status).reason(), graver);
      EXPECT_EQ(status.message(), "x: " + v1::Reason_Name(graver) + " (and 1 more violation)");
    }
    EXPECT_EQ(DetailOf(Gathered({lighter, graver})).violations(0).reason(), lighter)
        << "the list keeps the order of the document";
  }
}

TEST(ReasonCodeTest, OfTheSameCodeTheFirst) {
  EXPECT_EQ(DetailOf(Gathered({v1::REASON_REPORT_OUTDATED, v1::REASON_ORDER_CLOSED,
                               v1::REASON_LAYOUT_MIXED}))
                .reason(),
            v1::REASON_ORDER_CLOSED);
  EXPECT_EQ(Gathered({v1::REASON_REPORT_OUTDATED}).code(), StatusCode::kAborted);
}

}  // namespace
}  // namespace headwater::exchange
