#include "hub/rpc/listen_cause.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace headwater::rpc {
namespace {

// "host:port", "[::1]:port": the host without brackets and the port.
bool Split(const std::string& address, std::string& host, std::string& port) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size()) return false;
  host = address.substr(0, colon);
  port = address.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return false;  // IPv6 without brackets
  }
  return port.find_first_not_of("0123456789") == std::string::npos;
}

std::string CauseOf(int error) {
  switch (error) {
    case EADDRINUSE:
      return "the port is in use by another program, perhaps another hub";
    case EACCES:
      return "this user may not listen on that port; take one above 1023";
    case EADDRNOTAVAIL:
      return "this machine has no such address";
    default:
      return std::strerror(error);
  }
}

}  // namespace

bool IsListenAddress(const std::string& address) {
  constexpr int kPortMax = 65'535;
  std::string host;
  std::string port;
  int number = 0;
  return Split(address, host, port) && !host.empty() && absl::SimpleAtoi(port, &number) &&
         number <= kPortMax;
}

std::string WhyNotListen(const std::string& address) {
  std::string host;
  std::string port;
  if (!Split(address, host, port)) return "it does not read host:port or [IPv6]:port";

  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int failed =
      getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &hints, &list);
  if (failed != 0) return absl::StrCat("no such host: ", gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);

  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    const int descriptor = socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return CauseOf(errno);
    const int bound = bind(descriptor, one->ai_addr, one->ai_addrlen);
    const int error = errno;
    close(descriptor);
    if (bound != 0) return CauseOf(error);
  }
  return "the TLS certificates were not accepted, or the port was in use a moment ago";
}

}  // namespace headwater::rpc
