#include "bench/place.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/order_source.h"
#include "hub/base/clock.h"
#include "hub/base/error.h"
#include "hub/rpc/dev_certificates.h"
#include "hub/rpc/pem_file.h"
#include "support/keys.h"

namespace headwater::bench {

absl::StatusOr<std::unique_ptr<Place>> Place::Make(const std::string& folder,
                                                   const std::vector<std::string>& hosts) {
  std::error_code error;
  if (!std::filesystem::create_directories(folder, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " cannot be made",
                     error ? absl::StrCat(": ", error.message())
                           : std::string(": it is there already; name another")));
  }
  std::unique_ptr<Place> place(new Place(folder));
  rpc::DevCertificateOptions options{.folder = place->certificates(), .server_hosts = hosts};
  options.clients.push_back({"retailer", test::Retailer()});
  for (int i = 0; i < kSuppliers; ++i) {
    options.clients.push_back({absl::StrCat("supplier-", i), SupplierGln(i)});
  }
  RETURN_IF_ERROR(rpc::MakeDevCertificates(options, base::SystemClock()).status());
  ASSIGN_OR_RETURN(place->retailer_, place->Identity("retailer"));
  ASSIGN_OR_RETURN(place->server_, place->Identity("server"));
  return place;
}

Place::~Place() {
  kept_.clear();
  if (stays_) return;
  std::error_code ignored;  // what is left is seen, and harms nothing
  std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<base::TlsIdentity> Place::SupplierIdentity(int supplier) const {
  return Identity(absl::StrCat("supplier-", supplier));
}

absl::StatusOr<base::TlsIdentity> Place::Identity(const std::string& name) const {
  return base::ReadTlsIdentity({.authority = certificates() + "/ca.pem",
                                .certificate = absl::StrCat(certificates(), "/", name, ".pem"),
                                .key = absl::StrCat(certificates(), "/", name, ".key")},
                               absl::Now(), rpc::ReadPemFile);
}

}  // namespace headwater::bench
