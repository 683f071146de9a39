// What documents said whose payloads were moved out of the store. The exchange knows
// neither files nor their format: the room `archive` implements this.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace headwater::exchange {

// Not thread-safe.
class ArchivedPayloads {
 public:
  virtual ~ArchivedPayloads() = default;
  // Of the document with this commit number. Cheap where each call asks for a higher
  // number than the one before. NOT_FOUND when no file has it; DATA_LOSS names a file that
  // is damaged.
  virtual absl::StatusOr<std::string> Payload(int64_t commit_number) = 0;
};

}  // namespace headwater::exchange
