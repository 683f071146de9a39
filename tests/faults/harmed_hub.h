// A hub under full load in a test that does it some harm: what all such tests do before and
// after.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bench/place.h"
#include "faults/audit.h"
#include "faults/full_load.h"
#include "faults/life.h"
#include "faults/receipt_book.h"
#include "faults/sender.h"
#include "faults/served_hub.h"

namespace headwater::faults {

// Not thread-safe.
class HarmedHub {
 public:
  // `folder` is made, for certificates and logs.
  static absl::StatusOr<std::unique_ptr<HarmedHub>> Make(const std::string& folder,
                                                         ServedHubOptions options);

  // A first life, in which what opens the hub is sent, and an orderly end.
  absl::Status Open();

  // Starts the hub, puts it under full load, does the harm after some hundreds of receipts, and
  // waits until the load has ended: the hub refuses it. Then looks whether the hub refuses in
  // the way that it should, goes on with reads and subscriptions, old and new, and says so to
  // whoever asks for its health; whether `while_sealed` is OK; and ends it.
  enum class End { kInOrder, kKilled };
  absl::Status LiveThrough(const std::function<absl::Status()>& harm,
                           const std::function<absl::Status()>& while_sealed, End end);

  // Starts it again: all receipts are honoured, what had no answer is taken, and more; `verify`
  // and `rebuild` find nothing.
  absl::Status Recover();

  ServedHub& hub() { return hub_; }
  bench::Place& place() { return *place_; }
  int64_t receipts() const { return book_.receipts(); }

 private:
  HarmedHub(std::unique_ptr<bench::Place> place, ServedHubOptions options);

  absl::Status CheckRefusals(const Life& life) const;
  absl::Status CheckReads(const Lines& lines, Life& life);
  absl::Status CheckHealth() const;

  const std::unique_ptr<bench::Place> place_;
  ServedHub hub_;
  const Cast cast_;
  ReceiptBook book_;
  const Witnesses witnesses_;
  Audit audit_;
};

}  // namespace headwater::faults
