// Moves documents out of the store into archive files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/archive/archive_format.h"
#include "hub/base/gs1.h"
#include "hub/exchange/replay.h"
#include "hub/store/database.h"

namespace headwater::archive {

struct MoveOptions {
  // Must be there. All files of a store are best kept together.
  std::string folder;
  base::Gln retailer;
  // Documents that were committed before this instant go, up to the first that was not: what
  // leaves a feed is always its beginning.
  absl::Time before;
  // The first document that stays whatever its age; 0 for none.
  int64_t keep_from = 0;
  int64_t file_documents_max = kFileDocumentsMax;
  int64_t file_payload_bytes_max = kFilePayloadBytesMax;
};

struct MoveReport {
  int64_t documents = 0;  // whose payloads have left the store
  int64_t payload_bytes = 0;
  int64_t files = 0;  // that were written
  int64_t file_bytes = 0;
  // What ended it: the first document that stays is old enough, and keep_from kept it.
  bool kept = false;
  // An earlier run had been interrupted; its file was finished first.
  bool resumed = false;
  // Files that the store was never told of, or that are of a store that was put back to an earlier
  // state since: they are no archives of this store, and have another name now.
  std::vector<std::string> set_aside;
};

// For each file: writes it, syncs it, reads it back and compares each document with the
// store; then notes it in the store, and takes the payloads out in transactions of a few
// hundred documents each. Nothing leaves the store before its file has been read back. After
// an interrupt (CANCELLED) or a crash, the next run goes on, and needs the same folder. A
// hub may go on serving wherever the database takes a second writer, as PostgreSQL does.
// FAILED_PRECONDITION when the folder cannot be used or another run uses it; DATA_LOSS when
// the store is damaged, or a file that is read back. What had left the store by then stands in the
// message, and is in its files.
absl::StatusOr<MoveReport> MoveToArchives(store::Database& database, const MoveOptions& options,
                                          const exchange::TaskOptions& task);

}  // namespace headwater::archive
