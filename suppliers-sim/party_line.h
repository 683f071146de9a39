// One party's own connection to the hub, and the calls that it makes there. What the
// hub refuses for a while is tried again; what it refuses for good ends the demo, since
// nobody here sends what a hub should refuse.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/client/connection.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/request_ids.h"
#include "adapters/client/retry.h"
#include "adapters/client/submitter.h"
#include "grpcpp/client_context.h"
#include "headwater/v1/replenishment.grpc.pb.h"
#include "hub/base/clock.h"
#include "hub/base/random.h"

namespace headwater::sim {

// How long to wait for a hub that is away, and whom to tell. Thread-safe.
class Patience final : public client::Sleeper {
 public:
  // `note` is told, at most every few seconds.
  // `clock` must outlive it.
  Patience(const base::Clock& clock, absl::Duration patience,
           std::function<void(const std::string&)> note)
      : clock_(clock), patience_(patience), note_(std::move(note)) {}

  bool Sleep(absl::Duration duration) override;
  void Interrupt() override;
  void Reset() override { sleeper_.Reset(); }

  client::RetryPolicy policy() const;
  absl::Duration duration() const { return patience_; }
  absl::Time Now() const { return clock_.Now(); }
  bool interrupted() const { return interrupted_; }

 private:
  const base::Clock& clock_;
  const absl::Duration patience_;
  const std::function<void(const std::string&)> note_;
  client::SystemSleeper sleeper_;
  std::atomic<bool> interrupted_ = false;
  absl::Mutex mutex_;
  absl::Time noted_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

// One thread submits and reads at a time; others may follow the feed through door().
class PartyLine {
 public:
  // The certificates are those of `now`. `patience` must outlive it.
  static absl::StatusOr<std::unique_ptr<PartyLine>> Open(const client::ConnectionOptions& options,
                                                         absl::Time now, Patience& patience);

  // All of them, many in flight. The receipts stand as the documents do.
  absl::StatusOr<std::vector<v1::Receipt>> Submit(std::span<const v1::Document> documents);

  // The feed in pages, from `after` to its end. Empty `kinds`: all.
  using Page = std::function<void(const v1::ListEventsResponse&)>;
  absl::Status ReadFeed(int64_t after, const std::vector<std::string>& kinds, const Page& page);

  // The retailer's: how far the feed of every party goes, by GLN.
  absl::StatusOr<std::map<std::string, int64_t>> FeedHeads();
  // The retailer's: all needs of one supplier.
  absl::StatusOr<std::vector<v1::ReplenishmentNeed>> Needs(const std::string& supplier_gln);

  // Any unary read, as often as it takes.
  using Call = std::function<grpc::Status(grpc::ClientContext&)>;
  absl::Status Read(const Call& call);

  client::ExchangeDoor& door() { return door_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return connection_->channel(); }
  Patience& patience() { return patience_; }
  base::Random& random() { return random_; }

  // Answered with a receipt, whether new or known.
  int64_t documents() const { return documents_; }

 private:
  PartyLine(std::unique_ptr<client::Connection> connection, Patience& patience);

  const std::unique_ptr<client::Connection> connection_;
  Patience& patience_;
  base::SystemRandom random_;
  client::GrpcDoor door_;
  client::DocumentRequestIds ids_;
  client::RetryingSubmitter submitter_;
  std::atomic<int64_t> documents_ = 0;
};

}  // namespace headwater::sim
