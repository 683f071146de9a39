#include "simulation/party.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/uuid.h"

namespace headwater::simulation {
namespace {

constexpr size_t kEarlierLooked = 20;

// Whether the sender is to try again with the same request.
bool MayPass(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

}  // namespace

Party::Party(const PartyParts& parts, const exchange::Caller& caller, absl::Duration clock_skew)
    : parts_(parts),
      caller_(caller),
      clock_skew_(clock_skew),
      trade_(caller_, parts_.random, book_),
      heard_(parts_.timeline.now()) {}

absl::Duration Party::Pause(int64_t low_ms, int64_t high_ms) {
  return absl::Microseconds(parts_.random.Between(low_ms * 1000, high_ms * 1000));
}

void Party::BeginTrading() {
  trades_ = true;
  parts_.timeline.After(Pause(10, 500), [this] { Work(); });
}

void Party::Crash() {
  parts_.trace.Note(caller_.party.ToString(), " crashes after ", cursor_, ", has kept ",
                    kept_cursor_);
  cursor_ = kept_cursor_;
  ++stream_;
  for (auto& [key, sending] : outbox_) ++sending.attempt;
  for (const auto& [key, sending] : outbox_) Resend(key, Pause(100, 2000));
  Resubscribe(Pause(100, 2000));
}

v1::SubmitRequest Party::RequestOf(const v1::Document& document) {
  v1::SubmitRequest request;
  request.set_request_id(base::NewUuid(parts_.random));
  *request.mutable_document() = document;
  parts_.ids.push_back(document.document_id());
  return request;
}

void Party::Submit(const v1::Document& document) { Keep(RequestOf(document)); }

void Party::Work() {
  if (!trades_) return;
  switch (parts_.random.Below(16)) {
    case 0:
      RepeatAnEarlier();
      break;
    case 1:
      ReuseARequestId();
      break;
    case 2:
      AskForADocument();
      break;
    case 3:
      // An older number, the newest, or one that is not there yet.
      Acknowledge(std::max<int64_t>(0, cursor_ + parts_.random.Between(-5, 2)));
      break;
    default:
      SayNext();
  }
  parts_.timeline.After(Pause(50, 700), [this] { Work(); });
}

void Party::SayNext() {
  std::optional<v1::Document> next = trade_.Next(Now());
  if (!next) return;
  if (Happens(12)) trade_.Spoil(*next);
  v1::SubmitRequest request = RequestOf(*next);
  if (Happens(8)) {
    request.set_validate_only(true);
    SendOnce(request);
    if (Happens(60)) return;
    request.set_validate_only(false);
    // Asked and said in one breath, or with one id for both.
    if (Happens(50)) request.set_request_id(base::NewUuid(parts_.random));
  }
  Keep(std::move(request));
}

void Party::RepeatAnEarlier() {
  if (earlier_.empty()) return;
  v1::SubmitRequest request = earlier_[parts_.random.Below(earlier_.size())];
  if (Happens(20)) request.set_validate_only(true);
  SendOnce(request);
}

void Party::ReuseARequestId() {
  const std::optional<v1::Document> next = trade_.Next(Now());
  if (!next || earlier_.empty()) return;
  v1::SubmitRequest request = RequestOf(*next);
  request.set_request_id(earlier_[parts_.random.Below(earlier_.size())].request_id());
  SendOnce(request);
}

void Party::AskForADocument() {
  if (parts_.ids.empty()) return;
  v1::GetDocumentRequest request;
  request.set_document_id(parts_.ids[parts_.random.Below(parts_.ids.size())]);
  parts_.network.Send([this, bytes = request.SerializeAsString()] {
    parts_.desk.Call(Method::kGetDocument, caller_, bytes, [](const auto&) {});
  });
}

void Party::Keep(v1::SubmitRequest request) {
  const int64_t key = ++last_key_;
  outbox_[key].request = std::move(request);
  Send(key);
}

void Party::Send(int64_t key) {
  Sending& sending = outbox_.at(key);
  const int64_t attempt = ++sending.attempt;
  parts_.network.Send([this, key, bytes = sending.request.SerializeAsString()] {
    parts_.desk.Call(
        Method::kSubmit, caller_, bytes,
        [this, key](const absl::StatusOr<std::string>& answer) { Answered(key, answer); });
  });
  // Its deadline.
  parts_.timeline.After(Pause(3000, 6000), [this, key, attempt] {
    const auto found = outbox_.find(key);
    if (found != outbox_.end() && found->second.attempt == attempt) Send(key);
  });
}

void Party::Resend(int64_t key, absl::Duration pause) {
  const int64_t attempt = ++outbox_.at(key).attempt;
  parts_.timeline.After(pause, [this, key, attempt] {
    const auto found = outbox_.find(key);
    if (found != outbox_.end() && found->second.attempt == attempt) Send(key);
  });
}

void Party::SendOnce(const v1::SubmitRequest& request) {
  parts_.network.Send([this, bytes = request.SerializeAsString()] {
    parts_.desk.Call(Method::kSubmit, caller_, bytes, [](const auto&) {});
  });
}

void Party::Answered(int64_t key, const absl::StatusOr<std::string>& answer) {
  const auto found = outbox_.find(key);
  if (found == outbox_.end()) return;
  if (!answer.ok() && MayPass(answer.status())) return Resend(key, Pause(200, 2000));
  earlier_.push_back(std::move(found->second.request));
  if (earlier_.size() > kEarlierLooked) earlier_.erase(earlier_.begin());
  outbox_.erase(found);
}

void Party::Subscribe() {
  const int64_t stream = ++stream_;
  heard_ = parts_.timeline.now();
  v1::SubscribeRequest request;
  request.set_after_sequence(cursor_);
  parts_.network.Send([this, stream, bytes = request.SerializeAsString()] {
    parts_.desk.Subscribe(
        caller_, bytes,
        [this, stream](const absl::StatusOr<std::string>& message) { Received(stream, message); });
  });
  // The hub beats each 15 s; who hears nothing for longer begins again.
  parts_.timeline.After(absl::Seconds(20), [this, stream] {
    if (stream == stream_ && parts_.timeline.now() - heard_ >= absl::Seconds(20)) Subscribe();
  });
}

void Party::Resubscribe(absl::Duration pause) {
  const int64_t stream = ++stream_;
  parts_.timeline.After(pause, [this, stream] {
    if (stream == stream_) Subscribe();
  });
}

void Party::Received(int64_t stream, const absl::StatusOr<std::string>& message) {
  if (stream != stream_) return;
  heard_ = parts_.timeline.now();
  if (!message.ok()) {
    if (message.status().code() == absl::StatusCode::kOutOfRange) {
      parts_.trace.Violated(caller_.party.ToString(), " has processed ", cursor_,
                            ", and the hub says that its feed ends before");
    }
    return Resubscribe(Pause(100, 2000));
  }
  // As long as it hears of the hub it looks again later.
  parts_.timeline.After(absl::Seconds(20), [this, stream] {
    if (stream == stream_ && parts_.timeline.now() - heard_ >= absl::Seconds(20)) Subscribe();
  });
  v1::SubscribeResponse batch;
  if (!batch.ParseFromString(*message)) parts_.trace.Violated("a batch that cannot be read");
  for (const v1::Event& event : batch.events()) Take(event);
  if (batch.events().empty()) return;
  if (Happens(50)) {
    kept_cursor_ = cursor_;
    Acknowledge(cursor_);
  }
}

void Party::Take(const v1::Event& event) {
  // Two of a stream's opening, where the network doubled it, say the same twice.
  if (event.sequence() <= cursor_) return;
  if (event.sequence() != cursor_ + 1) {
    parts_.trace.Violated(caller_.party.ToString(), " gets ", event.sequence(), " after ", cursor_);
  }
  cursor_ = event.sequence();
  const auto [place, is_new] = received_.emplace(cursor_, event.chain_hash());
  if (is_new) book_.Add(event);
  if (!is_new && place->second != event.chain_hash()) {
    parts_.trace.Violated(caller_.party.ToString(), " gets another event at ", cursor_,
                          " than before");
  }
}

void Party::Acknowledge(int64_t sequence) {
  v1::AcknowledgeRequest request;
  request.set_sequence(sequence);
  parts_.network.Send([this, bytes = request.SerializeAsString()] {
    parts_.desk.Call(Method::kAcknowledge, caller_, bytes, [](const auto&) {});
  });
}

}  // namespace headwater::simulation
