// Where one run of the benchmarks has its files: databases, certificates, logs. On the
// disk that is measured, and empty again when the run ends.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

// Thread-compatible.
class Place {
 public:
  // Makes `folder`, which must not be there, and certificates for everybody in it. `hosts` are
  // addresses of the server beside loopback.
  static absl::StatusOr<std::unique_ptr<Place>> Make(const std::string& folder,
                                                     const std::vector<std::string>& hosts = {});
  // Deletes the folder and all in it, unless it is to be kept.
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // What went wrong in it is to be looked at.
  void Keep() { stays_ = true; }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  // A path in the folder that nobody had before.
  std::string NewPath(const std::string& stem) { return Path(stem + std::to_string(++count_)); }

  // What is to end with the place, before its folder goes: null where nobody put it there yet.
  std::shared_ptr<void>& KeptAs(const std::string& name) { return kept_[name]; }

  std::string certificates() const { return Path("certs"); }
  // The identities that calls are made with, and the server's own.
  const base::TlsIdentity& retailer() const { return retailer_; }
  const base::TlsIdentity& server() const { return server_; }
  absl::StatusOr<base::TlsIdentity> SupplierIdentity(int supplier) const;

 private:
  explicit Place(std::string folder) : folder_(std::move(folder)) {}
  absl::StatusOr<base::TlsIdentity> Identity(const std::string& name) const;

  const std::string folder_;
  int count_ = 0;
  bool stays_ = false;
  base::TlsIdentity retailer_;
  base::TlsIdentity server_;
  std::map<std::string, std::shared_ptr<void>> kept_;
};

}  // namespace headwater::bench
