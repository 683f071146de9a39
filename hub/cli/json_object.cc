#include "hub/cli/json_object.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "hub/base/absl_view.h"
#include "hub/cli/client_options.h"

namespace headwater::cli {

void JsonObject::Add(std::string_view name, std::string_view text) {
  google::protobuf::Value value;
  value.set_string_value(std::string(text));
  AddValue(name, JsonLine(value));
}

void JsonObject::Add(std::string_view name, int64_t number) {
  AddValue(name, std::to_string(number));
}

void JsonObject::Add(std::string_view name, const JsonObject& object) {
  AddValue(name, object.Text());
}

void JsonObject::Add(std::string_view name, const google::protobuf::Message& message) {
  AddValue(name, JsonLine(message));
}

std::string JsonObject::Text() const { return absl::StrCat("{", members_, "}"); }

void JsonObject::AddValue(std::string_view name, std::string_view json) {
  absl::StrAppend(&members_, members_.empty() ? "" : ",", "\"", base::AbslView(name),
                  "\":", base::AbslView(json));
}

}  // namespace headwater::cli
