#include "hub/cli/submit_sender.h"

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/client/file_system.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/request_ids.h"
#include "adapters/client/retry.h"
#include "hub/base/error.h"
#include "hub/base/random.h"
#include "hub/cli/hub_watch.h"
#include "hub/cli/interrupt.h"

namespace headwater::cli {
namespace {

constexpr int kExitInterrupted = 130;

class GrpcSender final : public Sender {
 public:
  explicit GrpcSender(const SubmitOptions& options)
      : interrupts_([this] { Interrupt(); }),
        reach_(options.hub,
               options.dry_run ? HubWatch::Patience::kOneAttempt : HubWatch::Patience::kTriesAgain,
               std::cerr) {}

  absl::Status Connect(const SubmitOptions& options) {
    ASSIGN_OR_RETURN(connection_, cli::Connect(options));
    door_ = std::make_unique<client::GrpcDoor>(*connection_);
    submitter_ = std::make_unique<client::RetryingSubmitter>(
        *door_, ids_, client::SubmitterOptions{.watch = &reach_}, random_, sleeper_);
    if (options.dry_run) return absl::OkStatus();
    const std::string path = options.outbox.empty()
                                 ? absl::StrCat(options.certs, "/", options.as, ".outbox")
                                 : options.outbox;
    ASSIGN_OR_RETURN(outbox_, client::Outbox::Open(client::SystemFiles(), path, *submitter_));
    return absl::OkStatus();
  }

  absl::Status SendPending(const client::Outbox::PendingCallback& answered) override {
    return outbox_ == nullptr ? absl::OkStatus() : outbox_->SendPending(answered);
  }

  absl::StatusOr<v1::Document> Forget(const std::string& document_id) override {
    return outbox_->Forget(document_id);
  }

  absl::Status Send(absl::Span<const v1::Document> documents,
                    const client::AnswerCallback& answered) override {
    return outbox_->SubmitAll(documents, answered);
  }

  absl::Status Try(absl::Span<const v1::Document> documents,
                   const client::AnswerCallback& answered) override {
    std::vector<v1::SubmitRequest> requests(documents.size());
    for (size_t i = 0; i < documents.size(); ++i) {
      requests[i].set_request_id(ids_.IdFor(documents[i]));
      *requests[i].mutable_document() = documents[i];
      requests[i].set_validate_only(true);
    }
    submitter_->SendAll(requests, answered);
    return absl::OkStatus();
  }

  bool interrupted() const override { return interrupted_; }

 private:
  void Interrupt() {
    if (interrupted_.exchange(true)) std::_Exit(kExitInterrupted);
    sleeper_.Interrupt();
    std::cerr << "headwater: ending after what is on its way; once more ends at once\n";
  }

  std::atomic<bool> interrupted_{false};
  client::SystemSleeper sleeper_;
  // Before gRPC's threads.
  InterruptWatch interrupts_;
  HubWatch reach_;
  base::SystemRandom random_;
  client::ContentRequestIds ids_;
  std::unique_ptr<client::Connection> connection_;
  std::unique_ptr<client::GrpcDoor> door_;
  std::unique_ptr<client::RetryingSubmitter> submitter_;
  std::unique_ptr<client::Outbox> outbox_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Sender>> Sender::Open(const SubmitOptions& options) {
  auto sender = std::make_unique<GrpcSender>(options);
  RETURN_IF_ERROR(sender->Connect(options));
  return sender;
}

bool StandsInTheWay(const client::Refusal& refusal) {
  return refusal.IsOfEveryDocument() && refusal.detail.reason() != v1::REASON_PARTY_SUSPENDED;
}

absl::Status InterruptedError(bool dry_run) {
  return absl::CancelledError(
      dry_run ? "interrupted; no verdict was asked for the rest, and nothing of it was sent"
              : "interrupted; run the same command again to go on: what was taken is not doubled");
}

}  // namespace headwater::cli
