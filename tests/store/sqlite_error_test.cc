#include "hub/store/sqlite_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(SqliteError, EveryKindHasItsCodeAndAdvice) {
  const struct {
    int code;
    absl::StatusCode status;
    const char* advice;
  } kCases[] = {
      {SQLITE_FULL, absl::StatusCode::kResourceExhausted, "free space"},
      {SQLITE_NOMEM, absl::StatusCode::kResourceExhausted, "memory"},
      {SQLITE_IOERR_FSYNC, absl::StatusCode::kUnavailable, "restart the hub"},
      {SQLITE_IOERR_DATA, absl::StatusCode::kDataLoss, "headwater verify"},
      {SQLITE_CORRUPT, absl::StatusCode::kDataLoss, "restore a backup"},
      {SQLITE_NOTADB, absl::StatusCode::kDataLoss, "restore a backup"},
      {SQLITE_BUSY_SNAPSHOT, absl::StatusCode::kAborted, "another program"},
      {SQLITE_READONLY, absl::StatusCode::kFailedPrecondition, "may not be written"},
      {SQLITE_CANTOPEN, absl::StatusCode::kFailedPrecondition, "cannot be opened"},
      {SQLITE_CONSTRAINT_PRIMARYKEY, absl::StatusCode::kAlreadyExists, "is there already"},
      {SQLITE_CONSTRAINT_UNIQUE, absl::StatusCode::kAlreadyExists, "is there already"},
      {SQLITE_CONSTRAINT_NOTNULL, absl::StatusCode::kInternal, "please report it"},
      {SQLITE_ERROR, absl::StatusCode::kInternal, "please report it"},
  };
  for (const auto& [code, status, advice] : kCases) {
    const absl::Status error = SqliteError(code, "the cause", "stock.insert");
    EXPECT_EQ(error.code(), status) << code;
    EXPECT_THAT(std::string(error.message()),
                AllOf(HasSubstr("stock.insert: "), HasSubstr(advice), HasSubstr("the cause")));
  }
}

}  // namespace
}  // namespace headwater::store
