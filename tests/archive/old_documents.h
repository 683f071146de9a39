// A hub with old documents and young ones, and a folder for its archives.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "archive/archive_files.h"
#include "exchange/fake_room.h"
#include "hub/archive/archive_folder.h"
#include "hub/archive/archive_move.h"
#include "hub/exchange/archive_table.h"

namespace headwater::archive {

inline constexpr int kOld = 400;
inline constexpr int kFileDocuments = 300;  // more than one transaction moves
inline constexpr int kYoung = 10;

class HubWithOldDocuments : public testing::Test {
 protected:
  HubWithOldDocuments() : hub_(test::TallyHub()) {
    Fill(kOld);
    hub_.clock().Advance(absl::Hours(24));
    cut_ = hub_.clock().Now();
    Fill(kYoung);
    EXPECT_THAT(hub_.Acknowledge(test::Supplier(), 4), test::IsOk());
    EXPECT_THAT(Findings(hub_.Verify()), testing::IsEmpty());
  }

  void Fill(int count) {
    for (int i = 0; i < count; ++i) {
      hub_.clock().Advance(absl::Seconds(1));
      const bool up = requests_.size() % 3 == 0;
      const base::Gln supplier = test::Supplier(1 + static_cast<int>(requests_.size() % 2));
      requests_.push_back(test::MakeRequest(test::Complaint(
          absl::StrCat("C-", requests_.size() + 1), up ? supplier : test::Retailer(),
          up ? test::Retailer() : supplier, "add 1")));
      callers_.push_back(up ? supplier : test::Retailer());
      const auto receipt = hub_.Submit(callers_.back(), requests_.back());
      ASSERT_THAT(receipt, test::IsOk());
      receipts_.push_back(receipt->SerializeAsString());
    }
  }

  absl::StatusOr<MoveReport> Move(const exchange::TaskOptions& task = {}) {
    return MoveToArchives(hub_.database(),
                          {.folder = folder_.File(""),
                           .retailer = test::Retailer(),
                           .before = cut_,
                           .keep_from = keep_from_,
                           .file_documents_max = kFileDocuments},
                          task);
  }

  std::unique_ptr<ArchiveFolder> Archives() {
    const auto reader = *hub_.database().BeginRead();
    auto folder = ArchiveFolder::Open(folder_.File(""), test::Retailer(),
                                      *exchange::ReadArchives(*reader), {});
    EXPECT_THAT(folder, test::IsOk());
    return folder.ok() ? *std::move(folder) : nullptr;
  }

  static std::vector<std::string> Findings(const absl::StatusOr<exchange::VerifyReport>& report) {
    EXPECT_THAT(report, test::IsOk());
    return report.ok() ? report->findings : std::vector<std::string>{"no report"};
  }

  std::vector<std::string> Archived() {
    return hub_.Rows(
        "SELECT first_commit, last_commit, moved_through FROM archive "
        "ORDER BY first_commit");
  }

  test::TestHub hub_;
  test::TempFolder folder_;
  absl::Time cut_;
  int64_t keep_from_ = 0;
  std::vector<v1::SubmitRequest> requests_;
  std::vector<base::Gln> callers_;
  std::vector<std::string> receipts_;
};

}  // namespace headwater::archive
