// Items of a list with the same key (rules.proto, unique_by).
#pragma once

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/message.h"
#include "hub/exchange/compiled_rules.h"

namespace headwater::exchange {

// Of one list, item by item. Not thread-safe.
class DuplicateFinder {
 public:
  // `list` outlives it. `size` is how many items will come.
  DuplicateFinder(const CompiledField& list, int size);

  // The index of an item seen before with the same key. An item whose key is not
  // complete is no duplicate: what it lacks is told as missing.
  std::optional<int> Add(const google::protobuf::Message& item, int index);

  // "line_number 3, item.gtin \"04000001000012\"".
  std::string KeyText(const google::protobuf::Message& item) const;

 private:
  // Into key_; false where the key is not complete.
  bool MakeKey(const google::protobuf::Message& item);

  const CompiledField& list_;
  absl::flat_hash_map<std::string, int> seen_;
  std::string key_;
};

}  // namespace headwater::exchange
