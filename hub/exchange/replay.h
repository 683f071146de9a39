// Folds the stored documents anew, in the order of their commits: what rebuild and
// verify have in common.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/exchange/archived_payloads.h"
#include "hub/exchange/document_table.h"
#include "hub/exchange/feed_table.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/registry.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// How far a long task is. `step` is a word or two for a person.
using Progress = std::function<void(std::string_view step, int64_t done, int64_t total)>;

// For tasks that take long and may be interrupted.
struct TaskOptions {
  Progress progress;
  // CANCELLED soon after it has become true. May be null.
  const std::atomic<bool>* interrupt = nullptr;
  // For tasks that need the payloads of all documents. May be null.
  ArchivedPayloads* archives = nullptr;
};

// CANCELLED when the task is to end.
absl::Status CheckInterrupt(const TaskOptions& options);

// Goes through all documents of `reader` in the order of their commits. The payload of one
// that is archived comes from the archives; without archives it stays empty.
absl::Status ForEachDocument(store::Reader& reader, std::string_view step,
                             const TaskOptions& options,
                             absl::FunctionRef<absl::Status(const DocumentRow&)> visit);

// How to fold: the same that the door was given.
struct ReplayParts {
  base::Gln retailer;
  const Registry& registry;
  const PartyDirectory& directory;
};

// What a replay found to be other than at the first time.
struct ReplayFinding {
  // The document could not be folded: what it did is missing from the tables.
  bool lost = false;
  // Names the document.
  std::string_view sentence;
};

// Folds one document into `target`: its handlers and its feed entries. Findings are
// told and do not end the replay; an error is one of the store. The caller saves the
// heads at the end.
absl::Status ReplayDocument(const ReplayParts& parts, const DocumentRow& row,
                            store::Transaction& target, FeedHeads& heads,
                            absl::FunctionRef<void(const ReplayFinding&)> finding);

}  // namespace headwater::exchange
