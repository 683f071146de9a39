// A hub in which life goes on: it gives good documents of any kind as of now, and
// hears which ones were taken, mutated or not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/random.h"
#include "support/test_hub.h"

namespace headwater::test {

class LivingWorld {
 public:
  // HubWorld({1, 2}) and the items of ordering/trade_world.h. `random` outlives it.
  explicit LivingWorld(base::Random& random);

  TestHub& hub() { return hub_; }

  // A good document of this kind, which the hub takes now. nullopt where there is
  // nothing to say: no order is left to answer, nothing is under way.
  std::optional<v1::Document> Make(v1::Document::BodyCase kind);
  // To be told of each request that the hub has taken. A minute passes.
  void Took(const v1::SubmitRequest& request);

  // Values of the world that stand in fields of this form: what a mistaken sender
  // would write. Among them some that name nothing.
  const std::vector<std::string>& Glns() const { return glns_; }
  const std::vector<std::string>& Gtins() const { return gtins_; }
  const std::vector<std::string>& Numbers() const { return numbers_; }
  const std::vector<std::string>& Ids() const { return ids_; }
  // All that were taken; not empty.
  const std::vector<v1::SubmitRequest>& Requests() const { return requests_; }

 private:
  std::optional<v1::Document> MakeParty();
  std::optional<v1::Document> MakeLocation();
  std::optional<v1::Document> MakeAgreement();
  std::optional<v1::Document> MakeItem();
  std::optional<v1::Document> MakeNewOrder();
  std::optional<v1::Document> MakeAnswer();
  std::optional<v1::Document> MakeOrderChange();
  std::optional<v1::Document> MakeOrderCancellation();
  std::optional<v1::Document> MakeDespatchAdvice();
  std::optional<v1::Document> MakeReceivingAdvice();
  std::optional<v1::Document> MakeInventoryReport();
  std::optional<v1::Document> MakeStockMovement();
  std::optional<v1::Document> MakeSalesReport();
  std::optional<v1::Document> MakeTicket();
  std::optional<v1::Document> MakeApplicationError();

  // An order, one of the last, that `fits`; with its lines.
  template <typename Fits>
  std::optional<v1::OrderRecord> FindOrder(Fits fits);

  v1::Document Begin(base::Gln sender, base::Gln receiver);
  google::protobuf::Timestamp Now(int64_t seconds_ago);
  base::Gln SomeSupplier();
  // An item that can be ordered by the piece, of this supplier.
  const std::string& SomeItem(base::Gln supplier);
  base::Gln SomeStore();
  template <typename T>
  const T& One(const std::vector<T>& of) {
    return of[random_.Below(of.size())];
  }

  base::Random& random_;
  TestHub hub_;
  int64_t count_ = 0;  // of documents made
  std::vector<v1::Document> orders_;
  std::vector<v1::Document> despatches_;
  std::vector<std::string> glns_;
  std::vector<std::string> gtins_;
  std::vector<std::string> numbers_;
  std::vector<std::string> ids_;
  std::vector<v1::SubmitRequest> requests_;
};

}  // namespace headwater::test
