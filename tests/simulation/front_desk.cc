#include "simulation/front_desk.h"

#include <utility>

#include "hub/base/check.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/refusal.h"

namespace headwater::simulation {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(15);

template <typename Message>
Message Parse(const std::string& bytes) {
  Message message;
  HW_CHECK(message.ParseFromString(bytes)) << "the network changes no message";
  return message;
}

template <typename Message>
absl::StatusOr<std::string> Serialized(const absl::StatusOr<Message>& message) {
  if (!message.ok()) return message.status();
  return message->SerializeAsString();
}

}  // namespace

void FrontDesk::Call(Method method, const exchange::Caller& caller, const std::string& request,
                     Answer answer) {
  if (!machine_.up()) {
    return Reply(answer, absl::UnavailableError("nobody listens there"));
  }
  switch (method) {
    case Method::kSubmit:
      return Submit(caller, request, std::move(answer));
    case Method::kAcknowledge:
      return Acknowledge(caller, request, std::move(answer));
    case Method::kGetDocument:
      return GetDocument(caller, request, std::move(answer));
  }
}

void FrontDesk::Reply(const Answer& answer, absl::StatusOr<std::string> with) {
  network_.Send([answer, with = std::move(with)] { answer(with); });
}

void FrontDesk::Submit(const exchange::Caller& caller, const std::string& bytes, Answer answer) {
  const auto request = std::make_shared<const v1::SubmitRequest>(Parse<v1::SubmitRequest>(bytes));
  Witness::Call call = witness_.Arrived(caller.party, *request);
  machine_.exchange().Submit(
      caller, *request,
      [this, request, life = machine_.life(), call = std::move(call),
       answer = std::move(answer)](absl::StatusOr<v1::Receipt> receipt) {
        if (!machine_.speaks(life)) return;
        witness_.Answered(call, receipt);
        trace_.Note("hub: ", call.party.ToString(), " ", request->document().number(), " ",
                    call.request_id.substr(0, 8), call.dry_run ? " dry run " : " ",
                    receipt.ok() ? absl::StrCat("has place ", receipt->sequence())
                                 : v1::Reason_Name(exchange::DetailOf(receipt.status()).reason()));
        Reply(answer, Serialized(receipt));
      });
}

void FrontDesk::Acknowledge(const exchange::Caller& caller, const std::string& bytes,
                            Answer answer) {
  const auto request = Parse<v1::AcknowledgeRequest>(bytes);
  witness_.AcknowledgeAsked(caller.party, request.sequence());
  machine_.exchange().Acknowledge(
      caller, request,
      [this, caller, asked = request.sequence(), life = machine_.life(),
       answer = std::move(answer)](absl::StatusOr<v1::AcknowledgeResponse> response) {
        if (!machine_.speaks(life)) return;
        if (response.ok()) witness_.AcknowledgeAnswered(caller.party, asked, *response);
        trace_.Note("hub: ", caller.party.ToString(), " acknowledges ", asked, " ",
                    response.ok() ? "OK" : absl::StatusCodeToString(response.status().code()));
        Reply(answer, Serialized(response));
      });
}

void FrontDesk::GetDocument(const exchange::Caller& caller, const std::string& bytes,
                            Answer answer) {
  const auto request = Parse<v1::GetDocumentRequest>(bytes);
  auto reader = machine_.database().BeginRead();
  if (!reader.ok()) return Reply(answer, absl::UnavailableError("the disk cannot be read"));
  v1::GetDocumentResponse response;
  const absl::Status found = exchange::GetDocument(**reader, caller, request, response);
  if (found.ok()) witness_.Sent(caller.party, response.event());
  Reply(answer, found.ok() ? absl::StatusOr<std::string>(response.SerializeAsString()) : found);
}

void FrontDesk::Subscribe(const exchange::Caller& caller, const std::string& bytes,
                          Answer message) {
  if (!machine_.up()) return Reply(message, absl::UnavailableError("nobody listens there"));
  const auto request = Parse<v1::SubscribeRequest>(bytes);
  auto subscription = exchange::Subscription::Open(machine_.database(), machine_.exchange().wakes(),
                                                   caller, request);
  if (!subscription.ok()) return Reply(message, subscription.status());
  const int64_t id = ++last_stream_;
  Stream& stream = streams_[id];
  stream.id = id;
  stream.life = machine_.life();
  stream.caller = caller;
  stream.subscription = *std::move(subscription);
  stream.message = std::move(message);
  PumpSoon(id);
}

