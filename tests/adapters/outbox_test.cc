#include "adapters/client/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "adapters/outbox_fixture.h"

namespace headwater::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(OutboxTest, KeepsWhatHasNoAnswer) {
  hub_.faults.assign(4, Fault::kLost);
  Outbox& outbox = Start();
  const auto answer = outbox.Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->ok());
  EXPECT_EQ(outbox.pending_count(), 1u);
  hub_.faults.clear();
  EXPECT_EQ(Start().pending_count(), 1u);
  SendPending();
  EXPECT_EQ(outbox_->pending_count(), 0u);
  EXPECT_EQ(late_.size(), 1u);
  EXPECT_EQ(hub_.TimesApplied(MakeDocument(1).document_id()), 1);
}

TEST_F(OutboxTest, AnAnsweredDocumentIsSentAgainUnderItsRequestId) {
  const auto first = Start().Submit(MakeDocument(1));
  ASSERT_TRUE(first.ok() && first->ok());
  const auto again = Start().Submit(MakeDocument(1));
  ASSERT_TRUE(again.ok() && again->ok());
  EXPECT_EQ(again->receipt->chain_hash(), first->receipt->chain_hash());
  EXPECT_EQ(again->request_id, first->request_id);
  EXPECT_EQ(hub_.TimesApplied(MakeDocument(1).document_id()), 1);
  EXPECT_THAT(hub_.offences(), IsEmpty());
}

// The receipt is the hub's to give, not the outbox's.
TEST_F(OutboxTest, AnAnsweredDocumentIsNoNewsToAHubThatIsNewOrAway) {
  ASSERT_TRUE(Start().Submit(MakeDocument(1))->ok());
  hub_ = FakeHub();
  ASSERT_TRUE(Start().Submit(MakeDocument(1))->ok());
  EXPECT_EQ(hub_.TimesApplied(MakeDocument(1).document_id()), 1);
  hub_ = FakeHub();
  hub_.faults.assign(2, Fault::kLost);
  EXPECT_FALSE(Start().Submit(MakeDocument(1))->ok());
  EXPECT_EQ(outbox_->pending_count(), 1u);
  SendPending();
  EXPECT_EQ(hub_.TimesApplied(MakeDocument(1).document_id()), 1);
  EXPECT_THAT(hub_.offences(), IsEmpty());
}

TEST_F(OutboxTest, OtherBytesUnderAnAnsweredIdAreForTheHubToJudge) {
  v1::Document document = MakeDocument(1);
  ASSERT_TRUE(Start().Submit(document)->ok());
  document.mutable_ticket()->set_till("other");
  const auto refused = outbox_->Submit(document);
  EXPECT_EQ(refused->refusal->detail.reason(), v1::REASON_DOCUMENT_ID_REUSED);
  EXPECT_EQ(hub_.offences().size(), 1u);
  hub_ = FakeHub();
  EXPECT_TRUE(outbox_->Submit(document)->ok());
}

TEST_F(OutboxTest, ARefusedDocumentCanBeMended) {
  hub_.faults = {Fault::kRefused};
  v1::Document document = MakeDocument(1);
  const auto refused = Start().Submit(document);
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->refusal->detail.reason(), v1::REASON_GS1_CHECK_DIGIT);
  EXPECT_EQ(Start().pending_count(), 0u);
  document.mutable_ticket()->set_till("mended");
  const auto mended = outbox_->Submit(document);
  ASSERT_TRUE(mended.ok());
  EXPECT_TRUE(mended->ok());
  EXPECT_THAT(hub_.offences(), IsEmpty());
}

