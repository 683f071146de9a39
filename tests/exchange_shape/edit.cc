#include "exchange_shape/edit.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/unknown_field_set.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"

namespace headwater::exchange::shape {
namespace {

using base::AbslView;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

struct Place {
  const FieldDescriptor* field;
  int index;  // -1: none given
};

Place FindPlace(const Message& message, absl::string_view step) {
  int index = -1;
  const size_t bracket = step.find('[');
  if (bracket != absl::string_view::npos) {
    HW_CHECK(absl::SimpleAtoi(step.substr(bracket + 1, step.size() - bracket - 2), &index))
        << std::string(step);
    step = step.substr(0, bracket);
  }
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(step));
  HW_CHECK(field != nullptr) << message.GetTypeName() << " has no field " << std::string(step);
  return {field, index};
}

Message& Descend(Message& message, absl::string_view step) {
  const Place place = FindPlace(message, step);
  const auto& reflection = *message.GetReflection();
  return place.index < 0 ? *reflection.MutableMessage(&message, place.field)
                         : *reflection.MutableRepeatedMessage(&message, place.field, place.index);
}

void Set(Message& holder, absl::string_view step, absl::string_view value, bool add) {
  const Place place = FindPlace(holder, step);
  const auto& reflection = *holder.GetReflection();
  if (place.index >= 0) {
    // An item of a list is replaced where it stands: the new one comes in at the end
    // and takes its place.
    const int last = reflection.FieldSize(holder, place.field);
    HW_CHECK(TextFormat::ParseFieldValueFromString(std::string(value), place.field, &holder));
    reflection.SwapElements(&holder, place.field, place.index, last);
    reflection.RemoveLast(&holder, place.field);
    return;
  }
  if (!add) reflection.ClearField(&holder, place.field);
  if (value.empty()) return;
  HW_CHECK(TextFormat::ParseFieldValueFromString(std::string(value), place.field, &holder))
      << std::string(step) << " takes no " << std::string(value);
}

}  // namespace

void Edit(Message& message, std::string_view edit) {
  const size_t sign = edit.find_first_of("=?");
  HW_CHECK(sign != std::string_view::npos) << edit;
  const bool add = sign > 0 && edit[sign - 1] == '+';
  const absl::string_view path =
      absl::StripAsciiWhitespace(AbslView(edit.substr(0, sign - (add ? 1 : 0))));
  const absl::string_view value = absl::StripAsciiWhitespace(AbslView(edit.substr(sign + 1)));

  std::vector<absl::string_view> steps;
  if (!path.empty()) steps = absl::StrSplit(path, '.');
  Message* at = &message;
  if (edit[sign] == '?') {
    for (const absl::string_view step : steps) at = &Descend(*at, step);
    int number = 0;
    HW_CHECK(absl::SimpleAtoi(value, &number)) << edit;
    at->GetReflection()->MutableUnknownFields(at)->AddVarint(number, 1);
    return;
  }
  for (size_t i = 0; i + 1 < steps.size(); ++i) at = &Descend(*at, steps[i]);
  Set(*at, steps.back(), value, add);
}

}  // namespace headwater::exchange::shape
