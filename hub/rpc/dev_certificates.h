// Certificates for development and trials: an authority of one's own, the hub's
// certificate and one for each party. A hub in business takes its certificates from
// the retailer's own authority.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/base/clock.h"
#include "hub/base/gs1.h"

namespace headwater::rpc {

inline constexpr absl::Duration kAuthorityLifetime = absl::Hours(24 * 3650);
inline constexpr absl::Duration kCertificateLifetime = absl::Hours(24 * 825);

struct DevCertificateOptions {
  // Made if it is missing; the folder above it is not.
  std::string folder;
  // DNS names and IP addresses of the hub, beside localhost, 127.0.0.1 and ::1.
  std::vector<std::string> server_hosts;
  struct Client {
    std::string name;  // of its files: lower-case letters, digits, '.', '-', '_'
    base::Gln party;
  };
  std::vector<Client> clients;
};

// Names of files in the folder.
struct DevCertificates {
  std::vector<std::string> made;
  std::vector<std::string> kept;
};

// Makes what is missing of ca.pem, ca.key, server.pem, server.key and, for each
// client, <name>.pem and <name>.key; the keys with mode 0600. EC keys on P-256.
//
// Nothing is ever overwritten. What is there already is checked: FAILED_PRECONDITION,
// with what to delete, when half of a pair is missing, a certificate has expired, was
// not signed by this authority, or does not name what is asked for. INVALID_ARGUMENT
// for a name or host that cannot be one.
absl::StatusOr<DevCertificates> MakeDevCertificates(const DevCertificateOptions& options,
                                                    const base::Clock& clock);

}  // namespace headwater::rpc
