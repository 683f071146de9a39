// Who else is at a hub while orders come in: subscribers of every feed that acknowledge, a
// retailer that reports sales, and people and systems that read.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/feed_reader.h"
#include "bench/paced_calls.h"
#include "bench/place.h"
#include "bench/sales_source.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "headwater/v1/ordering.grpc.pb.h"
#include "headwater/v1/sales.grpc.pb.h"

namespace headwater::bench {

// Reads a feed from its beginning and acknowledges once a second what it has read.
class AcknowledgingSubscriber {
 public:
  AcknowledgingSubscriber(const std::string& target, const base::TlsIdentity& party);

  int64_t through() const { return through_.load(std::memory_order_relaxed); }
  // Between what was read and the end of the feed when that was sent.
  int64_t lag() const { return lag_.load(std::memory_order_relaxed); }
  // The error of an acknowledgement.
  absl::Status status();
  // Once nothing more is sent: until all of the feed has come. DEADLINE_EXCEEDED with how far
  // it came.
  absl::Status AwaitEnd(absl::Time until);

 private:
  bool Take(const v1::SubscribeResponse& response);
  grpc::Status Acknowledge(int64_t sequence, v1::AcknowledgeResponse& response);

  const std::unique_ptr<v1::ExchangeService::Stub> stub_;
  std::atomic<int64_t> through_ = 0;
  std::atomic<int64_t> lag_ = 0;
  absl::Time acknowledged_at_;  // of the reader's thread
  absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  FeedReader reader_;  // ends first
};

// Thread-safe.
class SoakCompany {
 public:
  static constexpr double kReportsPerSecond = 2;
  static constexpr double kReadsPerSecond = 20;
  // Days enough for four hours of reports.
  static SalesShape Shape() { return {.suppliers = 12, .items = 20, .stores = 100}; }

  // On a hub that knows OpeningDocuments and SalesStores(Shape()). Begins at once.
  static absl::StatusOr<std::unique_ptr<SoakCompany>> Begin(Place& place,
                                                            const std::string& target);

  int64_t reports() const { return sales_->count(); }
  int64_t reads() const { return reads_->count(); }
  int64_t events() const;  // that came to all subscribers
  int64_t lag() const;     // of the subscriber that is farthest behind
  // The first error of a subscriber.
  absl::Status status();
  // Ends sales and reads, and waits until every subscriber has all of its feed; nobody else
  // sends any more. The first error of anybody.
  absl::Status Stop();

 private:
  SoakCompany() = default;
  void BeginSales(Place& place, const std::string& target);
  void BeginReads(Place& place, const std::string& target);

  std::vector<std::unique_ptr<AcknowledgingSubscriber>> subscribers_;
  std::unique_ptr<SalesSource> source_;
  std::unique_ptr<v1::ExchangeService::Stub> exchange_;
  std::unique_ptr<v1::OrderingService::Stub> ordering_;
  std::unique_ptr<v1::SalesService::Stub> series_;
  std::unique_ptr<PacedCalls> sales_;  // end before what they use
  std::unique_ptr<PacedCalls> reads_;
};

}  // namespace headwater::bench
