// What somebody is told who does not get through to the hub.
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// In the columns of the profile tickets.
constexpr char kTicket[] =
    "ticket_number,issue_time,location_gln,sale_time,currency,line_number,type,gtin,quantity,"
    "unit_price\n"
    "T-1,2026-01-05T20:00:00Z,4000002000010,2026-01-05T09:31:07Z,EUR,1,SALE,04000003000016,2,1\n";

class ConnectTest : public testing::Test {
 protected:
  ConnectTest() {
    const auto certs = hub_.Program({HEADWATER_BINARY, "certs", "--dir", hub_.Path("others"),
                                     absl::StrCat("retailer=", test::Retailer().ToString())});
    certs->Start();
    EXPECT_EQ(certs->Wait(kSecondsMax), 0) << certs->Log();
    std::filesystem::copy(hub_.Path("certs"), hub_.Path("mixed"));
  }
  // Puts a file of one folder of certificates in the place of another's.
  void Mix(const std::string& from, const std::string& to) {
    std::filesystem::copy_file(hub_.Path(from), hub_.Path(absl::StrCat("mixed/", to)),
                               std::filesystem::copy_options::overwrite_existing);
  }
  // What the retailer with these certificates is told.
  std::string Told(const std::string& certs, std::vector<std::string> command = {"items"}) {
    command.insert(command.begin(), HEADWATER_BINARY);
    command.insert(command.end(),
                   {"--hub", hub_.address(), "--certs", hub_.Path(certs), "--as", "retailer"});
    const auto running = hub_.Program(command);
    running->Start();
    EXPECT_EQ(running->Wait(kSecondsMax), 1) << testing::PrintToString(command);
    return running->Log();
  }
  // The commands that try again, which the wrong certificate of a hub ends all the same.
  std::vector<std::vector<std::string>> PersistentCommands() {
    const std::string order = OrderFile();
    return {{"submit", order},
            // With what the first left in the outbox.
            {"submit", order},
            {"submit", "--dry-run", order},
            {"submit", "--profile", "tickets", hub_.Write("t.csv", kTicket)},
            {"feed", "tail"},
            {"feed", "tail", "--once"}};
  }
  std::string OrderFile() {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder("PO-1", 12), &json).ok());
    return hub_.Write("order.json", json);
  }

  LiveHub hub_;
};

TEST_F(ConnectTest, AHubOfAnotherAuthority) {
  EXPECT_THAT(Told("others"), AllOf(HasSubstr("The hub's certificate is not signed by ca.pem"),
                                    Not(HasSubstr("not reached"))));
  for (const auto& command : PersistentCommands()) {
    EXPECT_THAT(Told("others", command),
                AllOf(HasSubstr("The hub's certificate is not signed by ca.pem"),
                      Not(HasSubstr("not reached")), Not(HasSubstr("still trying"))));
  }
}

TEST_F(ConnectTest, ACertificateOfAnotherAuthority) {
  Mix("others/retailer.pem", "retailer.pem");
  Mix("others/retailer.key", "retailer.key");
  EXPECT_THAT(Told("mixed"), AllOf(HasSubstr("does not accept the certificate of --as"),
                                   Not(HasSubstr("not reached"))));
  const std::vector<std::vector<std::string>> commands = {{"feed", "tail", "--once"},
                                                          {"submit", "--dry-run", OrderFile()}};
  for (const auto& command : commands) {
    EXPECT_THAT(Told("mixed", command),
                AllOf(HasSubstr("does not accept the certificate of --as"),
                      Not(HasSubstr("not reached")), Not(HasSubstr("still trying"))));
  }
}

// It may be a hub behind a proxy, that comes back: the cure is told, and it goes on.
TEST_F(ConnectTest, WhoTriesAgainIsToldOfACertificateThatMayNotBeAccepted) {
  Mix("others/retailer.pem", "retailer.pem");
  Mix("others/retailer.key", "retailer.key");
  const auto tail = hub_.Program({HEADWATER_BINARY, "feed", "tail", "--hub", hub_.address(),
                                  "--certs", hub_.Path("mixed"), "--as", "retailer"});
  tail->Start();
  EXPECT_TRUE(hub_.Until([&] {
    return absl::StrContains(tail->Log(), "does not accept the certificate of --as");
  })) << tail->Log();
  EXPECT_THAT(tail->Log(), HasSubstr("still trying"));
  tail->Interrupt();
  EXPECT_EQ(tail->Wait(kSecondsMax), 0) << tail->Log();
}

TEST_F(ConnectTest, AKeyOfAnotherCertificate) {
  Mix("certs/supplier-1.key", "retailer.key");
  EXPECT_THAT(Told("mixed"), AllOf(HasSubstr("retailer.key is not the private key of"),
                                   HasSubstr("retailer.pem\n")));
}

TEST_F(ConnectTest, ACertificateThatIsNotThere) {
  std::filesystem::remove(hub_.Path("mixed/retailer.pem"));
  EXPECT_THAT(Told("mixed"), HasSubstr("retailer.pem: No such file or directory"));
}

TEST_F(ConnectTest, AHubWithoutCertificatesSaysWhereTheyComeFrom) {
  const auto serve = hub_.Program({HEADWATER_BINARY, "serve", "--store",
                                   absl::StrCat("sqlite:", hub_.Path("other.db")), "--listen",
                                   "127.0.0.1:0", "--certs", hub_.Path("none")});
  serve->Start();
  EXPECT_EQ(serve->Wait(kSecondsMax), 1);
  EXPECT_THAT(serve->Log(), AllOf(HasSubstr("none/ca.pem: No such file or directory"),
                                  HasSubstr("`headwater certs` makes a set")));
}

TEST_F(ConnectTest, AHubThatIsAway) {
  hub_.Kill();
  EXPECT_THAT(Told("certs"), HasSubstr("The hub was not reached. Is it running"));
  const std::vector<std::vector<std::string>> commands = {{"feed", "tail", "--once"},
                                                          {"submit", "--dry-run", OrderFile()}};
  for (const auto& command : commands) {
    EXPECT_THAT(Told("certs", command), AllOf(HasSubstr("The hub was not reached. Is it running"),
                                              Not(HasSubstr("still trying"))));
  }
}

}  // namespace
}  // namespace headwater::cli
