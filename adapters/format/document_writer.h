// The other way through the seam: Documents into a file.
#pragma once

#include "absl/status/status.h"
#include "adapters/format/byte_source.h"
#include "headwater/v1/document.pb.h"

namespace headwater::format {

// Not thread-safe. One writer makes one file.
class DocumentWriter {
 public:
  virtual ~DocumentWriter() = default;
  // Appends one document. INVALID_ARGUMENT names the field that the format cannot
  // say; nothing of the document is then written.
  virtual absl::Status Write(const v1::Document& document, ByteSink& sink) = 0;
  // Whatever ends the file.
  virtual absl::Status Finish(ByteSink& sink) = 0;
};

}  // namespace headwater::format
