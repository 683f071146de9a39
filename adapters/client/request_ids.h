// Where request ids come from. The hub answers the same request_id and bytes with
// the same Receipt for ever, so an id must survive whatever the sender forgets: it
// is either stored before the request is sent (Outbox), or derived from what is
// sent, so that it comes out the same again.
#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/random.h"

namespace headwater::client {

// Thread-safe.
class RequestIds {
 public:
  virtual ~RequestIds() = default;
  virtual std::string IdFor(const v1::Document& document) = 0;
};

// A function of document_id. For senders whose documents come out the same when they
// are made again: no outbox is needed.
class DocumentRequestIds final : public RequestIds {
 public:
  std::string IdFor(const v1::Document& document) override;
};

// A function of all bytes of the document. A document that was mended after a
// refusal gets another id.
class ContentRequestIds final : public RequestIds {
 public:
  std::string IdFor(const v1::Document& document) override;
};

// Fresh ones: with an Outbox alone. `random` must outlive it; it is called by one
// thread at a time.
class RandomRequestIds final : public RequestIds {
 public:
  explicit RandomRequestIds(base::Random& random) : random_(random) {}
  std::string IdFor(const v1::Document& document) override;

 private:
  absl::Mutex mutex_;
  base::Random& random_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::client
