// api/README.md is the reference of the contract: its tables name everything, and
// nothing that is not there.
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "contract/contract_set.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "hub/base/codes.h"

namespace headwater::contract {
namespace {

using google::protobuf::EnumDescriptor;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

struct Table {
  std::string heading;                         // the paragraph before it
  std::vector<std::vector<std::string>> rows;  // without the titles
};

std::vector<std::string> CellsOf(absl::string_view line) {
  std::vector<std::string> cells;
  const std::vector<absl::string_view> parts = absl::StrSplit(line, '|');
  for (size_t i = 1; i + 1 < parts.size(); ++i) {
    cells.emplace_back(absl::StripAsciiWhitespace(parts[i]));
  }
  return cells;
}

std::vector<std::string> ReadmeLines() {
  std::ifstream file(HEADWATER_CONTRACT_README);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The tables whose first title is this.
std::vector<Table> Tables(absl::string_view title) {
  std::vector<Table> tables;
  std::string paragraph;
  bool inside = false;
  bool wanted = false;
  for (const std::string& line : ReadmeLines()) {
    if (!absl::StartsWith(line, "|")) {
      if (!line.empty()) paragraph = line;
      inside = false;
      continue;
    }
    const std::vector<std::string> cells = CellsOf(line);
    if (!inside) {
      inside = true;
      wanted = !cells.empty() && cells[0] == title;
      if (wanted) tables.push_back({.heading = paragraph, .rows = {}});
      continue;
    }
    if (wanted && !absl::StartsWith(line, "|--")) tables.back().rows.push_back(cells);
  }
  return tables;
}

// The words in back-quotes.
std::vector<std::string> Quoted(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '`');
  std::vector<std::string> words;
  for (size_t i = 1; i < parts.size(); i += 2) words.push_back(parts[i]);
  return words;
}

std::vector<std::string> FirstCells(absl::string_view title) {
  std::vector<std::string> names;
  for (const Table& table : Tables(title)) {
    for (const auto& row : table.rows) {
      for (const std::string& name : Quoted(row[0])) names.push_back(name);
    }
  }
  return names;
}

const EnumDescriptor& ReasonEnum() {
  return *ContractPool().FindEnumTypeByName("headwater.v1.Reason");
}

// "CASE" of PACK_LEVEL_CASE. The first value, "not said", has no name here.
std::set<std::string> ValueNames(const EnumDescriptor& type) {
  const std::string& unspecified = type.value(0)->name();
  const absl::string_view prefix = absl::StripSuffix(unspecified, "UNSPECIFIED");
  std::set<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) {
    names.emplace(absl::StripPrefix(type.value(i)->name(), prefix));
  }
  return names;
}

bool IsCodeWord(absl::string_view word) {
  for (const char c : word) {
    if (!absl::ascii_isupper(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return word.size() > 1 && absl::ascii_isupper(word[0]);
}

TEST(ReferenceTest, EveryReasonOnceAndNoOther) {
  const std::set<std::string> reasons = ValueNames(ReasonEnum());
  ASSERT_GT(reasons.size(), 50u);
  EXPECT_THAT(FirstCells("reason"), UnorderedElementsAreArray(reasons));
  for (const Table& table : Tables("reason")) {
    for (const auto& row : table.rows) {
      ASSERT_EQ(row.size(), 2u) << row[0];
      EXPECT_FALSE(row[1].empty()) << row[0];
    }
  }
}

TEST(ReferenceTest, EveryKindOfDocumentOnceAndNoOther) {
  const auto* body =
      ContractPool().FindMessageTypeByName("headwater.v1.Document")->FindOneofByName("body");
  std::set<std::string> kinds;
  for (int i = 0; i < body->field_count(); ++i) kinds.insert(body->field(i)->name());
  ASSERT_GT(kinds.size(), 10u);
  EXPECT_THAT(FirstCells("kind"), UnorderedElementsAreArray(kinds));
}

// The code lists that somebody who sends a document has to fill in.
void AddEnumsOf(const google::protobuf::Descriptor& message, std::set<std::string>& visited,
                std::set<std::string>& enums) {
  if (!visited.insert(message.full_name()).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const auto* field = message.field(i);
    if (field->enum_type() != nullptr) enums.insert(field->enum_type()->name());
    if (field->message_type() != nullptr) AddEnumsOf(*field->message_type(), visited, enums);
  }
}

// Every code list of a document is named, value by value.
TEST(ReferenceTest, TheCodesAreThoseOfTheContract) {
  std::vector<std::string> unknown;
  std::map<std::string, std::set<std::string>> named;
  std::string type_name;
  for (const Table& table : Tables("ours")) {
    for (const auto& row : table.rows) {
      std::string cell = row[0];
      if (absl::StartsWith(cell, "**")) {
        const std::vector<std::string> parts = absl::StrSplit(cell, "**");
        type_name = parts[1];
        cell = parts[2];
      }
      const auto* type = ContractPool().FindEnumTypeByName("headwater.v1." + type_name);
      if (type == nullptr) continue;
      for (absl::string_view word : absl::StrSplit(cell, absl::ByAnyChar(", "))) {
        if (!IsCodeWord(word)) continue;
        named[type_name].emplace(word);
        if (!ValueNames(*type).contains(std::string(word))) {
          unknown.push_back(absl::StrCat(type_name, " ", word));
        }
      }
    }
  }
  EXPECT_THAT(unknown, IsEmpty());
  std::set<std::string> visited;
  std::set<std::string> sent;
  AddEnumsOf(*ContractPool().FindMessageTypeByName("headwater.v1.Document"), visited, sent);
  ASSERT_GT(sent.size(), 20u);
  for (const std::string& name : sent) {
    EXPECT_EQ(named[name], ValueNames(*ContractPool().FindEnumTypeByName("headwater.v1." + name)))
        << name;
  }
}

// A word of the text that looks like a code is one.
TEST(ReferenceTest, NoCodeInTheTextIsInvented) {
  std::set<std::string> known = {"UNAVAILABLE",       "RESOURCE_EXHAUSTED", "ABORTED",
                                 "ALREADY_EXISTS",    "INVALID_ARGUMENT",   "FAILED_PRECONDITION",
                                 "UNAUTHENTICATED",   "PERMISSION_DENIED",  "NOT_FOUND",
                                 "DEADLINE_EXCEEDED", "OUT_OF_RANGE",       "INTERNAL"};
  for (const auto& file : ContractSet().file()) {
    if (!IsContractFile(file.name())) continue;
    const auto* descriptor = ContractPool().FindFileByName(file.name());
    for (int i = 0; i < descriptor->enum_type_count(); ++i) {
      known.merge(ValueNames(*descriptor->enum_type(i)));
    }
  }
  std::vector<std::string> invented;
  for (const std::string& line : ReadmeLines()) {
    for (const std::string& word : Quoted(line)) {
      if (IsCodeWord(word) && !known.contains(word) && !base::IsUnit(word)) {
        invented.push_back(word);
      }
    }
  }
  EXPECT_THAT(invented, IsEmpty());
}

TEST(ReferenceTest, TheUnitsAreTakenByTheHub) {
  const std::vector<std::string> units = FirstCells("unit");
  EXPECT_GT(units.size(), 5u);
  for (const std::string& unit : units) EXPECT_TRUE(base::IsUnit(unit)) << unit;
}

}  // namespace
}  // namespace headwater::contract
