// The whole year through the CSV adapter: every line of the source ends in exactly one
// document.
#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "hub/base/pseudonym.h"
#include "small_world.h"
#include "suppliers-sim/back_office.h"

namespace headwater::sim {
namespace {

TEST(TillLinesTest, AllLinesOfTheSourceEndInOneDocument) {
  const World& world = WholeWorld();
  const auto office = BackOffice::Create(world);
  ASSERT_TRUE(office.ok()) << office.status();
  LineAccount account;
  std::set<std::string> ids;
  int64_t documents = 0;
  // What customers paid, by the documents and by the source.
  int64_t paid = 0;
  int64_t source_paid = 0;
  int64_t source_lines = 0;
  for (const auto& [day, invoices] : world.data.days) {
    for (const Invoice& invoice : invoices) {
      for (const InvoiceLine& line : invoice.lines) {
        source_paid += line.quantity * line.price_micros;
        ++source_lines;
      }
    }
    auto made = (*office)->Tickets(day);
    ASSERT_TRUE(made.ok()) << made.status();
    for (const v1::Document& write_off : (*office)->WriteOffs(day)) made->push_back(write_off);
    EXPECT_EQ(made->size(), invoices.size()) << base::FormatDay(day);
    for (const v1::Document& document : *made) {
      ++documents;
      ids.insert(document.document_id());
      AddLines(document, account);
      EXPECT_EQ(document.sender_gln(), RetailerGln());
      for (const v1::TicketLine& line : document.ticket().lines()) {
        const int64_t amount = line.quantity().count() * line.unit_price().amount_micros();
        paid += line.type() == v1::TICKET_LINE_TYPE_RETURN ? -amount : amount;
      }
    }
  }
  EXPECT_EQ(source_lines, 541'909);
  EXPECT_EQ(account.total(), 541'909);
  EXPECT_EQ(account.written_off, 1'336);
  EXPECT_EQ(
      account,
      (LineAccount{.sold = 528'919, .returned = 8'704, .charges = 2'950, .written_off = 1'336}));
  EXPECT_EQ(documents, 25'900);
  EXPECT_EQ(ids.size(), 25'900u);
  EXPECT_EQ(paid, source_paid);
}

TEST(TillLinesTest, TheSameDayGivesTheSameBytes) {
  const World& world = WholeWorld();
  const auto once = BackOffice::Create(world);
  const auto again = BackOffice::Create(world);
  ASSERT_TRUE(once.ok() && again.ok());
  const base::Day day = world.data.first_day();
  const auto first = (*once)->Tickets(day);
  const auto second = (*again)->Tickets(day);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_EQ(first->size(), second->size());
  for (size_t i = 0; i < first->size(); ++i) {
    EXPECT_EQ((*first)[i].SerializeAsString(), (*second)[i].SerializeAsString());
  }
}

TEST(TillLinesTest, TillsTellTheTimeOfTheirPlace) {
  const World& world = WholeWorld();
  const auto office = BackOffice::Create(world);
  ASSERT_TRUE(office.ok());
  // 536389 is an invoice to Australia, of 10:03 on the clock.
  const auto tickets = (*office)->Tickets(*base::ParseDay("2010-12-01"));
  ASSERT_TRUE(tickets.ok());
  for (const v1::Document& ticket : *tickets) {
    if (ticket.number() != "536389") continue;
    const absl::Time local =
        LocalTime(*base::ParseDay("2010-12-01"), 10 * 60 + 3, ZoneOf("Australia/Sydney"));
    EXPECT_EQ(ticket.ticket().sale_time().seconds(), absl::ToUnixSeconds(local));
    return;
  }
  FAIL() << "no ticket 536389";
}

TEST(TillLinesTest, NoTicketSaysWhoTheCustomerWas) {
  const World& world = WholeWorld();
  const auto office = BackOffice::Create(world);
  ASSERT_TRUE(office.ok());
  const base::Day day = *base::ParseDay("2010-12-01");
  std::map<std::string, std::string> customers;  // by invoice
  for (const Invoice& invoice : world.data.days.at(day)) {
    customers[invoice.number] = invoice.customer;
  }
  const auto tickets = (*office)->Tickets(day);
  ASSERT_TRUE(tickets.ok());
  std::map<std::string, std::string> pseudonyms;  // by customer
  std::set<std::string> different;
  for (const v1::Document& ticket : *tickets) {
    const std::string& customer = customers.at(ticket.number());
    const std::string& pseudonym = ticket.ticket().customer_pseudonym();
    EXPECT_EQ(pseudonym.empty(), customer.empty()) << ticket.number();
    if (customer.empty()) continue;
    EXPECT_TRUE(base::IsPseudonym(pseudonym)) << pseudonym;
    EXPECT_EQ(pseudonyms.emplace(customer, pseudonym).first->second, pseudonym);
    different.insert(pseudonym);
  }
  EXPECT_GT(pseudonyms.size(), 50u);
  EXPECT_EQ(different.size(), pseudonyms.size());
}

TEST(TillLinesTest, AFileHasTheColumnsOfABackOffice) {
  const auto office = BackOffice::Create(WholeWorld());
  ASSERT_TRUE(office.ok());
  const std::string file = (*office)->TillFile(*base::ParseDay("2010-12-01"), "Europe/London");
  EXPECT_EQ(file.substr(0, file.find('\n')),
            "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
  const size_t first = file.find('\n') + 1;
  EXPECT_EQ(file.substr(first, 41), "536365,85123A,6,2010-12-01 08:26:00,2.55,");
  // The customer's number goes no further than this file.
  EXPECT_NE(file.find(",17850"), std::string::npos);
  EXPECT_EQ((*office)->TillFile(*base::ParseDay("2010-12-04"), "Europe/London"), "");
}

TEST(WriteOffTest, IsWhatTakesGoodsAwayAtNoPrice) {
  const Invoice gone{.number = "536589", .lines = {{.quantity = -10, .price_micros = 0}}};
  EXPECT_TRUE(IsWriteOff(gone));
  const Invoice cancelled{.number = "C536589", .lines = {{.quantity = -10, .price_micros = 0}}};
  EXPECT_FALSE(IsWriteOff(cancelled));
  const Invoice free{.number = "536589", .lines = {{.quantity = 10, .price_micros = 0}}};
  EXPECT_FALSE(IsWriteOff(free));
}

}  // namespace
}  // namespace headwater::sim
