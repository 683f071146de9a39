#include "hub/bad_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_world.h"

namespace headwater::test {
namespace {

TEST(BadRequests, AreRefusedAndLeaveNoTrace) {
  TestHub hub(WholeHub());
  for (const v1::Document& document : HubWorld({1, 2})) {
    ASSERT_THAT(hub.Submit(document), IsOk()) << document.DebugString();
  }
  const auto before = hub.TableHashes();
  for (const BadRequest& bad : BadRequests()) {
    SCOPED_TRACE(bad.name);
    const absl::Status refused = bad.raise(hub);
    EXPECT_THAT(refused, Refused(bad.reason));
    EXPECT_THAT(refused, HasCode(bad.code));
    EXPECT_NE(refused.message(), "");
    if (bad.path.empty()) {
      EXPECT_THAT(refused, ViolationCount(0));
    } else {
      EXPECT_THAT(refused, HasViolation(bad.path, bad.reason));
      EXPECT_THAT(refused, ViolationCount(1));
    }
    EXPECT_EQ(hub.TableHashes(), before);
  }
}

}  // namespace
}  // namespace headwater::test
