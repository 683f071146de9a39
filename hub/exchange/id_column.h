// How the ids of documents and requests stand in their columns: as the 16 bytes of the
// UUID. Every document writes the indexes over them at a random place, and so at half the
// pages that the text would take.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "hub/base/uuid.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// A parameter for such a column.
class IdKey {
 public:
  // INTERNAL for what is no canonical UUID: the shape of ids is checked at the door.
  static absl::StatusOr<IdKey> Of(std::string_view id);

  // Borrows from this key.
  store::Value value() const {
    return store::Value::Blob(std::string_view(bytes_.data(), bytes_.size()));
  }

 private:
  explicit IdKey(const base::UuidBytes& bytes) : bytes_(bytes) {}
  base::UuidBytes bytes_;
};

// The id in a column that holds a blob, as text. DATA_LOSS where it has not 16 bytes.
absl::StatusOr<std::string> ReadId(const store::Row& row, int column);

}  // namespace headwater::exchange
