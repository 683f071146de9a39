#include "bench/peers/tls_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/openssl_ptr.h"
#include "openssl/err.h"

namespace headwater::bench {
namespace {

constexpr char kLoopback[] = "127.0.0.1";
constexpr size_t kGreetingMax = 16 << 10;
constexpr size_t kReadSize = 64 << 10;

absl::Status SystemError(std::string_view what) {
  return absl::UnavailableError(absl::StrCat(base::AbslView(what), ": ", std::strerror(errno)));
}

absl::Status TlsError(std::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat(base::AbslView(what), ": ", base::OpensslError()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsSocket>> TlsSocket::Connect(int port,
                                                              const base::TlsIdentity& tls,
                                                              std::string_view greeting_end,
                                                              absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  std::unique_ptr<TlsSocket> socket(new TlsSocket());
  RETURN_IF_ERROR(socket->Open(port));
  if (!greeting_end.empty()) RETURN_IF_ERROR(socket->ReadGreeting(greeting_end, deadline));
  RETURN_IF_ERROR(socket->ShakeHands(tls, deadline));
  return socket;
}

TlsSocket::~TlsSocket() {
  if (handle_ >= 0) close(handle_);
}

absl::Status TlsSocket::Open(int port) {
  handle_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (handle_ < 0) return SystemError("no socket");
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, kLoopback, &address.sin_addr);
  if (connect(handle_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return SystemError(absl::StrCat(kLoopback, ":", port));
  }
  const int on = 1;
  if (setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0) {
    return SystemError("TCP_NODELAY");
  }
  if (fcntl(handle_, F_SETFL, O_NONBLOCK) != 0) return SystemError("O_NONBLOCK");
  return absl::OkStatus();
}

absl::Status TlsSocket::ReadGreeting(std::string_view end, absl::Time deadline) {
  // Byte by byte: what follows the greeting belongs to the handshake.
  std::string greeting;
  while (!greeting.ends_with(end)) {
    RETURN_IF_ERROR(Await(POLLIN, deadline));
    char byte = 0;
    if (recv(handle_, &byte, 1, 0) != 1 || greeting.size() == kGreetingMax) {
      return absl::UnavailableError(absl::StrCat("no greeting but: ", greeting));
    }
    greeting.push_back(byte);
  }
  return absl::OkStatus();
}

absl::Status TlsSocket::ShakeHands(const base::TlsIdentity& tls, absl::Time deadline) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  if (context_ == nullptr) return TlsError("TLS");
  ASSIGN_OR_RETURN(const auto authority, base::ParseCertificate(tls.authority));
  ASSIGN_OR_RETURN(const auto certificate, base::ParseCertificate(tls.certificate));
  ASSIGN_OR_RETURN(const auto key, base::ParseKey(tls.key));
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context_.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context_.get(), 1);
  if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get()) != 1 ||
      SSL_CTX_use_certificate(context_.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1) {
    return TlsError("certificates");
  }
  ssl_.reset(SSL_new(context_.get()));
  if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), handle_) != 1 ||
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), kLoopback) != 1) {
    return TlsError("TLS");
  }
  while (true) {
    const int done = SSL_connect(ssl_.get());
    if (done == 1) return absl::OkStatus();
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ:
        RETURN_IF_ERROR(Await(POLLIN, deadline));
        break;
      case SSL_ERROR_WANT_WRITE:
        RETURN_IF_ERROR(Await(POLLOUT, deadline));
        break;
      default:
        return TlsError("TLS handshake");
    }
  }
}

absl::Status TlsSocket::Await(short events, absl::Time deadline) const {
  pollfd watched = {.fd = handle_, .events = events, .revents = 0};
  const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
  const int found = poll(&watched, 1, left > 0 ? static_cast<int>(left) : 0);
  if (found > 0) return absl::OkStatus();
  if (found < 0) return SystemError("poll");
  return absl::DeadlineExceededError("the server does not answer");
}

absl::Status TlsSocket::Read(std::string& in) {
  static thread_local std::array<char, kReadSize> buffer;
  while (true) {
    const int read = SSL_read(ssl_.get(), buffer.data(), buffer.size());
    if (read > 0) {
      in.append(buffer.data(), static_cast<size_t>(read));
      continue;
    }
    switch (SSL_get_error(ssl_.get(), read)) {
      case SSL_ERROR_WANT_READ:
        return absl::OkStatus();
      case SSL_ERROR_ZERO_RETURN:
      case SSL_ERROR_SYSCALL:
        return absl::UnavailableError("the server has closed the connection");
      default:
        return absl::UnavailableError(absl::StrCat("TLS: ", base::OpensslError()));
    }
  }
}

absl::Status TlsSocket::Write(std::string& out) {
  size_t at = 0;
  while (at < out.size()) {
    const int written = SSL_write(ssl_.get(), out.data() + at, static_cast<int>(out.size() - at));
    if (written > 0) {
      at += static_cast<size_t>(written);
      continue;
    }
    if (SSL_get_error(ssl_.get(), written) == SSL_ERROR_WANT_WRITE) break;
    return absl::UnavailableError(absl::StrCat("TLS: ", base::OpensslError()));
  }
  out.erase(0, at);
  return absl::OkStatus();
}

}  // namespace headwater::bench
