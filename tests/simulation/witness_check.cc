// The witness before the whole database.

#include "hub/base/error.h"
#include "hub/exchange/chain.h"
#include "hub/exchange/document_table.h"
#include "hub/exchange/values.h"
#include "simulation/witness.h"

namespace headwater::simulation {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kEntries{"simulation.entries",
                       "SELECT party, sequence, commit_number, chain_hash FROM feed_entry "
                       "ORDER BY party, sequence"};
constexpr Sql kHeads{"simulation.heads", "SELECT party, sequence, chain_hash FROM feed_head"};
constexpr Sql kAcknowledgements{"simulation.acknowledgements",
                                "SELECT party, sequence FROM acknowledgement"};
// The law of conservation, as ordering/order_line_ledger.h states it.
constexpr Sql kBrokenLedgers{
    "simulation.broken_ledgers",
    "SELECT supplier, order_number, line_number FROM purchase_order_line "
    "WHERE ordered + changed + over_despatched <> open + acknowledged + backordered + "
    "substituted + rejected + cancelled_by_buyer + cancelled_by_supplier + despatched "
    "OR despatched + over_received <> in_transit + received + short_received "
    "OR received <> accepted + damaged + refused"};

}  // namespace

struct Witness::Stored {
  base::Gln sender;
  base::Gln receiver;
  std::string request_id;
  std::string document_id;
  std::string content_hash;
  int64_t sender_sequence = 0;
  int64_t receiver_sequence = 0;
  int64_t version = 0;
  int64_t commit_time = 0;
  std::string chain_hash;  // of the sender
  int entries = 0;         // found in feeds
};

absl::Status Witness::Check(store::Database& database) {
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  StoredDocuments stored;
  RETURN_IF_ERROR(ReadStored(*reader, stored));
  documents_ = static_cast<int64_t>(stored.size());
  RETURN_IF_ERROR(CheckFeeds(*reader, stored));
  CheckReceipts(stored);
  RETURN_IF_ERROR(CheckAcknowledgements(*reader));
  return CheckLedgers(*reader);
}

absl::Status Witness::ReadStored(store::Reader& reader, StoredDocuments& stored) {
  int64_t last = 0;
  while (true) {
    ASSIGN_OR_RETURN(const auto rows, exchange::ReadDocuments(reader, last));
    if (rows.empty()) return absl::OkStatus();
    for (const auto& [row, id, number, request, hash, payload] : rows) {
      if (row.commit_number != ++last) trace_.Violated("document ", last, " is missing");
      const auto sent = payloads_.find(hash);
      if (sent == payloads_.end() || sent->second != payload) {
        trace_.Violated("document ", row.commit_number, " (", id, ") was sent by nobody");
        continue;
      }
      const auto fates = fates_.find({row.sender, request});
      const Fate* fate = nullptr;
      if (fates != fates_.end() && fates->second.contains(hash)) fate = &fates->second.at(hash);
      if (fate == nullptr || fate->unknown + fate->accepted == 0) {
        trace_.Violated(
            "document ", row.commit_number, " (", id, ") of request ", request,
            " is stored, and whenever it was sent the hub said no, or it was a dry run");
      }
      stored[row.commit_number] = {.sender = row.sender,
                                   .receiver = row.receiver,
                                   .request_id = request,
                                   .document_id = id,
                                   .content_hash = hash,
                                   .sender_sequence = row.sender_sequence,
                                   .receiver_sequence = row.receiver_sequence,
                                   .version = row.version,
                                   .commit_time = row.commit_time,
                                   .chain_hash = {},
                                   .entries = 0};
    }
  }
}

