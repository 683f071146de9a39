// One side of mutual TLS, read and checked before it is used: gRPC itself would only log
// that something is wrong.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace headwater::base {

// All as PEM text.
struct TlsIdentity {
  std::string authority;    // certificates of the authorities that sign the other side
  std::string certificate;  // one's own, with those between it and its root
  std::string key;
};

// Their paths.
struct TlsFiles {
  std::string authority;
  std::string certificate;
  std::string key;
};

// Each error names the file. NOT_FOUND: it is not there. FAILED_PRECONDITION: it cannot be
// read or is no PEM, the key is not that of the certificate, or a certificate is not valid
// at `now`.
absl::StatusOr<TlsIdentity> ReadTlsIdentity(const TlsFiles& files, absl::Time now);

}  // namespace headwater::base
