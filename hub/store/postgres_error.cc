#include "hub/store/postgres_error.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"

namespace headwater::store {
namespace {

using base::AbslView;

struct Meaning {
  absl::StatusCode code;
  const char* advice;
};

// By the class of the error, its first two letters, where its own code says no more.
Meaning MeaningOfClass(std::string_view sqlstate) {
  const std::string_view kind = sqlstate.substr(0, 2);
  if (kind == "23") {
    return {absl::StatusCode::kInternal,
            "a row breaks a rule of its table; this is a fault of the hub, please report it"};
  }
  // 25P03: the session was ended because its transaction stood idle for too long.
  if (kind == "08" || kind == "57" || sqlstate == "25P03" || sqlstate.empty()) {
    return {absl::StatusCode::kAborted,
            "the connection to the database was lost, and what was not committed is undone; see "
            "that the server runs and is reached"};
  }
  if (kind == "40") {
    return {absl::StatusCode::kAborted, "the database undid the transaction; try it again"};
  }
  if (kind == "53") {
    return {absl::StatusCode::kResourceExhausted,
            "the database server has too little of something; give it more and restart the hub"};
  }
  if (kind == "58") {
    return {absl::StatusCode::kUnavailable,
            "the disk of the database server failed; look into its log, mend the disk and restart "
            "both"};
  }
  if (kind == "XX") {
    return {absl::StatusCode::kDataLoss,
            "the database is damaged; see what headwater verify and the server's log say, and "
            "restore a backup"};
  }
  return {absl::StatusCode::kInternal, "this is a fault of the hub, please report it"};
}

Meaning MeaningOf(std::string_view sqlstate) {
  if (sqlstate == "23505") {
    return {absl::StatusCode::kAlreadyExists, "a row with this key is there already"};
  }
  if (sqlstate == "53100") {
    return {absl::StatusCode::kResourceExhausted,
            "the disk of the database server is full; free space there and restart the hub"};
  }
  if (sqlstate == "55P03") {
    return {absl::StatusCode::kUnavailable,
            "another hub has been writing for too long, or a rebuild is at work; wait for it, or "
            "end it, and try again"};
  }
  if (sqlstate == "25P02") {
    return {absl::StatusCode::kFailedPrecondition,
            "an error before this statement ended the transaction"};
  }
  if (sqlstate == "25006" || sqlstate == "42501") {
    return {absl::StatusCode::kFailedPrecondition,
            "the database may not be written; check how it was opened, and what its user may do"};
  }
  if (sqlstate == "XX000") {
    return {absl::StatusCode::kInternal, "the database server has a fault; see its log"};
  }
  return MeaningOfClass(sqlstate);
}

std::string Detail(std::string_view sqlstate, std::string_view message) {
  return absl::StrCat(" (PostgreSQL", sqlstate.empty() ? "" : " ", AbslView(sqlstate), ": ",
                      absl::StripAsciiWhitespace(AbslView(message)), ")");
}

}  // namespace

absl::Status PostgresError(std::string_view sqlstate, std::string_view message,
                           std::string_view where) {
  const Meaning meaning = MeaningOf(sqlstate);
  return absl::Status(
      meaning.code, absl::StrCat(AbslView(where), ": ", meaning.advice, Detail(sqlstate, message)));
}

// libpq gives the code of an error at the start of a connection in no way but the text.
absl::Status PostgresConnectError(std::string_view message, std::string_view database) {
  const auto says = [message](std::string_view words) {
    return absl::StrContains(AbslView(message), AbslView(words));
  };
  const std::string detail = Detail("", message);
  const absl::string_view name = AbslView(database);
  if (says("does not exist") && says("database \"")) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the database ", name, " is not there; make it: createdb --encoding=UTF8 --locale=C ",
        "--template=template0 ", name, detail));
  }
  if (says("authentication failed") || says("no password supplied") || says("role \"") ||
      says("no pg_hba.conf entry") || says("permission denied for database")) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the database server does not let the hub in; check user and password in --store (or "
        "PGUSER, PGPASSWORD, ~/.pgpass) and the server's pg_hba.conf",
        detail));
  }
  if (says("session is read-only") || says("server is in hot standby mode")) {
    return absl::UnavailableError(absl::StrCat(
        "the database server that is reached is a standby, or may not be written; name all its "
        "hosts in --store (HOST1,HOST2), or promote it. To look at a standby with a command that "
        "only reads, end --store with ?target_session_attrs=any",
        detail));
  }
  return absl::UnavailableError(
      absl::StrCat("cannot connect to the database; see that its server runs, and that host and "
                   "port in --store are right",
                   detail));
}

}  // namespace headwater::store
