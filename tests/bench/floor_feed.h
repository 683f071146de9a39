// Subscribe as the floor serves it: a stream that is handed finished messages, with
// nothing read and nothing checked.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "bench/floor_call.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "headwater/v1/exchange.grpc.pb.h"

namespace headwater::bench {

using FeedMessage = std::shared_ptr<const v1::SubscribeResponse>;

class FloorStream;

// All open streams. Thread-safe.
class FloorFeed {
 public:
  // `replay` is sent to every stream that begins at 0, before what is pushed.
  explicit FloorFeed(std::vector<FeedMessage> replay) : replay_(std::move(replay)) {}

  // To all that are open now.
  void Push(const FeedMessage& message);
  bool has_streams();

  const std::vector<FeedMessage>& replay() const { return replay_; }
  void Add(FloorStream* stream);
  void Remove(FloorStream* stream);

 private:
  const std::vector<FeedMessage> replay_;
  absl::Mutex mutex_;
  std::vector<FloorStream*> open_ ABSL_GUARDED_BY(mutex_);
};

// One call of Subscribe; makes the one that waits for the next, and deletes itself.
class FloorStream final : public FloorCall {
 public:
  FloorStream(v1::ExchangeService::AsyncService& service, grpc::ServerCompletionQueue& queue,
              FloorFeed& feed);

  void Ready(bool ok) override;
  void Push(const FeedMessage& message);

 private:
  void Begin();
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  v1::ExchangeService::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  FloorFeed& feed_;
  grpc::ServerContext context_;
  v1::SubscribeRequest request_;
  grpc::ServerAsyncWriter<v1::SubscribeResponse> writer_{&context_};
  bool open_ = false;

  absl::Mutex mutex_;
  std::deque<FeedMessage> waiting_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
};

// The messages of a stream in a file, each behind its length.
absl::Status WriteFeed(const std::string& path, const std::vector<v1::SubscribeResponse>& messages);
absl::StatusOr<std::vector<FeedMessage>> ReadFeed(const std::string& path);

}  // namespace headwater::bench
