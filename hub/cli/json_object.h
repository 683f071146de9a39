// A line of JSON whose keys stand in the order in which they were added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace headwater::cli {

class JsonObject {
 public:
  // `name` is written as it stands: letters and underscores.
  void Add(std::string_view name, std::string_view text);
  void Add(std::string_view name, int64_t number);
  void Add(std::string_view name, const JsonObject& object);
  // As JsonLine writes it.
  void Add(std::string_view name, const google::protobuf::Message& message);

  std::string Text() const;

 private:
  void AddValue(std::string_view name, std::string_view json);

  std::string members_;
};

}  // namespace headwater::cli
