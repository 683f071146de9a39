#include "hub/store/file_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(FileLock, OneHolderAtATime) {
  const TestFolder folder;
  const std::string path = folder.File("hub.db.lock");
  auto first = FileLock::Acquire(path);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = FileLock::Acquire(path);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()),
              AllOf(HasSubstr(path), HasSubstr("process " + std::to_string(getpid()))));
  first->reset();
  EXPECT_TRUE(FileLock::Acquire(path).ok());
}

TEST(FileLock, AFolderThatIsNotThere) {
  const TestFolder folder;
  const auto lock = FileLock::Acquire(folder.File("none/hub.db.lock"));
  EXPECT_EQ(lock.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(lock.status().message()), HasSubstr("none/hub.db.lock"));
}

}  // namespace
}  // namespace headwater::store
