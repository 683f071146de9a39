// Owners for what OpenSSL allocates, and its errors as text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "openssl/bio.h"
#include "openssl/evp.h"
#include "openssl/x509.h"
#include "openssl/x509v3.h"

namespace headwater::base {

template <auto kFree>
struct OpensslFree {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using X509Ptr = std::unique_ptr<X509, OpensslFree<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using BioPtr = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, OpensslFree<GENERAL_NAMES_free>>;

// The oldest error of this thread; clears all of them.
std::string OpensslError();

// All certificates in a PEM text, of which there is at least one; whatever stands between
// them is passed over. INVALID_ARGUMENT otherwise, and where one of them is broken.
absl::StatusOr<std::vector<X509Ptr>> ParseCertificates(const std::string& pem);
// The first certificate or private key in a PEM text. INVALID_ARGUMENT otherwise.
absl::StatusOr<X509Ptr> ParseCertificate(const std::string& pem);
absl::StatusOr<KeyPtr> ParseKey(const std::string& pem);

}  // namespace headwater::base
