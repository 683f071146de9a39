// The tickets of `headwater sales`: a list of them, or one with its lines.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "hub/cli/client_options.h"

namespace headwater::cli {

struct TicketOptions {
  // A number or a name, to show one; empty: a list.
  std::string ticket;
  bool returns = false;
  std::string location;
  std::string gtin;
  std::string customer;  // a pseudonym
  // YYYY-MM-DD or empty, in the time zone of each location.
  std::string from;
  std::string to;
  int64_t limit = 0;
};

absl::Status ShowTickets(const ClientOptions& client, const TicketOptions& options);

}  // namespace headwater::cli
