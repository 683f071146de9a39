// The tables `archive` and `feed_anchor`: which documents have left the store, and for
// which file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/base/gs1.h"
#include "hub/exchange/document_table.h"
#include "hub/exchange/feed.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// An archive file and the documents that belong into it.
struct ArchiveRow {
  int64_t first_commit = 0;
  int64_t last_commit = 0;
  // The payloads up to here have left the store; first_commit - 1: none of this file yet.
  int64_t moved_through = 0;
  std::string name;          // of the file, without its folder
  std::string records_hash;  // as its footer has it

  bool moved() const { return moved_through == last_commit; }
};

// In the order of their documents. They follow each other without gaps from commit 1 on.
absl::StatusOr<std::vector<ArchiveRow>> ReadArchives(store::Reader& reader);

absl::Status InsertArchive(store::Transaction& transaction, const ArchiveRow& archive);

// Takes the payloads of these documents out of the store, and notes that in the archive's row
// and in the anchors of the feeds. The documents are the next ones after
// archive.moved_through, in order and without gaps.
absl::Status MoveOut(store::Transaction& transaction, const ArchiveRow& archive,
                     absl::Span<const OwnedDocumentRow> documents);

// The last event of a feed that is archived.
struct FeedAnchor {
  base::Gln party;
  FeedHead event;
};
// In the order of the parties.
absl::StatusOr<std::vector<FeedAnchor>> ReadAnchors(store::Reader& reader);

// The name of the file that has a document. DATA_LOSS when there is none.
absl::StatusOr<std::string> FindArchiveOf(store::Reader& reader, std::string_view document_id);

// The chain hash of an event. DATA_LOSS when there is no such event.
absl::StatusOr<std::string> ReadChainHash(store::Reader& reader, base::Gln party, int64_t sequence);

}  // namespace headwater::exchange
