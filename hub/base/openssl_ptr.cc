#include "hub/base/openssl_ptr.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "openssl/err.h"
#include "openssl/pem.h"

namespace headwater::base {
namespace {

// A key with a passphrase is refused, never asked for on a terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

BioPtr Open(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

}  // namespace

std::string OpensslError() {
  char text[256] = "unknown error";
  if (const unsigned long code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, text, sizeof(text));
  }
  ERR_clear_error();
  return text;
}

absl::StatusOr<X509Ptr> ParseCertificate(const std::string& pem) {
  const BioPtr bio = Open(pem);
  X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("holds no PEM certificate: ", OpensslError()));
  }
  return certificate;
}

absl::StatusOr<std::vector<X509Ptr>> ParseCertificates(const std::string& pem) {
  const BioPtr bio = Open(pem);
  std::vector<X509Ptr> certificates;
  while (true) {
    X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
    if (certificate == nullptr) break;
    certificates.push_back(std::move(certificate));
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (certificates.empty() || !at_end) {
    return absl::InvalidArgumentError(
        certificates.empty() ? absl::StrCat("holds no PEM certificate: ", OpensslError())
                             : absl::StrCat("holds a broken PEM certificate after the first ",
                                            certificates.size(), ": ", OpensslError()));
  }
  ERR_clear_error();
  return certificates;
}

absl::StatusOr<KeyPtr> ParseKey(const std::string& pem) {
  const BioPtr bio = Open(pem);
  KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("holds no PEM private key without a passphrase: ", OpensslError()));
  }
  return key;
}

}  // namespace headwater::base
