// A hub as it is served: on a socket of the loopback, with mutual TLS and its database
// in a file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/clock.h"
#include "hub/base/gs1.h"
#include "hub/hub.h"
#include "support/test_hub.h"

namespace headwater::test {

// Certificates as PEM files: of the retailer and of Supplier(1) to Supplier(9). Made
// once for all tests of a process.
class WorldCertificates {
 public:
  static const WorldCertificates& Get();

  std::string authority() const { return File("ca.pem"); }
  std::string certificate(base::Gln party) const;
  std::string key(base::Gln party) const;
  std::string File(std::string_view name) const;

 private:
  WorldCertificates();
  TempFolder folder_;
};

class HubServer {
 public:
  // Aborts with the reason when the hub cannot start or does not take HubWorld(suppliers).
  explicit HubServer(const std::vector<int>& suppliers);
  // Drains.
  ~HubServer();

  std::string address() const;
  // Of /metrics and /healthz, on 127.0.0.1.
  int metrics_port() const { return hub_->metrics_port(); }
  // As Ctrl-C does; reads of the two pages go on.
  void Drain() { hub_->Drain(absl::Seconds(10)); }
  // A connection of its own.
  std::shared_ptr<grpc::Channel> Connect(base::Gln party) const;
  // From its sender, one after the other; aborts when the hub refuses one.
  void Tell(const std::vector<v1::Document>& documents);
  // The end of a party's feed.
  int64_t Head(base::Gln party) const;

  // The request_id with which Tell submits a document.
  static std::string RequestId(const v1::Document& document);

 private:
  TempFolder folder_;
  base::SystemClock clock_;
  std::unique_ptr<Hub> hub_;
};

}  // namespace headwater::test
