// The reads of PartnersService (partners_queries.h).
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"
#include "hub/partners/partners_queries.h"

namespace headwater::partners {
namespace {

using base::Gln;
using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using store::Row;

// A comparison with a column stands before one with 0: PostgreSQL takes the type of a
// parameter from where it stands first.
#define HW_PARTY_COLUMNS "SELECT gln, version, document_id, statement, role FROM party "
constexpr store::Sql kGetParty{"partners.get_party", HW_PARTY_COLUMNS "WHERE gln = $1"};
// To a supplier ($2) itself and the retailer; to the retailer (0) all.
constexpr store::Sql kListParties{"partners.list_parties", HW_PARTY_COLUMNS
                                  "WHERE gln > $1 AND (gln = $2 OR role = 1 OR $2 = 0) "
                                  "AND (role = $3 OR $3 = 0) ORDER BY gln LIMIT $4"};
#undef HW_PARTY_COLUMNS
static_assert(v1::PARTY_ROLE_RETAILER == 1);

#define HW_LOCATION_COLUMNS \
  "SELECT gln, version, document_id, statement, party, of_retailer FROM location "
constexpr store::Sql kGetLocation{"partners.get_location", HW_LOCATION_COLUMNS "WHERE gln = $1"};
constexpr store::Sql kListLocations{"partners.list_locations", HW_LOCATION_COLUMNS
                                    "WHERE gln > $1 AND (party = $2 OR of_retailer = 1 OR $2 = 0) "
                                    "AND (party = $3 OR $3 = 0) ORDER BY gln LIMIT $4"};
#undef HW_LOCATION_COLUMNS
constexpr store::Sql kIsRetailer{
    "partners.is_retailer",
    "SELECT 1 FROM party WHERE gln = $1 AND role = 1 "
    "UNION SELECT 1 FROM location WHERE party = $1 AND of_retailer = 1"};

constexpr store::Sql kGetAgreement{
    "partners.get_agreement",
    "SELECT supplier, location, version, document_id, statement, items FROM agreement "
    "WHERE supplier = $1 AND location = $2"};
constexpr store::Sql kListAgreements{
    "partners.list_agreements",
    "SELECT supplier, location, version, document_id, statement FROM agreement "
    "WHERE (supplier, location) > ($1, $2) ORDER BY supplier, location LIMIT $3"};
constexpr store::Sql kListAgreementsOf{
    "partners.list_agreements_of",
    "SELECT supplier, location, version, document_id, statement FROM agreement "
    "WHERE supplier = $1 AND location > $2 ORDER BY location LIMIT $3"};

std::string PartyName(Gln gln) { return absl::StrCat("parties/", gln.ToString()); }

absl::Status Merge(std::string_view bytes, google::protobuf::MessageLite& statement) {
  if (statement.MergeFromString(std::string(bytes))) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("a stored statement is no ", statement.GetTypeName(), "; rebuild the tables"));
}

absl::StatusOr<Gln> ParseKey(std::string_view text, std::string_view pattern) {
  auto gln = Gln::Parse(text);
  if (gln.ok()) return *gln;
  return exchange::Refuse(v1::REASON_ARGUMENT_INVALID,
                          absl::StrCat("the name does not fit ", base::AbslView(pattern), ": ",
                                       gln.status().message()));
}

int64_t AsFilter(const Caller& caller) { return caller.is_retailer() ? 0 : caller.party.value(); }

int64_t NumberAfter(const ReadPage& page, size_t part) {
  return page.after.empty() ? 0 : page.after[part].number;
}

// Cuts the row that was read to see whether there are more, and gives the next page's
// token if there are.
template <typename Request, typename Records, typename KeyOf>
std::string EndPage(const Request& request, const ReadPage& page, Records& records, KeyOf key_of) {
  if (records.size() <= page.size) return "";
  records.RemoveLast();
  return exchange::NextPageToken(request, key_of(records[records.size() - 1]));
}

absl::Status FillParty(const Row& row, v1::PartyRecord& record) {
  record.set_name(PartyName(Gln(row.integer(0))));
  record.set_version(row.integer(1));
  record.set_document_id(std::string(row.text(2)));
  return Merge(row.blob(3), *record.mutable_party());
}

// How far its feed goes is for the party itself and the retailer.
absl::Status FillFeed(store::Reader& reader, const Caller& caller, v1::PartyRecord& record) {
  const Gln gln = exchange::GlnOf(record.party().gln());
  if (!caller.sees(gln)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto head, exchange::ReadFeedHead(reader, gln));
  ASSIGN_OR_RETURN(const int64_t acknowledged, exchange::ReadAcknowledged(reader, gln));
  record.set_head_sequence(head.sequence);
  record.set_acknowledged_sequence(acknowledged);
  return absl::OkStatus();
}

absl::Status FillLocation(const Row& row, v1::LocationRecord& record) {
  record.set_name(absl::StrCat("locations/", Gln(row.integer(0)).ToString()));
  record.set_version(row.integer(1));
  record.set_document_id(std::string(row.text(2)));
  return Merge(row.blob(3), *record.mutable_location());
}

absl::Status FillAgreement(const Row& row, v1::ReplenishmentAgreementRecord& record) {
  record.set_name(
      absl::StrCat(PartyName(Gln(row.integer(0))), "/agreements/", Gln(row.integer(1)).ToString()));
  record.set_version(row.integer(2));
  record.set_document_id(std::string(row.text(3)));
  return Merge(row.blob(4), *record.mutable_agreement());
}

}  // namespace

