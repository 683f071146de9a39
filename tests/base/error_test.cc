#include "hub/base/error.h"

#include <gtest/gtest.h>

#include <tuple>

#include <memory>
#include <utility>

#include "hub/base/absl_view.h"

namespace headwater::base {
namespace {

absl::Status Steps(absl::Status first, int& taken) {
  RETURN_IF_ERROR(std::move(first));
  ++taken;
  return absl::OkStatus();
}

TEST(Error, ReturnIfErrorStopsAtTheFirstError) {
  int taken = 0;
  EXPECT_TRUE(Steps(absl::OkStatus(), taken).ok());
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(Steps(absl::NotFoundError("x"), taken), absl::NotFoundError("x"));
  EXPECT_EQ(taken, 1);
}

absl::StatusOr<int> Sum(absl::StatusOr<std::unique_ptr<int>> a,
                        absl::StatusOr<std::pair<int, int>> b) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> first, std::move(a));
  int second = 0;
  ASSIGN_OR_RETURN(std::tie(second, std::ignore), (std::move(b)));
  return *first + second;
}

TEST(Error, AssignOrReturnMovesTheValueOut) {
  EXPECT_EQ(Sum(std::make_unique<int>(1), std::pair(2, 3)).value(), 3);
  EXPECT_EQ(Sum(absl::AbortedError("a"), std::pair(2, 3)).status(), absl::AbortedError("a"));
  EXPECT_EQ(Sum(std::make_unique<int>(1), absl::DataLossError("b")).status(),
            absl::DataLossError("b"));
}

TEST(Error, CanBeNested) {
  const auto outer = []() -> absl::Status {
    RETURN_IF_ERROR([]() -> absl::Status {
      RETURN_IF_ERROR(absl::OkStatus());
      return absl::CancelledError("inner");
    }());
    return absl::OkStatus();
  };
  EXPECT_EQ(outer(), absl::CancelledError("inner"));
}

TEST(AbslView, ConvertsBothWaysWithoutCopying) {
  const std::string_view text("a\0b", 3);
  EXPECT_EQ(AbslView(text).data(), text.data());
  EXPECT_EQ(StdView(AbslView(text)), text);
}

}  // namespace
}  // namespace headwater::base
