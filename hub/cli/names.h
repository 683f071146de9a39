// What items, parties and locations are called.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/channel.h"
#include "headwater/v1/catalogue.grpc.pb.h"
#include "headwater/v1/partners.grpc.pb.h"

namespace headwater::cli {

// Keys as tables show them: with the name behind, cut, where the hub tells it. A key whose
// name the caller may not read, or that the hub does not answer for, stands alone.
// Asks once for each. Used by one thread.
class Names {
 public:
  explicit Names(const std::shared_ptr<grpc::Channel>& channel);

  // Asks for many items at once, where there will be many to show.
  void LearnItems(const std::vector<std::string>& gtins);
  // The same for the rows of a table.
  template <typename Record>
  void LearnItemsOf(const std::vector<Record>& records) {
    std::vector<std::string> gtins;
    for (const Record& record : records) gtins.push_back(record.gtin());
    LearnItems(gtins);
  }

  // "04000002000019 Mug, blue", of the GTIN of any pack.
  std::string Item(const std::string& gtin);
  // "4000001000104 Alder Pottery"
  std::string Party(const std::string& gln);
  std::string Location(const std::string& gln);

 private:
  // Whether there is anything to store; with any other failure than NOT_FOUND nothing
  // more is asked.
  bool Took(const absl::Status& status);
  void LearnBatch(const std::vector<std::string>& gtins);

  std::unique_ptr<v1::CatalogueService::Stub> catalogue_;
  std::unique_ptr<v1::PartnersService::Stub> partners_;
  bool answers_ = true;
  std::map<std::string, std::string> items_;  // by 14 digits
  std::map<std::string, std::string> parties_;
  std::map<std::string, std::string> locations_;
};

}  // namespace headwater::cli
