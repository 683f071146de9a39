#include "hub/broken_rules.h"

#include <functional>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "headwater/v1/rules.pb.h"
#include "headwater/v1/types.pb.h"

namespace headwater::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kNoSuchField = 4711;
constexpr int kNoSuchEnumValue = 99;

// One way to break a message.
struct Fault {
  std::string rule;  // without the message
  v1::Reason reason;
  std::string at;  // the path below the message; empty for the message itself
  std::function<void(Message&)> spoil;
  bool alone = true;
  const FieldDescriptor* list = nullptr;  // which must hold something
};

const v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::field);
}

bool IsNumber(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
         field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
}

// Sets a single field, or adds to a list.
void Put(Message& message, const FieldDescriptor* field, int64_t number) {
  const Reflection& reflection = *message.GetReflection();
  const bool wide = field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
  const auto narrow = static_cast<int32_t>(number);
  if (field->is_repeated()) {
    return wide ? reflection.AddInt64(&message, field, number)
                : reflection.AddInt32(&message, field, narrow);
  }
  return wide ? reflection.SetInt64(&message, field, number)
              : reflection.SetInt32(&message, field, narrow);
}

void Clear(Message& message, const FieldDescriptor* field) {
  message.GetReflection()->ClearField(&message, field);
}

Fault TextFault(const FieldDescriptor* field, std::string rule, std::string text,
                v1::Reason reason) {
  return {std::move(rule), reason, field->name(), [field, text](Message& message) {
            message.GetReflection()->SetString(&message, field, text);
          }};
}

void AddKeyFaults(const FieldDescriptor* field, const std::string& good,
                  std::vector<Fault>& faults) {
  std::string mistyped = good;
  mistyped.back() = mistyped.back() == '0' ? '1' : '0';
  faults.push_back(TextFault(field, "length", "1234567", v1::REASON_GS1_KEY_LENGTH));
  faults.push_back(TextFault(field, "digits", "A" + good.substr(1), v1::REASON_GS1_KEY_CHARACTERS));
  faults.push_back(TextFault(field, "check digit", mistyped, v1::REASON_GS1_CHECK_DIGIT));
}

void AddFormatFaults(const FieldDescriptor* field, std::vector<Fault>& faults) {
  switch (RulesOf(field).format()) {
    case v1::FORMAT_GTIN:
    case v1::FORMAT_GLN:
      return AddKeyFaults(field, "4000001000005", faults);
    case v1::FORMAT_SSCC:
      return AddKeyFaults(field, "340000010000000013", faults);
    case v1::FORMAT_UUID:
      faults.push_back(TextFault(field, "uuid", "42", v1::REASON_UUID_INVALID));
      return;
    case v1::FORMAT_PSEUDONYM:
      faults.push_back(
          TextFault(field, "pseudonym", "jane@example.com", v1::REASON_PSEUDONYM_INVALID));
      return;
    case v1::FORMAT_CURRENCY:
    case v1::FORMAT_UNIT:
    case v1::FORMAT_TIME_ZONE:
    case v1::FORMAT_COUNTRY:
      faults.push_back(TextFault(field, "code", "no code", v1::REASON_CODE_UNKNOWN));
      return;
    case v1::FORMAT_REFERENCE:
      faults.push_back(TextFault(field, "characters", "PO#1", v1::REASON_TEXT_CHARACTERS));
      return;
    default:
      faults.push_back(TextFault(field, "characters", "a\tb", v1::REASON_TEXT_CHARACTERS));
      return;
  }
}

void AddTextFaults(const FieldDescriptor* field, std::vector<Fault>& faults) {
  AddFormatFaults(field, faults);
  const int longest = RulesOf(field).max_length();
  if (longest == 0) return;
  faults.push_back(TextFault(field, "max_length",
                             std::string(static_cast<size_t>(longest) + 1, 'x'),
                             v1::REASON_TEXT_TOO_LONG));
}

void AddNumberFaults(const FieldDescriptor* field, std::optional<v1::Sign> sign,
                     std::vector<Fault>& faults) {
  const v1::FieldRules& rules = RulesOf(field);
  const std::string at = field->is_repeated() ? field->name() + "[0]" : field->name();
  const auto add = [&](std::string_view rule, int64_t number) {
    faults.push_back({std::string(rule), v1::REASON_NUMBER_OUT_OF_RANGE, at,
                      [field, number](Message& message) { Put(message, field, number); }});
  };
  if (sign.has_value() && *sign != v1::SIGN_ANY) {
    add(*sign == v1::SIGN_POSITIVE ? "sign positive" : "sign", *sign == v1::SIGN_POSITIVE ? 0 : -1);
  }
  if (rules.has_min()) add("min", rules.min() - 1);
  if (rules.has_max()) add("max", rules.max() + 1);
}

