// Pure: the chains of documents, without a file.
#include "hub/archive/archive_check.h"

#include <gtest/gtest.h>

#include <functional>

#include "archive/archive_files.h"
#include "hub/base/sha256.h"
#include "support/keys.h"
#include "support/refusal_matchers.h"

namespace headwater::archive {
namespace {

using test::HasCode;
using test::IsOk;
using testing::HasSubstr;

absl::Status WalkAll(const Header& header, const std::vector<Document>& documents) {
  ChainWalk walk(header);
  for (const Document& document : documents) {
    if (absl::Status added = walk.Add(document); !added.ok()) return added;
  }
  return absl::OkStatus();
}

TEST(ChainWalkTest, FollowsTheFeedsFromTheirBeginning) {
  FeedEnds ends;
  const std::vector<Document> documents = MakeDocuments(1, 12, ends);
  ChainWalk walk(HeaderOf(1, {}, ""));
  for (const Document& document : documents) ASSERT_THAT(walk.Add(document), IsOk());
  EXPECT_EQ(walk.last_commit(), 12);
  ASSERT_EQ(walk.grown().size(), 2u);
  for (const auto& [party, end] : ends) {
    EXPECT_EQ(walk.ends().at(party).sequence, end.sequence);
    EXPECT_EQ(walk.ends().at(party).chain_hash, end.chain_hash);
  }
}

TEST(ChainWalkTest, GoesOnWhereTheHeaderHasTheFeeds) {
  FeedEnds ends;
  MakeDocuments(1, 5, ends);
  const Header header = HeaderOf(6, ends, "before");
  EXPECT_THAT(WalkAll(header, MakeDocuments(6, 5, ends)), IsOk());
}

TEST(ChainWalkTest, APartyWithoutANewEventHasNotGrown) {
  FeedEnds ends;
  MakeDocuments(1, 5, ends);
  ends[test::Supplier(2)] = {7, std::string(32, 'x')};
  const Header header = HeaderOf(6, ends, "before");
  ChainWalk walk(header);
  for (const Document& document : MakeDocuments(6, 5, ends)) {
    ASSERT_THAT(walk.Add(document), IsOk());
  }
  EXPECT_FALSE(walk.grown().contains(test::Supplier(2)));
  EXPECT_EQ(walk.ends().at(test::Supplier(2)).sequence, 7);
}

struct Fault {
  const char* name;
  std::function<void(std::vector<Document>&)> make;
  const char* said;
};

TEST(ChainWalkTest, NamesTheDocumentAndWhatIsWrong) {
  const std::vector<Fault> faults = {
      {"missing", [](auto& d) { d.erase(d.begin() + 3); }, "(5): it comes after 3"},
      {"twice", [](auto& d) { d.insert(d.begin() + 4, d[3]); }, "(4): it comes after 4"},
      {"payload", [](auto& d) { d[3].mutable_payload()->back() ^= 1; },
       "(4): its payload does not"},
      {"content hash", [](auto& d) { d[3].mutable_content_hash()->front() ^= 1; },
       "(4): its payload does not"},
      {"unreadable",
       [](auto& d) {
         d[3].set_payload("\xff");
         d[3].set_content_hash(base::Sha256Of("\xff"));
       },
       "(4): its payload cannot be read"},
      {"sequence", [](auto& d) { d[3].set_sender_sequence(9); }, "(4): it is event 9 of"},
      {"receiver's sequence", [](auto& d) { d[3].set_receiver_sequence(1); }, "(4): it is event 1"},
      {"chain", [](auto& d) { d[3].mutable_sender_chain_hash()->front() ^= 1; },
       "(4): the chain of"},
      {"receiver's chain", [](auto& d) { d[3].mutable_receiver_chain_hash()->front() ^= 1; },
       "(4): the chain of"},
      {"a receiver's place without one", [](auto& d) { d[2].set_receiver_sequence(3); },
       "(3): it has a place"},
  };
  for (const Fault& fault : faults) {
    FeedEnds ends;
    std::vector<Document> documents = MakeDocuments(1, 8, ends);
    fault.make(documents);
    const absl::Status walked = WalkAll(HeaderOf(1, {}, ""), documents);
    EXPECT_THAT(walked, HasCode(absl::StatusCode::kDataLoss)) << fault.name;
    EXPECT_THAT(std::string(walked.message()), HasSubstr(fault.said)) << fault.name;
  }
}

}  // namespace
}  // namespace headwater::archive
