#include "hub/base/tls_identity.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/base/openssl_ptr.h"
#include "openssl/err.h"

namespace headwater::base {
namespace {

absl::Status Refuse(const std::string& path, absl::string_view cause) {
  return absl::FailedPreconditionError(absl::StrCat(path, " ", cause));
}

absl::Status CheckValidAt(const std::string& path, X509& certificate, absl::Time now) {
  time_t seconds = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notBefore(&certificate), &seconds) > 0) {
    return Refuse(path, "is not valid yet: is this machine's clock right?");
  }
  if (X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) < 0) {
    return Refuse(path, "has expired: renew it");
  }
  return absl::OkStatus();
}

// One authority that is valid is enough: while one takes over from another, the file holds
// both.
absl::Status CheckOneValidAt(const std::string& path, const std::vector<X509Ptr>& authorities,
                             absl::Time now) {
  absl::Status first;
  for (const X509Ptr& authority : authorities) {
    absl::Status valid = CheckValidAt(path, *authority, now);
    if (valid.ok()) return valid;
    if (first.ok()) first = std::move(valid);
  }
  return first;
}

}  // namespace

absl::StatusOr<TlsIdentity> ReadTlsIdentity(const TlsFiles& files, absl::Time now,
                                            FileReader read) {
  TlsIdentity tls;
  ASSIGN_OR_RETURN(tls.authority, read(files.authority));
  ASSIGN_OR_RETURN(tls.certificate, read(files.certificate));
  ASSIGN_OR_RETURN(tls.key, read(files.key));

  const auto authorities = ParseCertificates(tls.authority);
  if (!authorities.ok()) return Refuse(files.authority, authorities.status().message());
  const auto certificate = ParseCertificate(tls.certificate);
  if (!certificate.ok()) return Refuse(files.certificate, certificate.status().message());
  const auto key = ParseKey(tls.key);
  if (!key.ok()) return Refuse(files.key, key.status().message());

  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    ERR_clear_error();
    return Refuse(files.key, absl::StrCat("is not the private key of ", files.certificate));
  }
  RETURN_IF_ERROR(CheckOneValidAt(files.authority, *authorities, now));
  RETURN_IF_ERROR(CheckValidAt(files.certificate, **certificate, now));
  return tls;
}

}  // namespace headwater::base