void AddListFaults(const FieldDescriptor* field, std::vector<Fault>& faults) {
  const v1::FieldRules& rules = RulesOf(field);
  if (rules.min_items() > 0) {
    faults.push_back({"min_items", v1::REASON_TOO_FEW_ITEMS, field->name(),
                      [field](Message& message) { Clear(message, field); }});
  }
  faults.push_back({"max_items", v1::REASON_TOO_MANY_ITEMS, field->name(),
                    [field, most = rules.max_items()](Message& message) {
                      const Reflection& reflection = *message.GetReflection();
                      while (reflection.FieldSize(message, field) <= most) {
                        if (IsNumber(field)) {
                          Put(message, field, 1);
                        } else {
                          reflection.AddMessage(&message, field);
                        }
                      }
                    },
                    /*alone=*/false});
  if (rules.unique_by_size() == 0) return;
  // The copy comes second; what stood there goes to the end.
  faults.push_back(
      {"unique_by", v1::REASON_DUPLICATE_ITEM, field->name() + "[1]", [field](Message& message) {
         const Reflection& reflection = *message.GetReflection();
         const int last = reflection.FieldSize(message, field);
         reflection.AddMessage(&message, field)
             ->CopyFrom(reflection.GetRepeatedMessage(message, field, 0));
         reflection.SwapElements(&message, field, 1, last);
       }});
  faults.back().list = field;
}

void AddSpecialFaults(const FieldDescriptor* field, std::vector<Fault>& faults) {
  const std::string& type = field->message_type()->full_name();
  const auto add = [&](v1::Reason reason, std::function<void(Message&)> spoil) {
    if (field->is_repeated()) return;
    faults.push_back(
        {v1::Reason_Name(reason), reason, field->name(), [field, spoil](Message& message) {
           spoil(*message.GetReflection()->MutableMessage(&message, field));
         }});
  };
  if (type == "google.protobuf.Timestamp") {
    add(v1::REASON_TIME_INVALID, [](Message& time) {
      Put(time, time.GetDescriptor()->FindFieldByName("nanos"), 1'000'000'000);
    });
  } else if (type == "headwater.v1.Date") {
    add(v1::REASON_DATE_INVALID, [](Message& date) {
      Put(date, date.GetDescriptor()->FindFieldByName("year"), 2026);
      Put(date, date.GetDescriptor()->FindFieldByName("month"), 2);
      Put(date, date.GetDescriptor()->FindFieldByName("day"), 30);
    });
  } else if (type == "headwater.v1.TimeWindow") {
    add(v1::REASON_INTERVAL_INVERTED, [](Message& message) {
      auto& window = dynamic_cast<v1::TimeWindow&>(message);
      window.mutable_start_time()->set_seconds(1);
      *window.mutable_end_time() = window.start_time();
      window.set_time_zone("Europe/Berlin");
    });
  }
}

// `sign`: given to the number of a Quantity or Money where the message stands.
std::vector<Fault> FaultsOf(const Descriptor* type, std::optional<v1::Sign> sign) {
  std::vector<Fault> faults;
  const auto named = [&faults](size_t from, const FieldDescriptor* field) {
    for (size_t i = from; i < faults.size(); ++i) {
      faults[i].rule = absl::StrCat(field->name(), " ", faults[i].rule);
    }
  };
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    const size_t from = faults.size();
    if (field->is_repeated()) AddListFaults(field, faults);
    if (!field->is_repeated() && RulesOf(field).required()) {
      faults.push_back({"required", v1::REASON_FIELD_REQUIRED, field->name(),
                        [field](Message& message) { Clear(message, field); }});
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) AddTextFaults(field, faults);
    if (IsNumber(field)) AddNumberFaults(field, sign, faults);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      faults.push_back({"enum", v1::REASON_ENUM_UNKNOWN, field->name(), [field](Message& message) {
                          message.GetReflection()->SetEnumValue(&message, field, kNoSuchEnumValue);
                        }});
    }
    if (field->message_type() != nullptr) AddSpecialFaults(field, faults);
    named(from, field);
  }
  for (int i = 0; i < type->real_oneof_decl_count(); ++i) {
    const auto* const oneof = type->oneof_decl(i);
    if (!oneof->options().GetExtension(v1::oneof_rules).required()) continue;
    faults.push_back(
        {oneof->name() + " required", v1::REASON_FIELD_REQUIRED, oneof->name(),
         [oneof](Message& message) { message.GetReflection()->ClearOneof(&message, oneof); }});
  }
  for (const std::string& group :
       type->options().GetExtension(v1::message_rules).at_least_one_of()) {
    faults.push_back({"at_least_one_of", v1::REASON_FIELD_REQUIRED, "", [group](Message& message) {
                        for (const auto& name : absl::StrSplit(group, ',')) {
                          Clear(message,
                                message.GetDescriptor()->FindFieldByName(std::string(name)));
                        }
                      }});
  }
  faults.push_back({"unknown field", v1::REASON_FIELD_UNKNOWN, "", [](Message& message) {
                      message.GetReflection()->MutableUnknownFields(&message)->AddVarint(
                          kNoSuchField, 1);
                    }});
  return faults;
}

