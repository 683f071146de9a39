#include "hub/store/postgres_dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headwater::store {
namespace {

std::string TextOf(std::string_view text) { return ToPostgres(text).text; }

TEST(PostgresDialect, WhatBothTakeStaysAsItIs) {
  for (const std::string_view text :
       {"SELECT a, b FROM t WHERE (a, b) > ($1, $2) AND +c BETWEEN $3 AND $4 ORDER BY a LIMIT $5",
        "INSERT INTO t(a) VALUES($1) ON CONFLICT(a) DO UPDATE SET a = excluded.a", "", " ", "$",
        "SELECT CAST(COALESCE(SUM(a), 0) AS BIGINT) FROM t", "'", "\"", "/* not closed",
        "-- end"}) {
    EXPECT_EQ(TextOf(text), text);
  }
}

TEST(PostgresDialect, WordsOfTablesAreThoseOfPostgres) {
  EXPECT_EQ(TextOf("CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB NOT NULL)"),
            "CREATE TABLE t(id BIGINT PRIMARY KEY, a BYTEA NOT NULL)");
  EXPECT_EQ(TextOf("CREATE TABLE t(a TEXT) WITHOUT ROWID; CREATE TABLE u(a TEXT) WITHOUT\n ROWID"),
            "CREATE TABLE t(a TEXT) ; CREATE TABLE u(a TEXT) ");
  EXPECT_EQ(TextOf("SELECT WITHOUT, ROWID, BLOBS, A_BLOB, blob FROM t"),
            "SELECT WITHOUT, ROWID, BLOBS, A_BLOB, blob FROM t");
}

TEST(PostgresDialect, BlobsInTextAreThoseOfPostgres) {
  EXPECT_EQ(TextOf("UPDATE t SET a = x'00ff', b = X''"),
            "UPDATE t SET a = '\\x00ff'::BYTEA, b = '\\x'::BYTEA");
  EXPECT_EQ(TextOf("SELECT max'' FROM t"), "SELECT max'' FROM t");
}

TEST(PostgresDialect, WhatIsQuotedOrACommentIsLeftAlone) {
  for (const std::string_view text : {"SELECT 'BLOB' || 'it''s WITHOUT ROWID'", "SELECT \"BLOB\"",
                                      "SELECT 1 -- INTEGER $9\n", "SELECT /* BLOB */ 1"}) {
    EXPECT_EQ(TextOf(text), text);
    EXPECT_EQ(ToPostgres(text).parameters, 0);
  }
  EXPECT_EQ(TextOf("SELECT 'a' BLOB"), "SELECT 'a' BYTEA");
}

TEST(PostgresDialect, ParametersAreCounted) {
  EXPECT_EQ(ToPostgres("SELECT $2, $1, $2").parameters, 2);
  EXPECT_TRUE(ToPostgres("SELECT $2, $1, $2").parameters_complete);
  EXPECT_EQ(ToPostgres("SELECT $12").parameters, 12);
  for (const char* text :
       {"SELECT $1, $3", "SELECT $2", "SELECT $0", "SELECT $65536, $1", "SELECT $99999999999"}) {
    EXPECT_FALSE(ToPostgres(text).parameters_complete) << text;
  }
  EXPECT_EQ(ToPostgres("SELECT '$1'").parameters, 0);
}

TEST(PostgresDialect, TheWrittenTableIsNamed) {
  EXPECT_EQ(ToPostgres("INSERT INTO stock(item) SELECT a FROM b").written_table, "stock");
  EXPECT_EQ(ToPostgres(" UPDATE stock SET a = 1").written_table, "stock");
  EXPECT_EQ(ToPostgres("DELETE FROM stock").written_table, "stock");
  for (const char* text : {"SELECT 1", "VALUES(1)", "/* walk */ SELECT 1"}) {
    EXPECT_EQ(ToPostgres(text).written_table, "") << text;
    EXPECT_FALSE(ToPostgres(text).writes_any) << text;
    EXPECT_TRUE(ToPostgres(text).is_query) << text;
  }
  for (const char* text : {"WITH a AS (DELETE FROM b) SELECT 1", "CREATE TABLE a(b TEXT)", "",
                           "UPDATE \"stock\" SET a = 1", "SAVEPOINT work", "INSERT stock"}) {
    EXPECT_TRUE(ToPostgres(text).writes_any) << text;
    EXPECT_FALSE(ToPostgres(text).is_query) << text;
  }
}

TEST(PostgresDialect, AnInsertOfOneRowIsOneOfMany) {
  const auto many = [](std::string_view text) { return ToPostgres(text).many_rows; };
  EXPECT_EQ(many("INSERT INTO t(a, b, c) VALUES($2, 0, coalesce($1, 'VALUES ('))"),
            "INSERT INTO t(a, b, c) SELECT p.c2, 0, coalesce(p.c1, 'VALUES (') "
            "FROM unnest($1, $2) AS p(c1, c2)");
  EXPECT_EQ(many("INSERT INTO t(a) VALUES ($1) "),
            "INSERT INTO t(a) SELECT p.c1 FROM unnest($1) AS p(c1)");
  EXPECT_EQ(many("/* now */ INSERT INTO t(a) VALUES($1)"),
            "/* now */ INSERT INTO t(a) SELECT p.c1 FROM unnest($1) AS p(c1)");
  for (const char* text :
       {"INSERT INTO t(a) VALUES(1)", "INSERT INTO t(a) VALUES($1), ($2)",
        "INSERT INTO t(a) VALUES($1) ON CONFLICT(a) DO NOTHING", "INSERT INTO t(a) SELECT $1",
        "/* later */ INSERT INTO t(a) VALUES($1)", "INSERT INTO t(a) VALUES($1) RETURNING a",
        "INSERT INTO t(a) VALUES($2)", "UPDATE t SET a = $1", "INSERT INTO t(a) VALUES($1",
        "INSERT INTO t(a) VALUES", ""}) {
    EXPECT_EQ(many(text), "") << text;
  }
}

TEST(PostgresDialect, AParameterThatDoesNotVaryIsNoArray) {
  constexpr std::string_view kText = "INSERT INTO t(a, b, c) VALUES($3, $1, $2)";
  EXPECT_EQ(ManyRowsOf(kText, {false, true, false}),
            "INSERT INTO t(a, b, c) SELECT $3, $1, p.c2 FROM unnest($2) AS p(c2)");
  EXPECT_EQ(ManyRowsOf(kText, {true, true, true}), ToPostgres(kText).many_rows);
}

TEST(PostgresDialect, WhatMayAndMayNotBePutOffSaysSo) {
  const PostgresText later = ToPostgres("/* later */ UPDATE t SET a = $1");
  EXPECT_TRUE(later.later);
  EXPECT_EQ(later.written_table, "t");
  EXPECT_TRUE(ToPostgres("/* now */ INSERT INTO t(a) VALUES($1)").now);
  const PostgresText plain = ToPostgres("INSERT INTO t(a) VALUES($1)");
  EXPECT_FALSE(plain.later || plain.now);
}

TEST(PostgresDialect, AWalkSaysSo) {
  EXPECT_TRUE(ToPostgres("/* walk */ SELECT a FROM b").walks);
  EXPECT_FALSE(ToPostgres("SELECT a /* walk */ FROM b").walks);
  EXPECT_FALSE(ToPostgres("/* walk */ DELETE FROM b").walks);
}

}  // namespace
}  // namespace headwater::store
