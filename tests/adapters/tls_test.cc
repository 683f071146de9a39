// Mutual TLS: who talks to whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "adapters/client/grpc_door.h"
#include "adapters/fake_service.h"

namespace headwater::client {
namespace {

using testing::HasSubstr;

// A key and a certificate signed by `issuer`, or by itself.
struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;

  std::string KeyPem() const {
    return Pem([&](BIO* out) {
      PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  std::string CertificatePem() const {
    return Pem([&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
  }

 private:
  static std::string Pem(const std::function<void(BIO*)>& write) {
    BIO* out = BIO_new(BIO_s_mem());
    write(out);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string pem(data, static_cast<size_t>(size));
    BIO_free(out);
    return pem;
  }
};

Identity MakeIdentity(const std::string& name, const Identity* issuer) {
  Identity identity;
  identity.key.reset(EVP_EC_gen("P-256"), EVP_PKEY_free);
  identity.certificate.reset(X509_new(), X509_free);
  X509* const certificate = identity.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, identity.key.get());
  X509_NAME* const subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  const Identity& signer = issuer == nullptr ? identity : *issuer;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509V3_CTX context;
  X509V3_set_ctx(&context, signer.certificate.get(), certificate, nullptr, nullptr, 0);
  const auto extend = [&](int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  extend(NID_subject_alt_name, "DNS:" + name);
  X509_sign(certificate, signer.key.get(), EVP_sha256());
  return identity;
}

class TlsTest : public GrpcClientTest {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "/headwater_tls_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_);
    const Identity authority = MakeIdentity("authority", nullptr);
    const Identity hub = MakeIdentity("hub.example", &authority);
    const Identity client = MakeIdentity("client", &authority);
    Put("ca.pem", authority.CertificatePem());
    Put("client.pem", client.CertificatePem());
    Put("client.key", client.KeyPem());
    Put("other-ca.pem", MakeIdentity("other", nullptr).CertificatePem());
    grpc::SslServerCredentialsOptions tls(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = authority.CertificatePem();
    tls.pem_key_cert_pairs.push_back({hub.KeyPem(), hub.CertificatePem()});
    StartServer(grpc::SslServerCredentials(tls), "127.0.0.1:0");
  }
  void TearDown() override {
    GrpcClientTest::TearDown();
    std::filesystem::remove_all(folder_);
  }

  void Put(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }

  ConnectionOptions Options() const {
    return {.target = address(),
            .tls = {.authority = folder_ + "/ca.pem",
                    .certificate = folder_ + "/client.pem",
                    .key = folder_ + "/client.key"},
            .target_name_override = "hub.example"};
  }

  // One attempt over a connection with these options.
  Answer TryWith(const ConnectionOptions& options) {
    auto opened = Connection::Open(options, absl::Now());
    EXPECT_TRUE(opened.ok()) << opened.status();
    GrpcDoor door(**opened);
    v1::SubmitRequest request;
    request.set_request_id(MakeDocument(1).document_id());
    *request.mutable_document() = MakeDocument(1);
    return door.Submit(request, absl::Seconds(10));
  }

  std::string folder_;
};

TEST_F(TlsTest, BothSidesAreKnown) {
  const Answer answer = TryWith(Options());
  EXPECT_TRUE(answer.ok()) << answer.refusal->ToString();
}

TEST_F(TlsTest, AHubUnderAnotherNameOrAuthorityIsNotTalkedTo) {
  ConnectionOptions other_name = Options();
  other_name.target_name_override = "other.example";
  EXPECT_FALSE(TryWith(other_name).ok());
  ConnectionOptions other_authority = Options();
  other_authority.tls.authority = folder_ + "/other-ca.pem";
  EXPECT_FALSE(TryWith(other_authority).ok());
  EXPECT_EQ(service_.hub.events().size(), 0u);
}

TEST_F(TlsTest, FilesThatAreNotThere) {
  ConnectionOptions options = Options();
  options.tls.key = folder_ + "/none.key";
  EXPECT_TRUE(absl::IsNotFound(Connection::Open(options, absl::Now()).status()));
  Put("text.key", "not a key");
  options.tls.key = folder_ + "/text.key";
  const auto text = Connection::Open(options, absl::Now());
  EXPECT_TRUE(absl::IsFailedPrecondition(text.status()));
  EXPECT_THAT(text.status().message(), HasSubstr("text.key"));
  options = Options();
  options.target.clear();
  EXPECT_TRUE(absl::IsInvalidArgument(Connection::Open(options, absl::Now()).status()));
}

}  // namespace
}  // namespace headwater::client
