#include "exchange/fake_room.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {
namespace {

using exchange::Kind;
using exchange::Receivers;
using exchange::Senders;
using store::Sql;

constexpr Sql kAdd{"tally.add",
                   "INSERT INTO tally(supplier, number, version) VALUES($1, $2, 1) "
                   "ON CONFLICT(supplier) DO UPDATE SET number = tally.number + excluded.number, "
                   "version = tally.version + 1"};
constexpr Sql kVersion{"tally.version", "SELECT version FROM tally WHERE supplier = $1"};

absl::StatusOr<int64_t> Add(store::Transaction& transaction, base::Gln supplier, int64_t number) {
  RETURN_IF_ERROR(transaction.Execute(kAdd, {supplier.value(), number}).status());
  int64_t version = 0;
  RETURN_IF_ERROR(transaction
                      .QueryOne(kVersion, {supplier.value()},
                                [&](const store::Row& row) { version = row.integer(0); })
                      .status());
  return version;
}

Kind MakeKind(v1::Document::BodyCase body, Senders senders, Receivers receivers) {
  Kind kind;
  kind.body = body;
  kind.senders = senders;
  kind.receivers = receivers;
  return kind;
}

}  // namespace

store::Schema TallySchema() {
  return {.room = "tally",
          .tables = {{"tally", store::Table::Kind::kDerived, "supplier"}},
          .migrations = {{1,
                          "CREATE TABLE tally(supplier BIGINT NOT NULL PRIMARY KEY, "
                          "number BIGINT NOT NULL, version BIGINT NOT NULL) WITHOUT ROWID"}}};
}

absl::Status TallyHandler::Apply(const exchange::Submission& submission,
                                 store::Transaction& transaction, exchange::Outcome& outcome) {
  const std::string& text = submission.document.application_error().findings(0).description();
  absl::string_view rest = text;
  int64_t number = 0;
  if (absl::ConsumePrefix(&rest, "add ") && absl::SimpleAtoi(rest, &number)) {
    ASSIGN_OR_RETURN(outcome.version, Add(transaction, submission.supplier, number));
  } else if (text == "refuse") {
    RETURN_IF_ERROR(Add(transaction, submission.supplier, 1).status());
    exchange::Violations violations;
    violations.Add("application_error.findings[0].description", v1::REASON_ITEM_NOT_FOUND, "one");
    violations.Add("application_error.findings[0].code", v1::REASON_UNIT_MISMATCH, "two");
    return violations.ToStatus();
  } else if (text == "break") {
    RETURN_IF_ERROR(Add(transaction, submission.supplier, 1).status());
    return absl::InternalError(kSecret);
  }
  return absl::OkStatus();
}

TestHubOptions TallyHub() {
  TestHubOptions options;
  Kind tally =
      MakeKind(v1::Document::kApplicationError, Senders::kBoth, Receivers::kOtherRoleOrNone);
  tally.handlers.push_back(std::make_unique<TallyHandler>());
  options.kinds.push_back(std::move(tally));
  options.kinds.push_back(MakeKind(v1::Document::kLocation, Senders::kBoth, Receivers::kNone));
  options.kinds.push_back(
      MakeKind(v1::Document::kOrder, Senders::kRetailer, Receivers::kOtherRole));
  options.kinds.push_back(MakeKind(v1::Document::kParty, Senders::kBoth, Receivers::kStated));
  options.schemas.push_back(TallySchema());
  return options;
}

v1::Document PartyDocument(std::string_view number, base::Gln party) {
  v1::Document document = Envelope(number, Retailer(), party);
  v1::Party& body = *document.mutable_party();
  body.set_gln(party.ToString());
  body.set_display_name("Party");
  body.set_role(v1::PARTY_ROLE_SUPPLIER);
  body.set_country_code("DE");
  body.set_currency_code("EUR");
  body.set_time_zone("Europe/Berlin");
  return document;
}

v1::Document LocationDocument(std::string_view number, base::Gln sender) {
  v1::Document document = Envelope(number, sender);
  v1::Location& body = *document.mutable_location();
  body.set_gln(MakeGln(77).ToString());
  body.set_party_gln(sender.ToString());
  body.set_display_name("Store 77");
  body.set_type(v1::LOCATION_TYPE_STORE);
  body.set_country_code("DE");
  body.set_time_zone("Europe/Berlin");
  return document;
}

exchange::Registry KindsWithoutHandlers() {
  std::vector<exchange::Kind> kinds;
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    exchange::Kind& kind = kinds.emplace_back();
    kind.body = static_cast<v1::Document::BodyCase>(body->field(i)->number());
    kind.senders = exchange::Senders::kBoth;
    kind.receivers = exchange::Receivers::kOtherRole;
  }
  return exchange::Registry(std::move(kinds));
}

}  // namespace headwater::test
