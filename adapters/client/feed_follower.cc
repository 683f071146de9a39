#include "adapters/client/feed_follower.h"

#include <optional>
#include <utility>

#include "adapters/client/feed_chain.h"
#include "google/protobuf/duration.pb.h"
#include "hub/base/error.h"

namespace headwater::client {
namespace {

constexpr int kSilentIntervalsMax = 3;

v1::SubscribeRequest RequestFor(const FeedOptions& options, int64_t after_sequence) {
  v1::SubscribeRequest request;
  request.set_after_sequence(after_sequence);
  for (const std::string& kind : options.kinds) request.add_kinds(kind);
  const absl::Duration interval = options.heartbeat_interval;
  google::protobuf::Duration& heartbeat = *request.mutable_heartbeat_interval();
  heartbeat.set_seconds(absl::ToInt64Seconds(interval));
  heartbeat.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(interval - absl::Seconds(absl::ToInt64Seconds(interval)))));
  return request;
}

}  // namespace

FeedFollower::FeedFollower(ExchangeDoor& door, Cursor& cursor, FeedOptions options,
                           base::Random& random, Sleeper& sleeper)
    : door_(door),
      cursor_(cursor),
      options_(std::move(options)),
      random_(random),
      sleeper_(sleeper) {}

absl::Status FeedFollower::Run(const Callback& callback) {
  ASSIGN_OR_RETURN(FeedPosition position, cursor_.Load());
  Backoff backoff(options_.retry, random_);
  while (true) {
    const std::shared_ptr<FeedStream> stream = Begin(position);
    if (stream == nullptr) return absl::OkStatus();
    const absl::Status followed = Follow(*stream, position, backoff, callback);
    {
      absl::MutexLock lock(&mutex_);
      stream_ = nullptr;
    }
    RETURN_IF_ERROR(followed);
    const std::optional<Refusal> broken = stream->Finish();
    if (stopped()) return absl::OkStatus();
    std::optional<absl::Duration> asked;
    if (broken.has_value()) {
      // RESOURCE_EXHAUSTED without a reason is no message that is too large here: batches
      // are bounded. It passes.
      const bool passes =
          broken->IsRetryable() || broken->code == absl::StatusCode::kResourceExhausted;
      if (!passes) return broken->ToStatus();
      asked = broken->RetryDelay();
    }
    const std::optional<absl::Duration> wait = backoff.Next(asked);
    if (!wait.has_value()) {
      return broken.has_value() ? broken->ToStatus()
                                : absl::UnavailableError("the hub keeps ending the feed");
    }
    if (options_.watch != nullptr && broken.has_value() && broken->IsOfConnection() &&
        !options_.watch->OnUnreached(*broken)) {
      return broken->ToStatus();
    }
    if (!sleeper_.Sleep(*wait)) {
      return stopped() ? absl::OkStatus() : absl::CancelledError("interrupted");
    }
  }
}

void FeedFollower::Stop() {
  std::shared_ptr<FeedStream> stream;
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    stream = stream_;
  }
  if (stream != nullptr) stream->Cancel();
  sleeper_.Interrupt();
}

bool FeedFollower::stopped() {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

std::shared_ptr<FeedStream> FeedFollower::Begin(const FeedPosition& position) {
  if (stopped()) return nullptr;
  std::shared_ptr<FeedStream> stream = door_.Subscribe(RequestFor(options_, position.sequence));
  // A Stop until now is seen here, and a later one finds the stream.
  absl::MutexLock lock(&mutex_);
  if (stopped_) return nullptr;
  stream_ = stream;
  return stream;
}

absl::Status FeedFollower::Follow(FeedStream& stream, FeedPosition& position, Backoff& backoff,
                                  const Callback& callback) {
  const absl::Duration silence_max = options_.heartbeat_interval * kSilentIntervalsMax;
  v1::SubscribeResponse response;
  while (stream.Read(response, silence_max)) {
    if (stopped()) return absl::OkStatus();
    if (options_.watch != nullptr) options_.watch->OnReached();
    RETURN_IF_ERROR(Take(response, position, callback));
    backoff.Reset();
  }
  return absl::OkStatus();
}

absl::Status FeedFollower::Take(const v1::SubscribeResponse& response, FeedPosition& position,
                                const Callback& callback) {
  FeedPosition next = position;
  RETURN_IF_ERROR(Continue(response, !options_.kinds.empty(), next));
  RETURN_IF_ERROR(callback(FeedBatch{.events = response.events(),
                                     .through_sequence = next.sequence,
                                     .head_sequence = response.head_sequence()}));
  if (next.sequence == position.sequence) return absl::OkStatus();
  RETURN_IF_ERROR(cursor_.Save(next));
  position = std::move(next);
  if (options_.acknowledge) {
    door_.Acknowledge(position.sequence, options_.retry.attempt_timeout).IgnoreError();
  }
  return absl::OkStatus();
}

}  // namespace headwater::client
