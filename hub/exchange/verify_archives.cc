#include "hub/exchange/verify_archives.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/exchange/archive_table.h"

namespace headwater::exchange {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kEntry{
    "verify.feed_entry",
    "SELECT commit_number, chain_hash FROM feed_entry WHERE party = $1 AND sequence = $2"};
constexpr Sql kParties{"verify.parties", "SELECT party FROM feed_head ORDER BY party"};

struct Entry {
  int64_t commit_number = 0;
  std::string chain_hash;
};

absl::StatusOr<std::optional<Entry>> FindEntry(store::Reader& reader, base::Gln party,
                                               int64_t sequence) {
  std::optional<Entry> entry;
  RETURN_IF_ERROR(reader
                      .QueryOne(kEntry, {party.value(), sequence},
                                [&entry](const Row& row) {
                                  entry = Entry{row.integer(0), std::string(row.blob(1))};
                                })
                      .status());
  return entry;
}

void CheckRow(const ArchiveRow& archive, int64_t before, bool last,
              absl::FunctionRef<void(std::string)> finding) {
  const std::string at = absl::StrCat("archive (", archive.first_commit, ")");
  if (archive.first_commit != before + 1) {
    finding(absl::StrCat(at, " comes after document ", before,
                         ": the archive of those between them is missing"));
  }
  if (archive.last_commit < archive.first_commit || archive.moved_through > archive.last_commit ||
      archive.moved_through < archive.first_commit - 1 || (!archive.moved() && !last)) {
    finding(absl::StrCat(at, ": its documents to ", archive.last_commit, " cannot have moved to ",
                         archive.moved_through));
  }
  if (archive.name.empty()) finding(absl::StrCat(at, ": column name is empty"));
  if (archive.records_hash.size() != base::kSha256Size) {
    finding(absl::StrCat(at, ": column records_hash holds no SHA-256"));
  }
}

// An anchor is the last event that is archived, so the one after it is not.
absl::Status CheckAnchor(store::Reader& reader, const FeedAnchor& anchor, int64_t through,
                         absl::FunctionRef<void(std::string)> finding) {
  const std::string at = absl::StrCat("feed_anchor (", anchor.party.ToString(), ")");
  const int64_t sequence = anchor.event.sequence;
  ASSIGN_OR_RETURN(const auto entry, FindEntry(reader, anchor.party, sequence));
  if (!entry || entry->commit_number > through) {
    finding(absl::StrCat(at, ": event ", sequence, " is not archived"));
    return absl::OkStatus();
  }
  if (entry->chain_hash != anchor.event.chain_hash) {
    finding(absl::StrCat(at, ": column chain_hash is ",
                         absl::BytesToHexString(anchor.event.chain_hash), ", the feed has ",
                         absl::BytesToHexString(entry->chain_hash), " at ", sequence));
  }
  ASSIGN_OR_RETURN(const auto next, FindEntry(reader, anchor.party, sequence + 1));
  if (next && next->commit_number <= through) {
    finding(absl::StrCat(at, ": event ", sequence + 1, " is archived too"));
  }
  return absl::OkStatus();
}

absl::Status CheckAnchors(store::Reader& reader, int64_t through,
                          absl::FunctionRef<void(std::string)> finding) {
  std::vector<base::Gln> parties;
  RETURN_IF_ERROR(reader.Query(kParties, {}, [&parties](const Row& row) {
    parties.emplace_back(row.integer(0));
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const std::vector<FeedAnchor> anchors, ReadAnchors(reader));
  std::map<base::Gln, const FeedAnchor*> by_party;
  for (const FeedAnchor& anchor : anchors) {
    by_party[anchor.party] = &anchor;
    RETURN_IF_ERROR(CheckAnchor(reader, anchor, through, finding));
  }
  for (const base::Gln party : parties) {
    if (by_party.contains(party)) continue;
    ASSIGN_OR_RETURN(const auto first, FindEntry(reader, party, 1));
    if (first && first->commit_number <= through) {
      finding(absl::StrCat("feed_anchor (", party.ToString(),
                           ") is missing: the feed has archived events"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> CheckArchives(store::Reader& reader,
                                      absl::FunctionRef<void(std::string)> finding) {
  ASSIGN_OR_RETURN(const std::vector<ArchiveRow> archives, ReadArchives(reader));
  int64_t before = 0;
  for (const ArchiveRow& archive : archives) {
    CheckRow(archive, before, &archive == &archives.back(), finding);
    before = archive.last_commit;
  }
  const int64_t through = archives.empty() ? 0 : archives.back().moved_through;
  RETURN_IF_ERROR(CheckAnchors(reader, through, finding));
  return through;
}

}  // namespace headwater::exchange
