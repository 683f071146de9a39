#include "archive/archive_files.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "hub/archive/archive_format.h"
#include "hub/archive/archive_writer.h"
#include "hub/base/check.h"
#include "hub/base/sha256.h"
#include "hub/exchange/chain.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::archive {
namespace {

exchange::FeedHead Step(base::Gln party, const std::string& content_hash, FeedEnds& ends) {
  exchange::FeedHead& end =
      ends.try_emplace(party, exchange::FeedHead{0, std::string(exchange::ChainStart())})
          .first->second;
  end = {end.sequence + 1, exchange::ChainHash(end.chain_hash, end.sequence + 1, content_hash)};
  return end;
}

void AddEnds(const FeedEnds& ends, google::protobuf::RepeatedPtrField<FeedEnd>& feeds) {
  for (const auto& [party, end] : ends) {
    FeedEnd& feed = *feeds.Add();
    feed.set_party_gln(party.value());
    feed.set_sequence(end.sequence);
    feed.set_chain_hash(end.chain_hash);
  }
}

}  // namespace

std::vector<Document> MakeDocuments(int64_t first, int count, FeedEnds& ends) {
  std::vector<Document> documents;
  for (int64_t number = first; number < first + count; ++number) {
    const bool up = number % 2 == 0;
    const base::Gln sender = up ? test::Supplier() : test::Retailer();
    // Every third is in the sender's own books.
    const base::Gln receiver =
        number % 3 == 0 ? base::Gln() : (up ? test::Retailer() : test::Supplier());
    Document& document = documents.emplace_back();
    document.set_commit_number(number);
    document.set_request_id(test::NextUuid());
    document.set_commit_time_micros(1'000'000 * number);
    document.set_payload(
        test::Complaint(absl::StrCat("C-", number), sender, receiver).SerializeAsString());
    document.set_content_hash(base::Sha256Of(document.payload()));
    const exchange::FeedHead at = Step(sender, document.content_hash(), ends);
    document.set_sender_sequence(at.sequence);
    document.set_sender_chain_hash(at.chain_hash);
    if (receiver == base::Gln()) continue;
    const exchange::FeedHead there = Step(receiver, document.content_hash(), ends);
    document.set_receiver_sequence(there.sequence);
    document.set_receiver_chain_hash(there.chain_hash);
  }
  return documents;
}

Header HeaderOf(int64_t first, const FeedEnds& before, const std::string& previous_hash) {
  Header header;
  header.set_format(kFormat);
  header.set_retailer_gln(test::Retailer().value());
  header.set_first_commit_number(first);
  header.set_previous_records_hash(previous_hash);
  AddEnds(before, *header.mutable_feeds());
  return header;
}

std::string WriteArchive(const std::string& folder, const Header& header,
                         const std::vector<Document>& documents, Footer* footer) {
  auto writer = ArchiveWriter::Begin(folder, header);
  HW_CHECK(writer.ok()) << writer.status();
  ChainWalk walk(header);
  for (const Document& document : documents) {
    // What is wrong on purpose is written all the same.
    walk.Add(document).IgnoreError();
    HW_CHECK((*writer)->Add(document).ok()) << document.commit_number();
  }
  Footer end;
  end.set_last_commit_number(documents.back().commit_number());
  AddEnds(walk.grown(), *end.mutable_feeds());
  const std::string name = FileNameOf(header.retailer_gln(), header.first_commit_number(),
                                      documents.back().commit_number());
  const absl::Status finished = (*writer)->Finish(end, name);
  HW_CHECK(finished.ok()) << finished;
  if (footer != nullptr) *footer = end;
  return name;
}

std::string ReadBytes(const std::string& path) {
  std::stringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace headwater::archive
