// A connection to a server on this machine under mutual TLS, for one thread that watches
// several: what would wait does not.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/base/tls_identity.h"
#include "openssl/ssl.h"

namespace headwater::bench {

// Not thread-safe.
class TlsSocket {
 public:
  // Connects to 127.0.0.1, reads plain text up to and with `greeting_end` where that is not
  // empty, and shakes hands. UNAVAILABLE when nobody listens, DEADLINE_EXCEEDED after
  // `patience`, FAILED_PRECONDITION where the certificates do not please.
  static absl::StatusOr<std::unique_ptr<TlsSocket>> Connect(int port, const base::TlsIdentity& tls,
                                                            std::string_view greeting_end,
                                                            absl::Duration patience);
  ~TlsSocket();
  TlsSocket(const TlsSocket&) = delete;
  TlsSocket& operator=(const TlsSocket&) = delete;

  // Appends what has come to `in`. UNAVAILABLE when the server has closed.
  absl::Status Read(std::string& in);
  // Takes from the front of `out` what the connection has room for.
  absl::Status Write(std::string& out);

  int handle() const { return handle_; }

 private:
  TlsSocket() = default;
  absl::Status Open(int port);
  absl::Status ReadGreeting(std::string_view end, absl::Time deadline);
  absl::Status ShakeHands(const base::TlsIdentity& tls, absl::Time deadline);
  absl::Status Await(short events, absl::Time deadline) const;

  int handle_ = -1;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

}  // namespace headwater::bench
