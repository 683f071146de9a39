// A hub in memory behind the client's door: idempotent like the real one, with one
// feed, and with faults to order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/client/door.h"
#include "headwater/v1/document.pb.h"

namespace headwater::client {

// Counts steps until something is cut off; dead from then on.
class Fuse {
 public:
  // Burns after so many steps; never by default.
  explicit Fuse(int64_t steps = INT64_MAX) : left_(steps) {}
  // False when it has burnt.
  bool Step() {
    if (left_ <= 0) return false;
    ++used_;
    --left_;
    return left_ > 0;
  }
  bool burnt() const { return left_ <= 0; }
  int64_t used() const { return used_; }

 private:
  int64_t left_;
  int64_t used_ = 0;
};

// What happens to one request.
enum class Fault {
  kNone,
  kLost,        // ends in the hub's `cut`, not applied
  kLostAnswer,  // applied, and then ends in the hub's `cut`
  kBusy,        // RESOURCE_EXHAUSTED with a retry delay of 250 ms, not applied
  kSealed,      // UNAVAILABLE with STORE_SEALED, not applied
  kRefused,     // INVALID_ARGUMENT with GS1_CHECK_DIGIT
  kSilent,      // on a stream: no answer at all
};

// One thread.
class FakeHub final : public ExchangeDoor {
 public:
  Answer Submit(const v1::SubmitRequest& request, absl::Duration timeout) override;
  std::unique_ptr<SubmitStream> OpenSubmitStream() override;
  std::unique_ptr<FeedStream> Subscribe(const v1::SubscribeRequest& request) override;
  absl::Status Acknowledge(int64_t sequence, absl::Duration timeout) override;

  // For the requests to come, in order; kNone after the last.
  std::deque<Fault> faults;
  // By document_id, for as long as it stands there.
  std::map<std::string, Fault> faults_by_document;
  // Requests end in `cut` before or after they are applied once it has burnt.
  Fuse* fuse = nullptr;
  // How a unary call, or a whole stream, ends at a request that is lost.
  Refusal cut = LocalRefusal(absl::StatusCode::kUnavailable, "unreachable");
  // The party that the caller's certificate names; empty: whoever the sender is.
  // Documents of other senders are refused with SENDER_MISMATCH, known ones too.
  std::string caller_gln;

  // What was applied, in order.
  const std::vector<v1::Event>& events() const { return events_; }
  int TimesApplied(const std::string& document_id) const;
  // Requests that a correct client never makes.
  const std::vector<std::string>& offences() const { return offences_; }
  int streams_opened = 0;
  size_t in_flight_max = 0;

  // The verdict on one request; on a stream nullopt breaks it.
  std::optional<Answer> Decide(const v1::SubmitRequest& request);

 private:
  Answer Apply(const v1::SubmitRequest& request);

  std::vector<v1::Event> events_;
  std::map<std::string, size_t> event_of_request_;
  std::map<std::string, std::string> request_of_document_;
  std::vector<std::string> offences_;
};

v1::Document MakeDocument(int number);
// Serialized, so many bytes.
v1::Document MakeDocumentOf(int number, size_t bytes);
// The hub's no, with its reason.
Refusal MakeRefusal(absl::StatusCode code, v1::Reason reason);

}  // namespace headwater::client