void FrontDesk::PumpSoon(int64_t id) {
  timeline_.After(absl::Microseconds(random_.Between(10, 3000)), [this, id] { Pump(id); });
}

void FrontDesk::Pump(int64_t id) {
  const auto found = streams_.find(id);
  if (found == streams_.end() || !machine_.speaks(found->second.life)) return;
  Stream& stream = found->second;
  stream.asleep = false;
  const int64_t before = stream.subscription->through_sequence();
  v1::SubscribeResponse batch;
  const absl::Status read = stream.subscription->Next(batch);
  // A crash that came while it read.
  if (!machine_.speaks(stream.life)) return;
  if (!read.ok()) {
    trace_.Note("hub: stream ", id, " ends: ", absl::StatusCodeToString(read.code()));
    network_.SendInOrder(stream.clear_at, [message = stream.message, read] { message(read); });
    streams_.erase(found);
    return;
  }
  CheckBatch(stream, before, batch);
  stream.promised = false;
  if (!batch.events().empty()) {
    trace_.Note("hub: stream ", id, " to ", stream.caller.party.ToString(), " from ", before,
                " through ", batch.through_sequence());
    const bool sent = network_.SendInOrder(
        stream.clear_at,
        [message = stream.message, bytes = batch.SerializeAsString()] { message(bytes); });
    if (!sent) {
      streams_.erase(found);
      return;
    }
    return PumpSoon(id);
  }
  Sleep(stream);
}

void FrontDesk::CheckBatch(const Stream& stream, int64_t before,
                           const v1::SubscribeResponse& batch) {
  int64_t last = before;
  for (const v1::Event& event : batch.events()) {
    witness_.Sent(stream.caller.party, event);
    if (event.sequence() != ++last) {
      trace_.Violated("stream ", stream.id, " gives ", event.sequence(), " in place of ", last);
    }
  }
  if (batch.through_sequence() != last || batch.head_sequence() < last) {
    trace_.Violated("stream ", stream.id, " gave all up to ", last, " and says ",
                    batch.through_sequence(), " of ", batch.head_sequence());
  }
  if (stream.promised && batch.head_sequence() == before) {
    trace_.Violated("stream ", stream.id,
                    " is told that there is more, and there is nothing after ", before);
  }
}

void FrontDesk::Sleep(Stream& stream) {
  const int64_t id = stream.id;
  stream.asleep = stream.subscription->Wait([this, id] {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    // One wake-up too many is no harm: it may have read this commit before it was told of.
    found->second.asleep = false;
    PumpSoon(id);
  });
  if (!stream.asleep) {
    stream.promised = true;
    return PumpSoon(id);
  }
  timeline_.After(kHeartbeat, [this, id] { Heartbeat(id); });
}

// As rpc/ does it: looks again, and says that it is there.
void FrontDesk::Heartbeat(int64_t id) {
  const auto found = streams_.find(id);
  if (found == streams_.end() || !found->second.asleep) return;
  if (!machine_.speaks(found->second.life)) return;
  Stream& stream = found->second;
  stream.subscription->CancelWait();
  v1::SubscribeResponse beat;
  beat.set_through_sequence(stream.subscription->through_sequence());
  beat.set_head_sequence(beat.through_sequence());
  const bool sent = network_.SendInOrder(
      stream.clear_at,
      [message = stream.message, bytes = beat.SerializeAsString()] { message(bytes); });
  if (!sent) {
    streams_.erase(found);
    return;
  }
  Pump(id);
}

void FrontDesk::Forget() {
  for (auto& [id, stream] : streams_) {
    if (random_.Below(4) == 0) continue;
    network_.SendInOrder(stream.clear_at, [message = stream.message] {
      message(absl::UnavailableError("the connection broke"));
    });
  }
  streams_.clear();
}

void FrontDesk::CheckSleepers() {
  for (const auto& [id, stream] : streams_) {
    if (!stream.asleep || !machine_.speaks(stream.life)) continue;
    auto reader = machine_.database().BeginRead();
    if (!reader.ok()) return;  // a disk that fails: the next look tells
    const auto head = exchange::ReadFeedHead(**reader, stream.caller.party);
    if (!head.ok()) return;
    if (head->sequence != stream.subscription->through_sequence()) {
      trace_.Violated("stream ", id, " sleeps after ", stream.subscription->through_sequence(),
                      ", and the feed has ", head->sequence);
    }
  }
}

}  // namespace headwater::simulation
