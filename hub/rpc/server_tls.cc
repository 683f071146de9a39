#include "hub/rpc/server_tls.h"

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/rpc/openssl_ptr.h"
#include "openssl/err.h"

namespace headwater::rpc {
namespace {

using base::AbslView;

constexpr std::string_view kRemedy =
    "; `headwater certs` makes a set of certificates for development";

absl::Status Refuse(const std::string& path, const absl::Status& cause) {
  return absl::FailedPreconditionError(absl::StrCat(path, " ", cause.message(), AbslView(kRemedy)));
}

absl::StatusOr<std::string> Read(const std::string& path) {
  absl::StatusOr<std::string> text = ReadPemFile(path);
  if (text.ok()) return text;
  return absl::FailedPreconditionError(absl::StrCat(text.status().message(), AbslView(kRemedy)));
}

absl::Status CheckValidAt(const std::string& path, X509& certificate, absl::Time now) {
  time_t seconds = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notBefore(&certificate), &seconds) > 0) {
    return Refuse(path, absl::FailedPreconditionError("is not valid yet"));
  }
  if (X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) < 0) {
    return Refuse(path, absl::FailedPreconditionError("has expired: renew it"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ServerTls> ReadServerTls(const ServerTlsFiles& files, absl::Time now) {
  ServerTls tls;
  ASSIGN_OR_RETURN(tls.authority, Read(files.authority));
  ASSIGN_OR_RETURN(tls.certificate, Read(files.certificate));
  ASSIGN_OR_RETURN(tls.key, Read(files.key));

  const auto authority = ParseCertificate(tls.authority);
  if (!authority.ok()) return Refuse(files.authority, authority.status());
  const auto certificate = ParseCertificate(tls.certificate);
  if (!certificate.ok()) return Refuse(files.certificate, certificate.status());
  const auto key = ParseKey(tls.key);
  if (!key.ok()) return Refuse(files.key, key.status());

  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    ERR_clear_error();
    return Refuse(files.key, absl::FailedPreconditionError(
                                 absl::StrCat("is not the private key of ", files.certificate)));
  }
  RETURN_IF_ERROR(CheckValidAt(files.authority, **authority, now));
  RETURN_IF_ERROR(CheckValidAt(files.certificate, **certificate, now));
  return tls;
}

}  // namespace headwater::rpc
