#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/partners/partners_handler.h"
#include "hub/partners/partners_queries.h"
#include "hub/partners/partners_rules.h"

namespace headwater::partners {
namespace {

using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;
using store::Value;

constexpr store::Sql kFindVersion{"partners.find_location_version",
                                  "SELECT version FROM location WHERE gln = $1"};
constexpr store::Sql kPutLocation{
    "partners.put_location",
    "INSERT INTO location(gln, party, of_retailer, type, time_zone, version, document_id, "
    "statement) VALUES($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT(gln) DO UPDATE SET "
    "type = excluded.type, time_zone = excluded.time_zone, version = excluded.version, "
    "document_id = excluded.document_id, statement = excluded.statement"};

// Says nothing of who else owns it.
void CheckOwner(const Submission& submission, const std::optional<LocationInfo>& known,
                Violations& violations) {
  const FieldPath path("location");
  const v1::Location& location = submission.document.location();
  const base::Gln sender = submission.sender.gln;
  const bool retailers_own_key =
      exchange::GlnOf(location.gln()) == submission.retailer && sender != submission.retailer;
  if (retailers_own_key || (known.has_value() && known->party != sender)) {
    violations.Add(path.Field("gln"), v1::REASON_LOCATION_OWNER_CHANGED,
                   absl::StrCat(location.gln(),
                                " is a place of another party and stays so; a place "
                                "of ",
                                sender.ToString(), " needs a GLN of its own"));
  }
  if (exchange::GlnOf(location.party_gln()) != sender) {
    violations.Add(path.Field("party_gln"), v1::REASON_LOCATION_OWNER_CHANGED,
                   absl::StrCat("a location is stated by the party that owns it; give the sender ",
                                sender.ToString(), " in place of ", location.party_gln()));
  }
}

}  // namespace

absl::Status LocationHandler::Apply(const Submission& submission, store::Transaction& transaction,
                                    exchange::Outcome& outcome) {
  const v1::Location& location = submission.document.location();
  const base::Gln gln = exchange::GlnOf(location.gln());
  ASSIGN_OR_RETURN(const auto known, FindLocation(transaction, gln));
  Violations violations;
  CheckOwner(submission, known, violations);
  // Whose it is comes before its version: that is no business of another.
  RETURN_IF_ERROR(violations.ToStatus());

  int64_t version = 0;
  RETURN_IF_ERROR(transaction
                      .QueryOne(kFindVersion, {gln.value()},
                                [&](const store::Row& row) { version = row.integer(0); })
                      .status());
  RETURN_IF_ERROR(
      CheckVersion(submission.document, absl::StrCat("location ", gln.ToString()), version));
  outcome.version = version + 1;
  return transaction
      .Execute(
          kPutLocation,
          {gln.value(), submission.sender.gln.value(), submission.sender.gln == submission.retailer,
           static_cast<int>(location.type()), location.time_zone(), outcome.version,
           submission.document.document_id(), Value::Blob(location.SerializeAsString())})
      .status();
}

}  // namespace headwater::partners
