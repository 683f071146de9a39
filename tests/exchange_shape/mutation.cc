#include "exchange_shape/mutation.h"

#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "hub/base/check.h"

namespace headwater::exchange::shape {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct Place {
  Message* message;
  std::string path;
};

void Collect(Message& message, const std::string& path, std::vector<Place>& places) {
  places.push_back({&message, path});
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string at = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    if (!field->is_repeated()) {
      Collect(*reflection.MutableMessage(&message, field), at, places);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Collect(*reflection.MutableRepeatedMessage(&message, field, i), absl::StrCat(at, "[", i, "]"),
              places);
    }
  }
}

int64_t SomeNumber(base::Random& random) {
  constexpr int64_t kLimits[] = {0,
                                 1,
                                 -1,
                                 2,
                                 12,
                                 13,
                                 31,
                                 32,
                                 999'999,
                                 1'000'000,
                                 1'000'001,
                                 1'000'000'000'000'000,
                                 std::numeric_limits<int32_t>::max(),
                                 std::numeric_limits<int32_t>::min(),
                                 std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min()};
  if (random.Below(4) == 0) return static_cast<int64_t>(random.Next());
  return kLimits[random.Below(std::size(kLimits))];
}

std::string SomeText(base::Random& random) {
  const char* const kTexts[] = {"",         "x",
                                " ",        "4000001000012",
                                "EUR",      "0b7c5c6e-9d64-4b43-9a2f-0d7a3a1f9c01",
                                "KGM",      "4000001000013",
                                "ü",        "340000010000000013",
                                "DE",       "Europe/Berlin",
                                "a\tb",     "\xff\xfe",
                                "\xed\xa0", "../../etc/passwd"};
  if (random.Below(3) != 0) return kTexts[random.Below(std::size(kTexts))];
  std::string noise(random.Below(400), ' ');
  const bool ascii = random.Below(2) == 0;
  for (char& c : noise) c = static_cast<char>(ascii ? ' ' + random.Below(95) : random.Below(256));
  return noise;
}

void SetSingle(Message& message, const FieldDescriptor* field, base::Random& random) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, field, static_cast<int32_t>(SomeNumber(random)));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, field, SomeNumber(random));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, field, random.Below(2) == 0);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, field, static_cast<int>(random.Between(-2, 12)));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, field, SomeText(random));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      reflection.MutableMessage(&message, field)->Clear();
      return;
    default:
      HW_CHECK(false) << field->full_name() << ": the contract has no such type";
  }
}

void AddItem(Message& message, const FieldDescriptor* field, base::Random& random) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.AddInt32(&message, field, static_cast<int32_t>(SomeNumber(random)));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.AddEnumValue(&message, field, static_cast<int>(random.Between(-2, 12)));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.AddString(&message, field, SomeText(random));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const int size = reflection.FieldSize(message, field);
      Message* const added = reflection.AddMessage(&message, field);
      if (size == 0 || random.Below(3) == 0) return;
      added->CopyFrom(reflection.GetRepeatedMessage(
          message, field, static_cast<int>(random.Below(static_cast<uint64_t>(size)))));
      return;
    }
    default:
      HW_CHECK(false) << field->full_name() << ": the contract has no such list";
  }
}

void ChangeList(Message& message, const FieldDescriptor* field, base::Random& random) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, field);
  switch (size == 0 ? 0 : random.Below(4)) {
    case 0:
      return AddItem(message, field, random);
    case 1:
      return reflection.RemoveLast(&message, field);
    case 2:
      return reflection.SwapElements(&message, field, 0,
                                     static_cast<int>(random.Below(static_cast<uint64_t>(size))));
    default:
      return reflection.ClearField(&message, field);
  }
}

}  // namespace

Mutation Mutate(Message& message, base::Random& random) {
  std::vector<Place> places;
  Collect(message, "", places);
  const Place& place = places[random.Below(places.size())];
  Message& holder = *place.message;
  if (random.Below(12) == 0) {
    holder.GetReflection()->MutableUnknownFields(&holder)->AddVarint(
        static_cast<int>(1000 + random.Below(1000)), random.Next());
    return {place.path, place.path};
  }
  const auto* const type = holder.GetDescriptor();
  const FieldDescriptor* const field =
      type->field(static_cast<int>(random.Below(static_cast<uint64_t>(type->field_count()))));
  const std::string path = absl::StrCat(place.path, place.path.empty() ? "" : ".", field->name());
  if (field->is_repeated()) {
    ChangeList(holder, field, random);
    return {path, path};
  }
  // To set one field of a oneof clears another.
  const auto* const oneof = field->real_containing_oneof();
  if (random.Below(5) == 0) {
    holder.GetReflection()->ClearField(&holder, field);
  } else {
    SetSingle(holder, field, random);
  }
  if (oneof != nullptr) return {path, place.path};
  return {path, path};
}

}  // namespace headwater::exchange::shape
