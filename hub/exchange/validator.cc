#include "hub/exchange/validator.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "hub/base/absl_view.h"
#include "hub/exchange/compiled_rules.h"
#include "hub/exchange/duplicates.h"
#include "hub/exchange/format.h"
#include "hub/exchange/special_types.h"
#include "hub/exchange/text.h"

namespace headwater::exchange {
namespace {

using base::AbslView;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Kind = CompiledField::Kind;
using Special = CompiledMessage::Special;

constexpr int kEnumNamesShown = 12;

constexpr int kNoIndex = -1;

// One step of the way down, on the stack. The way is made into text for violations
// only: a report of thousands of rows must not be spent on paths that nobody reads.
struct Step {
  const Step* above;  // null at the message that was given
  const std::string* name;
  int index;
};

void AppendPath(const Step* step, std::string& path) {
  if (step == nullptr) return;
  AppendPath(step->above, path);
  if (!path.empty()) path.push_back('.');
  path.append(*step->name);
  if (step->index != kNoIndex) absl::StrAppend(&path, "[", step->index, "]");
}

std::string EnumChoices(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  if (names.size() > kEnumNamesShown) {
    names.resize(kEnumNamesShown);
    names.push_back("...");
  }
  return absl::StrCat("give one of ", absl::StrJoin(names, ", "));
}

// One of the two at least is given.
std::string RangeText(std::optional<int64_t> min, std::optional<int64_t> max) {
  if (min.has_value() && max.has_value()) {
    return absl::StrCat("give a number from ", *min, " to ", *max);
  }
  return min.has_value() ? absl::StrCat("give a number of at least ", *min)
                         : absl::StrCat("give a number of at most ", *max);
}

class Walk {
 public:
  Walk(const FieldPath& root, Violations& violations) : root_(root), violations_(violations) {}

  // `sign` is that of the field which holds the message.
  void CheckMessage(const Message& message, const CompiledMessage& rules, const Step* at,
                    v1::Sign sign) {
    const Reflection& reflection = *message.GetReflection();
    CheckUnknownFields(message, reflection, rules, at);
    for (const auto& group : rules.at_least_one_of) CheckGroup(message, reflection, group, at);
    if (rules.special != Special::kNone) {
      if (auto fault = CheckSpecial(rules.special, message)) ReportFault(*fault, at);
    }
    for (const CompiledField& field : rules.fields) {
      if (field.required_oneof != nullptr && !reflection.HasOneof(message, field.required_oneof)) {
        ReportOneof(*field.required_oneof, at);
      }
      if (field.repeated) {
        CheckList(message, reflection, field, at, sign);
      } else {
        CheckSingle(message, reflection, field, at, sign);
      }
    }
  }

 private:
  // `describe` makes the text, and is not called when nobody will read it.
  template <typename Describe>
  void Report(const Step* at, v1::Reason reason, const Describe& describe) {
    if (violations_.full()) {
      violations_.CountOnly();
      return;
    }
    std::string path = root_.text();
    AppendPath(at, path);
    violations_.Add(std::move(path), reason, describe());
  }

  void ReportFault(FormatFault& fault, const Step* at) {
    Report(at, fault.reason, [&fault] { return std::move(fault.description); });
  }

  static Step StepTo(const CompiledField& field, const Step* above, int index = kNoIndex) {
    return {above, &field.field->name(), index};
  }

  void CheckUnknownFields(const Message& message, const Reflection& reflection,
                          const CompiledMessage& rules, const Step* at) {
    const auto& unknown = reflection.GetUnknownFields(message);
    if (unknown.empty()) return;
    absl::flat_hash_set<int> told;
    for (int i = 0; i < unknown.field_count(); ++i) {
      const int number = unknown.field(i).number();
      if (!told.insert(number).second) continue;
      Report(at, v1::REASON_FIELD_UNKNOWN, [&] {
        return absl::StrCat("this hub's contract has no field ", number, " in ",
                            rules.descriptor->name(),
                            "; leave it out, or send it to a hub whose contract has it");
      });
    }
  }

