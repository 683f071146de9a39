#include "bench/table_sizes.h"

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::bench {
namespace {

using ::testing::HasSubstr;

class TableSizesTest : public testing::Test {
 protected:
  TableSizesTest() : folder_(MakeFolder()), path_(folder_ + "/sizes.db") {
    Execute("CREATE TABLE big(k INTEGER PRIMARY KEY, v BLOB)");
    Execute("CREATE INDEX big_by_v ON big(v)");
    Execute("CREATE TABLE small(k INTEGER PRIMARY KEY)");
    Execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
        "INSERT INTO big SELECT i, zeroblob(500) FROM n");
  }
  ~TableSizesTest() override { std::filesystem::remove_all(folder_); }

  static std::string MakeFolder() {
    std::string folder = (std::filesystem::temp_directory_path() / "hw-sizes-XXXXXX").string();
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    return folder;
  }

  void Execute(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
  }

  const std::string folder_;
  const std::string path_;
};

TEST_F(TableSizesTest, TheTreesAndTheFreePagesAreTheFile) {
  Execute("DELETE FROM big WHERE k > 500");
  const auto file = MeasureFile(path_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->bytes(), static_cast<int64_t>(std::filesystem::file_size(path_)));
  EXPECT_GT(file->free_pages, 50);
  EXPECT_EQ(file->unexplained_pages(), 0);
  int64_t content = 0;
  for (const TreeSize& tree : file->trees) {
    if (tree.name == "big") content = tree.content;
  }
  EXPECT_GE(content, 500 * 500);
  EXPECT_LT(content, 500 * 520);
}

TEST_F(TableSizesTest, TheSmallAreToldTogether) {
  const auto file = MeasureFile(path_);
  ASSERT_TRUE(file.ok()) << file.status();
  std::ostringstream out;
  PrintFile(*file, 1000, out);
  EXPECT_THAT(out.str(), HasSubstr("big_by_v"));
  EXPECT_THAT(out.str(), HasSubstr("all others"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("small")));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("not explained")));
}

TEST_F(TableSizesTest, AFileThatIsNoDatabaseIsAnError) {
  EXPECT_EQ(MeasureFile("/").status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace headwater::bench
