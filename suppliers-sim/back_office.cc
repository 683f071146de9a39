#include "suppliers-sim/back_office.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/csv/csv_profile.pb.h"
#include "adapters/csv/csv_reader.h"
#include "adapters/format/byte_source.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "suppliers-sim/papers.h"
#include "suppliers-sim/shop_codes.h"

namespace headwater::sim {
namespace {

constexpr std::string_view kProfile = "back_office_tickets";
constexpr std::string_view kHeader =
    "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

// The built-in profile, for the tills of another zone.
absl::StatusOr<std::string> ProfileFor(std::string_view time_zone) {
  const std::string_view json = csv::BuiltInProfile(kProfile);
  csv::spec::CsvProfile profile;
  const auto read = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &profile);
  if (!read.ok()) {
    return absl::InternalError(absl::StrCat("the profile back_office_tickets: ", read.ToString()));
  }
  profile.set_time_zone(std::string(time_zone));
  std::string text;
  const auto written = google::protobuf::util::MessageToJsonString(profile, &text);
  if (!written.ok()) return absl::InternalError(written.ToString());
  return text;
}

// By which the profile makes pseudonyms of the customers. A shop keeps its key secret; the
// customers of the demo stand in public data, so that theirs may follow from the seed, and
// the same seed gives the same documents.
std::string PseudonymKey(const Chance& chance) {
  return absl::StrFormat("%016x%016x", chance.Draw("pseudonym key", "first half"),
                         chance.Draw("pseudonym key", "second half"));
}

csv::ProfileInputs InputsOf(const World& world) {
  std::vector<std::pair<std::string, std::string>> gtins;
  std::vector<std::pair<std::string, std::string>> services;
  for (size_t i = 0; i < world.data.stock_codes.size(); ++i) {
    const StockCode& code = world.data.stock_codes[i];
    const int item = world.assortment.ItemOf(static_cast<int32_t>(i));
    if (item >= 0) {
      gtins.emplace_back(code.code, world.item(item).piece_gtin);
    } else {
      services.emplace_back(code.code, absl::StrCat(code.code, ": ", code.description));
    }
  }
  std::vector<std::pair<std::string, std::string>> locations;
  for (size_t i = 0; i < world.data.countries.size(); ++i) {
    locations.emplace_back(world.data.countries[i], ShopGln(static_cast<int>(i)));
  }
  csv::ProfileInputs inputs;
  inputs.sender_gln = RetailerGln();
  inputs.pseudonym_key = PseudonymKey(world.chance);
  inputs.value_maps["gtin_by_stock_code"] = std::move(gtins);
  inputs.value_maps["service_codes"] = std::move(services);
  inputs.value_maps["location_by_country"] = std::move(locations);
  return inputs;
}

class TicketSink final : public format::DocumentSink {
 public:
  explicit TicketSink(absl::Time issue_time, std::vector<v1::Document>& documents)
      : issue_time_(issue_time), documents_(documents) {}

  absl::Status OnDocument(format::Parsed parsed) override {
    SetTime(issue_time_, parsed.document.mutable_issue_time());
    documents_.push_back(std::move(parsed.document));
    return absl::OkStatus();
  }
  absl::Status OnIssue(format::Issue issue) override {
    return absl::InternalError(absl::StrCat("a till file: ", issue.ToString()));
  }

 private:
  const absl::Time issue_time_;
  std::vector<v1::Document>& documents_;
};

}  // namespace

bool IsWriteOff(const Invoice& invoice) {
  return !invoice.is_cancellation() &&
         std::ranges::all_of(invoice.lines, [](const InvoiceLine& line) {
           return line.quantity < 0 && line.price_micros == 0;
         });
}

void AddLines(const v1::Document& document, LineAccount& account) {
  account.written_off += document.stock_movement().lines_size();
  for (const v1::TicketLine& line : document.ticket().lines()) {
    switch (line.type()) {
      case v1::TICKET_LINE_TYPE_SALE:
        ++account.sold;
        break;
      case v1::TICKET_LINE_TYPE_RETURN:
        ++account.returned;
        break;
      default:
        ++account.charges;
    }
  }
}

