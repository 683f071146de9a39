#include "hub/exchange/exchange.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "hub/base/error.h"
#include "hub/exchange/feed_notices.h"

namespace headwater::exchange {
namespace {

FaultLog OrDefault(FaultLog log) {
  if (log) return log;
  return [](std::string_view fault) { spdlog::error("fault: {}", fault); };
}

}  // namespace

Exchange::Exchange(store::Database& database, const Registry& registry,
                   const PartyDirectory& directory, const base::Clock& clock,
                   ExchangeOptions options)
    : database_(database),
      group_(options.observer),
      fault_log_(OrDefault(std::move(options.fault_log))) {
  const bool several = database.has_other_writers();
  store::CommitQueueOptions queue = std::move(options.queue);
  queue.beginning = [this] {
    group_.Begin();
    heads_.Forget();
    wakes_.Unstage();
    foresight_.Forget();
  };
  if (several) {
    queue.announced = [this](store::Transaction& transaction) {
      return foresight_.Ask(transaction, heads_);
    };
  }
  queue.ending = [this, several](store::Transaction& transaction) -> absl::Status {
    FeedEnds ends;
    absl::Status saved = heads_.Save(transaction, [this, &ends](base::Gln party, int64_t sequence) {
      wakes_.Stage(party, sequence);
      ends.emplace_back(party, sequence);
    });
    group_.EndWork();
    RETURN_IF_ERROR(saved);
    return several ? TellFeedEnds(transaction, ends) : absl::OkStatus();
  };
  queue.committed = [this, also = std::move(queue.committed)] {
    group_.Commit();
    wakes_.Publish();
    if (also) also();
  };
  queue.sealed = [this, also = std::move(queue.sealed)](absl::Status cause) {
    fault_log_(cause.ToString());
    // A commit that failed may be there, as where only the checkpoint behind it did. What can be
    // read is told to those who wait for it.
    const absl::Status told = PublishFeedEnds(database_, wakes_);
    if (!told.ok()) fault_log_(told.ToString());
    if (also) also(std::move(cause));
  };
  queue_ = std::make_unique<store::CommitQueue>(database, std::move(queue));
  door_ = std::make_unique<Door>(DoorParts{.retailer = options.retailer,
                                           .registry = registry,
                                           .directory = directory,
                                           .clock = clock,
                                           .queue = *queue_,
                                           .heads = heads_,
                                           .group = group_,
                                           .foresight = several ? &foresight_ : nullptr,
                                           .fault_log = fault_log_,
                                           .observer = options.observer});
}

Exchange::~Exchange() { queue_->Stop(); }

void Exchange::Submit(const Caller& caller, const v1::SubmitRequest& request, SubmitDone done) {
  door_->Submit(caller, request, std::move(done));
}

void Exchange::Acknowledge(const Caller& caller, const v1::AcknowledgeRequest& request,
                           AcknowledgeDone done) {
  exchange::Acknowledge(*queue_, caller.party, request.sequence(), fault_log_, std::move(done));
}

void Exchange::HeardFeedNotice(std::string_view notice) {
  const absl::StatusOr<FeedEnds> ends = ReadFeedNotice(notice);
  if (!ends.ok()) return fault_log_(ends.status().ToString());
  for (const auto& [party, sequence] : *ends) wakes_.Publish(party, sequence);
}

absl::Status Exchange::ListensToFeedNotices() {
  wakes_.Forget();
  return PublishFeedEnds(database_, wakes_);
}

void Exchange::Stop() { queue_->Stop(); }
bool Exchange::healthy() const { return queue_->healthy(); }
size_t Exchange::waiting() const { return queue_->waiting(); }
size_t Exchange::waiting_bytes() const { return queue_->waiting_bytes(); }

}  // namespace headwater::exchange
