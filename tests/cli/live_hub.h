// A hub as users run it: the `headwater serve` of this build on loopback, with
// certificates for development, and the same command as a client.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/client/connection.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/ordering.pb.h"
#include "support/child.h"
#include "support/test_hub.h"

namespace headwater::cli {

// Nothing of these tests takes longer.
inline constexpr int kSecondsMax = 60;

// What a command that has ended left behind.
struct Ended {
  int exit = -1;
  std::string output;  // both streams
};

// Used by one thread. Aborts where the hub cannot be brought up.
class LiveHub {
 public:
  // Serves a retailer, its supplier-1, a store of the retailer and items 1 to 3 of
  // that supplier.
  LiveHub();
  // Serves the retailer with an empty store; the certificate of supplier-1 is of this party.
  explicit LiveHub(base::Gln supplier);

  // kill -9. Serve brings it up again, on the same port and store.
  void Kill();
  void Serve();

  // A file in the folder of this hub.
  std::string Path(std::string_view name) const { return folder_.File(name); }
  std::string Write(std::string_view name, std::string_view text) const;
  std::string address() const;

  // `headwater COMMAND ARGUMENTS` as this party, from the folder of this hub; not
  // started yet.
  std::unique_ptr<test::Child> Command(std::vector<std::string> arguments,
                                       std::string_view as = "retailer");
  // Any program; its log is in the folder of this hub.
  std::unique_ptr<test::Child> Program(std::vector<std::string> arguments);
  Ended Run(std::vector<std::string> arguments, std::string_view as = "retailer");

  // Aborts when the hub refuses it.
  void Submit(const v1::Document& document);

  // Reads of the retailer. Unreachable: -1, or an empty answer.
  int64_t TicketCount();
  v1::OrderRecord GetOrder(std::string_view number);
  // Documents of this kind in the retailer's feed.
  int64_t CountOf(std::string_view kind);

  // Asks the hub again and again until it happened, for kSecondsMax at most.
  bool Until(const std::function<bool()>& happened);

 private:
  client::Connection& ConnectionOf(const std::string& name);

  test::TempFolder folder_;
  int port_ = 0;
  int commands_ = 0;
  std::unique_ptr<test::Child> server_;
  std::map<std::string, std::unique_ptr<client::Connection>> connections_;
};

base::Gln Store();
// Of the retailer to supplier-1: so many of item 1.
v1::Document MakeOrder(std::string_view number, int64_t count);
// At version 1: the same order with so many in its first line.
v1::Document MakeChange(const v1::Document& order, std::string_view number, int64_t count);
// Of the whole order, at this version of it; lines may be named in it.
v1::Document MakeCancellation(const v1::Document& order, std::string_view number,
                              int64_t base_version);

}  // namespace headwater::cli
