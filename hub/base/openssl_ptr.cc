#include "hub/base/openssl_ptr.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "openssl/err.h"
#include "openssl/pem.h"

namespace headwater::base {
namespace {

constexpr size_t kPemBytesMax = 1 << 20;

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

absl::StatusOr<KeyPtr> ParseKey(const std::string& pem) {
  const BioPtr bio = Open(pem);
  KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("holds no PEM private key without a passphrase: ", OpensslError()));
  }
  return key;
}

absl::StatusOr<std::string> ReadPemFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kPemBytesMax + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file && !file.eof())) {
    const int error = errno;
    const std::string message = absl::StrCat("cannot read ", path, ": ", std::strerror(error));
    return error == ENOENT ? absl::NotFoundError(message) : absl::FailedPreconditionError(message);
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kPemBytesMax) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is larger than ", kPemBytesMax, " bytes: it is no PEM file"));
  }
  return text;
}

}  // namespace headwater::base
