#include "hub/base/tls_identity.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/base/clock.h"
#include "hub/base/manual_clock.h"
#include "hub/rpc/dev_certificates.h"
#include "hub/rpc/pem_file.h"
#include "support/test_hub.h"

namespace headwater::base {
namespace {

using test::HasCode;
using test::IsOk;
using ::testing::HasSubstr;

class TlsIdentityTest : public ::testing::Test {
 protected:
  TlsIdentityTest() {
    const auto made = rpc::MakeDevCertificates(
        {.folder = folder_.File("certs"), .clients = {{"retailer", test::Retailer()}}},
        SystemClock());
    EXPECT_THAT(made, IsOk());
  }
  std::string File(const std::string& name) { return folder_.File("certs/" + name); }
  std::string Put(const std::string& name, const std::string& text) {
    const std::string path = File(name);
    std::ofstream(path) << text;
    return path;
  }
  std::string FailureOf(const TlsFiles& files, absl::Time now) {
    const auto tls = ReadTlsIdentity(files, now, rpc::ReadPemFile);
    EXPECT_THAT(tls, HasCode(absl::StatusCode::kFailedPrecondition));
    return std::string(tls.status().message());
  }

  test::TempFolder folder_;
  TlsFiles files_{File("ca.pem"), File("server.pem"), File("server.key")};
  const absl::Time now_ = SystemClock().Now();
};

TEST_F(TlsIdentityTest, ReadsWhatFitsTogether) {
  const auto tls = ReadTlsIdentity(files_, now_, rpc::ReadPemFile);
  ASSERT_THAT(tls, IsOk());
  EXPECT_THAT(tls->authority, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(tls->certificate, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(tls->key, HasSubstr("PRIVATE KEY"));
}

TEST_F(TlsIdentityTest, NamesTheFileThatIsMissing) {
  files_.certificate = File("none.pem");
  const auto tls = ReadTlsIdentity(files_, now_, rpc::ReadPemFile);
  EXPECT_THAT(tls, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(std::string(tls.status().message()), HasSubstr("none.pem: No such file"));
}

TEST_F(TlsIdentityTest, NamesTheFileThatIsNoPem) {
  files_.authority = Put("ca.txt", "hello");
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("ca.txt holds no PEM certificate"));
  files_.authority = File("");  // a folder
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("cannot read"));
}

TEST_F(TlsIdentityTest, NamesTheFileThatIsCutShort) {
  files_.certificate = Put("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB");
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("cut.pem holds no PEM certificate"));
}

// While one authority takes over from another, the file holds both.
TEST_F(TlsIdentityTest, OneAuthorityThatIsValidIsEnough) {
  ASSERT_THAT(
      rpc::MakeDevCertificates({.folder = folder_.File("old")},
                               ManualClock(now_ - rpc::kAuthorityLifetime - absl::Hours(24))),
      IsOk());
  const std::string old = *rpc::ReadPemFile(folder_.File("old/ca.pem"));
  const std::string current = *rpc::ReadPemFile(File("ca.pem"));
  files_.authority = Put("both.pem", old + current);
  EXPECT_THAT(ReadTlsIdentity(files_, now_, rpc::ReadPemFile), IsOk());
  files_.authority = Put("both.pem", current + "\n# of last year\n" + old);
  EXPECT_THAT(ReadTlsIdentity(files_, now_, rpc::ReadPemFile), IsOk());
  files_.authority = Put("both.pem", old + old);
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("both.pem has expired"));
  files_.authority = Put("both.pem", current + current.substr(0, current.size() / 2));
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("both.pem holds a broken PEM certificate"));
}

TEST_F(TlsIdentityTest, TheKeyMustBeThatOfTheCertificate) {
  files_.key = File("retailer.key");
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("is not the private key of"));
  files_.key = File("retailer.pem");
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("holds no PEM private key"));
}

TEST_F(TlsIdentityTest, TheCertificateMustBeValidNow) {
  EXPECT_THAT(FailureOf(files_, now_ + rpc::kCertificateLifetime + absl::Hours(24)),
              HasSubstr("server.pem has expired"));
  EXPECT_THAT(FailureOf(files_, now_ - absl::Hours(24)), HasSubstr("is not valid yet"));
}

}  // namespace
}  // namespace headwater::base