  void CheckGroup(const Message& message, const Reflection& reflection,
                  const std::vector<const FieldDescriptor*>& group, const Step* at) {
    for (const FieldDescriptor* field : group) {
      if (field->is_repeated() ? reflection.FieldSize(message, field) > 0
                               : reflection.HasField(message, field)) {
        return;
      }
    }
    Report(at, v1::REASON_FIELD_REQUIRED, [&] {
      return absl::StrCat("none of these is set; give at least one of ", Names(group));
    });
  }

  void ReportOneof(const google::protobuf::OneofDescriptor& oneof, const Step* above) {
    const Step at{above, &oneof.name(), kNoIndex};
    Report(&at, v1::REASON_FIELD_REQUIRED, [&] {
      std::vector<const FieldDescriptor*> fields;
      fields.reserve(static_cast<size_t>(oneof.field_count()));
      for (int i = 0; i < oneof.field_count(); ++i) fields.push_back(oneof.field(i));
      return absl::StrCat(oneof.name(), " is not set; give one of ", Names(fields));
    });
  }

  static std::string Names(const std::vector<const FieldDescriptor*>& fields) {
    return absl::StrJoin(fields, ", ", [](std::string* out, const FieldDescriptor* field) {
      out->append(field->name());
    });
  }

  void CheckSingle(const Message& message, const Reflection& reflection, const CompiledField& field,
                   const Step* above, v1::Sign sign) {
    const Step at = StepTo(field, above);
    if (field.kind == Kind::kText) {
      std::string scratch;
      const std::string& text = reflection.GetStringReference(message, field.field, &scratch);
      if (!text.empty()) return CheckText(text, field, &at);
    } else if (field.kind == Kind::kEnum) {
      const int number = reflection.GetEnumValue(message, field.field);
      if (number != 0) return CheckEnum(number, field, &at);
    } else if (!field.has_presence || reflection.HasField(message, field.field)) {
      if (field.kind == Kind::kInt32) {
        return CheckNumber(reflection.GetInt32(message, field.field), field, &at, sign);
      }
      if (field.kind == Kind::kInt64) {
        return CheckNumber(reflection.GetInt64(message, field.field), field, &at, sign);
      }
      if (field.kind == Kind::kMessage) {
        return CheckMessage(reflection.GetMessage(message, field.field), *field.nested, &at,
                            field.inherits_sign ? sign : field.sign);
      }
      return;
    }
    if (field.required) ReportMissing(field, &at);
  }

  void CheckList(const Message& message, const Reflection& reflection, const CompiledField& field,
                 const Step* above, v1::Sign sign) {
    const int size = reflection.FieldSize(message, field.field);
    CheckSize(size, field, above);
    std::optional<DuplicateFinder> duplicates;
    if (!field.unique_by.empty() && size > 1) duplicates.emplace(field, size);
    std::string scratch;
    for (int i = 0; i < size; ++i) {
      const Step at = StepTo(field, above, i);
      switch (field.kind) {
        case Kind::kMessage: {
          const Message& item = reflection.GetRepeatedMessage(message, field.field, i);
          if (duplicates.has_value()) CheckDuplicate(item, i, field, *duplicates, &at);
          CheckMessage(item, *field.nested, &at, field.sign);
          break;
        }
        case Kind::kText: {
          const std::string& text =
              reflection.GetRepeatedStringReference(message, field.field, i, &scratch);
          if (!text.empty()) CheckText(text, field, &at);
          break;
        }
        case Kind::kInt32:
          CheckNumber(reflection.GetRepeatedInt32(message, field.field, i), field, &at, sign);
          break;
        case Kind::kInt64:
          CheckNumber(reflection.GetRepeatedInt64(message, field.field, i), field, &at, sign);
          break;
        case Kind::kEnum:
          CheckEnum(reflection.GetRepeatedEnumValue(message, field.field, i), field, &at);
          break;
        case Kind::kOther:
          break;
      }
    }
  }

  void CheckSize(int size, const CompiledField& field, const Step* above) {
    const Step at = StepTo(field, above);
    if (size < field.min_items) {
      Report(&at, v1::REASON_TOO_FEW_ITEMS, [&] {
        return absl::StrCat(size, " items are too few; give at least ", field.min_items);
      });
    }
    if (field.max_items > 0 && size > field.max_items) {
      Report(&at, v1::REASON_TOO_MANY_ITEMS, [&] {
        return absl::StrCat(size, " items are too many; at most ", field.max_items,
                            " are taken at once: divide them");
      });
    }
  }

