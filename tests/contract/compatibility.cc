#include "contract/compatibility.h"

#include <cstdint>
#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace headwater::contract {
namespace {

constexpr char kRule[] = "rule ";

bool IsRule(const std::string& key) { return key.starts_with(kRule); }

// "rule <of> <name>" taken apart.
struct RuleKey {
  std::string of;    // the full name of a field, message or oneof
  std::string name;  // "max_length"
};

RuleKey Parse(const std::string& key) {
  const std::vector<std::string> words = absl::StrSplit(key, ' ');
  return {words[1], words[2]};
}

std::string Value(const Lines& lines, const std::string& key) {
  const auto found = lines.find(key);
  return found == lines.end() ? "" : found->second;
}

int64_t Number(const std::string& text, int64_t if_absent) {
  int64_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : if_absent;
}

// How much a sign refuses: any, then the negative, then zero too.
int Strictness(const std::string& sign) {
  if (sign == "SIGN_ANY") return 0;
  return sign == "SIGN_POSITIVE" ? 2 : 1;
}

// Whether the rule with its new value refuses something that its old one took. An
// empty value: the rule is not set.
bool IsTighter(const std::string& name, const std::string& before, const std::string& after) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  if (name == "max_length" || name == "max" || name == "max_items") {
    return Number(after, kMax) < Number(before, kMax);
  }
  if (name == "min" || name == "min_items") return Number(after, kMin) > Number(before, kMin);
  if (name == "sign") return Strictness(after) > Strictness(before);
  return !after.empty() && after != before;  // required, format, unique_by, groups
}

// A rule of a field that is new in an old message: old clients do not set the field.
bool RefusesAbsence(const RuleKey& rule, const std::string& value, const Lines& after) {
  if (rule.name == "required" || rule.name == "min_items") return true;
  if (rule.name != "min" || Number(value, 0) <= 0) return false;
  const std::string field = Value(after, absl::StrCat("field ", rule.of));
  for (const absl::string_view word : absl::StrSplit(field, ' ')) {
    if (word == "optional" || word == "repeated" || word == "in") return false;
  }
  return true;
}

// The rule's message is new: nobody sends it yet.
bool IsOfNewMessage(const RuleKey& rule, const Lines& before, const Lines& after) {
  for (std::string name = rule.of; !name.empty();) {
    const std::string key = absl::StrCat("message ", name);
    if (after.contains(key)) return !before.contains(key);
    const size_t dot = name.rfind('.');
    name.resize(dot == std::string::npos ? 0 : dot);
  }
  return false;
}

bool IsBreakingRule(const std::string& key, const Lines& before, const Lines& after) {
  const RuleKey rule = Parse(key);
  if (IsOfNewMessage(rule, before, after)) return false;
  const std::string field = absl::StrCat("field ", rule.of);
  if (after.contains(field) && !before.contains(field)) {
    return RefusesAbsence(rule, Value(after, key), after);
  }
  return IsTighter(rule.name, Value(before, key), Value(after, key));
}

std::string Say(const std::string& key, const std::string& value) {
  return value.empty() ? key : absl::StrCat(key, " = ", value);
}

}  // namespace

Differences Compare(const Lines& before, const Lines& after) {
  Differences differences;
  for (const auto& [key, value] : before) {
    const auto now = after.find(key);
    if (now != after.end() && now->second == value) continue;
    const std::string text =
        now == after.end() ? absl::StrCat("removed: ", Say(key, value))
                           : absl::StrCat("changed: ", key, " was ", value, ", is ", now->second);
    const bool breaking = !IsRule(key) || IsBreakingRule(key, before, after);
    (breaking ? differences.breaking : differences.additive).push_back(text);
  }
  for (const auto& [key, value] : after) {
    if (before.contains(key)) continue;
    const bool breaking = IsRule(key) && IsBreakingRule(key, before, after);
    (breaking ? differences.breaking : differences.additive)
        .push_back(absl::StrCat("added: ", Say(key, value)));
  }
  return differences;
}

}  // namespace headwater::contract
