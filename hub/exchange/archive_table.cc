#include "hub/exchange/archive_table.h"

#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/exchange/id_column.h"

namespace headwater::exchange {
namespace {

using store::Row;
using store::Sql;
using store::Value;

constexpr Sql kArchives{"archive.all",
                        "SELECT first_commit, last_commit, moved_through, name, records_hash "
                        "FROM archive ORDER BY first_commit"};
constexpr Sql kInsert{"archive.insert",
                      "INSERT INTO archive(first_commit, last_commit, moved_through, name, "
                      "records_hash) VALUES($1, $2, $3, $4, $5)"};
constexpr Sql kMoved{"archive.moved",
                     "UPDATE archive SET moved_through = $2 WHERE first_commit = $1 "
                     "AND moved_through = $3"};
constexpr Sql kArchiveOf{
    "archive.of_document",
    "SELECT a.name FROM document d JOIN archive a ON a.first_commit <= d.commit_number "
    "AND a.last_commit >= d.commit_number WHERE d.document_id = $1"};
// The rows come back without payloads. An UPDATE would leave them where they are, and so
// would SQLite keep their pages half empty.
constexpr Sql kDelete{"archive.delete_documents",
                      "DELETE FROM document WHERE commit_number >= $1 AND commit_number <= $2"};
constexpr Sql kAnchors{"archive.anchors",
                       "SELECT party, sequence, chain_hash FROM feed_anchor ORDER BY party"};
constexpr Sql kSetAnchor{"archive.set_anchor",
                         "INSERT INTO feed_anchor(party, sequence, chain_hash) VALUES($1, $2, $3) "
                         "ON CONFLICT(party) DO UPDATE SET sequence = excluded.sequence, "
                         "chain_hash = excluded.chain_hash"};
constexpr Sql kChainHash{"archive.chain_hash",
                         "SELECT chain_hash FROM feed_entry WHERE party = $1 AND sequence = $2"};

}  // namespace

absl::StatusOr<std::vector<ArchiveRow>> ReadArchives(store::Reader& reader) {
  std::vector<ArchiveRow> archives;
  RETURN_IF_ERROR(reader.Query(kArchives, {}, [&archives](const Row& row) {
    archives.push_back({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)),
                        std::string(row.blob(4))});
    return absl::OkStatus();
  }));
  return archives;
}

absl::Status InsertArchive(store::Transaction& transaction, const ArchiveRow& archive) {
  return transaction
      .Execute(kInsert, {archive.first_commit, archive.last_commit, archive.moved_through,
                         archive.name, Value::Blob(archive.records_hash)})
      .status();
}

absl::Status MoveOut(store::Transaction& transaction, const ArchiveRow& archive,
                     absl::Span<const OwnedDocumentRow> documents) {
  if (documents.empty()) return absl::OkStatus();
  const int64_t first = documents.front().row.commit_number;
  const int64_t last = documents.back().row.commit_number;
  HW_CHECK(first == archive.moved_through + 1 && last <= archive.last_commit &&
           last - first + 1 == static_cast<int64_t>(documents.size()))
      << "these are not the next documents of the archive";
  std::map<base::Gln, int64_t> ends;
  RETURN_IF_ERROR(transaction.Execute(kDelete, {first, last}).status());
  for (const OwnedDocumentRow& document : documents) {
    DocumentRow row = document.row;
    row.payload = {};
    RETURN_IF_ERROR(InsertDocument(transaction, row));
    ends[row.sender] = row.sender_sequence;
    if (row.receiver != base::Gln()) ends[row.receiver] = row.receiver_sequence;
  }
  for (const auto& [party, sequence] : ends) {
    ASSIGN_OR_RETURN(const std::string hash, ReadChainHash(transaction, party, sequence));
    RETURN_IF_ERROR(
        transaction.Execute(kSetAnchor, {party.value(), sequence, Value::Blob(hash)}).status());
  }
  ASSIGN_OR_RETURN(const int64_t moved, transaction.Execute(kMoved, {archive.first_commit, last,
                                                                     archive.moved_through}));
  if (moved == 1) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(archive.name,
                                         ": another `headwater archive` moves the same documents; "
                                         "run this again when it has ended"));
}

absl::StatusOr<std::vector<FeedAnchor>> ReadAnchors(store::Reader& reader) {
  std::vector<FeedAnchor> anchors;
  RETURN_IF_ERROR(reader.Query(kAnchors, {}, [&anchors](const Row& row) {
    anchors.push_back(
        {base::Gln(row.integer(0)), FeedHead{row.integer(1), std::string(row.blob(2))}});
    return absl::OkStatus();
  }));
  return anchors;
}

absl::StatusOr<std::string> FindArchiveOf(store::Reader& reader, std::string_view document_id) {
  ASSIGN_OR_RETURN(const IdKey document, IdKey::Of(document_id));
  std::optional<std::string> name;
  RETURN_IF_ERROR(
      reader
          .QueryOne(kArchiveOf, {document.value()}, [&name](const Row& row) { name = row.text(0); })
          .status());
  if (name) return *name;
  return absl::DataLossError(absl::StrCat("document ", base::AbslView(document_id),
                                          " has no content, and no archive has it; run verify"));
}

absl::StatusOr<std::string> ReadChainHash(store::Reader& reader, base::Gln party,
                                          int64_t sequence) {
  std::optional<std::string> hash;
  RETURN_IF_ERROR(reader
                      .QueryOne(kChainHash, {party.value(), sequence},
                                [&hash](const Row& row) { hash = row.blob(0); })
                      .status());
  if (hash) return *hash;
  return absl::DataLossError(
      absl::StrCat("feed_entry (", party.ToString(), ", ", sequence, ") is missing; run verify"));
}

}  // namespace headwater::exchange
