// Verifies archive files by themselves: no store, no hub.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/archive/archive.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/replay.h"

namespace headwater::archive {

// How far each feed is.
using FeedEnds = std::map<base::Gln, exchange::FeedHead>;

// Follows the feeds through documents. Pure; not thread-safe.
class ChainWalk {
 public:
  // From where the header has them. The document before the first has the number one less.
  explicit ChainWalk(const Header& header);

  // DATA_LOSS with the document and what is wrong: its number, its content, its places.
  absl::Status Add(const Document& document);

  int64_t last_commit() const { return last_commit_; }
  // Of the feeds that have grown since the beginning.
  FeedEnds grown() const;
  // Of all.
  const FeedEnds& ends() const { return ends_; }

 private:
  absl::Status Step(const Document& document, base::Gln party, int64_t sequence,
                    const std::string& chain_hash);

  int64_t last_commit_;
  FeedEnds ends_;
  std::set<base::Gln> grown_;
};

// What a file was found to hold.
struct CheckedFile {
  std::string name;  // without the folder
  Header header;
  Footer footer;
  int64_t documents = 0;
  int64_t first_time = 0;  // of commits, in microseconds; 0 without documents
  int64_t last_time = 0;
  FeedEnds ends;  // of all feeds, after it
};

// Reads all of the file and calls `visit` with each document, if given; see CheckedFile. DATA_LOSS
// with the path and what is wrong. Documents are visited before the end has been checked.
absl::StatusOr<CheckedFile> CheckFile(
    const std::string& path, absl::FunctionRef<absl::Status(const Document&)> visit =
                                 [](const Document&) { return absl::OkStatus(); });

// That one file goes on where the other ends, of the same retailer. DATA_LOSS.
absl::Status CheckFollows(const CheckedFile& before, const CheckedFile& after);

// All archive files of a folder, which must be those of one hub from the first document on.
// NOT_FOUND without any.
absl::StatusOr<std::vector<CheckedFile>> CheckFolder(const std::string& folder,
                                                     const exchange::TaskOptions& options);

}  // namespace headwater::archive
