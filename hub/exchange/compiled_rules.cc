#include "hub/exchange/compiled_rules.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/check.h"
#include "hub/exchange/format.h"

namespace headwater::exchange {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;
using Kind = CompiledField::Kind;
using Special = CompiledMessage::Special;

Special SpecialOf(std::string_view type) {
  if (type == "google.protobuf.Timestamp") return Special::kTimestamp;
  if (type == "headwater.v1.Date") return Special::kDate;
  if (type == "headwater.v1.DateInterval") return Special::kDateInterval;
  if (type == "headwater.v1.TimeWindow") return Special::kTimeWindow;
  return Special::kNone;
}

// The types that take a sign, and the fields through which it reaches the number.
bool TakesSign(std::string_view type) {
  return type == "headwater.v1.Quantity" || type == "headwater.v1.Money";
}
bool HandsSignOn(std::string_view field) { return field == "headwater.v1.Quantity.measure"; }
bool IsAmount(std::string_view field) {
  return field == "headwater.v1.Quantity.count" || field == "headwater.v1.Measure.value_micros" ||
         field == "headwater.v1.Money.amount_micros";
}

Kind KindOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_STRING ? Kind::kText : Kind::kOther;
    case FieldDescriptor::CPPTYPE_INT32:
      return Kind::kInt32;
    case FieldDescriptor::CPPTYPE_INT64:
      return Kind::kInt64;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Kind::kMessage;
    default:
      return Kind::kOther;
  }
}

bool IsNumber(Kind kind) { return kind == Kind::kInt32 || kind == Kind::kInt64; }

void CheckSense(const FieldDescriptor& field, const v1::FieldRules& rules, Kind kind) {
  const bool repeated = field.is_repeated();
  const std::string& name = field.full_name();
  HW_CHECK(!field.is_map()) << name << ": the rules know no maps";
  HW_CHECK(!rules.required() || !repeated) << name << ": use min_items, not required";
  HW_CHECK(!rules.required() || field.has_presence() || kind == Kind::kText || kind == Kind::kEnum)
      << name << ": required needs presence; use min or optional";
  HW_CHECK(rules.format() == v1::FORMAT_UNSPECIFIED || kind == Kind::kText)
      << name << ": a format is for texts";
  HW_CHECK(rules.max_length() == 0 || kind == Kind::kText) << name << ": max_length is for texts";
  HW_CHECK((!rules.has_min() && !rules.has_max()) || IsNumber(kind))
      << name << ": min and max are for integers";
  HW_CHECK((rules.min_items() == 0 && rules.max_items() == 0) || repeated)
      << name << ": min_items and max_items are for lists";
  HW_CHECK(rules.unique_by().empty() || (repeated && kind == Kind::kMessage))
      << name << ": unique_by is for lists of messages";
  HW_CHECK(rules.sign() == v1::SIGN_UNSPECIFIED ||
           (kind == Kind::kMessage && TakesSign(field.message_type()->full_name())))
      << name << ": a sign is for a Quantity or Money";
}

UniquePart CompilePart(const FieldDescriptor& list, const std::string& path) {
  UniquePart part;
  part.path = path;
  const Descriptor* at = list.message_type();
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    const FieldDescriptor* const field =
        at == nullptr ? nullptr : at->FindFieldByName(std::string(step));
    HW_CHECK(field != nullptr && !field->is_repeated())
        << list.full_name() << ": unique_by names no single field by " << path;
    const v1::FieldRules& rules = field->options().GetExtension(v1::field);
    part.steps.push_back(field);
    part.unset_is_broken |= rules.required() || (rules.has_min() && rules.min() > 0);
    part.gtin = rules.format() == v1::FORMAT_GTIN;
    at = field->message_type();
  }
  const Kind kind = KindOf(*part.steps.back());
  HW_CHECK(kind == Kind::kText || kind == Kind::kEnum || IsNumber(kind))
      << list.full_name() << ": unique_by cannot compare " << path;
  return part;
}

