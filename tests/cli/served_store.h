// A hub on any store, with the certificates of a LiveHub beside it, and its retailer as client.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/client/connection.h"
#include "adapters/client/refusal.h"
#include "cli/live_hub.h"
#include "headwater/v1/exchange.pb.h"
#include "support/child.h"

namespace headwater::cli {

// A connection of the retailer to the hub at this address. Aborts when it cannot be opened.
std::unique_ptr<client::Connection> ConnectRetailer(const LiveHub& world,
                                                    const std::string& address);

// All that is in the retailer's feed. Aborts when it cannot be read.
std::vector<v1::Event> EventsOf(const client::Connection& connection);

// Used by one thread. Aborts when the hub does not begin to serve.
class ServedStore {
 public:
  // What --store takes; `world` outlives it.
  ServedStore(LiveHub& world, std::string store);

  client::Answer Submit(const v1::SubmitRequest& request);
  std::vector<v1::Event> Events() { return EventsOf(*connection_); }
  std::string address() const;
  // In order, as Ctrl-C does.
  void Stop();

 private:
  std::unique_ptr<test::Child> server_;
  int port_ = 0;
  std::unique_ptr<client::Connection> connection_;
};

// `headwater ARGUMENTS` to its end, from the folder of `world`.
Ended RunCommand(LiveHub& world, std::vector<std::string> arguments);

}  // namespace headwater::cli
