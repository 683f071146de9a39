#include "hub/base/sha256.h"

#include <openssl/evp.h>

#include "hub/base/check.h"

namespace headwater::base {
namespace {

// Fetched once: OpenSSL 3 looks up its providers each time that it is given
// EVP_sha256().
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = [] {
    EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    HW_CHECK(fetched != nullptr) << "OpenSSL has no SHA-256";
    return fetched;
  }();
  return algorithm;
}

void Begin(EVP_MD_CTX* context) {
  HW_CHECK(EVP_DigestInit_ex2(context, Algorithm(), nullptr) == 1) << "out of memory";
}

}  // namespace

std::string Sha256Of(std::string_view bytes) {
  thread_local Sha256 sha;
  sha.Update(bytes);
  return sha.Finish();
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  HW_CHECK(context_ != nullptr) << "out of memory";
  Begin(context_.get());
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(std::string_view bytes) {
  HW_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::Finish() {
  std::string digest(kSha256Size, '\0');
  HW_CHECK(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()),
                              nullptr) == 1);
  Begin(context_.get());
  return digest;
}

}  // namespace headwater::base
