// What a transaction can do where each question is a trip to a server, beyond what all drivers do.
#pragma once

#include <cstddef>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "hub/store/database.h"

namespace headwater::store {

// The texts of the parameters are borrowed until the answers are there.
struct Question {
  const Sql* sql = nullptr;
  absl::InlinedVector<Value, 4> parameters;
};

class RemoteTransaction {
 public:
  virtual ~RemoteTransaction() = default;

  // Asks all at once. Calls `row` with the index of the question and each of its rows, in order.
  virtual absl::Status QueryEach(absl::Span<const Question> questions,
                                 absl::FunctionRef<absl::Status(size_t, const Row&)> row) = 0;
};

// Null where a question is no trip.
RemoteTransaction* AsRemote(Transaction& transaction);

// As RemoteTransaction has it where there is one, and one after the other elsewhere.
absl::Status QueryEach(Transaction& transaction, absl::Span<const Question> questions,
                       absl::FunctionRef<absl::Status(size_t, const Row&)> row);

}  // namespace headwater::store
