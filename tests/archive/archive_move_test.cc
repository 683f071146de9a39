// Documents leave the store, and nothing that the hub said changes.
#include "archive/old_documents.h"
#include "hub/archive/archive_check.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/subscription.h"

namespace headwater::archive {
namespace {

using test::HasCode;
using test::IsOk;
using test::Refused;
using test::Retailer;
using test::Supplier;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

using ArchiveMoveTest = HubWithOldDocuments;

TEST_F(ArchiveMoveTest, TakesWhatIsOldAndLeavesTheRest) {
  const auto before = hub_.TableHashes(/*derived_only=*/true);
  const auto report = Move();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->documents, kOld);
  EXPECT_EQ(report->files, 2);
  EXPECT_FALSE(report->kept);
  EXPECT_THAT(Archived(), testing::ElementsAre("1|300|300", "301|400|400"));
  EXPECT_EQ(hub_.Rows("SELECT count(*) FROM document WHERE payload = x''"),
            std::vector<std::string>{absl::StrCat(kOld)});
  EXPECT_EQ(hub_.TableHashes(/*derived_only=*/true), before);
  // Nothing more to do.
  EXPECT_EQ(Move()->documents, 0);
  EXPECT_EQ(Archived().size(), 2u);
}

TEST_F(ArchiveMoveTest, EveryReceiptStaysTheSame) {
  ASSERT_THAT(Move(), IsOk());
  for (size_t i = 0; i < requests_.size(); ++i) {
    const auto receipt = hub_.Submit(callers_[i], requests_[i]);
    ASSERT_THAT(receipt, IsOk()) << i;
    EXPECT_EQ(receipt->SerializeAsString(), receipts_[i]) << i;
  }
}

TEST_F(ArchiveMoveTest, WhatIsArchivedIsNotTakenTwice) {
  ASSERT_THAT(Move(), IsOk());
  v1::SubmitRequest other = requests_[5];
  other.mutable_document()->set_number("new");
  EXPECT_THAT(hub_.Submit(callers_[5], other), Refused(v1::REASON_REQUEST_ID_REUSED));
  other = requests_[5];
  other.set_request_id(test::NextUuid());
  other.mutable_document()->set_number("new");
  EXPECT_THAT(hub_.Submit(callers_[5], other), Refused(v1::REASON_DOCUMENT_ID_REUSED));
  other = requests_[5];
  other.set_request_id(test::NextUuid());
  other.mutable_document()->set_document_id(test::NextUuid());
  EXPECT_THAT(hub_.Submit(callers_[5], other), Refused(v1::REASON_NUMBER_REUSED));
}

TEST_F(ArchiveMoveTest, StoreAndArchivesVerifyAsOneChain) {
  ASSERT_THAT(Move(), IsOk());
  const auto archives = Archives();
  ASSERT_NE(archives, nullptr);
  const auto report = hub_.Verify({.archives = archives.get()});
  EXPECT_THAT(Findings(report), IsEmpty());
  EXPECT_EQ(report->documents, kOld + kYoung);
  EXPECT_EQ(report->archived, kOld);
  EXPECT_TRUE(report->replayed);
  EXPECT_THAT(CheckFolder(folder_.File(""), {}), IsOk());
}

TEST_F(ArchiveMoveTest, TheStoreVerifiesAloneAndSaysWhatItDidNotSee) {
  ASSERT_THAT(Move(), IsOk());
  const auto report = hub_.Verify();
  EXPECT_THAT(Findings(report), IsEmpty());
  EXPECT_EQ(report->archived, kOld);
  EXPECT_FALSE(report->replayed);
}

TEST_F(ArchiveMoveTest, VerifyFindsWhatWasTamperedWith) {
  ASSERT_THAT(Move(), IsOk());
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"UPDATE feed_anchor SET sequence = sequence + 1", "is not archived"},
      {"UPDATE feed_anchor SET sequence = sequence - 2", "is archived too"},
      {"DELETE FROM feed_anchor", "feed_anchor"},
      {absl::StrCat("UPDATE feed_anchor SET chain_hash = x'", std::string(64, '0'), "'"),
       "column chain_hash"},
      {"UPDATE archive SET moved_through = 200 WHERE first_commit = 1", "cannot have moved"},
      {"DELETE FROM archive WHERE first_commit = 1", "is missing"},
      {"UPDATE archive SET records_hash = x'00' WHERE first_commit = 1", "no SHA-256"},
      {"UPDATE document SET payload = x'' WHERE commit_number = 405", "document (405)"},
      {absl::StrCat("UPDATE document SET content_hash = x'", std::string(64, '0'),
                    "' WHERE commit_number = 7"),
       "chain_hash"},
  };
  for (const auto& [change, said] : changes) {
    hub_.Execute("CREATE TABLE kept_archive AS SELECT * FROM archive");
    hub_.Execute("CREATE TABLE kept_anchor AS SELECT * FROM feed_anchor");
    hub_.Execute("CREATE TABLE kept_document AS SELECT * FROM document");
    hub_.Execute(change);
    EXPECT_THAT(Findings(hub_.Verify()), Contains(HasSubstr(said))) << change;
    for (const auto& [table, copy] :
         {std::pair("archive", "kept_archive"), std::pair("feed_anchor", "kept_anchor"),
          std::pair("document", "kept_document")}) {
      hub_.Execute(absl::StrCat("DELETE FROM ", table));
      hub_.Execute(absl::StrCat("INSERT INTO ", table, " SELECT * FROM ", copy));
      hub_.Execute(absl::StrCat("DROP TABLE ", copy));
    }
  }
  EXPECT_THAT(Findings(hub_.Verify()), IsEmpty());
}

