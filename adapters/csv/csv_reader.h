// CSV into Documents.
#pragma once

#include "absl/status/status.h"
#include "adapters/csv/profile.h"
#include "adapters/format/document_reader.h"

namespace headwater::csv {

// A reading with more issues than this is ended: somebody took the wrong file.
inline constexpr int kIssuesMax = 10'000;

// Not thread-safe. Memory: one row, one document, and 16 bytes for each document that
// was read, to notice one that comes back.
//
// Rows of one document stand together. When the document's key comes back after it
// was finished, that is an issue, and the rows that came back are not taken; the
// document of the rows before is then already with the sink, and is not whole. Read
// with kAllOrNothing whatever may be unsorted.
class CsvReader final : public format::DocumentReader {
 public:
  // `profile` must outlive it.
  explicit CsvReader(const Profile& profile) : profile_(profile) {}
  absl::Status Read(format::ByteSource& source, format::DocumentSink& sink) override;

 private:
  const Profile& profile_;
};

}  // namespace headwater::csv
