#include "hub/cli/unreached.h"

namespace headwater::cli {

Unreached UnreachedFrom(std::string_view message) {
  const auto says = [message](std::string_view words) {
    return message.find(words) != std::string_view::npos;
  };
  if (says("certificate verify failed")) return Unreached::kHubUntrusted;
  if (says("is not in peer certificate")) return Unreached::kHubMisnamed;
  if (says("Socket closed") || says("Connection reset")) {
    return says("failed to connect") ? Unreached::kCallerRejected : Unreached::kClosed;
  }
  return Unreached::kAway;
}

std::string_view CureOf(Unreached why) {
  switch (why) {
    case Unreached::kHubUntrusted:
      return "The hub's certificate is not signed by ca.pem of --certs: use the ca.pem that "
             "belongs to this hub.";
    case Unreached::kHubMisnamed:
      return "The hub's certificate does not bear the name in --hub: use a name that it bears, or "
             "make it anew (headwater certs --host NAME).";
    case Unreached::kCallerRejected:
    case Unreached::kClosed:
      return "The hub closed the connection. Either it is stopping (or away, behind a proxy), or "
             "it does not accept the certificate of --as: it must be signed by the authority that "
             "the hub was started with.";
    case Unreached::kAway:
      break;
  }
  return "The hub was not reached. Is it running (headwater serve), and is --hub its address?";
}

}  // namespace headwater::cli