absl::Status GetParty(store::Reader& reader, const Caller& caller,
                      const v1::GetPartyRequest& request, v1::PartyRecord& response) {
  ASSIGN_OR_RETURN(const auto parts, exchange::ParseName(request.name(), "parties/{}"));
  ASSIGN_OR_RETURN(const Gln gln, ParseKey(parts[0], "parties/{gln}"));
  bool seen = false;
  RETURN_IF_ERROR(reader.Query(kGetParty, {gln.value()}, [&](const Row& row) {
    seen = caller.sees(gln) || row.integer(4) == v1::PARTY_ROLE_RETAILER;
    return seen ? FillParty(row, response) : absl::OkStatus();
  }));
  if (!seen) return exchange::RefuseNotFound(request.name());
  return FillFeed(reader, caller, response);
}

absl::Status ListParties(store::Reader& reader, const Caller& caller,
                         const v1::ListPartiesRequest& request, v1::ListPartiesResponse& response) {
  ASSIGN_OR_RETURN(const auto page, exchange::ParsePage(request, 1));
  auto& parties = *response.mutable_parties();
  RETURN_IF_ERROR(reader.Query(
      kListParties,
      {NumberAfter(page, 0), AsFilter(caller), static_cast<int>(request.role()), page.size + 1},
      [&parties](const Row& row) { return FillParty(row, *parties.Add()); }));
  response.set_next_page_token(
      EndPage(request, page, parties, [](const v1::PartyRecord& last) -> std::vector<PageKey> {
        return {{.number = exchange::GlnOf(last.party().gln()).value()}};
      }));
  for (v1::PartyRecord& record : parties) RETURN_IF_ERROR(FillFeed(reader, caller, record));
  return absl::OkStatus();
}

absl::Status GetLocation(store::Reader& reader, const Caller& caller,
                         const v1::GetLocationRequest& request, v1::LocationRecord& response) {
  ASSIGN_OR_RETURN(const auto parts, exchange::ParseName(request.name(), "locations/{}"));
  ASSIGN_OR_RETURN(const Gln gln, ParseKey(parts[0], "locations/{gln}"));
  bool seen = false;
  RETURN_IF_ERROR(reader.Query(kGetLocation, {gln.value()}, [&](const Row& row) {
    seen = caller.sees(Gln(row.integer(4))) || row.integer(5) != 0;
    return seen ? FillLocation(row, response) : absl::OkStatus();
  }));
  if (!seen) return exchange::RefuseNotFound(request.name());
  return absl::OkStatus();
}

