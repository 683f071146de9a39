#include "hub/base/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/escaping.h"
#include "hub/base/check.h"
#include "hub/base/sha256.h"

namespace headwater::base {

std::string HmacSha256Hex(std::string_view key, std::string_view bytes) {
  // OpenSSL takes a null pointer for the key of the call before.
  const char* const start = key.empty() ? "" : key.data();
  std::string digest(kSha256Size, '\0');
  const unsigned char* const made =
      HMAC(EVP_sha256(), start, static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
           reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  HW_CHECK(made != nullptr) << "OpenSSL makes no HMAC";
  return absl::BytesToHexString(digest);
}

}  // namespace headwater::base
