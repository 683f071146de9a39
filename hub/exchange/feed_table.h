// Writing to the feeds: part of the transaction that commits the document.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/exchange/feed.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// The places of one document: the ends of the feeds once it stands there. receiver.sequence
// is 0 without a receiver; where sender and receiver are one, both are the same place.
struct FeedPlaces {
  FeedHead sender;
  FeedHead receiver;
};

// The ends of the feeds while a transaction is open. A group of documents moves the same
// few of them again and again; their rows are read once and written once. Not thread-safe.
class FeedHeads {
 public:
  // A transaction begins: nothing is known of the ends any more.
  void Forget() { heads_.clear(); }
  // An end, as it was read in this transaction.
  void Know(base::Gln party, FeedHead head) { heads_.try_emplace(party, std::move(head), false); }

  // The places that come next. Nothing is written and no end is moved.
  absl::StatusOr<FeedPlaces> Next(store::Transaction& transaction, base::Gln sender,
                                  base::Gln receiver, std::string_view content_hash);

  // Writes the entries of a document that takes these places, and moves the ends. After an
  // error they are where they were, as they are once the caller has undone its work.
  absl::Status Append(store::Transaction& transaction, base::Gln sender, base::Gln receiver,
                      int64_t commit_number, int64_t kind, const FeedPlaces& places);

  // Before the commit: writes the ends that have moved and calls `moved` with each.
  absl::Status Save(store::Transaction& transaction,
                    absl::FunctionRef<void(base::Gln, int64_t)> moved);

 private:
  struct Head {
    Head() = default;
    Head(FeedHead of, bool has_moved) : head(std::move(of)), moved(has_moved) {}
    FeedHead head;
    bool moved = false;
  };
  absl::StatusOr<FeedHead> NextOf(store::Transaction& transaction, base::Gln party,
                                  std::string_view content_hash);

  std::map<base::Gln, Head> heads_;  // saved in one order on every run
};

}  // namespace headwater::exchange
