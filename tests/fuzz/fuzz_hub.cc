#include "fuzz/fuzz_hub.h"

#include <future>
#include <utility>

#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/text.h"
#include "hub/hub_world.h"
#include "hub/partners/parties.h"
#include "hub/registry.h"
#include "hub/rpc/error_map.h"
#include "hub/store/trusting_transaction.h"
#include "support/keys.h"

namespace headwater::fuzz {
namespace {

// Says that it has committed what it undoes.
class ForgetfulDatabase final : public store::Database {
 public:
  explicit ForgetfulDatabase(store::Database& database) : database_(database) {}

  absl::StatusOr<std::unique_ptr<store::Transaction>> BeginWrite() override {
    ASSIGN_OR_RETURN(auto transaction, database_.BeginWrite());
    return std::make_unique<ForgetfulTransaction>(std::move(transaction));
  }
  absl::StatusOr<std::unique_ptr<store::Reader>> BeginRead() override {
    return database_.BeginRead();
  }
  bool has_other_writers() const override { return database_.has_other_writers(); }
  std::string_view dialect() const override { return database_.dialect(); }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override {
    return database_.CheckIntegrity(finding);
  }

 private:
  class ForgetfulTransaction final : public store::Transaction, public store::TrustingTransaction {
   public:
    explicit ForgetfulTransaction(std::unique_ptr<store::Transaction> inner)
        : inner_(std::move(inner)) {}

    absl::Status Query(const store::Sql& sql, absl::Span<const store::Value> parameters,
                       absl::FunctionRef<absl::Status(const store::Row&)> row) override {
      return inner_->Query(sql, parameters, row);
    }
    absl::Status QueryText(std::string_view text, absl::Span<const store::Value> parameters,
                           absl::FunctionRef<absl::Status(const store::Row&)> row) override {
      return inner_->QueryText(text, parameters, row);
    }
    absl::StatusOr<int64_t> Execute(const store::Sql& sql,
                                    absl::Span<const store::Value> parameters) override {
      return inner_->Execute(sql, parameters);
    }
    absl::Status ExecuteText(std::string_view text) override { return inner_->ExecuteText(text); }
    void TrustReleases() override {
      if (auto* const trusting = store::AsTrusting(*inner_)) trusting->TrustReleases();
    }
    absl::Status Savepoint() override { return inner_->Savepoint(); }
    absl::Status Release() override { return inner_->Release(); }
    absl::Status RollbackToSavepoint() override { return inner_->RollbackToSavepoint(); }
    absl::Status Commit() override { return absl::OkStatus(); }

   private:
    std::unique_ptr<store::Transaction> inner_;
  };

  store::Database& database_;
};

const partners::Parties& Directory() {
  static const partners::Parties& parties = *new partners::Parties(test::Retailer());
  return parties;
}

const exchange::Registry& Kinds() {
  static const exchange::Registry& registry = *new exchange::Registry(AllKinds());
  return registry;
}

void CheckText(std::string_view text) {
  HW_CHECK(exchange::ScanText(text).fault != exchange::TextScan::Fault::kNotUtf8)
      << "a text of a refusal is not UTF-8: " << exchange::Shown(text);
}

}  // namespace

FuzzHub& FuzzHub::Get() {
  static FuzzHub& hub = *new FuzzHub();
  return hub;
}

FuzzHub::FuzzHub() : world_(test::WholeHub()) {
  for (const v1::Document& document : test::HubWorld({1, 2})) {
    const auto taken = world_.Submit(document);
    HW_CHECK(taken.ok()) << document.number() << ": " << taken.status();
  }
  forgetful_ = std::make_unique<ForgetfulDatabase>(world_.database());
  exchange::ExchangeOptions options;
  options.retailer = test::Retailer();
  options.fault_log = [](std::string_view fault) {
    HW_CHECK(false) << "a fault of the hub: " << std::string(fault);
  };
  exchange_ = std::make_unique<exchange::Exchange>(*forgetful_, Kinds(), Directory(),
                                                   world_.clock(), std::move(options));
}

store::Database& FuzzHub::database() { return world_.database(); }

exchange::Caller FuzzHub::CallerOf(char byte) {
  switch (byte & 3) {
    case 0:
      return {test::Retailer(), exchange::Role::kRetailer};
    case 1:
      return {test::Supplier(1), exchange::Role::kSupplier};
    case 2:
      return {test::Supplier(2), exchange::Role::kSupplier};
    default:
      return {test::Supplier(9), exchange::Role::kSupplier};
  }
}

absl::StatusOr<v1::Receipt> FuzzHub::Submit(const exchange::Caller& caller,
                                            const v1::SubmitRequest& request) {
  std::promise<absl::StatusOr<v1::Receipt>> verdict;
  exchange_->Submit(caller, request, [&verdict](absl::StatusOr<v1::Receipt> receipt) {
    verdict.set_value(std::move(receipt));
  });
  return verdict.get_future().get();
}

absl::StatusOr<v1::AcknowledgeResponse> FuzzHub::Acknowledge(
    const exchange::Caller& caller, const v1::AcknowledgeRequest& request) {
  std::promise<absl::StatusOr<v1::AcknowledgeResponse>> verdict;
  exchange_->Acknowledge(caller, request,
                         [&verdict](absl::StatusOr<v1::AcknowledgeResponse> response) {
                           verdict.set_value(std::move(response));
                         });
  return verdict.get_future().get();
}

void CheckRefusal(const absl::Status& status) {
  const v1::ErrorDetail detail = exchange::DetailOf(status);
  HW_CHECK(detail.reason() != v1::REASON_UNSPECIFIED && detail.reason() != v1::REASON_INTERNAL)
      << "a refusal without a reason: " << status;
  HW_CHECK(!status.message().empty()) << "a refusal without words";
  CheckText(std::string(status.message()));
  for (const v1::Violation& violation : detail.violations()) {
    CheckText(violation.field_path());
    CheckText(violation.description());
    HW_CHECK(violation.reason() != v1::REASON_UNSPECIFIED || violation.field_path().empty())
        << violation.field_path() << " is refused without a reason";
  }
  const grpc::Status told = rpc::ToGrpcStatus(status);
  HW_CHECK(told.error_details().size() <= rpc::kDetailsBytesMax)
      << "the trailer has " << told.error_details().size() << " bytes";
  HW_CHECK(rpc::ToSubmitError(status).IsInitialized()) << "no answer for a stream";
}

}  // namespace headwater::fuzz
