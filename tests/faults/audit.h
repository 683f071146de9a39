// Holds a hub to what it ever said.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "bench/place.h"
#include "faults/feed_witness.h"
#include "faults/load.h"
#include "faults/receipt_book.h"
#include "faults/sender.h"

namespace headwater::faults {

// The connections of one life, each under the mutual TLS of its party.
struct Lines {
  // `target` is that of the hub.
  static absl::StatusOr<Lines> Open(const bench::Place& place, const std::string& target);

  std::vector<Channel> orders;
  // By party as in the cast: the retailer, and the suppliers.
  std::vector<Channel> parties;
};

// By party as in the cast.
using Witnesses = std::vector<std::unique_ptr<FeedWitness>>;
Witnesses NewWitnesses(const Cast& cast);

// The place in Lines::parties and Witnesses of who sends.
size_t PartyOf(const Cast& cast, size_t sender);

// Sends these requests on streams, one of each sender at a time, and notes their receipts: the
// same ones where they had any. The error of the first that is refused.
absl::Status SendAgain(const Cast& cast, ReceiptBook& book, const Lines& lines,
                       const std::vector<RequestKey>& keys);

// Reads each back as its sender. DATA_LOSS where one is not what was sent, with its receipt.
absl::Status ReadBack(const Cast& cast, const ReceiptBook& book, const Lines& lines,
                      const std::vector<RequestKey>& keys);

// DATA_LOSS where one with a receipt is not in the feeds as it should be.
absl::Status CheckFeeds(const Cast& cast, const ReceiptBook& book,
                        const std::vector<RequestKey>& keys, const Witnesses& witnesses);

// Not thread-safe. What it is given outlives it.
class Audit {
 public:
  Audit(const Cast& cast, ReceiptBook& book, const Witnesses& witnesses)
      : cast_(cast), book_(book), witnesses_(witnesses), lengths_(cast.parties().size()) {}

  // Of a hub that has begun a new life, with its subscribers at work and nobody else: whatever
  // was sent and not answered is sent again, and gets its receipt; whatever got its receipt
  // since the last time is sent again, and gets the same; is read back, and is what was sent,
  // with that receipt; and stands in the feeds, which are exactly as long as that makes them.
  absl::Status CheckNew(const Lines& lines);
  // The same of all receipts ever given, in feeds that `fresh` have seen from the first event.
  absl::Status CheckAll(const Lines& lines, const Witnesses& fresh);

 private:
  absl::Status Check(const Lines& lines, const std::vector<RequestKey>& keys,
                     const Witnesses& witnesses);
  absl::Status CheckLengths(const Witnesses& witnesses) const;

  const Cast& cast_;
  ReceiptBook& book_;
  const Witnesses& witnesses_;
  // Of the feeds, by party.
  std::vector<int64_t> lengths_;
};

}  // namespace headwater::faults
