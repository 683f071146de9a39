// Why an address cannot be listened on, in words: gRPC itself gives none.
#pragma once

#include <string>

namespace headwater::rpc {

// A sentence's end such as "the port is in use by another program". To be asked
// after listening has failed. May ask the system's resolver.
std::string WhyNotListen(const std::string& address);

}  // namespace headwater::rpc
