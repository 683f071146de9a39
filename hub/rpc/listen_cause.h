// Why an address cannot be listened on, in words: gRPC itself gives none.
#pragma once

#include <string>

namespace headwater::rpc {

// Whether it reads HOST:PORT or [IPv6]:PORT. gRPC takes less: of "0" it makes every
// interface of the machine, port 443.
bool IsListenAddress(const std::string& address);

// A sentence's end such as "the port is in use by another program". To be asked
// after listening has failed. May ask the system's resolver.
std::string WhyNotListen(const std::string& address);

}  // namespace headwater::rpc
