#include "hub/rpc/dev_certificates.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/base/manual_clock.h"
#include "hub/base/openssl_ptr.h"
#include "hub/rpc/identity.h"
#include "hub/rpc/pem_file.h"
#include "openssl/x509_vfy.h"
#include "support/test_hub.h"

namespace headwater::rpc {
namespace {

using test::HasCode;
using test::IsOk;
using test::Supplier;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class DevCertificatesTest : public ::testing::Test {
 protected:
  absl::StatusOr<DevCertificates> Make() { return MakeDevCertificates(options_, clock_); }
  std::string File(const std::string& name) const { return options_.folder + "/" + name; }
  base::X509Ptr Certificate(const std::string& name) {
    auto text = ReadPemFile(File(name + ".pem"));
    EXPECT_THAT(text, IsOk());
    auto certificate = base::ParseCertificate(*text);
    EXPECT_THAT(certificate, IsOk());
    return *std::move(certificate);
  }
  std::map<std::string, std::string> Contents() {
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::directory_iterator(options_.folder)) {
      contents[entry.path().filename()] = *ReadPemFile(entry.path());
    }
    return contents;
  }
  // Whether OpenSSL takes the certificate for this use, at the clock's time.
  bool Verifies(const std::string& name, int purpose) {
    const base::X509Ptr authority = Certificate("ca");
    const base::X509Ptr certificate = Certificate(name);
    const std::unique_ptr<X509_STORE, base::OpensslFree<X509_STORE_free>> store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), authority.get());
    const std::unique_ptr<X509_STORE_CTX, base::OpensslFree<X509_STORE_CTX_free>> context(
        X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
    X509_STORE_CTX_set_purpose(context.get(), purpose);
    X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(clock_.Now()));
    return X509_verify_cert(context.get()) == 1;
  }

  test::TempFolder folder_;
  base::ManualClock clock_{test::TestStart()};
  DevCertificateOptions options_{.folder = folder_.File("certs"),
                                 .server_hosts = {"hub.example.com", "192.0.2.7"},
                                 .clients = {{"farm", Supplier(1)}, {"mill", Supplier(2)}}};
};

TEST_F(DevCertificatesTest, MakesTheFolderWithThoseAboveIt) {
  options_.folder += "/a/b";
  ASSERT_THAT(Make(), IsOk());
  EXPECT_TRUE(std::filesystem::exists(File("ca.pem")));
}

TEST_F(DevCertificatesTest, MakesAWholeSet) {
  const auto made = Make();
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->made, UnorderedElementsAre("ca.pem", "ca.key", "server.pem", "server.key",
                                               "farm.pem", "farm.key", "mill.pem", "mill.key"));
  EXPECT_THAT(made->kept, IsEmpty());
  EXPECT_EQ(Contents().size(), 8u) << "and nothing else is left in the folder";
}

TEST_F(DevCertificatesTest, KeysAreForTheOwnersEyesAlone) {
  ASSERT_THAT(Make(), IsOk());
  for (const char* name : {"ca.key", "server.key", "farm.key"}) {
    struct stat info {};
    ASSERT_EQ(stat(File(name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(DevCertificatesTest, EachCertificateIsGoodForItsUseAlone) {
  ASSERT_THAT(Make(), IsOk());
  EXPECT_TRUE(Verifies("server", X509_PURPOSE_SSL_SERVER));
  EXPECT_FALSE(Verifies("server", X509_PURPOSE_SSL_CLIENT));
  EXPECT_TRUE(Verifies("farm", X509_PURPOSE_SSL_CLIENT));
  EXPECT_FALSE(Verifies("farm", X509_PURPOSE_SSL_SERVER));
  EXPECT_EQ(X509_check_ca(Certificate("ca").get()), 1);
  EXPECT_EQ(X509_get_pathlen(Certificate("ca").get()), 0);
  EXPECT_EQ(X509_check_ca(Certificate("farm").get()), 0);
}

TEST_F(DevCertificatesTest, TheServersNamesAreThoseAskedForAndLoopback) {
  ASSERT_THAT(Make(), IsOk());
  const base::X509Ptr server = Certificate("server");
  for (const char* host : {"localhost", "hub.example.com"}) {
    EXPECT_EQ(X509_check_host(server.get(), host, 0, 0, nullptr), 1) << host;
  }
  for (const char* ip : {"127.0.0.1", "::1", "192.0.2.7"}) {
    EXPECT_EQ(X509_check_ip_asc(server.get(), ip, 0), 1) << ip;
  }
  EXPECT_EQ(X509_check_host(server.get(), "example.com", 0, 0, nullptr), 0);
}

TEST_F(DevCertificatesTest, TheClientsNameTheirParty) {
  ASSERT_THAT(Make(), IsOk());
  const base::X509Ptr farm = Certificate("farm");
  const base::NamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(farm.get(), NID_subject_alt_name, nullptr, nullptr)));
  ASSERT_EQ(sk_GENERAL_NAME_num(names.get()), 1);
  const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), 0);
  ASSERT_EQ(name->type, GEN_URI);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(
                            ASN1_STRING_get0_data(name->d.uniformResourceIdentifier)),
                        ASN1_STRING_length(name->d.uniformResourceIdentifier)),
            PartyUri(Supplier(1)));
}