TEST_F(ArchiveMoveTest, ADerivedRowThatIsWrongIsFoundWithTheArchives) {
  ASSERT_THAT(Move(), IsOk());
  hub_.Execute("UPDATE tally SET number = number + 1");
  const auto archives = Archives();
  EXPECT_THAT(Findings(hub_.Verify({.archives = archives.get()})), Contains(HasSubstr("tally")));
}

TEST_F(ArchiveMoveTest, RebuildReadsTheArchivesFirst) {
  const auto before = hub_.TableHashes();
  ASSERT_THAT(Move(), IsOk());
  const auto refused = hub_.Rebuild();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("--archive"));
  hub_.Execute("DELETE FROM tally");
  const auto archives = Archives();
  const auto report = hub_.Rebuild({.archives = archives.get()});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->documents, kOld + kYoung);
  EXPECT_THAT(report->notes, IsEmpty());
  const auto after = hub_.TableHashes();
  for (const char* table : {"tally", "feed_entry", "feed_head"}) {
    EXPECT_EQ(after.at(table), before.at(table)) << table;
  }
}

TEST_F(ArchiveMoveTest, ASubscriberIsToldWhereItsFeedBegins) {
  ASSERT_THAT(Move(), IsOk());
  for (const base::Gln party : {Retailer(), Supplier(1), Supplier(2)}) {
    const auto reader = *hub_.database().BeginRead();
    const auto anchors = exchange::ReadAnchors(*reader);
    ASSERT_THAT(anchors, IsOk());
    int64_t first = 0;
    for (const exchange::FeedAnchor& anchor : *anchors) {
      if (anchor.party == party) first = anchor.event.sequence + 1;
    }
    ASSERT_GT(first, 1);
    google::protobuf::RepeatedPtrField<v1::Event> events;
    for (const int64_t after : {int64_t{0}, first - 2}) {
      const auto read = exchange::ReadFeed(*reader, party, after, {}, {}, events);
      EXPECT_THAT(read, Refused(v1::REASON_CURSOR_ARCHIVED));
      EXPECT_THAT(read, HasCode(absl::StatusCode::kOutOfRange));
      EXPECT_EQ(exchange::DetailOf(read.status()).first_kept_sequence(), first);
      EXPECT_THAT(std::string(read.status().message()), HasSubstr(absl::StrCat(first - 1)));
    }
    // With a filter that nothing fits it is not passed over in silence either.
    EXPECT_THAT(exchange::ReadFeed(*reader, party, 0, {v1::Document::kOrder}, {}, events),
                Refused(v1::REASON_CURSOR_ARCHIVED));
    EXPECT_EQ(events.size(), 0);
    const auto read = exchange::ReadFeed(*reader, party, first - 1, {}, {}, events);
    ASSERT_THAT(read, IsOk());
    ASSERT_GT(events.size(), 0);
    EXPECT_EQ(events[0].sequence(), first);
    EXPECT_FALSE(events[0].document().number().empty());
  }
}

