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

constexpr store::Sql kPutParty{
    "partners.put_party",
    "INSERT INTO party(gln, role, suspended, currency, time_zone, version, document_id, "
    "statement) VALUES($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT(gln) DO UPDATE SET "
    "suspended = excluded.suspended, currency = excluded.currency, "
    "time_zone = excluded.time_zone, version = excluded.version, "
    "document_id = excluded.document_id, statement = excluded.statement"};

// A supplier's feed begins with how the hub knows it, so the document goes to it.
absl::Status CheckReceiver(const Submission& submission) {
  const v1::Party& party = submission.document.party();
  const base::Gln receiver = exchange::GlnOf(submission.document.receiver_gln());
  const base::Gln gln = exchange::GlnOf(party.gln());
  if (receiver == gln || (receiver == base::Gln() && gln == submission.retailer)) {
    return absl::OkStatus();
  }
  Violations violations;
  violations.Add(FieldPath("receiver_gln"), v1::REASON_RECEIVER_NOT_ALLOWED,
                 absl::StrCat("how the hub knows ", party.gln(), " goes to that party, not to \"",
                              submission.document.receiver_gln(), "\"; give ", party.gln()));
  return violations.ToStatus();
}

}  // namespace

absl::Status PartyHandler::Apply(const Submission& submission, store::Transaction& transaction,
                                 exchange::Outcome& outcome) {
  RETURN_IF_ERROR(CheckReceiver(submission));
  const v1::Party& party = submission.document.party();
  const base::Gln gln = exchange::GlnOf(party.gln());
  ASSIGN_OR_RETURN(const auto known, FindParty(transaction, gln));
  const int64_t version = known.has_value() ? known->version : 0;
  RETURN_IF_ERROR(
      CheckVersion(submission.document, absl::StrCat("party ", gln.ToString()), version));
  Violations violations;
  CheckParty(party, submission.retailer, FieldPath("party"), violations);
  RETURN_IF_ERROR(violations.ToStatus());

  outcome.version = version + 1;
  return transaction
      .Execute(kPutParty,
               {gln.value(), static_cast<int>(party.role()), party.suspended(),
                party.currency_code(), party.time_zone(), outcome.version,
                submission.document.document_id(), Value::Blob(party.SerializeAsString())})
      .status();
}

}  // namespace headwater::partners
