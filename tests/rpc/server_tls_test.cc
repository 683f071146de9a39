#include "hub/rpc/server_tls.h"

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/base/clock.h"
#include "hub/rpc/dev_certificates.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using test::HasCode;
using test::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ServerTlsTest : public ::testing::Test {
 protected:
  std::string Put(const std::string& name, const std::string& text) {
    const std::string path = folder_.File(name);
    std::ofstream(path) << text;
    return path;
  }
  std::string FailureOf(const ServerTlsFiles& files, absl::Time now) {
    const auto tls = ReadServerTls(files, now);
    EXPECT_THAT(tls, HasCode(absl::StatusCode::kFailedPrecondition));
    return std::string(tls.status().message());
  }

  test::TempFolder folder_;
  ServerTlsFiles files_{Put("ca.pem", Certificates().authority),
                        Put("server.pem", Certificates().server.certificate),
                        Put("server.key", Certificates().server.key)};
  const absl::Time now_ = base::SystemClock().Now();
};

TEST_F(ServerTlsTest, ReadsWhatFitsTogether) {
  const auto tls = ReadServerTls(files_, now_);
  ASSERT_THAT(tls, IsOk());
  EXPECT_EQ(tls->key, Certificates().server.key);
}

TEST_F(ServerTlsTest, NamesTheFileThatIsMissing) {
  files_.certificate = folder_.File("none.pem");
  EXPECT_THAT(FailureOf(files_, now_),
              AllOf(HasSubstr("none.pem: No such file"), HasSubstr("headwater certs")));
}

TEST_F(ServerTlsTest, NamesTheFileThatIsNoPem) {
  files_.authority = Put("ca.txt", "hello");
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("ca.txt holds no PEM certificate"));
  files_.authority = folder_.File("");  // a folder
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("cannot read"));
}

TEST_F(ServerTlsTest, TheKeyMustBeThatOfTheCertificate) {
  files_.key = Put("other.key", Certificates().retailer.key);
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("is not the private key of"));
  files_.key = Put("no.key", Certificates().retailer.certificate);
  EXPECT_THAT(FailureOf(files_, now_), HasSubstr("holds no PEM private key"));
}

TEST_F(ServerTlsTest, TheCertificateMustBeValidNow) {
  EXPECT_THAT(FailureOf(files_, now_ + kCertificateLifetime + absl::Hours(24)),
              HasSubstr("server.pem has expired"));
  EXPECT_THAT(FailureOf(files_, now_ - absl::Hours(24)), HasSubstr("is not valid yet"));
}

}  // namespace
}  // namespace headwater::rpc
