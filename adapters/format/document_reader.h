// The seam between the files of the outside world and the Documents of the contract.
// Every format is a DocumentReader, a DocumentWriter, or both.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/format/byte_source.h"
#include "adapters/format/issue.h"
#include "adapters/format/position_map.h"
#include "headwater/v1/document.pb.h"

namespace headwater::format {

struct Parsed {
  v1::Document document;
  PositionMap positions;
};

// What a reader finds, in the order of the file. Used by one thread. An error ends
// the reading and comes out of Read.
class DocumentSink {
 public:
  virtual ~DocumentSink() = default;
  virtual absl::Status OnDocument(Parsed parsed) = 0;
  virtual absl::Status OnIssue(Issue issue) = 0;
};

// Not thread-safe.
class DocumentReader {
 public:
  virtual ~DocumentReader() = default;
  // Reads to the end of the source in bounded memory. Good documents go to the sink
  // as soon as they are complete; what is wrong becomes issues and never an error. An
  // error is the source's, the sink's, or RESOURCE_EXHAUSTED after more issues than
  // anybody reads.
  virtual absl::Status Read(ByteSource& source, DocumentSink& sink) = 0;
};

enum class Mode {
  // Not one document of a file with an error.
  kAllOrNothing,
  // The good documents of a file with errors too.
  kGoodOnesThrough,
};

struct ReadSummary {
  int64_t documents = 0;
  int64_t errors = 0;
  int64_t warnings = 0;
};

// Reads `source` in either mode. With kAllOrNothing the documents wait in a temporary
// file until the whole source has been read, and none reaches the sink if there was
// an error; memory stays bounded all the same.
absl::StatusOr<ReadSummary> ReadDocuments(DocumentReader& reader, ByteSource& source, Mode mode,
                                          DocumentSink& sink);

}  // namespace headwater::format