TEST_F(OutboxTest, OtherBytesUnderAPendingIdAreRefusedHere) {
  v1::Document document = MakeDocument(1);
  hub_.faults.assign(2, Fault::kLost);
  ASSERT_FALSE(Start().Submit(document)->ok());
  document.mutable_ticket()->set_till("other");
  const auto answer = outbox_->Submit(document);
  ASSERT_TRUE(answer.ok());
  ASSERT_FALSE(answer->ok());
  EXPECT_EQ(answer->refusal->code, absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(answer->refusal->detail.reason(), v1::REASON_DOCUMENT_ID_REUSED);
  EXPECT_TRUE(answer->refusal->IsFinal());
  EXPECT_THAT(answer->refusal->message, HasSubstr("another document_id"));
  document.clear_document_id();
  const auto nameless = outbox_->Submit(document);
  EXPECT_EQ(nameless->refusal->code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(nameless->refusal->detail.reason(), v1::REASON_FIELD_REQUIRED);
  EXPECT_EQ(hub_.events().size(), 0u);
}

TEST_F(OutboxTest, ADocumentThatIsTooLargeIsNeitherSentNorKept) {
  const v1::Document large = MakeDocumentOf(1, kDocumentBytesMax + 1);
  const v1::Document largest = MakeDocumentOf(2, kDocumentBytesMax);
  const auto refused = Start().Submit(large);
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->refusal->detail.reason(), v1::REASON_DOCUMENT_TOO_LARGE);
  EXPECT_TRUE(refused->refusal->IsFinal());
  EXPECT_EQ(files_.syncs, 0);
  std::map<size_t, bool> taken;
  ASSERT_TRUE(
      outbox_
          ->SubmitAll({large, largest},
                      [&](size_t index, const Answer& answer) { taken[index] = answer.ok(); })
          .ok());
  EXPECT_EQ(taken, (std::map<size_t, bool>{{0, false}, {1, true}}));
  EXPECT_EQ(outbox_->pending_count(), 0u);
  EXPECT_EQ(hub_.events().size(), 1u);
}

TEST_F(OutboxTest, OneSyncForManyDocuments) {
  Outbox& outbox = Start();
  std::vector<v1::Document> documents;
  for (int i = 0; i < 1000; ++i) documents.push_back(MakeDocument(i));
  int answers = 0;
  ASSERT_TRUE(outbox
                  .SubmitAll(documents,
                             [&](size_t, const Answer& answer) {
                               EXPECT_TRUE(answer.ok());
                               ++answers;
                             })
                  .ok());
  EXPECT_EQ(answers, 1000);
  EXPECT_EQ(files_.syncs, 1);
  EXPECT_EQ(hub_.events().size(), 1000u);
  // One that stands there twice gets its answer twice.
  answers = 0;
  ASSERT_TRUE(outbox
                  .SubmitAll({documents[3], documents[4], documents[3]},
                             [&](size_t, const Answer& answer) {
                               EXPECT_TRUE(answer.ok());
                               ++answers;
                             })
                  .ok());
  EXPECT_EQ(answers, 3);
  EXPECT_EQ(hub_.events().size(), 1000u);
  EXPECT_EQ(Start().pending_count(), 0u);
}

TEST_F(OutboxTest, AFailedSyncSealsIt) {
  Outbox& outbox = Start();
  files_.fail_syncs = true;
  EXPECT_EQ(outbox.Submit(MakeDocument(1)).status().code(), absl::StatusCode::kDataLoss);
  files_.fail_syncs = false;
  EXPECT_EQ(outbox.Submit(MakeDocument(2)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(hub_.events().size(), 0u);
}

// The mark is lost and nobody waits for it: the next call says so, also one that would
// write nothing.
TEST_F(OutboxTest, AMarkThatCannotBeWrittenIsToldByTheNextCall) {
  hub_.faults = {Fault::kLost, Fault::kLost};
  ASSERT_TRUE(Start().Submit(MakeDocument(1)).ok());
  Fuse burnt(0);
  files_.fuse = &burnt;
  EXPECT_TRUE(outbox_->SendPending([](const v1::Document&, const Answer&) {}).ok());
  const auto none = [](const v1::Document&, const Answer&) { ADD_FAILURE(); };
  const absl::Status pending = outbox_->SendPending(none);
  EXPECT_EQ(pending.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(pending.message()), testing::HasSubstr("closed until it is opened anew"));
  EXPECT_EQ(outbox_->Submit(MakeDocument(1)).status(), pending);
  const v1::Document again = MakeDocument(1);
  EXPECT_EQ(outbox_->SubmitAll(absl::MakeConstSpan(&again, 1),
                               [](size_t, const Answer&) { ADD_FAILURE(); }),
            pending);
  EXPECT_EQ(outbox_->Forget(again.document_id()).status(), pending);
}

TEST_F(OutboxTest, WhatIsForgottenIsNotSentAgain) {
  hub_.faults.assign(100, Fault::kLost);
  ASSERT_TRUE(Start().Submit(MakeDocument(1)).ok());
  ASSERT_TRUE(outbox_->Submit(MakeDocument(2)).ok());
  const auto dropped = outbox_->Forget(MakeDocument(1).document_id());
  ASSERT_TRUE(dropped.ok()) << dropped.status();
  EXPECT_EQ(dropped->SerializeAsString(), MakeDocument(1).SerializeAsString());
  // On the disk too.
  outbox_ = nullptr;
  files_.PowerCut(FakeFiles::Cut::kNothing);
  EXPECT_EQ(Start().pending_count(), 1u);
  hub_.faults.clear();
  SendPending();
  EXPECT_EQ(hub_.TimesApplied(MakeDocument(1).document_id()), 0);
  EXPECT_EQ(hub_.TimesApplied(MakeDocument(2).document_id()), 1);
  // Never here, forgotten, answered.
  for (const int n : {1, 2, 3}) {
    EXPECT_EQ(outbox_->Forget(MakeDocument(n).document_id()).status().code(),
              absl::StatusCode::kNotFound);
  }
}

TEST_F(OutboxTest, IsWrittenAnewBeforeItGrowsForEver) {
  Outbox& outbox = Start();
  v1::Document document = MakeDocument(0);
  for (int i = 0; i < 60; ++i) {
    document = MakeDocumentOf(i, kDocumentBytesMax);
    ASSERT_TRUE(outbox.Submit(document)->ok());
  }
  EXPECT_LT(files_.files[kPath].bytes.size(), 2 * kOutboxRewriteBytes);
  // And still knows their request ids.
  EXPECT_TRUE(Start().Submit(document)->ok());
  EXPECT_EQ(hub_.events().size(), 60u);
  EXPECT_THAT(hub_.offences(), IsEmpty());
}

TEST_F(OutboxTest, DamageInTheMiddleIsReportedAndPassedOver) {
  hub_.faults.assign(100, Fault::kLost);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Start().Submit(MakeDocument(i)).ok());
  std::string& bytes = files_.files[kPath].bytes;
  bytes[bytes.size() / 2] ^= 1;
  Outbox& outbox = Start();
  EXPECT_EQ(outbox.pending_count(), 2u);
  EXPECT_GT(outbox.damaged_bytes(), 0u);
  EXPECT_EQ(Start().damaged_bytes(), 0u);
  EXPECT_EQ(outbox_->pending_count(), 2u);
}

// The same work, cut off after every step that touches the disk or the hub, with
// every kind of loss. The caller then begins again from its own list, as if it knew
// nothing.
void RunWork(Outbox& outbox, const std::vector<v1::Document>& documents,
             std::map<std::string, std::string>& receipts) {
  const auto note = [&](const v1::Document& document, const Answer& answer) {
    if (!answer.ok()) return;
    const auto [at, is_new] =
        receipts.emplace(document.document_id(), answer.receipt->chain_hash());
    EXPECT_EQ(at->second, answer.receipt->chain_hash()) << "another receipt than before";
  };
  for (size_t i = 0; i < 3; ++i) {
    const auto answer = outbox.Submit(documents[i]);
    if (!answer.ok()) return;
    note(documents[i], *answer);
  }
  if (!outbox
           .SubmitAll(
               absl::MakeConstSpan(documents).subspan(3),
               [&](size_t index, const Answer& answer) { note(documents[3 + index], answer); })
           .ok()) {
    return;
  }
}

TEST_F(OutboxTest, ACutAfterAnyStepLosesAndDoublesNothing) {
  std::vector<v1::Document> documents;
  for (int i = 0; i < 8; ++i) documents.push_back(MakeDocument(i));
  int64_t steps = 0;
  for (const auto cut : {FakeFiles::Cut::kAll, FakeFiles::Cut::kNothing, FakeFiles::Cut::kHalf}) {
    for (int64_t step = 1;; ++step) {
      SCOPED_TRACE(testing::Message() << "cut " << static_cast<int>(cut) << " after " << step);
      files_ = FakeFiles();
      hub_ = FakeHub();
      std::map<std::string, std::string> receipts;
      Fuse fuse(step);
      files_.fuse = hub_.fuse = &fuse;
      outbox_ = nullptr;
      submitter_ = std::make_unique<RetryingSubmitter>(hub_, ids_, options_, random_, sleeper_);
      {
        auto opened = Outbox::Open(files_, kPath, *submitter_);
        if (opened.ok()) RunWork(**opened, documents, receipts);
      }
      const bool finished = !fuse.burnt();
      files_.PowerCut(cut);
      hub_.fuse = nullptr;
      // What the caller was told is with the hub already.
      for (const auto& [id, chain] : receipts) EXPECT_EQ(hub_.TimesApplied(id), 1);

      Start();
      SendPending();
      EXPECT_EQ(outbox_->pending_count(), 0u);
      RunWork(*outbox_, documents, receipts);
      EXPECT_EQ(receipts.size(), documents.size());
      EXPECT_EQ(hub_.events().size(), documents.size());
      EXPECT_THAT(hub_.offences(), IsEmpty());
      if (HasFailure()) return;
      steps = step;
      if (finished) break;
    }
  }
  EXPECT_GT(steps, 20);
}

// Twice: the second cut falls into the recovery.
TEST_F(OutboxTest, ACutDuringRecoveryLosesAndDoublesNothing) {
  std::vector<v1::Document> documents;
  for (int i = 0; i < 6; ++i) documents.push_back(MakeDocument(i));
  for (int64_t first = 3; first < 30; first += 4) {
    for (int64_t second = 1; second < 40; ++second) {
      SCOPED_TRACE(testing::Message() << "cuts after " << first << " and " << second);
      files_ = FakeFiles();
      hub_ = FakeHub();
      std::map<std::string, std::string> receipts;
      for (const int64_t step : {first, second}) {
        Fuse fuse(step);
        files_.fuse = hub_.fuse = &fuse;
        outbox_ = nullptr;
        submitter_ = std::make_unique<RetryingSubmitter>(hub_, ids_, options_, random_, sleeper_);
        auto opened = Outbox::Open(files_, kPath, *submitter_);
        if (opened.ok()) {
          (*opened)->SendPending([](const v1::Document&, const Answer&) {}).IgnoreError();
          RunWork(**opened, documents, receipts);
        }
        opened = absl::UnknownError("gone");
        files_.PowerCut(FakeFiles::Cut::kHalf);
        hub_.fuse = nullptr;
      }
      Start();
      SendPending();
      RunWork(*outbox_, documents, receipts);
      EXPECT_EQ(receipts.size(), documents.size());
      EXPECT_EQ(hub_.events().size(), documents.size());
      EXPECT_THAT(hub_.offences(), IsEmpty());
      if (HasFailure()) return;
    }
  }
}

TEST(SystemFilesTest, AppendReplaceReadAndLock) {
  const std::string folder = testing::TempDir() + "/outbox_files";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/a";
  FileSystem& files = SystemFiles();
  EXPECT_TRUE(absl::IsNotFound(files.Read(path).status()));
  {
    auto file = files.OpenAppend(path);
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("one").ok());
    ASSERT_TRUE((*file)->Sync().ok());
    EXPECT_TRUE(absl::IsFailedPrecondition(files.OpenAppend(path).status()));
  }
  ASSERT_TRUE(files.OpenAppend(path).ok());
  EXPECT_EQ(*files.Read(path), "one");
  ASSERT_TRUE(files.Truncate(path, 2).ok());
  EXPECT_EQ(*files.Read(path), "on");
  ASSERT_TRUE(files.Replace(path, "two").ok());
  EXPECT_EQ(*files.Read(path), "two");
  EXPECT_FALSE(files.OpenAppend(folder + "/none/a").ok());
  std::filesystem::remove_all(folder);
}

TEST(SystemFilesTest, OutboxOnARealDisk) {
  const std::string path = testing::TempDir() + "/real_outbox";
  std::filesystem::remove(path);
  FakeHub hub;
  DocumentRequestIds ids;
  base::SeededRandom random(1);
  FakeSleeper sleeper;
  SubmitterOptions options;
  options.retry.attempts_max = 1;
  RetryingSubmitter submitter(hub, ids, options, random, sleeper);
  {
    auto outbox = Outbox::Open(SystemFiles(), path, submitter);
    ASSERT_TRUE(outbox.ok()) << outbox.status();
    ASSERT_TRUE((*outbox)->Submit(MakeDocument(1))->ok());
    hub.faults = {Fault::kLost};
    ASSERT_FALSE((*outbox)->Submit(MakeDocument(2))->ok());
  }
  auto outbox = Outbox::Open(SystemFiles(), path, submitter);
  ASSERT_TRUE(outbox.ok()) << outbox.status();
  EXPECT_EQ((*outbox)->pending_count(), 1u);
  ASSERT_TRUE((*outbox)->SendPending([](const v1::Document&, const Answer&) {}).ok());
  EXPECT_EQ(hub.events().size(), 2u);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace headwater::client
