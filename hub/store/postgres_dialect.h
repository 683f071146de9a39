// What PostgreSQL wants said otherwise than SQLite. This is the whole list; all other text is
// the same on both:
//
//   WITHOUT ROWID        dropped: a table of PostgreSQL has no such thing
//   BLOB                 BYTEA
//   INTEGER              BIGINT: SQLite spells its key without an index INTEGER PRIMARY KEY
//   x'00ff'              '\x00ff'::BYTEA
//
// What looks like a difference and is none, since rooms write it so that both take it: sums
// are cast to BIGINT (PostgreSQL sums integers into NUMERIC), no LIKE on what persons type,
// no text with a NUL byte, ON CONFLICT with its columns, and unary plus and CROSS JOIN, which
// hold SQLite to a plan and mean nothing to PostgreSQL. Texts are compared by their bytes on
// both: the driver refuses a database of another collation (postgres_requirements.h).
//
// A statement that may give more rows than a program wants in memory, or whose reader may
// stop before the end, begins with the comment /* walk */: PostgreSQL is then asked for some
// rows at a time. SQLite gives one row at a time anyway.
//
// An INSERT of one row may be put off until an answer is needed (postgres_database.h). One that
// begins with the comment /* now */ is not, unless the transaction trusts its works
// (trusting_transaction.h): when it returns, all before it has been done. Any statement that begins
// with /* later */ may be put off too, and Execute then gives 1 for it, whatever it changes: for
// those alone of which nobody asks how many rows they change, or for what they give.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headwater::store {

struct PostgresText {
  std::string text;
  // The highest n of $n, and whether each from $1 to it occurs.
  int parameters = 0;
  bool parameters_complete = true;
  // The table that an INSERT, UPDATE or DELETE writes; empty for what writes none, and for
  // what may write anything (then `writes_any`).
  std::string written_table;
  bool writes_any = false;
  // A SELECT or VALUES: what a cursor may be declared for.
  bool is_query = false;
  bool walks = false;
  // See above.
  bool now = false;
  bool later = false;
  // For an INSERT of one row of VALUES that may be put off and has nothing to do on a conflict: the
  // same of many rows, with an array for each parameter. Empty for all else.
  std::string many_rows;
};

// many_rows of an INSERT that has it, with an array for those parameters alone that vary ($1
// first); each other is one value for all rows. An array costs the server as much as many values.
std::string ManyRowsOf(std::string_view text, const std::vector<bool>& varies);

// Pure. Words are recognised in capitals, and never inside a string, a quoted name or a
// comment. Faulty SQL stays faulty.
PostgresText ToPostgres(std::string_view text);

}  // namespace headwater::store
