// What adapters/README.md says of profiles is so.
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/csv/csv_writer.h"
#include "adapters/csv/profile.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/keys.h"

namespace headwater::cli {
namespace {

using testing::ElementsAreArray;

std::string Readme() {
  std::ifstream file(HEADWATER_ADAPTERS_README);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The rows of the table of profiles: name, and whether it writes.
std::map<std::string, std::string> TableOfProfiles() {
  std::map<std::string, std::string> rows;
  bool inside = false;
  for (absl::string_view line : absl::StrSplit(Readme(), '\n')) {
    if (absl::StartsWith(line, "| profile |")) inside = true;
    if (!absl::StartsWith(line, "|")) inside = false;
    if (!inside || !absl::StartsWith(line, "| `")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '|');
    const std::vector<std::string> name = absl::StrSplit(cells[1], '`');
    rows[name[1]] = std::string(absl::StripAsciiWhitespace(cells[4]));
  }
  return rows;
}

csv::ProfileInputs Inputs() {
  csv::ProfileInputs inputs;
  inputs.sender_gln = test::Retailer().ToString();
  inputs.pseudonym_key = std::string(16, 'k');
  inputs.open = [](const std::string&) -> absl::StatusOr<std::string> {
    return "shop,gln,stock_code,gtin,country,location_gln\n1,2,3,4,5,6\n";
  };
  return inputs;
}

TEST(AdaptersReadmeTest, TheProfilesAreThoseThatAreBuiltIn) {
  std::vector<std::string> names;
  for (const auto& [name, writes] : TableOfProfiles()) {
    names.push_back(name);
    const auto profile = csv::Profile::FromJson(csv::BuiltInProfile(name), Inputs());
    ASSERT_TRUE(profile.ok()) << name << ": " << profile.status();
    EXPECT_EQ(csv::CsvWriter::Make(**profile).ok(), writes == "yes") << name;
  }
  const auto built_in = csv::BuiltInProfileNames();
  EXPECT_THAT(names, ElementsAreArray(std::vector<std::string>(built_in.begin(), built_in.end())));
}

TEST(AdaptersReadmeTest, TheExampleIsAProfile) {
  const std::string readme = Readme();
  const size_t begin = readme.find("```json\n");
  ASSERT_NE(begin, std::string::npos);
  const size_t end = readme.find("```\n", begin + 8);
  ASSERT_NE(end, std::string::npos);
  const auto profile = csv::Profile::FromJson(readme.substr(begin + 8, end - begin - 8), Inputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ((*profile)->kind(), "ticket");
}

}  // namespace
}  // namespace headwater::cli
