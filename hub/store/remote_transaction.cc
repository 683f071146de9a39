#include "hub/store/remote_transaction.h"

#include "hub/base/error.h"

namespace headwater::store {

// A cast, so that the drivers and wrappers of the seam need not know of it.
RemoteTransaction* AsRemote(Transaction& transaction) {
  return dynamic_cast<RemoteTransaction*>(&transaction);
}

absl::Status QueryEach(Transaction& transaction, absl::Span<const Question> questions,
                       absl::FunctionRef<absl::Status(size_t, const Row&)> row) {
  if (RemoteTransaction* const remote = AsRemote(transaction); remote != nullptr) {
    return remote->QueryEach(questions, row);
  }
  for (size_t i = 0; i < questions.size(); ++i) {
    RETURN_IF_ERROR(transaction.Query(*questions[i].sql, questions[i].parameters,
                                      [&](const Row& found) { return row(i, found); }));
  }
  return absl::OkStatus();
}

}  // namespace headwater::store