absl::Status Witness::CheckFeeds(store::Reader& reader, StoredDocuments& stored) {
  struct Head {
    int64_t sequence = 0;
    std::string chain_hash = std::string(exchange::ChainStart());
  };
  std::map<base::Gln, Head> heads;
  RETURN_IF_ERROR(reader.Query(kEntries, {}, [&](const Row& row) {
    const base::Gln party(row.integer(0));
    Head& head = heads[party];
    const std::string at = absl::StrCat("the feed of ", party.ToString(), " at ", row.integer(1));
    if (row.integer(1) != ++head.sequence) trace_.Violated(at, " comes after a gap");
    const auto document = stored.find(row.integer(2));
    if (document == stored.end()) {
      trace_.Violated(at, " has no document");
      return absl::OkStatus();
    }
    Stored& of = document->second;
    ++of.entries;
    const int64_t place = party == of.sender ? of.sender_sequence : of.receiver_sequence;
    if (party != of.sender && party != of.receiver) trace_.Violated(at, " is of others");
    if (place != row.integer(1)) trace_.Violated(at, " has a document that belongs at ", place);
    head.chain_hash = exchange::ChainHash(head.chain_hash, head.sequence, of.content_hash);
    if (row.blob(3) != head.chain_hash) trace_.Violated(at, " has a broken chain");
    if (party == of.sender) of.chain_hash = head.chain_hash;
    const auto& told = told_[party];
    const auto known = told.find(row.integer(1));
    if (known != told.end() && known->second != row.blob(3)) {
      trace_.Violated(at, " is not what was told of it");
    }
    return absl::OkStatus();
  }));
  for (const auto& [number, of] : stored) {
    const int due = of.receiver == base::Gln() || of.receiver == of.sender ? 1 : 2;
    if (of.entries != due) {
      trace_.Violated("document ", number, " stands in ", of.entries, " feeds, not in ", due);
    }
  }
  for (const auto& [party, told] : told_) {
    if (!told.empty() && told.rbegin()->first > heads[party].sequence) {
      trace_.Violated("the feed of ", party.ToString(), " ends at ", heads[party].sequence,
                      ", and ", told.rbegin()->first, " was told of");
    }
  }
  return reader.Query(kHeads, {}, [&](const Row& row) {
    const Head& head = heads[base::Gln(row.integer(0))];
    if (head.sequence != row.integer(1) || head.chain_hash != row.blob(2)) {
      trace_.Violated("the head of the feed of ", row.integer(0), " is not its end");
    }
    return absl::OkStatus();
  });
}

void Witness::CheckReceipts(const StoredDocuments& stored) {
  std::map<RequestKey, const Stored*> by_request;
  for (const auto& [number, of] : stored) {
    const bool first = by_request.emplace(std::pair(of.sender, of.request_id), &of).second;
    if (!first) trace_.Violated("request ", of.request_id, " was applied twice");
  }
  for (const auto& [key, receipt] : receipts_) {
    const auto found = by_request.find(key);
    if (found == by_request.end()) {
      trace_.Violated("the receipt for request ", key.second, ", document ", receipt.document_id(),
                      ", is not honoured: the document is not there");
      continue;
    }
    const Stored& of = *found->second;
    const bool same = of.document_id == receipt.document_id() &&
                      of.content_hash == receipt.content_hash() &&
                      of.sender_sequence == receipt.sequence() &&
                      of.chain_hash == receipt.chain_hash() && of.version == receipt.version() &&
                      exchange::TimestampOf(of.commit_time).SerializeAsString() ==
                          receipt.commit_time().SerializeAsString();
    if (!same) {
      trace_.Violated("the receipt for request ", key.second,
                      " is not what is stored: ", receipt.ShortDebugString());
    }
  }
}

absl::Status Witness::CheckAcknowledgements(store::Reader& reader) {
  std::map<base::Gln, int64_t> stored;
  RETURN_IF_ERROR(reader.Query(kAcknowledgements, {}, [&](const Row& row) {
    const base::Gln party(row.integer(0));
    stored[party] = row.integer(1);
    if (row.integer(1) > asked_[party]) {
      trace_.Violated(party.ToString(), " never acknowledged ", row.integer(1));
    }
    return absl::OkStatus();
  }));
  for (const auto& [party, sequence] : acknowledged_) {
    if (stored[party] < sequence) {
      trace_.Violated(party.ToString(), " was told that ", sequence, " is acknowledged; now it is ",
                      stored[party]);
    }
  }
  return absl::OkStatus();
}

absl::Status Witness::CheckLedgers(store::Reader& reader) {
  return reader.Query(kBrokenLedgers, {}, [&](const Row& row) {
    trace_.Violated("the ledger of line ", row.integer(2), " of order ", std::string(row.text(1)),
                    " does not add up");
    return absl::OkStatus();
  });
}

}  // namespace headwater::simulation
