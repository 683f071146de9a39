#include "hub/exchange/verify.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"

namespace headwater::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

// A blob of so many zero bytes, as SQL writes it.
std::string Zeros(size_t bytes) { return absl::StrCat("x'", std::string(2 * bytes, '0'), "'"); }

class VerifyTest : public testing::Test {
 protected:
  VerifyTest() : hub_(TallyHub()) {
    for (int i = 1; i <= 10; ++i) {
      EXPECT_THAT(hub_.Submit(Complaint(absl::StrCat("C-", i), i % 2 == 0 ? Supplier() : Retailer(),
                                        i % 2 == 0 ? Retailer() : Supplier(), "add 1")),
                  IsOk());
    }
    EXPECT_THAT(hub_.Acknowledge(Supplier(), 4), IsOk());
    EXPECT_EQ(Findings(), std::vector<std::string>{});
  }

  std::vector<std::string> Findings() {
    const auto report = hub_.Verify();
    EXPECT_THAT(report, IsOk());
    return report.ok() ? report->findings : std::vector<std::string>{};
  }

  const std::string supplier_ = absl::StrCat(Supplier().value());
  const std::string retailer_ = absl::StrCat(Retailer().value());
  TestHub hub_;
};

TEST_F(VerifyTest, CountsWhatItSaw) {
  const auto report = hub_.Verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->documents, 10);
  EXPECT_EQ(report->feeds, 2);
}

TEST_F(VerifyTest, ChangesNothing) {
  const auto before = hub_.TableHashes();
  hub_.Execute("UPDATE tally SET number = 5");
  hub_.Execute("UPDATE tally SET number = 10");
  ASSERT_EQ(Findings(), std::vector<std::string>{});
  EXPECT_EQ(hub_.TableHashes(), before);
}

TEST_F(VerifyTest, FindsAFlippedByteOfEveryKindInAPayload) {
  const std::string payload = hub_.Rows("SELECT payload FROM document WHERE commit_number = 4")[0];
  for (size_t i = 0; i < payload.size(); i += 2) {
    std::string flipped = payload;
    flipped[i + 1] = flipped[i + 1] == '0' ? '1' : '0';
    hub_.Execute(
        absl::StrCat("UPDATE document SET payload = x'", flipped, "' WHERE commit_number = 4"));
    EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr("document (4)"), HasSubstr("content_hash"))))
        << "byte " << i / 2;
  }
  hub_.Execute(
      absl::StrCat("UPDATE document SET payload = x'", payload, "' WHERE commit_number = 4"));
  EXPECT_EQ(Findings(), std::vector<std::string>{});
}

TEST_F(VerifyTest, FindsAnAlteredContentHash) {
  hub_.Execute(
      absl::StrCat("UPDATE document SET content_hash = ", Zeros(32), " WHERE commit_number = 4"));
  const auto findings = Findings();
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr("document (4)"), HasSubstr("content_hash"))));
  EXPECT_THAT(findings, Contains(HasSubstr(absl::StrCat("feed_entry (", supplier_, ", 4)"))));
}

TEST_F(VerifyTest, FindsColumnsThatAreNotThoseOfThePayload) {
  const std::vector<std::pair<std::string, std::string>> changes = {{"document_id", Zeros(16)},
                                                                    {"number", "'X'"},
                                                                    {"sender", "17"},
                                                                    {"receiver", "0"},
                                                                    {"kind", "30"}};
  for (const auto& [column, value] : changes) {
    const std::string was =
        hub_.Rows(absl::StrCat("SELECT ", column, " FROM document WHERE commit_number = 4"))[0];
    // Written as the new value is: x'...', '...' or a number.
    const std::string before = value.substr(0, value.find('\'') + 1);
    const std::string old = before.empty() ? was : absl::StrCat(before, was, "'");
    hub_.Execute(
        absl::StrCat("UPDATE document SET ", column, " = ", value, " WHERE commit_number = 4"));
    EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr("document (4)"),
                                           HasSubstr(absl::StrCat("column ", column, " is")))));
    hub_.Execute(
        absl::StrCat("UPDATE document SET ", column, " = ", old, " WHERE commit_number = 4"));
  }
  EXPECT_EQ(Findings(), std::vector<std::string>{});
}

TEST_F(VerifyTest, FindsAValueOfAnotherType) {
  hub_.Execute("UPDATE document SET payload = 'text' WHERE commit_number = 4");
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr("document (4)"), HasSubstr("payload"))));
}

