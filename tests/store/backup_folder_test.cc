#include "hub/store/backup_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

void Write(const std::string& path, std::string_view text) { std::ofstream(path) << text; }

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

bool Exists(const std::string& path) { return std::filesystem::exists(path); }

class BackupFolderTest : public testing::Test {
 protected:
  const TestFolder folder_;
  const std::string path_ = folder_.File("backup");
  const std::string database_ = path_ + "/hub.db";
};

TEST_F(BackupFolderTest, GivesTheNameLast) {
  const auto folder = BackupFolder::Open(path_).value();
  EXPECT_EQ(folder->database(), database_);
  Write(folder->part(), "pages");
  // As who inspects it leaves them.
  Write(folder->part() + "-wal", "");
  Write(folder->part() + "-shm", "shared");
  EXPECT_FALSE(Exists(database_));
  const absl::Status finished = folder->Finish();
  ASSERT_TRUE(finished.ok()) << finished;
  EXPECT_EQ(TextOf(database_), "pages");
  EXPECT_FALSE(Exists(folder->part()));
  EXPECT_FALSE(Exists(folder->part() + "-wal"));
  EXPECT_FALSE(Exists(folder->part() + "-shm"));
}

TEST_F(BackupFolderTest, TakesAwayWhatWasNotFinished) {
  std::string part;
  {
    const auto folder = BackupFolder::Open(path_).value();
    part = folder->part();
    Write(part, "pages");
    Write(part + "-journal", "");
  }
  EXPECT_FALSE(Exists(part));
  EXPECT_FALSE(Exists(part + "-journal"));
  EXPECT_FALSE(Exists(database_));
}

TEST_F(BackupFolderTest, TakesAwayWhatABackupThatWasKilledLeft) {
  std::filesystem::create_directory(path_);
  Write(database_ + ".part", "half");
  Write(database_ + ".part-wal", "log");
  const auto folder = BackupFolder::Open(path_).value();
  EXPECT_FALSE(Exists(folder->part()));
  EXPECT_FALSE(Exists(folder->part() + "-wal"));
}

TEST_F(BackupFolderTest, NeverWritesOverADatabase) {
  std::filesystem::create_directory(path_);
  Write(database_, "of yesterday");
  const absl::Status opened = BackupFolder::Open(path_).status();
  EXPECT_EQ(opened.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(opened.message()), AllOf(HasSubstr(database_), HasSubstr("new folder")));
  EXPECT_EQ(TextOf(database_), "of yesterday");
}

TEST_F(BackupFolderTest, IsOneProcessOwn) {
  const auto folder = BackupFolder::Open(path_).value();
  Write(folder->part(), "pages");
  const absl::Status second = BackupFolder::Open(path_ + "/").status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr("in use"));
  EXPECT_EQ(TextOf(folder->part()), "pages");
  // Nor does a hub begin to serve from it.
  EXPECT_EQ(OpenSqlite({.path = database_}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(BackupFolderTest, IsNotFinishedWhereSomebodyHasWritten) {
  const auto folder = BackupFolder::Open(path_).value();
  Write(folder->part(), "pages");
  Write(folder->part() + "-wal", "a commit");
  EXPECT_EQ(folder->Finish().code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(Exists(database_));
}

TEST_F(BackupFolderTest, NeedsAFolderToBeMadeIn) {
  EXPECT_EQ(BackupFolder::Open("").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(BackupFolder::Open(folder_.File("none/backup")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  Write(path_, "a file");
  const absl::Status opened = BackupFolder::Open(path_).status();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.message()), HasSubstr("cannot be made"));
}

TEST_F(BackupFolderTest, SaysWhenTheDiskHasNoRoom) {
  const auto folder = BackupFolder::Open(path_).value();
  EXPECT_TRUE(folder->CheckSpace(1).ok());
  const absl::Status full = folder->CheckSpace(std::numeric_limits<int64_t>::max());
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(full.message()), HasSubstr("on another disk"));
}

}  // namespace
}  // namespace headwater::store
