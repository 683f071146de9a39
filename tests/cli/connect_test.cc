// What somebody is told who does not get through to the hub.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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
  std::string Told(const std::string& certs) {
    const auto command = hub_.Program({HEADWATER_BINARY, "items", "--hub", hub_.address(),
                                       "--certs", hub_.Path(certs), "--as", "retailer"});
    command->Start();
    EXPECT_EQ(command->Wait(kSecondsMax), 1);
    return command->Log();
  }

  LiveHub hub_;
};

TEST_F(ConnectTest, AHubOfAnotherAuthority) {
  EXPECT_THAT(Told("others"), AllOf(HasSubstr("The hub's certificate is not signed by ca.pem"),
                                    Not(HasSubstr("not reached"))));
}

TEST_F(ConnectTest, ACertificateOfAnotherAuthority) {
  Mix("others/retailer.pem", "retailer.pem");
  Mix("others/retailer.key", "retailer.key");
  EXPECT_THAT(Told("mixed"), AllOf(HasSubstr("does not accept the certificate of --as"),
                                   Not(HasSubstr("not reached"))));
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
}

}  // namespace
}  // namespace headwater::cli