absl::Status ListLocations(store::Reader& reader, const Caller& caller,
                           const v1::ListLocationsRequest& request,
                           v1::ListLocationsResponse& response) {
  ASSIGN_OR_RETURN(const auto page, exchange::ParsePage(request, 1));
  const Gln owner = exchange::GlnOf(request.party_gln());
  if (owner != Gln() && !caller.sees(owner)) {
    ASSIGN_OR_RETURN(const bool of_retailer,
                     reader.QueryOne(kIsRetailer, {owner.value()}, [](const Row&) {}));
    if (!of_retailer) return exchange::RefuseNotFound(PartyName(owner));
  }
  auto& locations = *response.mutable_locations();
  RETURN_IF_ERROR(reader.Query(
      kListLocations, {NumberAfter(page, 0), AsFilter(caller), owner.value(), page.size + 1},
      [&locations](const Row& row) { return FillLocation(row, *locations.Add()); }));
  response.set_next_page_token(
      EndPage(request, page, locations, [](const v1::LocationRecord& last) -> std::vector<PageKey> {
        return {{.number = exchange::GlnOf(last.location().gln()).value()}};
      }));
  return absl::OkStatus();
}

absl::Status GetReplenishmentAgreement(store::Reader& reader, const Caller& caller,
                                       const v1::GetReplenishmentAgreementRequest& request,
                                       v1::ReplenishmentAgreementRecord& response) {
  constexpr std::string_view kPattern = "parties/{supplier}/agreements/{location}";
  ASSIGN_OR_RETURN(const auto parts,
                   exchange::ParseName(request.name(), "parties/{}/agreements/{}"));
  ASSIGN_OR_RETURN(const Gln supplier, ParseKey(parts[0], kPattern));
  ASSIGN_OR_RETURN(const Gln location, ParseKey(parts[1], kPattern));
  if (!caller.sees(supplier)) return exchange::RefuseNotFound(request.name());
  bool found = false;
  RETURN_IF_ERROR(
      reader.Query(kGetAgreement, {supplier.value(), location.value()}, [&](const Row& row) {
        found = true;
        RETURN_IF_ERROR(FillAgreement(row, response));
        return Merge(row.blob(5), *response.mutable_agreement());
      }));
  if (!found) return exchange::RefuseNotFound(request.name());
  return absl::OkStatus();
}

absl::Status ListReplenishmentAgreements(store::Reader& reader, const Caller& caller,
                                         const v1::ListReplenishmentAgreementsRequest& request,
                                         v1::ListReplenishmentAgreementsResponse& response) {
  ASSIGN_OR_RETURN(const auto page, exchange::ParsePage(request, 2));
  ASSIGN_OR_RETURN(const std::optional<Gln> supplier,
                   exchange::SupplierSeen(caller, request.parent()));
  auto& agreements = *response.mutable_agreements();
  RETURN_IF_ERROR(reader.Query(
      supplier.has_value() ? kListAgreementsOf : kListAgreements,
      {supplier.has_value() ? supplier->value() : NumberAfter(page, 0), NumberAfter(page, 1),
       page.size + 1},
      [&agreements](const Row& row) { return FillAgreement(row, *agreements.Add()); }));
  response.set_next_page_token(
      EndPage(request, page, agreements,
              [](const v1::ReplenishmentAgreementRecord& last) -> std::vector<PageKey> {
                return {{.number = exchange::GlnOf(last.agreement().supplier_gln()).value()},
                        {.number = exchange::GlnOf(last.agreement().location_gln()).value()}};
              }));
  return absl::OkStatus();
}

}  // namespace headwater::partners
