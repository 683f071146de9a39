// Submit as the floor takes it: answered at once, or written by one thread that takes all
// that wait, commits them as one group, tells whoever listens, and answers.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "bench/floor_call.h"
#include "bench/floor_orders.h"
#include "bench/sync_floor.h"
#include "google/protobuf/arena.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "headwater/v1/exchange.grpc.pb.h"

namespace headwater::bench {

class FloorSubmit;

class FloorWriter {
 public:
  // `committed` gets each group after its commit and before its answers.
  using Committed = std::function<void(const std::vector<FloorSubmit*>&)>;
  FloorWriter(std::unique_ptr<FloorOrders> orders, Committed committed);
  ~FloorWriter();
  FloorWriter(const FloorWriter&) = delete;
  FloorWriter& operator=(const FloorWriter&) = delete;

  void Push(FloorSubmit* call);

 private:
  bool Due() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ending_ || !waiting_.empty(); }
  void Run();
  absl::Status Write(const std::vector<FloorSubmit*>& group);

  const std::unique_ptr<FloorOrders> orders_;
  const Committed committed_;
  int64_t sequence_ = 0;
  absl::Mutex mutex_;
  std::deque<FloorSubmit*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// Used again and again: its arena is emptied, the first block stays.
class FloorSubmit final : public FloorCall {
 public:
  // `writer` may be null: then the answer comes at once, or where `sync` is not null after
  // one sync on this thread.
  FloorSubmit(v1::ExchangeService::AsyncService& service, grpc::ServerCompletionQueue& queue,
              FloorWriter* writer, SyncFile* sync);

  void Ready(bool ok) override;
  // From any thread, once a request.
  void Answer(int64_t sequence);

  const v1::SubmitRequest& request() const { return *request_; }
  // The document, serialized.
  const std::string& payload() const { return payload_; }

 private:
  static constexpr size_t kArenaBytes = 16 << 10;

  void Await();

  v1::ExchangeService::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  FloorWriter* const writer_;
  SyncFile* const sync_;
  const std::unique_ptr<std::array<char, kArenaBytes>> block_;
  std::optional<google::protobuf::Arena> arena_;
  std::optional<grpc::ServerContext> context_;
  std::optional<grpc::ServerAsyncResponseWriter<v1::SubmitResponse>> answer_;
  v1::SubmitRequest* request_ = nullptr;
  v1::SubmitResponse* response_ = nullptr;
  std::string payload_;
  bool answering_ = false;
};

}  // namespace headwater::bench
