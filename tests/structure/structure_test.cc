#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "structure/include_table.h"

namespace headwater::structure {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Source> SourcesOfProject() {
  std::vector<Source> sources;
  const fs::path root = HEADWATER_ROOT;
  for (const char* top : {"hub", "adapters", "suppliers-sim"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      sources.push_back({fs::relative(entry.path(), root).string(), text.str()});
    }
  }
  return sources;
}

TEST(Structure, EveryIncludeIsOneThatTheDesignAllows) {
  const std::vector<Source> sources = SourcesOfProject();
  ASSERT_GT(sources.size(), 50u);
  EXPECT_THAT(absl::StrJoin(CheckIncludes(sources), "\n"), IsEmpty());
}

TEST(Structure, TopLevelHoldsWhatTheDesignNamesAndNothingElse) {
  const std::set<std::string> allowed = {
      "CMakeLists.txt", "CMakePresets.json", "README.md", "api", "hub",
      "adapters",       "suppliers-sim",     "tests"};
  for (const auto& entry : fs::directory_iterator(fs::path(HEADWATER_ROOT))) {
    const std::string name = entry.path().filename();
    if (absl::StartsWith(name, ".")) continue;
    EXPECT_TRUE(allowed.count(name)) << name << " has no place at the top level";
  }
}

// A check that finds nothing proves nothing: each kind of sin is found.
std::vector<std::string> FindingsOf(std::string path, std::string text) {
  return CheckIncludes({{std::move(path), std::move(text)}});
}

TEST(Structure, FindsAnArrowUpwards) {
  EXPECT_THAT(FindingsOf("hub/base/gs1.cc", "#include \"hub/store/database.h\"\n"),
              ElementsAre(HasSubstr("base may not know store")));
  EXPECT_THAT(FindingsOf("hub/ordering/x.cc", "#include \"hub/sales/sales_queries.h\"\n"),
              ElementsAre(HasSubstr("ordering may not know sales")));
  EXPECT_THAT(FindingsOf("hub/exchange/door.cc", "#include \"hub/partners/parties_queries.h\"\n"),
              ElementsAre(HasSubstr("exchange may not know partners")));
  EXPECT_THAT(FindingsOf("adapters/csv/x.cc", "#include \"hub/exchange/door.h\"\n"),
              ElementsAre(HasSubstr("adapters/csv may not know exchange")));
}

TEST(Structure, FindsTheBackDoorOfARoom) {
  EXPECT_THAT(FindingsOf("hub/sales/x.cc", "#include \"hub/catalogue/trade_item_handler.h\"\n"),
              ElementsAre(HasSubstr("through *_queries")));
  EXPECT_THAT(FindingsOf("hub/sales/x.cc", "#include \"hub/catalogue/catalogue_queries.h\"\n"),
              IsEmpty());
}

TEST(Structure, FindsLibrariesInTheWrongRoom) {
  EXPECT_THAT(FindingsOf("hub/sales/sales_handler.cc", "#include \"grpcpp/server.h\"\n"),
              ElementsAre(HasSubstr("only rpc and *_service")));
  EXPECT_THAT(FindingsOf("hub/sales/sales_handler.cc", "#include \"hub/rpc/read_call.h\"\n"),
              ElementsAre(HasSubstr("read_call.h alone")));
  EXPECT_THAT(FindingsOf("hub/sales/sales_service.cc", "#include \"hub/rpc/read_call.h\"\n"),
              IsEmpty());
  EXPECT_THAT(FindingsOf("hub/store/database.cc", "#include <sqlite3.h>\n"),
              ElementsAre(HasSubstr("its driver")));
  EXPECT_THAT(FindingsOf("hub/exchange/rebuild.cc", "#include \"hub/store/sqlite_database.h\"\n"),
              ElementsAre(HasSubstr("only main names a concrete driver")));
  EXPECT_THAT(FindingsOf("hub/exchange/door.cc", "#include <prometheus/counter.h>\n"),
              ElementsAre(HasSubstr("metrics belong to watch")));
  EXPECT_THAT(FindingsOf("hub/rpc/server.cc", "#include <httplib.h>\n"),
              ElementsAre(HasSubstr("only watch listens")));
  EXPECT_THAT(FindingsOf("hub/store/sqlite_error.cc", "#include <libpq-fe.h>\n"),
              ElementsAre(HasSubstr("its driver")));
  EXPECT_THAT(FindingsOf("hub/store/postgres_codec.h", "#include <libpq-fe.h>\n"),
              ElementsAre(HasSubstr("its driver")));
  EXPECT_THAT(FindingsOf("hub/store/postgres_codec.cc", "#include <libpq-fe.h>\n"), IsEmpty());
  for (const char* driver : {"sqlite", "postgres"}) {
    EXPECT_THAT(FindingsOf("hub/exchange/rebuild.cc",
                           absl::StrCat("#include \"hub/store/", driver, "_database.h\"\n")),
                ElementsAre(HasSubstr("only main names a concrete driver")));
  }
  EXPECT_THAT(FindingsOf("hub/replenishment/policy.cc", "#include \"hub/store/database.h\"\n"),
              ElementsAre(HasSubstr("arithmetic over base alone")));
}

TEST(Structure, FindsACircle) {
  const auto findings = CheckIncludes({
      {"hub/catalogue/a.cc", "#include \"hub/partners/partners_queries.h\"\n"},
      {"hub/partners/b.cc", "#include \"hub/catalogue/catalogue_queries.h\"\n"},
  });
  EXPECT_THAT(absl::StrJoin(findings, "\n"), HasSubstr("circle: catalogue > partners > catalogue"));
}

TEST(Structure, FindsTimeAndChanceThatAreNotInjected) {
  EXPECT_THAT(FindingsOf("hub/sales/x.cc", "auto t = absl::Now();\n"),
              ElementsAre(HasSubstr("constructor argument")));
}

TEST(Structure, FindsAFileInNoRoom) {
  EXPECT_THAT(FindingsOf("hub/attic/x.cc", ""), ElementsAre(HasSubstr("no room")));
}

}  // namespace
}  // namespace headwater::structure
