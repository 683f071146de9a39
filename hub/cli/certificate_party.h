// Whom a certificate names.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "hub/base/gs1.h"

namespace headwater::cli {

// The party in the URI of the certificate in this PEM file: the one that the hub will
// see. NOT_FOUND for a file that cannot be read, INVALID_ARGUMENT for one that holds no
// certificate of a party.
absl::StatusOr<base::Gln> PartyOfCertificate(const std::string& path);

}  // namespace headwater::cli