absl::StatusOr<std::unique_ptr<BackOffice>> BackOffice::Create(const World& world) {
  std::unique_ptr<BackOffice> office(new BackOffice(world));
  for (const std::string& country : world.data.countries) {
    RETURN_IF_ERROR(office->AddZone(CountryOf(country).time_zone));
  }
  return office;
}

absl::Status BackOffice::AddZone(std::string_view time_zone) {
  if (profiles_.contains(time_zone)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string json, ProfileFor(time_zone));
  ASSIGN_OR_RETURN(auto profile, csv::Profile::FromJson(json, InputsOf(world_)));
  profiles_.emplace(std::string(time_zone), std::move(profile));
  return absl::OkStatus();
}

std::string BackOffice::TillFile(base::Day day, std::string_view time_zone) const {
  std::string file;
  const auto found = world_.data.days.find(day);
  if (found == world_.data.days.end()) return file;
  const std::string date = base::FormatDay(day);
  for (const Invoice& invoice : found->second) {
    const std::string& country = world_.data.countries[static_cast<size_t>(invoice.country)];
    if (IsWriteOff(invoice) || CountryOf(country).time_zone != time_zone) continue;
    for (const InvoiceLine& line : invoice.lines) {
      const StockCode& code = world_.data.stock_codes[static_cast<size_t>(line.stock_code)];
      absl::StrAppend(&file, invoice.number, ",", code.code, ",", line.quantity, ",", date,
                      absl::StrFormat(" %02d:%02d:00,", line.minute / 60, line.minute % 60),
                      base::FormatMicros(line.price_micros, 2), ",", invoice.customer, ",", country,
                      "\n");
    }
  }
  return file.empty() ? file : absl::StrCat(base::AbslView(kHeader), file);
}

absl::StatusOr<std::vector<v1::Document>> BackOffice::Tickets(base::Day day) const {
  std::vector<v1::Document> documents;
  TicketSink sink(InstantOf({day, Phase::kShop}, 10), documents);
  for (const auto& [zone, profile] : profiles_) {
    const std::string file = TillFile(day, zone);
    if (file.empty()) continue;
    format::StringSource source(file);
    csv::CsvReader reader(*profile);
    RETURN_IF_ERROR(reader.Read(source, sink));
  }
  return documents;
}

std::vector<v1::Document> BackOffice::WriteOffs(base::Day day) const {
  std::vector<v1::Document> documents;
  const auto found = world_.data.days.find(day);
  if (found == world_.data.days.end()) return documents;
  for (const Invoice& invoice : found->second) {
    if (!IsWriteOff(invoice)) continue;
    const int first = world_.assortment.ItemOf(invoice.lines.front().stock_code);
    v1::Document document = NewDocument("stock_movement", invoice.number, RetailerGln(),
                                        SupplierGln(first < 0 ? 0 : world_.item(first).supplier),
                                        InstantOf({day, Phase::kShop}, 10));
    v1::StockMovement& movement = *document.mutable_stock_movement();
    movement.set_location_gln(ShopGln(invoice.country));
    SetTime(LocalTime(day, invoice.lines.front().minute, world_.zone(invoice.country)),
            movement.mutable_movement_time());
    for (const InvoiceLine& line : invoice.lines) {
      const int item = world_.assortment.ItemOf(line.stock_code);
      v1::StockMovementLine& moved = *movement.add_lines();
      moved.mutable_item()->set_gtin(item < 0 ? "" : world_.item(item).piece_gtin);
      moved.set_reason(v1::MOVEMENT_REASON_SCRAP);
      moved.set_status(v1::STOCK_STATUS_AVAILABLE);
      *moved.mutable_quantity() = Pieces(line.quantity);
    }
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace headwater::sim