CompiledField CompileField(const FieldDescriptor& field) {
  const v1::FieldRules& rules = field.options().GetExtension(v1::field);
  CompiledField compiled;
  compiled.field = &field;
  compiled.kind = KindOf(field);
  CheckSense(field, rules, compiled.kind);
  compiled.repeated = field.is_repeated();
  compiled.required = rules.required();
  compiled.has_presence = field.has_presence();
  compiled.format = rules.format();
  compiled.max_length = rules.max_length();
  if (const int longest = FormatMaxLength(compiled.format);
      longest > 0 && (compiled.max_length == 0 || longest < compiled.max_length)) {
    compiled.max_length = longest;
  }
  if (rules.has_min()) compiled.min = rules.min();
  if (rules.has_max()) compiled.max = rules.max();
  compiled.amount = IsAmount(field.full_name());
  compiled.min_items = rules.min_items();
  compiled.max_items = rules.max_items();
  for (const std::string& path : rules.unique_by()) {
    compiled.unique_by.push_back(CompilePart(field, path));
  }
  compiled.sign = rules.sign();
  compiled.inherits_sign = HandsSignOn(field.full_name());
  return compiled;
}

void CompileOneofs(const Descriptor& descriptor, std::vector<CompiledField>& fields) {
  for (int i = 0; i < descriptor.real_oneof_decl_count(); ++i) {
    const OneofDescriptor* const oneof = descriptor.oneof_decl(i);
    if (!oneof->options().GetExtension(v1::oneof_rules).required()) continue;
    const auto first =
        std::find_if(fields.begin(), fields.end(), [oneof](const CompiledField& field) {
          return field.field->real_containing_oneof() == oneof;
        });
    first->required_oneof = oneof;
  }
}

void CompileGroups(const Descriptor& descriptor, CompiledMessage& message) {
  const v1::MessageRules& rules = descriptor.options().GetExtension(v1::message_rules);
  for (const std::string& group : rules.at_least_one_of()) {
    auto& fields = message.at_least_one_of.emplace_back();
    for (const absl::string_view name : absl::StrSplit(group, ',')) {
      fields.push_back(descriptor.FindFieldByName(std::string(name)));
      HW_CHECK(fields.back() != nullptr)
          << descriptor.full_name() << ": at_least_one_of names no field by " << name;
    }
  }
}

class Cache {
 public:
  const CompiledMessage& Find(const Descriptor* descriptor) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      if (const auto found = messages_.find(descriptor); found != messages_.end()) {
        return *found->second;
      }
    }
    // Nobody sees a type before all that it reaches is compiled: the lock is held.
    absl::MutexLock lock(&mutex_);
    return *Compile(descriptor);
  }

 private:
  const CompiledMessage* Compile(const Descriptor* descriptor)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    auto [entry, added] = messages_.try_emplace(descriptor);
    if (!added) return entry->second.get();
    // Entered before its fields are: a message may hold itself.
    entry->second = std::make_unique<CompiledMessage>();
    CompiledMessage* const message = entry->second.get();
    message->descriptor = descriptor;
    message->special = SpecialOf(descriptor->full_name());
    for (int i = 0; i < descriptor->field_count(); ++i) {
      message->fields.push_back(CompileField(*descriptor->field(i)));
    }
    std::sort(message->fields.begin(), message->fields.end(),
              [](const CompiledField& a, const CompiledField& b) {
                return a.field->number() < b.field->number();
              });
    CompileOneofs(*descriptor, message->fields);
    CompileGroups(*descriptor, *message);
    for (CompiledField& field : message->fields) {
      if (field.kind == Kind::kMessage) field.nested = Compile(field.field->message_type());
    }
    return message;
  }

  absl::Mutex mutex_;
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<CompiledMessage>> messages_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace

const CompiledMessage& CompiledRulesOf(const Descriptor* descriptor) {
  static Cache* const cache = new Cache;
  return cache->Find(descriptor);
}

}  // namespace headwater::exchange