bool IsAmount(const Descriptor* type) {
  return type == v1::Quantity::descriptor() || type == v1::Money::descriptor();
}

std::optional<v1::Sign> SignFor(const FieldDescriptor* field, std::optional<v1::Sign> outer) {
  if (field->message_type() == v1::Measure::descriptor()) return outer;
  if (!IsAmount(field->message_type())) return std::nullopt;
  return RulesOf(field).sign();
}

std::string Join(const std::string& path, const std::string& at) {
  return at.empty() ? path : absl::StrCat(path, path.empty() ? "" : ".", at);
}

// Where a message stands in a document.
using Finder = std::function<Message&(v1::Document&)>;

class Breaker {
 public:
  Breaker(const v1::Document& good, std::set<std::string>& known) : good_(good), known_(known) {}

  void Visit(const Message& message, const std::string& path, std::optional<v1::Sign> sign,
             const Finder& find) {
    const Descriptor* const type = message.GetDescriptor();
    if (type->file()->package() != "headwater.v1") return;
    const Reflection& reflection = *message.GetReflection();
    for (const Fault& fault : FaultsOf(type, sign)) {
      if (fault.list != nullptr && reflection.FieldSize(message, fault.list) == 0) continue;
      std::string rule = absl::StrCat(type->name(), ".", fault.rule);
      if (!known_.insert(rule).second) continue;
      BrokenRule& broken = broken_.emplace_back(
          BrokenRule{std::move(rule), Join(path, fault.at), fault.reason, fault.alone, good_});
      fault.spoil(find(broken.document));
    }
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->message_type() == nullptr) continue;
      const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) Descend(message, field, i, path, sign, find);
    }
  }

  std::vector<BrokenRule> Take() { return std::move(broken_); }

 private:
  void Descend(const Message& message, const FieldDescriptor* field, int index,
               const std::string& path, std::optional<v1::Sign> sign, const Finder& find) {
    const Reflection& reflection = *message.GetReflection();
    const bool list = field->is_repeated();
    const Message& below = list ? reflection.GetRepeatedMessage(message, field, index)
                                : reflection.GetMessage(message, field);
    const std::string name = list ? absl::StrCat(field->name(), "[", index, "]") : field->name();
    Visit(below, Join(path, name), SignFor(field, sign), [=](v1::Document& document) -> Message& {
      Message& holder = find(document);
      const Reflection& inside = *holder.GetReflection();
      return list ? *inside.MutableRepeatedMessage(&holder, field, index)
                  : *inside.MutableMessage(&holder, field);
    });
  }

  const v1::Document& good_;
  std::set<std::string>& known_;
  std::vector<BrokenRule> broken_;
};

void CollectRules(const Descriptor* type, std::optional<v1::Sign> sign,
                  std::set<std::string>& visited, std::set<std::string>& rules) {
  if (type->file()->package() != "headwater.v1") return;
  const int key = sign.has_value() ? static_cast<int>(*sign) : -1;
  if (!visited.insert(absl::StrCat(type->name(), " ", key)).second) return;
  for (const Fault& fault : FaultsOf(type, sign)) {
    rules.insert(absl::StrCat(type->name(), ".", fault.rule));
  }
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    if (field->message_type() == nullptr) continue;
    CollectRules(field->message_type(), SignFor(field, sign), visited, rules);
  }
}

}  // namespace

std::vector<BrokenRule> BreakRules(const v1::Document& good, std::set<std::string>& known) {
  Breaker breaker(good, known);
  breaker.Visit(good, "", std::nullopt,
                [](v1::Document& document) -> Message& { return document; });
  return breaker.Take();
}

std::set<std::string> AllRules() {
  std::set<std::string> visited;
  std::set<std::string> rules;
  CollectRules(v1::Document::descriptor(), std::nullopt, visited, rules);
  return rules;
}

}  // namespace headwater::test
