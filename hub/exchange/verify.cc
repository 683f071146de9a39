#include "hub/exchange/verify.h"

#include <memory>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/exchange/chain.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/values.h"
#include "hub/exchange/verify_archives.h"
#include "hub/store/table_diff.h"

namespace headwater::exchange {
namespace {

using base::AbslView;
using store::Row;
using store::Sql;

constexpr Sql kEntries{
    "verify.entries",
    "/* walk */ SELECT e.party, e.sequence, e.chain_hash, d.content_hash, e.commit_number "
    "FROM feed_entry e LEFT JOIN document d ON d.commit_number = e.commit_number "
    "ORDER BY e.party, e.sequence"};
constexpr Sql kHeads{"verify.heads",
                     "/* walk */ SELECT party, sequence, chain_hash FROM feed_head ORDER BY party"};
constexpr Sql kAcknowledgements{
    "verify.acknowledgements",
    "/* walk */ SELECT a.party, a.sequence, coalesce(h.sequence, 0) FROM acknowledgement a "
    "LEFT JOIN feed_head h ON h.party = a.party WHERE a.sequence > coalesce(h.sequence, 0) "
    "ORDER BY a.party"};

class Findings {
 public:
  explicit Findings(std::vector<std::string>& list) : list_(list) {}

  void Add(std::string sentence) {
    if (list_.size() < kVerifyFindingsMax) {
      list_.push_back(std::move(sentence));
    } else {
      list_.back() = "there is more that is wrong, not listed";
    }
  }

 private:
  std::vector<std::string>& list_;
};

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(AbslView(bytes)); }

// Checks a document against itself.
class DocumentCheck {
 public:
  // Documents through `archived` may come without their payloads.
  DocumentCheck(Findings& findings, int64_t archived) : findings_(findings), archived_(archived) {}

  void Check(const DocumentRow& row) {
    if (row.commit_number != last_ + 1) {
      findings_.Add(absl::StrCat("document (", row.commit_number, ") comes after ", last_,
                                 ": documents between them are missing"));
    }
    last_ = row.commit_number;
    if (row.archived()) {
      if (row.commit_number <= archived_) return;
      findings_.Add(absl::StrCat("document (", row.commit_number,
                                 "): column payload is empty, "
                                 "and no archive has it"));
      return;
    }
    if (const std::string hash = base::Sha256Of(row.payload); hash != row.content_hash) {
      findings_.Add(absl::StrCat("document (", row.commit_number, "): column content_hash is ",
                                 Hex(row.content_hash), ", that of the payload is ", Hex(hash)));
    }
    v1::Document document;
    if (!document.ParseFromArray(row.payload.data(), static_cast<int>(row.payload.size()))) {
      findings_.Add(
          absl::StrCat("document (", row.commit_number, "): column payload cannot be read"));
      return;
    }
    Compare(row, "document_id", row.document_id, document.document_id());
    Compare(row, "number", row.number, document.number());
    Compare(row, "sender", row.sender, document.sender_gln());
    Compare(row, "receiver", row.receiver, document.receiver_gln());
    if (row.kind != document.body_case()) {
      findings_.Add(absl::StrCat("document (", row.commit_number, "): column kind is ", row.kind,
                                 ", the payload has ", document.body_case()));
    }
  }

 private:
  void Compare(const DocumentRow& row, std::string_view column, std::string_view is,
               std::string_view stated) {
    if (is == stated) return;
    findings_.Add(absl::StrCat("document (", row.commit_number, "): column ", AbslView(column),
                               " is \"", absl::CHexEscape(AbslView(is)), "\", the payload has \"",
                               absl::CHexEscape(AbslView(stated)), "\""));
  }
  // A payload that was tampered with need not hold a key.
  void Compare(const DocumentRow& row, std::string_view column, base::Gln is,
               std::string_view stated) {
    if (is == base::Gln() ? stated.empty() : is.ToString() == stated) return;
    Compare(row, column, is == base::Gln() ? std::string() : is.ToString(), stated);
  }

