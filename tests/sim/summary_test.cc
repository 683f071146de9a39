#include "suppliers-sim/summary.h"

#include "gtest/gtest.h"

namespace headwater::sim {
namespace {

TEST(SummaryTest, AlignsLabelsAndNumbers) {
  DemoSummary summary;
  summary.sections.push_back({"Documents", {{"Orders", "1,234"}, {"Tickets", "7"}}});
  summary.sections.push_back({"Feeds", {{"Alder", "10"}}});
  EXPECT_EQ(FormatSummary(summary),
            "Documents\n"
            "  Orders   1,234\n"
            "  Tickets      7\n"
            "\n"
            "Feeds\n"
            "  Alder       10\n"
            "\n");
}

}  // namespace
}  // namespace headwater::sim