TEST_F(ArchiveMoveTest, AStreamThatIsBehindEndsWithTheSameRefusal) {
  v1::SubscribeRequest request;
  request.set_after_sequence(3);
  const auto subscription = exchange::Subscription::Open(hub_.database(), hub_.exchange().wakes(),
                                                         hub_.CallerOf(Retailer()), request);
  ASSERT_THAT(subscription, IsOk());
  v1::SubscribeResponse response;
  ASSERT_THAT((*subscription)->Next(response), IsOk());
  EXPECT_EQ(response.through_sequence(), 3 + 256);
  ASSERT_THAT(Move(), IsOk());
  EXPECT_THAT((*subscription)->Next(response), Refused(v1::REASON_CURSOR_ARCHIVED));
}

TEST_F(ArchiveMoveTest, ADocumentThatIsArchivedIsNamedWithItsFile) {
  ASSERT_THAT(Move(), IsOk());
  v1::GetDocumentRequest request;
  request.set_document_id(requests_[249].document().document_id());
  const auto got = hub_.Read<v1::GetDocumentRequest, v1::GetDocumentResponse>(
      callers_[249], exchange::GetDocument, request);
  EXPECT_THAT(got, Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(std::string(got.status().message()), HasSubstr("the retailer's archives"));
  // How many documents there are is for the retailer alone.
  const auto named = hub_.Read<v1::GetDocumentRequest, v1::GetDocumentResponse>(
      Retailer(), exchange::GetDocument, request);
  EXPECT_THAT(std::string(named.status().message()), HasSubstr("-000000000001-000000000300.hwa"));
  EXPECT_NE(callers_[249], Retailer());
  EXPECT_THAT(std::string(got.status().message()), testing::Not(HasSubstr(".hwa")));
  // To a party that it does not concern it is nowhere, in the same words as ever.
  const auto hidden = hub_.Read<v1::GetDocumentRequest, v1::GetDocumentResponse>(
      Supplier(3), exchange::GetDocument, request);
  EXPECT_THAT(hidden, Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(std::string(hidden.status().message()), testing::Not(HasSubstr("archive")));
  request.set_document_id(requests_.back().document().document_id());
  EXPECT_THAT((hub_.Read<v1::GetDocumentRequest, v1::GetDocumentResponse>(
                  callers_.back(), exchange::GetDocument, request)),
              IsOk());
}

TEST_F(ArchiveMoveTest, TheHubGoesOnAndTheNextRunBeginsWhereThisOneEnded) {
  ASSERT_THAT(Move(), IsOk());
  Fill(30);
  cut_ = hub_.clock().Now() + absl::Seconds(1);
  const auto report = Move();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->documents, kYoung + 30);
  const auto archives = Archives();
  EXPECT_EQ(archives->files(), 3u);
  EXPECT_THAT(Findings(hub_.Verify({.archives = archives.get()})), IsEmpty());
  // Nothing is left but what is to come.
  Fill(1);
  EXPECT_THAT(Findings(hub_.Verify({.archives = archives.get()})), IsEmpty());
  EXPECT_THAT(CheckFolder(folder_.File(""), {}), IsOk());
}

TEST_F(ArchiveMoveTest, WhatIsKeptStaysWithAllThatCameAfterIt) {
  keep_from_ = 101;
  const auto report = Move();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->documents, 100);
  EXPECT_TRUE(report->kept);
}

TEST_F(ArchiveMoveTest, AClockThatWentBackLeavesNoHole) {
  // One that looks young in the middle of the old.
  hub_.Execute(absl::StrCat("UPDATE document SET commit_time = ", absl::ToUnixMicros(cut_),
                            " WHERE commit_number = 51"));
  EXPECT_EQ(Move()->documents, 50);
}

}  // namespace
}  // namespace headwater::archive
