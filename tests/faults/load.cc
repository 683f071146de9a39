#include "faults/load.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "headwater/v1/exchange.grpc.pb.h"

namespace headwater::faults {
namespace {

// Nobody hangs: a call without an answer by then is a failure.
constexpr absl::Duration kCallPatience = absl::Seconds(60);

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallPatience));
}

class Calls {
 public:
  Calls(const LoadParts& parts, size_t sender, const std::vector<Channel>& channels)
      : parts_(parts), sender_(sender) {
    for (const Channel& channel : channels) {
      stubs_.push_back(v1::ExchangeService::NewStub(channel));
    }
  }

  void Run(int in_flight) {
    for (int i = 0; i < in_flight; ++i) Begin();
    void* tag = nullptr;
    bool ok = false;
    while (open_ > 0 && queue_.Next(&tag, &ok)) {
      const std::unique_ptr<Call> call(static_cast<Call*>(tag));
      End(*call);
    }
  }

 private:
  struct Call {
    RequestKey key;
    grpc::ClientContext context;
    v1::SubmitResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::SubmitResponse>> reader;
  };

  void Begin() {
    auto call = std::make_unique<Call>();
    call->key = parts_.book.Take(sender_);
    SetDeadline(call->context);
    v1::ExchangeService::Stub& stub = *stubs_[next_++ % stubs_.size()];
    call->reader =
        stub.AsyncSubmit(&call->context, parts_.cast[sender_].Request(call->key.number), &queue_);
    call->reader->Finish(&call->response, &call->status, call.get());
    call.release();
    ++open_;
  }

  void End(const Call& call) {
    --open_;
    if (!call.status.ok()) return parts_.life.Broke("Submit", client::RefusalFrom(call.status));
    if (absl::Status noted = parts_.book.Note(call.key, call.response.receipt()); !noted.ok()) {
      parts_.life.Fail(std::move(noted));
    }
    if (!parts_.life.stopping()) Begin();
  }

  const LoadParts& parts_;
  const size_t sender_;
  std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  grpc::CompletionQueue queue_;
  size_t next_ = 0;
  int open_ = 0;
};

// True where it is a receipt.
bool NoteAnswer(const LoadParts& parts, const RequestKey& key,
                const v1::SubmitStreamResponse& answer) {
  if (answer.has_error()) {
    parts.life.Broke("a document on a SubmitStream", client::RefusalFrom(answer.error()));
    return false;
  }
  if (absl::Status noted = parts.book.Note(key, answer.receipt()); !noted.ok()) {
    parts.life.Fail(std::move(noted));
  }
  return true;
}

}  // namespace

void SendCalls(const LoadParts& parts, size_t sender, const std::vector<Channel>& channels,
               int in_flight) {
  Calls(parts, sender, channels).Run(in_flight);
}

void SendOnStream(const LoadParts& parts, size_t sender, const Channel& channel, int unanswered) {
  const auto stub = v1::ExchangeService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  std::deque<RequestKey> sent;
  v1::SubmitStreamRequest request;
  v1::SubmitStreamResponse answer;
  bool whole = true;
  while (whole && !parts.life.stopping()) {
    if (sent.size() < static_cast<size_t>(unanswered)) {
      sent.push_back(parts.book.Take(sender));
      *request.mutable_submit() = parts.cast[sender].Request(sent.back().number);
      whole = stream->Write(request);
      continue;
    }
    whole = stream->Read(&answer) && NoteAnswer(parts, sent.front(), answer);
    sent.pop_front();
  }
  if (whole) {
    stream->WritesDone();
  } else {
    // One that is refused ends the stream, whose other answers nobody reads.
    context.TryCancel();
  }
  while (whole && stream->Read(&answer)) {
    whole = !sent.empty() && NoteAnswer(parts, sent.front(), answer);
    sent.pop_front();
  }
  const grpc::Status ended = stream->Finish();
  if (!ended.ok()) parts.life.Broke("a SubmitStream", client::RefusalFrom(ended));
}

void Follow(Life& life, FeedWitness& witness, const Channel& channel) {
  const auto stub = v1::ExchangeService::NewStub(channel);
  bool acknowledges = true;
  const auto acknowledge = [&](int64_t sequence) {
    grpc::ClientContext context;
    SetDeadline(context);
    v1::AcknowledgeRequest request;
    request.set_sequence(sequence);
    v1::AcknowledgeResponse response;
    const grpc::Status status = stub->Acknowledge(&context, request, &response);
    if (!status.ok()) {
      acknowledges = false;
      return life.Broke("Acknowledge", client::RefusalFrom(status));
    }
    absl::Status noted = witness.NoteAcknowledged(response.acknowledged_sequence());
    if (!noted.ok()) life.Fail(std::move(noted));
  };
  // Asks: it never goes back.
  acknowledge(0);

  grpc::ClientContext context;
  v1::SubscribeRequest request;
  request.set_after_sequence(witness.sequence());
  // What a commit left that failed after it was done is not announced: a heartbeat finds it.
  request.mutable_heartbeat_interval()->set_seconds(1);
  const auto stream = stub->Subscribe(&context, request);
  v1::SubscribeResponse response;
  while (stream->Read(&response)) {
    if (absl::Status taken = witness.Take(response); !taken.ok()) {
      life.Fail(std::move(taken));
      context.TryCancel();
      break;
    }
    if (acknowledges && response.events_size() > 0) acknowledge(response.through_sequence());
  }
  const grpc::Status ended = stream->Finish();
  if (!ended.ok()) life.Broke("a subscription", client::RefusalFrom(ended));
}

}  // namespace headwater::faults