TEST_F(VerifyTest, FindsAnIdThatIsNone) {
  hub_.Execute(
      absl::StrCat("UPDATE document SET request_id = ", Zeros(15), " WHERE commit_number = 4"));
  EXPECT_THAT(Findings(), Contains(HasSubstr("document (4): column request_id holds no UUID")));
}

TEST_F(VerifyTest, FindsAMissingDocument) {
  hub_.Execute("DELETE FROM document WHERE commit_number = 4");
  const auto findings = Findings();
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr("document (5)"), HasSubstr("missing"))));
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr(absl::StrCat("feed_entry (", supplier_, ", 4)")),
                                       HasSubstr("missing"))));
}

TEST_F(VerifyTest, FindsAMissingFeedEntry) {
  for (const int sequence : {1, 4, 10}) {
    const std::string where =
        absl::StrCat(" WHERE party = ", supplier_, " AND sequence = ", sequence);
    hub_.Execute("CREATE TABLE kept AS SELECT * FROM feed_entry" + where);
    hub_.Execute("DELETE FROM feed_entry" + where);
    EXPECT_THAT(
        Findings(),
        Contains(AllOf(HasSubstr(absl::StrCat("feed_entry (", supplier_, ", ", sequence, ")")),
                       HasSubstr("missing"))));
    hub_.Execute("INSERT INTO feed_entry SELECT * FROM kept");
    hub_.Execute("DROP TABLE kept");
  }
  EXPECT_EQ(Findings(), std::vector<std::string>{});
}

TEST_F(VerifyTest, FindsAnAlteredChain) {
  hub_.Execute(absl::StrCat("UPDATE feed_entry SET chain_hash = ", Zeros(32),
                            " WHERE party = ", retailer_, " AND sequence = 6"));
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr(absl::StrCat("feed_entry (", retailer_, ", 6)")),
                                         HasSubstr("chain_hash"))));
}

TEST_F(VerifyTest, FindsAnAlteredOrMissingHead) {
  hub_.Execute(absl::StrCat("UPDATE feed_head SET sequence = 11 WHERE party = ", supplier_));
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr(absl::StrCat("feed_head (", supplier_, ")")),
                                         HasSubstr("sequence"))));
  hub_.Execute(absl::StrCat("DELETE FROM feed_head WHERE party = ", supplier_));
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr(absl::StrCat("feed_head (", supplier_, ")")),
                                         HasSubstr("missing"))));
}

TEST_F(VerifyTest, FindsAnAlteredDerivedRow) {
  hub_.Execute("UPDATE tally SET number = 11");
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr(absl::StrCat("tally (", supplier_, ")")),
                                         HasSubstr("number"), HasSubstr("11"), HasSubstr("10"))));
}

TEST_F(VerifyTest, FindsADerivedRowTooManyAndOneTooFew) {
  hub_.Execute("INSERT INTO tally VALUES(5, 5, 5)");
  EXPECT_THAT(Findings(), Contains(HasSubstr("tally (5)")));
  hub_.Execute("DELETE FROM tally");
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr(absl::StrCat("tally (", supplier_, ")")),
                                         HasSubstr("missing"))));
}

TEST_F(VerifyTest, FindsAnAlteredVersion) {
  hub_.Execute("UPDATE document SET version = 77 WHERE commit_number = 4");
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr("document (4)"), HasSubstr("77"))));
}

TEST_F(VerifyTest, FindsAnAcknowledgementBeyondTheFeed) {
  hub_.Execute("UPDATE acknowledgement SET sequence = 11");
  EXPECT_THAT(Findings(), Contains(AllOf(HasSubstr("acknowledgement"), HasSubstr(supplier_))));
}

TEST_F(VerifyTest, CanBeInterrupted) {
  const std::atomic<bool> interrupt = true;
  EXPECT_THAT(hub_.Verify({.interrupt = &interrupt}), HasCode(absl::StatusCode::kCancelled));
}

TEST_F(VerifyTest, KeepsABoundedNumberOfFindings) {
  hub_.Execute(
      absl::StrCat("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
                   exchange::kVerifyFindingsMax + 5, ") INSERT INTO tally SELECT i, i, i FROM n"));
  const auto findings = Findings();
  EXPECT_EQ(findings.size(), exchange::kVerifyFindingsMax);
  EXPECT_THAT(findings.back(), HasSubstr("more"));
}

}  // namespace
}  // namespace headwater::test
