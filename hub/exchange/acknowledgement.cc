#include "hub/exchange/acknowledgement.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "hub/base/error.h"
#include "hub/exchange/feed.h"

namespace headwater::exchange {
namespace {

using store::Sql;

constexpr Sql kRaise{"acknowledgement.raise",
                     "INSERT INTO acknowledgement(party, sequence) VALUES($1, $2) "
                     "ON CONFLICT(party) DO UPDATE SET sequence = excluded.sequence "
                     "WHERE excluded.sequence > acknowledgement.sequence"};

class AcknowledgementWork final : public store::Work {
 public:
  AcknowledgementWork(store::CommitQueue& queue, base::Gln party, int64_t sequence,
                      const FaultLog& fault_log, std::shared_ptr<AcknowledgeDone> done)
      : queue_(queue),
        party_(party),
        sequence_(sequence),
        fault_log_(fault_log),
        done_(std::move(done)) {}

  absl::Status Apply(store::Transaction& transaction) override {
    ASSIGN_OR_RETURN(const FeedHead head, ReadFeedHead(transaction, party_));
    if (sequence_ > head.sequence) return RefuseBeyondHead(sequence_, head.sequence);
    ASSIGN_OR_RETURN(const int64_t known, ReadAcknowledged(transaction, party_));
    response_.set_acknowledged_sequence(std::max(known, sequence_));
    response_.set_head_sequence(head.sequence);
    if (sequence_ <= known) return absl::OkStatus();
    return transaction.Execute(kRaise, {party_.value(), sequence_}).status();
  }

  size_t size() const override { return sizeof(*this); }
  int64_t owner() const override { return party_.value(); }

  void Done(absl::Status status) override {
    if (status.ok()) {
      std::move (*done_)(std::move(response_));
    } else {
      std::move (*done_)(TellCaller(std::move(status), queue_.healthy(), fault_log_));
    }
  }

 private:
  store::CommitQueue& queue_;
  const base::Gln party_;
  const int64_t sequence_;
  const FaultLog& fault_log_;
  // Shared with Acknowledge, which calls it when the queue does not take the work.
  const std::shared_ptr<AcknowledgeDone> done_;
  v1::AcknowledgeResponse response_;
};

}  // namespace

void Acknowledge(store::CommitQueue& queue, base::Gln party, int64_t sequence,
                 const FaultLog& fault_log, AcknowledgeDone done) {
  auto shared = std::make_shared<AcknowledgeDone>(std::move(done));
  const absl::Status pushed =
      queue.Push(std::make_unique<AcknowledgementWork>(queue, party, sequence, fault_log, shared));
  if (!pushed.ok()) std::move (*shared)(TellRefusedPush(pushed, queue.healthy()));
}

}  // namespace headwater::exchange
