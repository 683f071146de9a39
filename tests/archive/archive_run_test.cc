// A run that is interrupted, that finds something in its folder, or that cannot go on: nothing
// leaves the store that is not in a file.
#include <filesystem>

#include "archive/old_documents.h"
#include "hub/archive/archive_check.h"
#include "hub/archive/archive_writer.h"
#include "hub/store/file_lock.h"

namespace headwater::archive {
namespace {

using test::HasCode;
using test::IsOk;
using test::Retailer;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

using ArchiveRunTest = HubWithOldDocuments;

// Interrupts at every point where progress is told, and goes on each time.
TEST_F(ArchiveRunTest, InterruptedAnywhereItGoesOnAndLosesNothing) {
  for (const char* const at : {"write", "read back", "move"}) {
    for (const int64_t number : {1, 256, 300}) {
      std::atomic<bool> interrupt = false;
      const auto report = Move({.progress =
                                    [&](std::string_view step, int64_t done, int64_t) {
                                      if (step == at && done >= number) interrupt = true;
                                    },
                                .interrupt = &interrupt});
      if (report.ok()) continue;
      EXPECT_THAT(report, HasCode(absl::StatusCode::kCancelled));
      EXPECT_THAT(Findings(hub_.Verify()), IsEmpty()) << at << " " << number;
      const auto archives = Archives();
      ASSERT_NE(archives, nullptr);
      EXPECT_THAT(Findings(hub_.Verify({.archives = archives.get()})), IsEmpty())
          << at << " " << number;
    }
  }
  ASSERT_THAT(Move(), IsOk());
  EXPECT_THAT(Archived(), testing::ElementsAre("1|300|300", "301|400|400"));
  EXPECT_EQ(Move()->documents, 0);
}

TEST_F(ArchiveRunTest, AnInterruptedMoveIsFinishedFromItsFile) {
  std::atomic<bool> interrupt = false;
  const exchange::TaskOptions task{.progress =
                                       [&](std::string_view step, int64_t, int64_t) {
                                         if (step == "move") interrupt = true;
                                       },
                                   .interrupt = &interrupt};
  ASSERT_THAT(Move(task), HasCode(absl::StatusCode::kCancelled));
  ASSERT_THAT(Archived(), testing::ElementsAre("1|300|256"));
  const auto report = Move();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->resumed);
  EXPECT_EQ(report->documents, kOld - 256);
  EXPECT_THAT(Archived(), testing::ElementsAre("1|300|300", "301|400|400"));
}

TEST_F(ArchiveRunTest, AFileThatTheStoreWasNeverToldOfIsSetAside) {
  // Ended after its file had its name.
  std::atomic<bool> interrupt = false;
  const exchange::TaskOptions task{.progress =
                                       [&](std::string_view step, int64_t, int64_t) {
                                         if (step == "read back") interrupt = true;
                                       },
                                   .interrupt = &interrupt};
  keep_from_ = 201;
  ASSERT_THAT(Move(task), HasCode(absl::StatusCode::kCancelled));
  ASSERT_THAT(Archived(), IsEmpty());
  // The next run takes more.
  keep_from_ = 0;
  const auto report = Move();
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->set_aside.size(), 1u);
  EXPECT_THAT(report->set_aside[0], HasSubstr("-000000000001-000000000200.hwa.aside-1"));
  EXPECT_TRUE(std::filesystem::exists(folder_.File(report->set_aside[0])));
  EXPECT_THAT(Archived(), testing::ElementsAre("1|300|300", "301|400|400"));
  EXPECT_THAT(CheckFolder(folder_.File(""), {}), IsOk());
}

TEST_F(ArchiveRunTest, AFileOfTheSameNameWithOtherRecordsIsSetAside) {
  const std::string name = "4000001000005-000000000001-000000000300.hwa";
  ASSERT_EQ(name, FileNameOf(Retailer().value(), 1, 300));
  WriteBytes(folder_.File(name), "of a store that was put back to an earlier state");
  ASSERT_THAT(Move(), IsOk());
  EXPECT_EQ(ReadBytes(folder_.File(name + ".aside-1")),
            "of a store that was put back to an earlier state");
  EXPECT_THAT(CheckFolder(folder_.File(""), {}), IsOk());
}

TEST_F(ArchiveRunTest, AFileEndsWithTheDocumentThatFillsIt) {
  const auto report = MoveToArchives(hub_.database(),
                                     {.folder = folder_.File(""),
                                      .retailer = Retailer(),
                                      .before = cut_,
                                      .keep_from = 6,
                                      .file_payload_bytes_max = 1},
                                     {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->files, 5);
  EXPECT_THAT(CheckFolder(folder_.File(""), {}), IsOk());
}

TEST_F(ArchiveRunTest, AnotherFolderThanThatOfTheArchivesIsRefused) {
  keep_from_ = 101;
  ASSERT_THAT(Move(), IsOk());
  const test::TempFolder other;
  const auto moved = MoveToArchives(
      hub_.database(), {.folder = other.File(""), .retailer = Retailer(), .before = cut_}, {});
  EXPECT_THAT(moved, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(moved.status().message()), HasSubstr("is not in"));
}

TEST_F(ArchiveRunTest, AnErrorSaysWhatHadLeftTheStoreBeforeIt) {
  hub_.Execute("UPDATE document SET payload = x'00' WHERE commit_number = 350");
  const auto report = Move();
  EXPECT_THAT(report, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(report.status().message()),
              AllOf(HasSubstr("document (350)"), HasSubstr("300 documents were moved")));
}

TEST_F(ArchiveRunTest, NothingLeavesTheStoreForAFileThatIsDamaged) {
  // Between writing and reading back.
  const exchange::TaskOptions task{.progress = [&](std::string_view step, int64_t done, int64_t) {
    if (step != "read back" || done != 0) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.File(""))) {
      if (entry.path().extension() != ".hwa") continue;
      std::string bytes = ReadBytes(entry.path());
      bytes[bytes.size() - 12] ^= 1;
      WriteBytes(entry.path(), bytes);
    }
  }};
  const auto report = Move(task);
  EXPECT_THAT(report, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Archived(), IsEmpty());
  EXPECT_EQ(hub_.Rows("SELECT count(*) FROM document WHERE payload = x''"),
            std::vector<std::string>{"0"});
}

TEST_F(ArchiveRunTest, ADocumentThatIsDamagedInTheStoreIsNotArchived) {
  hub_.Execute("UPDATE document SET payload = x'00' WHERE commit_number = 7");
  const auto report = Move();
  EXPECT_THAT(report, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(report.status().message()), HasSubstr("document (7)"));
  EXPECT_THAT(Archived(), IsEmpty());
}

TEST_F(ArchiveRunTest, OneRunAtATimeUsesAFolder) {
  const auto lock = store::FileLock::Acquire(folder_.File("headwater.archive.lock"));
  ASSERT_THAT(lock, IsOk());
  const auto moved = Move();
  EXPECT_THAT(moved, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(moved.status().message()), HasSubstr("another `headwater archive`"));
}

TEST_F(ArchiveRunTest, AFolderThatIsNotThereIsRefused) {
  const auto moved =
      MoveToArchives(hub_.database(),
                     {.folder = folder_.File("none"), .retailer = Retailer(), .before = cut_}, {});
  EXPECT_THAT(moved, HasCode(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace headwater::archive