  void CheckDuplicate(const Message& item, int index, const CompiledField& field,
                      DuplicateFinder& duplicates, const Step* at) {
    const std::optional<int> first = duplicates.Add(item, index);
    if (!first.has_value()) return;
    Report(at, v1::REASON_DUPLICATE_ITEM, [&] {
      return absl::StrCat(duplicates.KeyText(item), " stands in ", field.field->name(), "[", *first,
                          "] already; give each once");
    });
  }

  void ReportMissing(const CompiledField& field, const Step* at) {
    Report(at, v1::REASON_FIELD_REQUIRED, [&] {
      std::string text = absl::StrCat(field.field->name(), " is missing; ");
      if (field.kind == Kind::kEnum) {
        text.append(EnumChoices(*field.field->enum_type()));
      } else if (field.kind == Kind::kText) {
        absl::StrAppend(&text, "give ", AbslView(FormatHint(field.format)));
      } else {
        text.append("it must be set");
      }
      return text;
    });
  }

  // `text` is not empty.
  void CheckText(const std::string& text, const CompiledField& field, const Step* at) {
    if (field.format != v1::FORMAT_UNSPECIFIED) {
      if (auto fault = CheckFormat(field.format, text)) {
        ReportFault(*fault, at);
      }
      // The formats without a length of their own are of ASCII characters.
      if (field.max_length == 0) return;
    }
    const TextScan scan = ScanText(text);
    if (field.format == v1::FORMAT_UNSPECIFIED && scan.fault != TextScan::Fault::kNone) {
      Report(at, v1::REASON_TEXT_CHARACTERS, [&] { return ScanFaultText(text, scan); });
    }
    if (field.max_length > 0 && scan.characters > static_cast<size_t>(field.max_length)) {
      Report(at, v1::REASON_TEXT_TOO_LONG, [&] {
        return absl::StrCat(Shown(text), " has ", scan.characters, " characters; at most ",
                            field.max_length, " are taken: shorten it");
      });
    }
  }

  static std::string ScanFaultText(const std::string& text, const TextScan& scan) {
    if (scan.fault == TextScan::Fault::kNotUtf8) {
      return absl::StrCat(Shown(text), " is not UTF-8 from character ", scan.fault_at,
                          " on; encode it as UTF-8");
    }
    return absl::StrCat(Shown(text), " holds a control character (character ", scan.fault_at,
                        "); take it out");
  }

  void CheckNumber(int64_t number, const CompiledField& field, const Step* at, v1::Sign sign) {
    std::optional<int64_t> min = field.min;
    if (field.amount && sign != v1::SIGN_ANY) {
      const int64_t least = sign == v1::SIGN_POSITIVE ? 1 : 0;
      min = std::max(least, min.value_or(least));
    }
    if ((!min.has_value() || number >= *min) && (!field.max.has_value() || number <= *field.max)) {
      return;
    }
    Report(at, v1::REASON_NUMBER_OUT_OF_RANGE,
           [&] { return absl::StrCat(number, " is out of range; ", RangeText(min, field.max)); });
  }

  void CheckEnum(int number, const CompiledField& field, const Step* at) {
    const EnumDescriptor& type = *field.field->enum_type();
    if (type.FindValueByNumber(number) != nullptr) return;
    Report(at, v1::REASON_ENUM_UNKNOWN, [&] {
      return absl::StrCat("this hub's contract has no number ", number, " in ", type.name(), "; ",
                          EnumChoices(type));
    });
  }

  const FieldPath& root_;
  Violations& violations_;
};

}  // namespace

void Validate(const Message& message, const FieldPath& path, Violations& violations) {
  const CompiledMessage& rules = CompiledRulesOf(message.GetDescriptor());
  Walk(path, violations).CheckMessage(message, rules, nullptr, v1::SIGN_UNSPECIFIED);
}

}  // namespace headwater::exchange
