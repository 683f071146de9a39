#include "hub/exchange/duplicates.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "hub/exchange/text.h"

namespace headwater::exchange {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The message that holds the last field of a part; null where the way there ends.
const Message* Holder(const Message& item, const UniquePart& part) {
  const Message* at = &item;
  for (size_t i = 0; i + 1 < part.steps.size(); ++i) {
    if (!at->GetReflection()->HasField(*at, part.steps[i])) return nullptr;
    at = &at->GetReflection()->GetMessage(*at, part.steps[i]);
  }
  return at;
}

const std::string& Text(const Message& holder, const UniquePart& part, std::string& scratch) {
  return holder.GetReflection()->GetStringReference(holder, part.steps.back(), &scratch);
}

// Of a number or an enum.
int64_t Number(const Message& holder, const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return holder.GetReflection()->GetInt32(holder, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return holder.GetReflection()->GetInt64(holder, field);
    default:
      return holder.GetReflection()->GetEnumValue(holder, field);
  }
}

bool IsText(const UniquePart& part) {
  return part.steps.back()->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

// Two texts of one GTIN differ in leading zeros only.
std::string_view WithoutLeadingZeros(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of('0'), text.size()));
}

void AppendFixed(std::string& key, uint64_t value) {
  for (int i = 0; i < 8; ++i, value >>= 8) key.push_back(static_cast<char>(value));
}

}  // namespace

DuplicateFinder::DuplicateFinder(const CompiledField& list, int size) : list_(list) {
  seen_.reserve(static_cast<size_t>(size));
}

bool DuplicateFinder::MakeKey(const Message& item) {
  key_.clear();
  std::string scratch;
  for (const UniquePart& part : list_.unique_by) {
    const Message* const holder = Holder(item, part);
    bool set = false;
    if (IsText(part)) {
      std::string_view text;
      if (holder != nullptr) text = Text(*holder, part, scratch);
      set = !text.empty();
      if (part.gtin) text = WithoutLeadingZeros(text);
      // The length keeps neighbours apart; a key of one part needs none.
      if (list_.unique_by.size() > 1) AppendFixed(key_, text.size());
      key_.append(text);
    } else {
      const int64_t number = holder == nullptr ? 0 : Number(*holder, part.steps.back());
      set = number != 0;
      AppendFixed(key_, static_cast<uint64_t>(number));
    }
    if (!set && part.unset_is_broken) return false;
  }
  return true;
}

std::optional<int> DuplicateFinder::Add(const Message& item, int index) {
  if (!MakeKey(item)) return std::nullopt;
  const auto [entry, added] = seen_.try_emplace(key_, index);
  if (added) return std::nullopt;
  return entry->second;
}

std::string DuplicateFinder::KeyText(const Message& item) const {
  std::string out;
  std::string scratch;
  for (const UniquePart& part : list_.unique_by) {
    const Message* const holder = Holder(item, part);
    const FieldDescriptor* const field = part.steps.back();
    absl::StrAppend(&out, out.empty() ? "" : ", ", part.path, " ");
    if (IsText(part)) {
      out.append(Shown(holder == nullptr ? "" : Text(*holder, part, scratch)));
      continue;
    }
    const int64_t number = holder == nullptr ? 0 : Number(*holder, field);
    const auto* const value = field->enum_type() == nullptr
                                  ? nullptr
                                  : field->enum_type()->FindValueByNumber(static_cast<int>(number));
    out.append(value == nullptr ? absl::StrCat(number) : value->name());
  }
  return out;
}

}  // namespace headwater::exchange