  Findings& findings_;
  const int64_t archived_;
  int64_t last_ = 0;
};

// A damaged or altered value may be of any type, which would abort those who read it
// as what it ought to be.
bool IsInteger(const Row& row, int column) {
  return row.type(column) == store::Value::Type::kInteger;
}

// Empty, which no hash is, for what is not a blob.
std::string BlobOf(const Row& row, int column) {
  if (row.type(column) != store::Value::Type::kBlob) return "";
  return std::string(row.blob(column));
}

// Recomputes the chain of every party from its entries, in order.
class ChainCheck {
 public:
  explicit ChainCheck(Findings& findings) : findings_(findings) {}

  void Entry(const Row& row) {
    if (!IsInteger(row, 0) || !IsInteger(row, 1) || !IsInteger(row, 4)) {
      findings_.Add("feed_entry: a key holds a value that is no integer");
      return;
    }
    const int64_t party = row.integer(0);
    const int64_t sequence = row.integer(1);
    FeedHead& head =
        heads_.try_emplace(party, FeedHead{0, std::string(ChainStart())}).first->second;
    const std::string at = absl::StrCat("feed_entry (", party, ", ", sequence, ")");
    if (sequence != head.sequence + 1) {
      findings_.Add(absl::StrCat("feed_entry (", party, ", ", head.sequence + 1,
                                 ") is missing: ", at, " comes next"));
    }
    if (row.is_null(3)) {
      findings_.Add(absl::StrCat(at, ": its document (", row.integer(4), ") is missing"));
    }
    const std::string stored = BlobOf(row, 2);
    if (const std::string hash = ChainHash(head.chain_hash, sequence, BlobOf(row, 3));
        hash != stored) {
      findings_.Add(absl::StrCat(at, ": column chain_hash is ", Hex(stored), ", the chain gives ",
                                 Hex(hash)));
    }
    // Goes on from what is stored, so that one fault is one finding.
    head = {sequence, stored};
  }

  void Head(const Row& row) {
    if (!IsInteger(row, 0) || !IsInteger(row, 1)) {
      findings_.Add("feed_head: a row holds a value that is no integer");
      return;
    }
    const int64_t party = row.integer(0);
    const FeedHead& head =
        heads_.try_emplace(party, FeedHead{0, std::string(ChainStart())}).first->second;
    const std::string at = absl::StrCat("feed_head (", party, ")");
    if (row.integer(1) != head.sequence) {
      findings_.Add(absl::StrCat(at, ": column sequence is ", row.integer(1),
                                 ", the last feed_entry is ", head.sequence));
    }
    const std::string stored = BlobOf(row, 2);
    if (stored != head.chain_hash) {
      findings_.Add(absl::StrCat(at, ": column chain_hash is ", Hex(stored),
                                 ", the last feed_entry has ", Hex(head.chain_hash)));
    }
    seen_.insert_or_assign(party, true);
  }

  void Finish() {
    for (const auto& [party, head] : heads_) {
      if (!seen_.contains(party)) findings_.Add(absl::StrCat("feed_head (", party, ") is missing"));
    }
  }

  int64_t feeds() const { return static_cast<int64_t>(heads_.size()); }

