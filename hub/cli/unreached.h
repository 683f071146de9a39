// Why a hub was not reached, and what can be done.
#pragma once

#include <string_view>

namespace headwater::cli {

enum class Unreached {
  kHubUntrusted,    // its certificate is not signed by our authority
  kHubMisnamed,     // its certificate is of another name
  kCallerRejected,  // it closed the connection before it was made, as a hub does that does not
                    // take our certificate, and a proxy whose hub is away
  kClosed,          // it closed a connection, for whatever cause
  kAway,
};

// gRPC tells a failed handshake in its message alone.
Unreached UnreachedFrom(std::string_view message);

// For people; a sentence or two.
std::string_view CureOf(Unreached why);

}  // namespace headwater::cli
