// One side of mutual TLS, read and checked before it is used: gRPC itself would only log
// that something is wrong.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
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

// Each error names the file. FAILED_PRECONDITION: it is no PEM, the key is not that of the
// certificate, or at `now` the certificate, or every one of the authorities, is not valid.
// Otherwise what `read` says, which gives the bytes of the file at a path: this room touches
// no files.
using FileReader = absl::FunctionRef<absl::StatusOr<std::string>(const std::string& path)>;
absl::StatusOr<TlsIdentity> ReadTlsIdentity(const TlsFiles& files, absl::Time now, FileReader read);

}  // namespace headwater::base
