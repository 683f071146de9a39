// Sends documents and sees them through: tries again what may succeed later, and
// gives back a receipt or a refusal for each.
//
//   DocumentRequestIds ids;
//   GrpcDoor door(connection);
//   RetryingSubmitter submitter(door, ids, {}, random, sleeper);
//   auto answer = submitter.Submit(document);   // or Outbox::Open(...) for ids on disk
//   if (answer.ok() && answer->ok()) Book(*answer->receipt);
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/client/door.h"
#include "adapters/client/reach_watch.h"
#include "adapters/client/request_ids.h"
#include "adapters/client/retry.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/random.h"

namespace headwater::client {

// A serialized Document, as the contract says. One that is larger is refused here with
// DOCUMENT_TOO_LARGE: on the wire it could break the stream that others are on.
inline constexpr size_t kDocumentBytesMax = 1 << 20;

// At most so many requests without an answer on one stream, and so many bytes in
// them. The hub itself allows 256.
inline constexpr size_t kInFlightMax = 200;
inline constexpr size_t kInFlightBytesMax = 8 << 20;

// The answer to the document at `index` of those given. Called in the order in which
// answers come, which is not always that of the documents.
using AnswerCallback = std::function<void(size_t index, const Answer& answer)>;

// Not thread-safe: one per thread.
class Submitter {
 public:
  virtual ~Submitter() = default;

  // A refusal is an answer. One that is not final tells why nothing is known yet:
  // attempts ran out, or something else than the document has to be mended first. An
  // error status means that this side failed (a disk, for example).
  virtual absl::StatusOr<Answer> Submit(const v1::Document& document) = 0;

  // Many over one stream. Every document gets exactly one answer when this returns
  // OK. They are sent in the order given, but the hub may refuse one for being busy
  // and take those behind it: send documents that build on each other with Submit,
  // or with `in_flight_max` 1.
  virtual absl::Status SubmitAll(absl::Span<const v1::Document> documents,
                                 const AnswerCallback& answered) = 0;
};

struct SubmitterOptions {
  RetryPolicy retry;
  size_t in_flight_max = kInFlightMax;
  // May be null; must outlive the submitter.
  ReachWatch* watch = nullptr;
};

// Keeps nothing on disk: exactly once over restarts only with request ids that come
// out the same again.
class RetryingSubmitter final : public Submitter {
 public:
  // All must outlive it. Interrupting the sleeper makes it give up: what has no
  // answer by then gets a refusal that is not final.
  RetryingSubmitter(ExchangeDoor& door, RequestIds& ids, const SubmitterOptions& options,
                    base::Random& random, Sleeper& sleeper);

  absl::StatusOr<Answer> Submit(const v1::Document& document) override;
  absl::Status SubmitAll(absl::Span<const v1::Document> documents,
                         const AnswerCallback& answered) override;

  // The same for requests that have their ids. The requests' ids must differ from
  // each other.
  Answer Send(const v1::SubmitRequest& request);
  void SendAll(absl::Span<const v1::SubmitRequest> requests, const AnswerCallback& answered);

  // The refusal of a document that is too large to be sent, else nullopt.
  static std::optional<Refusal> RefuseUnsent(const v1::Document& document);

  // The verdict that submitting now would give.
  Answer DryRun(const v1::Document& document);

  RequestIds& ids() const { return ids_; }

 private:
  // Waits for the next attempt, after one that came to nothing where there is a refusal.
  // False to give up.
  bool TryAgain(const std::optional<Refusal>& refusal, std::optional<absl::Duration> wait);

  ExchangeDoor& door_;
  RequestIds& ids_;
  const SubmitterOptions options_;
  base::Random& random_;
  Sleeper& sleeper_;
};

}  // namespace headwater::client
