#include "hub/store/sqlite_error.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"

namespace headwater::store {
namespace {

struct Meaning {
  absl::StatusCode code;
  const char* advice;
};

Meaning ConstraintMeaning(int extended) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {absl::StatusCode::kAlreadyExists, "a row with this key is there already"};
    default:
      return {absl::StatusCode::kInternal,
              "a row breaks a rule of its table; this is a fault of the hub, please report it"};
  }
}

Meaning MeaningOf(int extended) {
  switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
      return ConstraintMeaning(extended);
    case SQLITE_FULL:
      return {absl::StatusCode::kResourceExhausted,
              "the disk is full; free space where the database is and restart the hub"};
    case SQLITE_NOMEM:
      return {absl::StatusCode::kResourceExhausted,
              "memory ran out; give the hub more and restart it"};
    case SQLITE_IOERR:
      if (extended == SQLITE_IOERR_DATA) {
        return {absl::StatusCode::kDataLoss,
                "a page of the file is not what was written to it; stop the hub, see what "
                "headwater verify says, and restore a backup"};
      }
      return {absl::StatusCode::kUnavailable,
              "the disk failed; look into the system's log, mend the disk and restart the hub"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {
          absl::StatusCode::kDataLoss,
          "the file is no database of this hub, or is damaged; see that the path is right, what "
          "headwater verify says, and restore a backup"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {absl::StatusCode::kAborted,
              "another program holds the database; end it and try again"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {absl::StatusCode::kFailedPrecondition,
              "the database may not be written; check how it was opened, its owner and its mode"};
    case SQLITE_CANTOPEN:
      return {absl::StatusCode::kFailedPrecondition,
              "the database cannot be opened; check that the path and its folder exist and that "
              "the hub may read and write them"};
    default:
      return {absl::StatusCode::kInternal, "this is a fault of the hub, please report it"};
  }
}

}  // namespace

absl::Status SqliteError(int code, std::string_view message, std::string_view where) {
  const Meaning meaning = MeaningOf(code);
  return absl::Status(meaning.code,
                      absl::StrCat(base::AbslView(where), ": ", meaning.advice, " (SQLite ", code,
                                   ": ", base::AbslView(message), ")"));
}

}  // namespace headwater::store
