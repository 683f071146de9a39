#include "bench/soak_company.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "bench/order_source.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr absl::Duration kAcknowledgePause = absl::Seconds(1);
constexpr absl::Duration kCallTimeout = absl::Seconds(20);
constexpr absl::Duration kLookAgain = absl::Milliseconds(50);
constexpr absl::Duration kEndPatience = absl::Seconds(60);
constexpr int kPageSize = 50;
// More than four hours need.
constexpr int kSalesDays = 260;

template <typename Request, typename Response, typename Stub>
grpc::Status Read(Stub& stub,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
  Response response;
  return (stub.*method)(&context, request, &response);
}

}  // namespace

AcknowledgingSubscriber::AcknowledgingSubscriber(const std::string& target,
                                                 const base::TlsIdentity& party)
    : stub_(v1::ExchangeService::NewStub(OpenChannel(target, party))),
      acknowledged_at_(absl::Now()),
      reader_(target, party, 0,
              [this](const v1::SubscribeResponse& response) { return Take(response); }) {}

bool AcknowledgingSubscriber::Take(const v1::SubscribeResponse& response) {
  through_.store(response.through_sequence(), std::memory_order_relaxed);
  lag_.store(response.head_sequence() - response.through_sequence(), std::memory_order_relaxed);
  const absl::Time now = absl::Now();
  if (now < acknowledged_at_ + kAcknowledgePause) return true;
  acknowledged_at_ = now;
  v1::AcknowledgeResponse acknowledged;
  const grpc::Status status = Acknowledge(response.through_sequence(), acknowledged);
  if (status.ok()) return true;
  absl::MutexLock lock(&mutex_);
  status_ = absl::UnknownError(absl::StrCat("an acknowledgement failed: ", status.error_message()));
  return false;
}

grpc::Status AcknowledgingSubscriber::Acknowledge(int64_t sequence,
                                                  v1::AcknowledgeResponse& response) {
  v1::AcknowledgeRequest request;
  request.set_sequence(sequence);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
  return stub_->Acknowledge(&context, request, &response);
}

absl::Status AcknowledgingSubscriber::AwaitEnd(absl::Time until) {
  while (true) {
    v1::AcknowledgeResponse response;
    const int64_t through = this->through();
    const grpc::Status answered = Acknowledge(through, response);
    if (!answered.ok()) {
      return absl::UnknownError(
          absl::StrCat("an acknowledgement failed: ", answered.error_message()));
    }
    if (through == response.head_sequence()) return absl::OkStatus();
    if (absl::Now() > until) {
      return absl::DeadlineExceededError(absl::StrCat("a subscriber stands at ", through,
                                                      " of a feed that ends at ",
                                                      response.head_sequence()));
    }
    absl::SleepFor(kLookAgain);
  }
}

absl::Status AcknowledgingSubscriber::status() {
  absl::MutexLock lock(&mutex_);
  return status_;
}

absl::StatusOr<std::unique_ptr<SoakCompany>> SoakCompany::Begin(Place& place,
                                                                const std::string& target) {
  std::unique_ptr<SoakCompany> company(new SoakCompany());
  company->subscribers_.push_back(
      std::make_unique<AcknowledgingSubscriber>(target, place.retailer()));
  for (int i = 0; i < kSuppliers; ++i) {
    ASSIGN_OR_RETURN(const base::TlsIdentity supplier, place.SupplierIdentity(i));
    company->subscribers_.push_back(std::make_unique<AcknowledgingSubscriber>(target, supplier));
  }
  company->BeginSales(place, target);
  company->BeginReads(place, target);
  return company;
}

void SoakCompany::BeginSales(Place& place, const std::string& target) {
  source_ = std::make_unique<SalesSource>(Shape(), FirstSalesDay(), kSalesDays, 0, 1);
  exchange_ = v1::ExchangeService::NewStub(OpenChannel(target, place.retailer()));
  sales_ = std::make_unique<PacedCalls>(kReportsPerSecond, [this](int64_t) {
    v1::SubmitRequest* const request = source_->Take();
    if (request == nullptr) {
      return grpc::Status(grpc::StatusCode::OUT_OF_RANGE, "all sales reports have been sent");
    }
    const grpc::Status status = Read<v1::SubmitRequest, v1::SubmitResponse>(
        *exchange_, &v1::ExchangeService::Stub::Submit, *request);
    source_->GiveBack(request);
    return status;
  });
}

void SoakCompany::BeginReads(Place& place, const std::string& target) {
  const auto channel = OpenChannel(target, place.retailer());
  ordering_ = v1::OrderingService::NewStub(channel);
  series_ = v1::SalesService::NewStub(channel);
  reads_ = std::make_unique<PacedCalls>(kReadsPerSecond, [this](int64_t n) {
    const int supplier = static_cast<int>(n % kSuppliers);
    const std::string parent = absl::StrCat("parties/", SupplierGln(supplier).ToString());
    if (n % 3 == 0) {
      v1::ListOrdersRequest request;
      request.set_parent(parent);
      request.set_page_size(kPageSize);
      return Read<v1::ListOrdersRequest, v1::ListOrdersResponse>(
          *ordering_, &v1::OrderingService::Stub::ListOrders, request);
    }
    if (n % 3 == 1) {
      v1::ListSalesRequest request;
      request.set_parent(parent);
      request.set_page_size(kPageSize);
      request.set_location_gln(SalesStoreGln(static_cast<int>(n % Shape().stores)).ToString());
      request.set_gtin(ItemGtin(supplier, static_cast<int>(n / 3 % Shape().items)));
      return Read<v1::ListSalesRequest, v1::ListSalesResponse>(
          *series_, &v1::SalesService::Stub::ListSales, request);
    }
    v1::ListEventsRequest request;
    request.set_after_sequence(subscribers_.front()->through() / 2);
    request.set_page_size(kPageSize);
    return Read<v1::ListEventsRequest, v1::ListEventsResponse>(
        *exchange_, &v1::ExchangeService::Stub::ListEvents, request);
  });
}

int64_t SoakCompany::events() const {
  int64_t events = 0;
  for (const auto& subscriber : subscribers_) events += subscriber->through();
  return events;
}

int64_t SoakCompany::lag() const {
  int64_t lag = 0;
  for (const auto& subscriber : subscribers_) lag = std::max(lag, subscriber->lag());
  return lag;
}

absl::Status SoakCompany::status() {
  for (const auto& subscriber : subscribers_) RETURN_IF_ERROR(subscriber->status());
  return absl::OkStatus();
}

absl::Status SoakCompany::Stop() {
  const absl::Status subscribers = status();
  const absl::Status sales = sales_->Stop();
  const absl::Status reads = reads_->Stop();
  RETURN_IF_ERROR(subscribers);
  RETURN_IF_ERROR(sales);
  RETURN_IF_ERROR(reads);
  const absl::Time until = absl::Now() + kEndPatience;
  for (const auto& subscriber : subscribers_) RETURN_IF_ERROR(subscriber->AwaitEnd(until));
  return absl::OkStatus();
}

}  // namespace headwater::bench
