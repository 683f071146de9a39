// The contract against the one that was agreed: tests/contract/api.golden.txt.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_join.h"
#include "contract/compatibility.h"
#include "contract/contract_lines.h"
#include "contract/contract_set.h"
#include "gtest/gtest.h"

namespace headwater::contract {
namespace {

constexpr char kHeader[] =
    "# The contract, line by line. A test compares api/ with it; UPDATE_GOLDEN=1 takes over\n"
    "# what was added, UPDATE_GOLDEN=breaking whatever was changed.\n";

std::string Update() {
  const char* const update = std::getenv("UPDATE_GOLDEN");
  return update == nullptr ? "" : update;
}

void Write(const Lines& lines) {
  std::ofstream out(HEADWATER_CONTRACT_GOLDEN, std::ios::trunc);
  out << kHeader << ToText(lines);
  ASSERT_TRUE(out.flush().good()) << HEADWATER_CONTRACT_GOLDEN;
}

TEST(GoldenTest, TheContractIsTheOneThatWasAgreed) {
  std::ifstream in(HEADWATER_CONTRACT_GOLDEN);
  std::stringstream text;
  text << in.rdbuf();
  const Lines agreed = FromText(text.str());
  const Lines now = LinesOf(ContractSet());
  const Differences differences = Compare(agreed, now);

  if (!differences.breaking.empty() && Update() != "breaking") {
    FAIL() << "This change of api/ breaks clients that were built on the contract as it was:\n  "
           << absl::StrJoin(differences.breaking, "\n  ")
           << "\nAdd beside what is there instead: a field, a message, an rpc of a new name. If "
              "nobody can have built on it yet, take it over with UPDATE_GOLDEN=breaking and say "
              "why in the commit.";
  }
  if (differences.breaking.empty() && differences.additive.empty()) return;
  if (!Update().empty()) return Write(now);
  FAIL() << "api/ says more than before, which breaks nobody:\n  "
         << absl::StrJoin(differences.additive, "\n  ")
         << "\nTake it over: run this test with UPDATE_GOLDEN=1 and commit api.golden.txt.";
}

}  // namespace
}  // namespace headwater::contract
