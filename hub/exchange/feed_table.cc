#include "hub/exchange/feed_table.h"

#include "hub/base/error.h"
#include "hub/exchange/chain.h"

namespace headwater::exchange {
namespace {

using store::Row;
using store::Sql;
using store::Value;

// Takes the next number, and with it the row's lock; gives the chain hash before it.
constexpr Sql kTakeNumber{"feed.take_number",
                          "INSERT INTO feed_head(party, sequence, chain_hash) VALUES($1, 1, $2) "
                          "ON CONFLICT(party) DO UPDATE SET sequence = feed_head.sequence + 1 "
                          "RETURNING sequence, chain_hash"};
constexpr Sql kSetHead{"feed.set_head", "UPDATE feed_head SET chain_hash = $2 WHERE party = $1"};
constexpr Sql kInsertEntry{
    "feed.insert_entry",
    "INSERT INTO feed_entry(party, sequence, commit_number, kind, chain_hash) "
    "VALUES($1, $2, $3, $4, $5)"};

}  // namespace

absl::StatusOr<FeedHead> AppendFeedEntry(store::Transaction& transaction, base::Gln party,
                                         int64_t commit_number, int64_t kind,
                                         std::string_view content_hash) {
  FeedHead head;
  RETURN_IF_ERROR(transaction.Query(
      kTakeNumber, {party.value(), Value::Blob(ChainStart())}, [&](const Row& row) {
        head.sequence = row.integer(0);
        head.chain_hash = ChainHash(row.blob(1), head.sequence, content_hash);
        return absl::OkStatus();
      }));
  const Value chain_hash = Value::Blob(head.chain_hash);
  RETURN_IF_ERROR(transaction.Execute(kSetHead, {party.value(), chain_hash}).status());
  RETURN_IF_ERROR(
      transaction
          .Execute(kInsertEntry, {party.value(), head.sequence, commit_number, kind, chain_hash})
          .status());
  return head;
}

absl::StatusOr<FeedPlaces> AppendToFeeds(store::Transaction& transaction, base::Gln sender,
                                         base::Gln receiver, int64_t commit_number, int64_t kind,
                                         std::string_view content_hash) {
  FeedPlaces places;
  ASSIGN_OR_RETURN(places.sender,
                   AppendFeedEntry(transaction, sender, commit_number, kind, content_hash));
  if (receiver == sender) {
    places.receiver_sequence = places.sender.sequence;
  } else if (receiver != base::Gln()) {
    ASSIGN_OR_RETURN(const FeedHead head,
                     AppendFeedEntry(transaction, receiver, commit_number, kind, content_hash));
    places.receiver_sequence = head.sequence;
  }
  return places;
}

}  // namespace headwater::exchange
