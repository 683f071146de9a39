// The way of `headwater submit` to the hub: with retries, an outbox on disk, and
// Ctrl-C. Request ids are a function of the document's bytes, so a document that is
// handed over again gets the same receipt even where the outbox has forgotten it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/client/outbox.h"
#include "headwater/v1/document.pb.h"
#include "hub/cli/submit_options.h"

namespace headwater::cli {

// One at a time. Used by one thread.
class Sender {
 public:
  // Made before any other thread is started. Takes the outbox, unless it is for dry
  // runs alone.
  static absl::StatusOr<std::unique_ptr<Sender>> Open(const SubmitOptions& options);
  virtual ~Sender() = default;

  // What earlier runs left without an answer.
  virtual absl::Status SendPending(const client::Outbox::PendingCallback& answered) = 0;
  // Gives up what has this document_id there.
  virtual absl::StatusOr<v1::Document> Forget(const std::string& document_id) = 0;
  // Every document gets one answer. On disk before it is sent.
  virtual absl::Status Send(absl::Span<const v1::Document> documents,
                            const client::AnswerCallback& answered) = 0;
  // The verdicts that sending each of them alone, now, would give.
  virtual absl::Status Try(absl::Span<const v1::Document> documents,
                           const client::AnswerCallback& answered) = 0;

  // Ctrl-C was pressed, or SIGTERM came: begin nothing new. The next one ends the
  // process at once, which harms nothing either.
  virtual bool interrupted() const = 0;
};

// What the next documents would be told too, and so the end of the command. Not that
// the party is suspended: what the hub had taken before gets its receipt nevertheless.
bool StandsInTheWay(const client::Refusal& refusal);

// How a command ends that was interrupted.
absl::Status InterruptedError(bool dry_run);

}  // namespace headwater::cli
