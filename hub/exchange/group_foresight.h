// What the documents of a group will ask the tables of the exchange, asked for all of them in one
// trip: whether their keys are free, the ends of their feeds, and the last commit number. For a
// store where each question is a trip to a server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "hub/base/gs1.h"
#include "hub/exchange/feed_table.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// By what a document is found again.
struct DocumentKeys {
  base::Gln sender;
  int64_t kind = 0;
  std::string_view number;
  std::string_view document_id;
  std::string_view request_id;
};

// Used by the writer thread alone. What it knows is true inside its transaction: it is told of
// each document that is appended there.
class GroupForesight {
 public:
  // A transaction begins: nothing is known any more.
  void Forget();
  // A document of the group. Copies the keys. INTERNAL for an id that is no UUID.
  absl::Status Expect(const DocumentKeys& keys, base::Gln receiver);
  // Once all are expected. Tells `heads` the ends of their feeds.
  absl::Status Ask(store::Transaction& transaction, FeedHeads& heads);

  // That no document has any of the keys. False says nothing.
  bool AreFree(const DocumentKeys& keys) const;
  // nullopt where it was not asked.
  std::optional<int64_t> last_commit_number() const { return last_commit_number_; }
  // A document has taken its keys and its number. Whatever undoes it undoes the transaction.
  void Appended(const DocumentKeys& keys, int64_t commit_number);

 private:
  struct Expected {
    base::Gln sender;
    int64_t kind;
    std::string number, document, request;
  };

  std::vector<Expected> expected_;
  absl::flat_hash_set<base::Gln> parties_;
  absl::flat_hash_set<std::string> free_;  // keys, each with its sort
  std::optional<int64_t> last_commit_number_;
};

}  // namespace headwater::exchange
