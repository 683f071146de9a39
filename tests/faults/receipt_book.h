// Every request that was sent in a run, and every receipt that was given for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "faults/sender.h"
#include "headwater/v1/document.pb.h"

namespace headwater::faults {

// Thread-safe.
class ReceiptBook {
 public:
  explicit ReceiptBook(const Cast& cast) : cast_(cast), entries_(cast.senders().size()) {}

  // A number that nobody took before; without a receipt it stays open.
  RequestKey Take(size_t sender);
  // DATA_LOSS where another receipt was given for the same request before, or the receipt is
  // not that of this document.
  absl::Status Note(const RequestKey& key, const v1::Receipt& receipt);

  // What was sent and has no receipt: the hub may have it or not. In the order of the numbers.
  std::vector<RequestKey> Open() const;
  // Those that got their receipt since the last call, in that order.
  std::vector<RequestKey> TakeNew();
  // NOT_FOUND for one that is open.
  absl::StatusOr<v1::Receipt> Find(const RequestKey& key) const;
  // All with a receipt.
  std::vector<RequestKey> All() const;
  int64_t receipts() const;

  // Waits for so many receipts in all. False when they do not come.
  bool Await(int64_t receipts, absl::Duration patience) const;

 private:
  // By number: the receipt's bytes, empty while there is none.
  using Receipts = std::vector<std::string>;

  const Cast& cast_;
  mutable absl::Mutex mutex_;
  std::vector<Receipts> entries_ ABSL_GUARDED_BY(mutex_);
  std::vector<RequestKey> new_ ABSL_GUARDED_BY(mutex_);
  int64_t receipts_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace headwater::faults
