#include "hub/store/postgres_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headwater::store {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::HasSubstr;

StatusCode CodeOf(std::string_view sqlstate) {
  return PostgresError(sqlstate, "why", "test.where").code();
}

TEST(PostgresError, CodesAreThoseOfTheOtherDriver) {
  EXPECT_EQ(CodeOf("23505"), StatusCode::kAlreadyExists);
  EXPECT_EQ(CodeOf("23514"), StatusCode::kInternal);
  EXPECT_EQ(CodeOf("53100"), StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf("53200"), StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf("58030"), StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf("XX001"), StatusCode::kDataLoss);
  EXPECT_EQ(CodeOf("XX002"), StatusCode::kDataLoss);
  EXPECT_EQ(CodeOf("XX000"), StatusCode::kInternal);
  EXPECT_EQ(CodeOf("25006"), StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf("42601"), StatusCode::kInternal);
}

TEST(PostgresError, WhatUndidTheTransactionIsAborted) {
  for (const char* sqlstate : {"", "08006", "25P03", "57P01", "57P02", "40001", "40P01"}) {
    EXPECT_EQ(CodeOf(sqlstate), StatusCode::kAborted) << sqlstate;
  }
}

TEST(PostgresError, TheMessageHasAllThatIsKnown) {
  const absl::Status status = PostgresError("23505", "duplicate key\n", "test.where");
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("test.where: "), HasSubstr("(PostgreSQL 23505: duplicate key)")));
}

TEST(PostgresError, AConnectionThatFailsSaysWhatToDo) {
  const absl::Status missing =
      PostgresConnectError("FATAL:  database \"hub\" does not exist", "hub");
  EXPECT_EQ(missing.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(missing.message()),
              HasSubstr("createdb --encoding=UTF8 --locale=C --template=template0 hub"));
  for (const char* refused :
       {"FATAL:  password authentication failed for user \"hub\"",
        "fe_sendauth: no password supplied", "FATAL:  role \"hub\" does not exist",
        "FATAL:  no pg_hba.conf entry for host"}) {
    const absl::Status status = PostgresConnectError(refused, "hub");
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr("check user and password")) << refused;
  }
  const absl::Status standby = PostgresConnectError("session is read-only", "hub");
  EXPECT_EQ(standby.code(), StatusCode::kUnavailable);
  EXPECT_THAT(std::string(standby.message()), HasSubstr("target_session_attrs=any"));
  const absl::Status away = PostgresConnectError("could not connect: Connection refused", "hub");
  EXPECT_EQ(away.code(), StatusCode::kUnavailable);
  EXPECT_THAT(std::string(away.message()), HasSubstr("host and port"));
}

}  // namespace
}  // namespace headwater::store
