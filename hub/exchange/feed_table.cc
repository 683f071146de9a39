#include "hub/exchange/feed_table.h"

#include "hub/base/error.h"
#include "hub/exchange/chain.h"

namespace headwater::exchange {
namespace {

using store::Sql;
using store::Value;

constexpr Sql kSetHead{
    "feed.set_head",
    "/* later */ INSERT INTO feed_head(party, sequence, chain_hash) VALUES($1, $2, $3) "
    "ON CONFLICT(party) DO UPDATE SET sequence = excluded.sequence, "
    "chain_hash = excluded.chain_hash"};
constexpr Sql kInsertEntry{
    "feed.insert_entry",
    "INSERT INTO feed_entry(party, sequence, commit_number, kind, chain_hash) "
    "VALUES($1, $2, $3, $4, $5)"};

// The last write of a document. Once it is done, so is all before it, or the transaction fails as
// a whole.
constexpr Sql kInsertLastEntry{
    "feed.insert_last_entry",
    "/* now */ INSERT INTO feed_entry(party, sequence, commit_number, kind, chain_hash) "
    "VALUES($1, $2, $3, $4, $5)"};

absl::Status InsertEntry(store::Transaction& transaction, const Sql& sql, base::Gln party,
                         int64_t commit_number, int64_t kind, const FeedHead& place) {
  return transaction
      .Execute(sql,
               {party.value(), place.sequence, commit_number, kind, Value::Blob(place.chain_hash)})
      .status();
}

}  // namespace

absl::StatusOr<FeedHead> FeedHeads::NextOf(store::Transaction& transaction, base::Gln party,
                                           std::string_view content_hash) {
  auto known = heads_.find(party);
  if (known == heads_.end()) {
    ASSIGN_OR_RETURN(FeedHead head, ReadFeedHead(transaction, party));
    known = heads_.emplace(party, Head{std::move(head), false}).first;
  }
  const FeedHead& last = known->second.head;
  return FeedHead{last.sequence + 1, ChainHash(last.chain_hash, last.sequence + 1, content_hash)};
}

absl::StatusOr<FeedPlaces> FeedHeads::Next(store::Transaction& transaction, base::Gln sender,
                                           base::Gln receiver, std::string_view content_hash) {
  FeedPlaces places;
  ASSIGN_OR_RETURN(places.sender, NextOf(transaction, sender, content_hash));
  if (receiver == sender) {
    places.receiver = places.sender;
  } else if (receiver != base::Gln()) {
    ASSIGN_OR_RETURN(places.receiver, NextOf(transaction, receiver, content_hash));
  }
  return places;
}

absl::Status FeedHeads::Append(store::Transaction& transaction, base::Gln sender,
                               base::Gln receiver, int64_t commit_number, int64_t kind,
                               const FeedPlaces& places) {
  const bool two = receiver != base::Gln() && receiver != sender;
  RETURN_IF_ERROR(InsertEntry(transaction, two ? kInsertEntry : kInsertLastEntry, sender,
                              commit_number, kind, places.sender));
  if (two) {
    RETURN_IF_ERROR(
        InsertEntry(transaction, kInsertLastEntry, receiver, commit_number, kind, places.receiver));
    heads_[receiver] = {places.receiver, true};
  }
  heads_[sender] = {places.sender, true};
  return absl::OkStatus();
}

absl::Status FeedHeads::Save(store::Transaction& transaction,
                             absl::FunctionRef<void(base::Gln, int64_t)> moved) {
  for (auto& [party, head] : heads_) {
    if (!head.moved) continue;
    RETURN_IF_ERROR(transaction
                        .Execute(kSetHead, {party.value(), head.head.sequence,
                                            Value::Blob(head.head.chain_hash)})
                        .status());
    head.moved = false;
    moved(party, head.head.sequence);
  }
  return absl::OkStatus();
}

}  // namespace headwater::exchange
