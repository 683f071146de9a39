#include "hub/archive/archive_check.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "headwater/v1/document.pb.h"
#include "hub/archive/archive_format.h"
#include "hub/archive/archive_reader.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/exchange/chain.h"
#include "hub/exchange/values.h"

namespace headwater::archive {
namespace {

namespace fs = std::filesystem;

absl::Status Wrong(const Document& document, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("document (", document.commit_number(), "): ", what));
}

absl::Status In(const std::string& path, const absl::Status& status) {
  if (status.ok() || absl::StartsWith(status.message(), path)) return status;
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

absl::Status CheckFooter(const ChainWalk& walk, const Footer& footer) {
  if (footer.last_commit_number() != walk.last_commit()) {
    return absl::DataLossError(absl::StrCat("its last document is ", walk.last_commit(),
                                            ", its footer says ", footer.last_commit_number()));
  }
  const FeedEnds grown = walk.grown();
  bool same = static_cast<size_t>(footer.feeds_size()) == grown.size();
  for (const FeedEnd& feed : footer.feeds()) {
    const auto end = grown.find(base::Gln(feed.party_gln()));
    same = same && end != grown.end() && end->second.sequence == feed.sequence() &&
           end->second.chain_hash == feed.chain_hash();
  }
  if (same) return absl::OkStatus();
  return absl::DataLossError("its feeds do not end where its footer has them");
}

absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == kFileEnding) paths.push_back(entry->path().string());
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  std::sort(paths.begin(), paths.end());
  if (!paths.empty()) return paths;
  return absl::NotFoundError(absl::StrCat(folder, ": there is no file of *",
                                          base::AbslView(kFileEnding),
                                          "; name the folder of the archives"));
}

}  // namespace

ChainWalk::ChainWalk(const Header& header) : last_commit_(header.first_commit_number() - 1) {
  for (const FeedEnd& feed : header.feeds()) {
    ends_[base::Gln(feed.party_gln())] = {feed.sequence(), feed.chain_hash()};
  }
}

absl::Status ChainWalk::Add(const Document& document) {
  if (document.commit_number() != last_commit_ + 1) {
    return Wrong(document, absl::StrCat("it comes after ", last_commit_));
  }
  last_commit_ = document.commit_number();
  if (base::Sha256Of(document.payload()) != document.content_hash()) {
    return Wrong(document, "its payload does not have its content_hash");
  }
  v1::Document payload;
  if (!payload.ParseFromString(document.payload())) {
    return Wrong(document, "its payload cannot be read");
  }
  const base::Gln sender = exchange::GlnOf(payload.sender_gln());
  const base::Gln receiver = exchange::GlnOf(payload.receiver_gln());
  RETURN_IF_ERROR(Step(document, sender, document.sender_sequence(), document.sender_chain_hash()));
  if (receiver == sender) {
    if (document.receiver_sequence() == document.sender_sequence() &&
        document.receiver_chain_hash() == document.sender_chain_hash()) {
      return absl::OkStatus();
    }
    return Wrong(document, "its sender is its receiver, its places differ");
  }
  if (receiver != base::Gln()) {
    return Step(document, receiver, document.receiver_sequence(), document.receiver_chain_hash());
  }
  if (document.receiver_sequence() == 0 && document.receiver_chain_hash().empty()) {
    return absl::OkStatus();
  }
  return Wrong(document, "it has a place in the feed of a receiver and no receiver");
}

absl::Status ChainWalk::Step(const Document& document, base::Gln party, int64_t sequence,
                             const std::string& chain_hash) {
  exchange::FeedHead& end =
      ends_.try_emplace(party, exchange::FeedHead{0, std::string(exchange::ChainStart())})
          .first->second;
  if (sequence != end.sequence + 1) {
    return Wrong(document, absl::StrCat("it is event ", sequence, " of ", party.ToString(),
                                        ", whose feed is at ", end.sequence));
  }
  if (exchange::ChainHash(end.chain_hash, sequence, document.content_hash()) != chain_hash) {
    return Wrong(document, absl::StrCat("the chain of ", party.ToString(), " at ", sequence,
                                        " gives another hash than it has"));
  }
  end = {sequence, chain_hash};
  grown_.insert(party);
  return absl::OkStatus();
}

FeedEnds ChainWalk::grown() const {
  FeedEnds grown;
  for (const base::Gln party : grown_) grown.emplace(party, ends_.at(party));
  return grown;
}

absl::StatusOr<CheckedFile> CheckFile(const std::string& path,
                                      absl::FunctionRef<absl::Status(const Document&)> visit) {
  ASSIGN_OR_RETURN(const auto reader, ArchiveReader::Open(path));
  CheckedFile file;
  file.name = fs::path(path).filename().string();
  file.header = reader->header();
  ChainWalk walk(file.header);
  Document document;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(document));
    if (!more) break;
    RETURN_IF_ERROR(In(path, walk.Add(document)));
    RETURN_IF_ERROR(visit(document));
    if (file.documents++ == 0) file.first_time = document.commit_time_micros();
    file.last_time = document.commit_time_micros();
  }
  file.footer = reader->footer();
  RETURN_IF_ERROR(In(path, CheckFooter(walk, file.footer)));
  file.ends = walk.ends();
  return file;
}

absl::Status CheckFollows(const CheckedFile& before, const CheckedFile& after) {
  const auto wrong = [&](absl::string_view what) {
    return absl::DataLossError(
        absl::StrCat(after.name, " does not go on where ", before.name, " ends: ", what));
  };
  if (after.header.retailer_gln() != before.header.retailer_gln()) {
    return wrong("it is of another retailer");
  }
  if (after.header.first_commit_number() != before.footer.last_commit_number() + 1) {
    return wrong(absl::StrCat("it begins with document ", after.header.first_commit_number(),
                              ", the other ends with ", before.footer.last_commit_number()));
  }
  if (after.header.previous_records_hash() != before.footer.records_hash()) {
    return wrong("it was written after other records");
  }
  bool same = static_cast<size_t>(after.header.feeds_size()) == before.ends.size();
  for (const FeedEnd& feed : after.header.feeds()) {
    const auto end = before.ends.find(base::Gln(feed.party_gln()));
    same = same && end != before.ends.end() && end->second.sequence == feed.sequence() &&
           end->second.chain_hash == feed.chain_hash();
  }
  return same ? absl::OkStatus() : wrong("its feeds begin elsewhere");
}

absl::StatusOr<std::vector<CheckedFile>> CheckFolder(const std::string& folder,
                                                     const exchange::TaskOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> paths, FilesOf(folder));
  std::vector<CheckedFile> files;
  for (const std::string& path : paths) {
    RETURN_IF_ERROR(exchange::CheckInterrupt(options));
    ASSIGN_OR_RETURN(CheckedFile file, CheckFile(path));
    if (!files.empty()) {
      RETURN_IF_ERROR(CheckFollows(files.back(), file));
      // What the next is compared with is kept of the last alone: feeds are many.
      files.back().ends.clear();
      files.back().header.clear_feeds();
      files.back().footer.clear_feeds();
    } else if (file.header.first_commit_number() != 1) {
      return absl::DataLossError(absl::StrCat(file.name, " begins with document ",
                                              file.header.first_commit_number(),
                                              ": the archives before it are not in ", folder));
    }
    files.push_back(std::move(file));
    if (options.progress) {
      options.progress("archives", static_cast<int64_t>(files.size()),
                       static_cast<int64_t>(paths.size()));
    }
  }
  return files;
}

}  // namespace headwater::archive