TEST_F(DevCertificatesTest, ASecondRunMakesWhatIsMissingAndTouchesNothing) {
  ASSERT_THAT(Make(), IsOk());
  const auto before = Contents();
  options_.clients.push_back({"dairy", Supplier(3)});
  const auto made = Make();
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->made, ElementsAre("dairy.key", "dairy.pem"));
  EXPECT_EQ(made->kept.size(), 8u);
  auto after = Contents();
  EXPECT_EQ(after.erase("dairy.pem") + after.erase("dairy.key"), 2u);
  EXPECT_EQ(after, before);
  EXPECT_TRUE(Verifies("dairy", X509_PURPOSE_SSL_CLIENT));
}

TEST_F(DevCertificatesTest, ARunThatWasCutShortIsGoneOnWith) {
  ASSERT_THAT(Make(), IsOk());
  const auto before = Contents();
  std::filesystem::remove(File("farm.pem"));
  const auto made = Make();
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->made, ElementsAre("farm.pem"));
  EXPECT_EQ(Contents()["farm.key"], before.at("farm.key"));
  EXPECT_TRUE(Verifies("farm", X509_PURPOSE_SSL_CLIENT));
}

TEST_F(DevCertificatesTest, AnAuthorityWithoutItsKeyIsNotReplaced) {
  ASSERT_THAT(Make(), IsOk());
  std::filesystem::remove(File("ca.key"));
  const auto before = Contents();
  const auto made = Make();
  EXPECT_THAT(made, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("has no key beside it"));
  EXPECT_EQ(Contents(), before);
}

TEST_F(DevCertificatesTest, WhatDoesNotFitIsReportedWithTheRemedy) {
  ASSERT_THAT(Make(), IsOk());
  const auto refusal = [this](const DevCertificateOptions& options, absl::Duration later = {}) {
    const base::ManualClock then(clock_.Now() + later);
    const auto made = MakeDevCertificates(options, then);
    EXPECT_THAT(made, HasCode(absl::StatusCode::kFailedPrecondition));
    return std::string(made.status().message());
  };
  DevCertificateOptions other_party = options_;
  other_party.clients[0].party = Supplier(3);
  EXPECT_THAT(refusal(other_party), HasSubstr("farm.pem does not name urn:headwater:party:"));

  DevCertificateOptions other_host = options_;
  other_host.server_hosts.push_back("other.example.com");
  EXPECT_THAT(refusal(other_host), HasSubstr("server.pem does not name other.example.com; delete "
                                             "server.pem and server.key"));

  EXPECT_THAT(refusal(options_, kCertificateLifetime + absl::Hours(1)),
              HasSubstr("server.pem has expired"));
  EXPECT_THAT(refusal(options_, kAuthorityLifetime + absl::Hours(1)),
              HasSubstr("ca.pem has expired"));

  std::filesystem::remove(File("ca.pem"));
  std::filesystem::remove(File("ca.key"));
  EXPECT_THAT(refusal(options_), HasSubstr("server.pem was not signed by ca.key"));
}

TEST_F(DevCertificatesTest, RefusesNamesThatCannotBe) {
  for (const char* name : {"", "ca", "server", "Farm", "a/b", "../x", ".hidden", "a b"}) {
    DevCertificateOptions options = options_;
    options.clients[0].name = name;
    EXPECT_THAT(MakeDevCertificates(options, clock_), HasCode(absl::StatusCode::kInvalidArgument))
        << name;
  }
  for (const char* host : {"", "a,URI:urn:headwater:party:1", "a b", "-a", ".a", "a/b"}) {
    DevCertificateOptions options = options_;
    options.server_hosts = {host};
    EXPECT_THAT(MakeDevCertificates(options, clock_), HasCode(absl::StatusCode::kInvalidArgument))
        << host;
  }
  EXPECT_FALSE(std::filesystem::exists(options_.folder)) << "nothing was begun";
}

TEST_F(DevCertificatesTest, SaysWhyTheFolderCannotBeMade) {
  std::ofstream(folder_.File("file")) << "no folder";
  for (const char* folder : {"file/certs", "file/a/certs"}) {
    options_.folder = folder_.File(folder);
    const auto made = Make();
    EXPECT_THAT(made, HasCode(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(std::string(made.status().message()), HasSubstr("Not a directory"));
  }
}

}  // namespace
}  // namespace headwater::rpc
