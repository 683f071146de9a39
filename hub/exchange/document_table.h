// The rows of the table `document`, for the exchange itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"
#include "hub/store/remote_transaction.h"

namespace headwater::exchange {

// A document as it is stored. Text and bytes are borrowed.
struct DocumentRow {
  int64_t commit_number = 0;
  std::string_view document_id;
  base::Gln sender;
  int64_t kind = 0;
  std::string_view number;
  base::Gln receiver;  // 0: none
  std::string_view request_id;
  int64_t sender_sequence = 0;
  int64_t receiver_sequence = 0;  // 0: no receiver
  int64_t version = 0;
  int64_t commit_time = 0;  // microseconds
  std::string_view content_hash;
  std::string_view payload;  // empty: it is in an archive

  bool archived() const { return payload.empty(); }
};

// The same with its own memory.
struct OwnedDocumentRow {
  DocumentRow row;
  std::string document_id, number, request_id, content_hash, payload;
};

// The last commit number, 0 for an empty table.
absl::StatusOr<int64_t> LastCommitNumber(store::Reader& reader);
// The same as a question, to be asked with others: the first column of its row.
store::Question AskLastCommitNumber();

absl::Status InsertDocument(store::Transaction& transaction, const DocumentRow& row);

// What was committed under this request, as its receipt told it.
absl::StatusOr<std::optional<v1::Receipt>> FindReceipt(store::Reader& reader, base::Gln sender,
                                                       std::string_view request_id);

// What stands under the business key, for the message to its own sender.
struct NumberHolder {
  std::string document_id;
  int64_t commit_time = 0;
};
absl::StatusOr<std::optional<NumberHolder>> FindNumber(store::Reader& reader, base::Gln sender,
                                                       int64_t kind, std::string_view number);

// The documents after a commit number, in order: a batch bounded in rows and
// bytes, empty at the end. DATA_LOSS names a row whose columns have the wrong type.
absl::StatusOr<std::vector<OwnedDocumentRow>> ReadDocuments(store::Reader& reader, int64_t after);

}  // namespace headwater::exchange