 private:
  Findings& findings_;
  absl::flat_hash_map<int64_t, FeedHead> heads_;
  absl::flat_hash_map<int64_t, bool> seen_;
};

absl::Status CheckFeeds(store::Reader& reader, const TaskOptions& options, Findings& findings,
                        VerifyReport& report) {
  ChainCheck chain(findings);
  RETURN_IF_ERROR(reader.Query(kEntries, {}, [&](const Row& row) {
    chain.Entry(row);
    return CheckInterrupt(options);
  }));
  RETURN_IF_ERROR(reader.Query(kHeads, {}, [&](const Row& row) {
    chain.Head(row);
    return absl::OkStatus();
  }));
  chain.Finish();
  report.feeds = chain.feeds();
  return reader.Query(kAcknowledgements, {}, [&](const Row& row) {
    findings.Add(absl::StrCat("acknowledgement (", row.integer(0), "): column sequence is ",
                              row.integer(1), ", the feed ends at ", row.integer(2)));
    return absl::OkStatus();
  });
}

// What cannot be read for damage is a finding; what lies behind it stays unread.
absl::Status DamageIsFinding(const absl::Status& status, Findings& findings) {
  if (!absl::IsDataLoss(status)) return status;
  findings.Add(std::string(status.message()));
  return absl::OkStatus();
}

absl::Status ReplayInto(store::Transaction& target, store::Reader& reader, const ReplayParts& parts,
                        const TaskOptions& options, Findings& findings) {
  FeedHeads heads;
  RETURN_IF_ERROR(
      ForEachDocument(reader, "replay", options, [&](const DocumentRow& row) -> absl::Status {
        RETURN_IF_ERROR(ReplayDocument(parts, row, target, heads, [&](const ReplayFinding& found) {
          findings.Add(std::string(found.sentence));
        }));
        return InsertDocument(target, row);
      }));
  return heads.Save(target, [](base::Gln, int64_t) {});
}

absl::Status CompareTables(store::Reader& reader, store::Reader& expected,
                           absl::Span<const store::Schema> schemas, const TaskOptions& options,
                           Findings& findings) {
  for (const store::Schema& schema : schemas) {
    for (const store::Table& table : schema.tables) {
      if (table.kind != store::Table::Kind::kDerived) continue;
      RETURN_IF_ERROR(CheckInterrupt(options));
      const absl::StatusOr<int64_t> differences = store::DiffTable(
          reader, expected, table, kVerifyFindingsMax + 1,
          [&](std::string_view difference) { findings.Add(std::string(difference)); });
      RETURN_IF_ERROR(DamageIsFinding(differences.status(), findings));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifyReport> Verify(store::Database& database, store::Database& scratch,
                                    absl::Span<const store::Schema> schemas,
                                    const ReplayParts& parts, const TaskOptions& options) {
  VerifyReport report;
  Findings findings(report.findings);
  RETURN_IF_ERROR(database.CheckIntegrity(
      [&findings](std::string_view fault) { findings.Add(std::string(fault)); }));
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  absl::StatusOr<int64_t> archived =
      CheckArchives(*reader, [&findings](std::string fault) { findings.Add(std::move(fault)); });
  RETURN_IF_ERROR(DamageIsFinding(archived.status(), findings));
  report.archived = archived.value_or(0);
  DocumentCheck check(findings, report.archived);
  RETURN_IF_ERROR(DamageIsFinding(ForEachDocument(*reader, "documents", options,
                                                  [&](const DocumentRow& row) {
                                                    check.Check(row);
                                                    ++report.documents;
                                                    return absl::OkStatus();
                                                  }),
                                  findings));
  RETURN_IF_ERROR(DamageIsFinding(CheckFeeds(*reader, options, findings, report), findings));

  // What the tables must be follows from all documents.
  report.replayed = report.archived == 0 || options.archives != nullptr;
  if (!report.replayed) return report;
  RETURN_IF_ERROR(store::Migrate(scratch, schemas));
  {
    ASSIGN_OR_RETURN(const auto target, scratch.BeginWrite());
    RETURN_IF_ERROR(
        DamageIsFinding(ReplayInto(*target, *reader, parts, options, findings), findings));
    RETURN_IF_ERROR(target->Commit());
  }
  ASSIGN_OR_RETURN(const auto expected, scratch.BeginRead());
  RETURN_IF_ERROR(CompareTables(*reader, *expected, schemas, options, findings));
  return report;
}

}  // namespace headwater::exchange
