// The rules of a message type as the validator runs them: read from the descriptors
// once, so that a document costs no look at an option.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "headwater/v1/rules.pb.h"

namespace headwater::exchange {

struct CompiledMessage;

// One field of the key that unique_by makes.
struct UniquePart {
  std::string path;
  std::vector<const google::protobuf::FieldDescriptor*> steps;  // the last one is the value's
  bool gtin = false;                                            // compared as a number
  // Not to be set is a violation of its own here; two such items are not told as
  // duplicates of each other on top.
  bool unset_is_broken = false;
};

struct CompiledField {
  enum class Kind { kText, kInt32, kInt64, kEnum, kMessage, kOther };

  const google::protobuf::FieldDescriptor* field = nullptr;
  Kind kind = Kind::kOther;
  bool repeated = false;
  bool required = false;
  bool has_presence = false;  // of a single number or enum: checked only where it is set

  v1::Format format = v1::FORMAT_UNSPECIFIED;
  int max_length = 0;  // 0: none

  std::optional<int64_t> min;
  std::optional<int64_t> max;
  // The number in a Quantity or Money: the sign given where it stands narrows its range.
  bool amount = false;

  int min_items = 0;
  int max_items = 0;  // 0: none
  std::vector<UniquePart> unique_by;

  const CompiledMessage* nested = nullptr;  // of a message
  v1::Sign sign = v1::SIGN_UNSPECIFIED;     // given to `nested`, unless
  bool inherits_sign = false;               // it hands on that of its own message

  // On the first field of a oneof that must be set.
  const google::protobuf::OneofDescriptor* required_oneof = nullptr;
};

struct CompiledMessage {
  // Whose values must fit each other beyond the rules of each field.
  enum class Special { kNone, kTimestamp, kDate, kDateInterval, kTimeWindow };

  const google::protobuf::Descriptor* descriptor = nullptr;
  Special special = Special::kNone;
  std::vector<CompiledField> fields;  // by number
  std::vector<std::vector<const google::protobuf::FieldDescriptor*>> at_least_one_of;
};

// The rules of a type and, through `nested`, of all types below it. Thread-safe; the
// result lives as long as the process, as must the descriptor. Aborts on a rule that
// makes no sense for its field: the contract is at fault, and tests/contract finds it.
const CompiledMessage& CompiledRulesOf(const google::protobuf::Descriptor* descriptor);

}  // namespace headwater::exchange
