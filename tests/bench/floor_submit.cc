#include "bench/floor_submit.h"

#include <utility>

#include "hub/base/check.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr size_t kGroupMax = 512;

}  // namespace

FloorWriter::FloorWriter(std::unique_ptr<FloorOrders> orders, Committed committed)
    : orders_(std::move(orders)),
      committed_(std::move(committed)),
      thread_([this]() noexcept { Run(); }) {}

FloorWriter::~FloorWriter() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  thread_.join();
}

void FloorWriter::Push(FloorSubmit* call) {
  absl::MutexLock lock(&mutex_);
  waiting_.push_back(call);
}

void FloorWriter::Run() {
  std::vector<FloorSubmit*> group;
  while (true) {
    group.clear();
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &FloorWriter::Due));
      while (!waiting_.empty() && group.size() < kGroupMax) {
        group.push_back(waiting_.front());
        waiting_.pop_front();
      }
    }
    if (group.empty()) return;
    const absl::Status written = Write(group);
    HW_CHECK(written.ok()) << written.ToString();
    committed_(group);
    for (FloorSubmit* call : group) call->Answer(++sequence_);
  }
}

absl::Status FloorWriter::Write(const std::vector<FloorSubmit*>& group) {
  RETURN_IF_ERROR(orders_->Begin());
  for (FloorSubmit* call : group) {
    RETURN_IF_ERROR(orders_->Insert(call->request(), call->payload()));
  }
  return orders_->Commit();
}

FloorSubmit::FloorSubmit(v1::ExchangeService::AsyncService& service,
                         grpc::ServerCompletionQueue& queue, FloorWriter* writer, SyncFile* sync)
    : service_(service),
      queue_(queue),
      writer_(writer),
      sync_(sync),
      block_(std::make_unique<std::array<char, kArenaBytes>>()) {
  Await();
}

void FloorSubmit::Await() {
  answering_ = false;
  answer_.reset();
  context_.reset();
  arena_.reset();
  google::protobuf::ArenaOptions options;
  options.initial_block = block_->data();
  options.initial_block_size = block_->size();
  arena_.emplace(options);
  request_ = google::protobuf::Arena::CreateMessage<v1::SubmitRequest>(&*arena_);
  response_ = google::protobuf::Arena::CreateMessage<v1::SubmitResponse>(&*arena_);
  context_.emplace();
  answer_.emplace(&*context_);
  service_.RequestSubmit(&*context_, request_, &*answer_, &queue_, &queue_, this);
}

void FloorSubmit::Ready(bool ok) {
  if (answering_) return Await();
  if (!ok) return;
  if (sync_ != nullptr) {
    const absl::Status synced = sync_->Write();
    HW_CHECK(synced.ok()) << synced.ToString();
  }
  if (writer_ == nullptr) return Answer(1);
  // Here and not on the writer's thread, which is the scarcer.
  payload_.clear();
  request_->document().AppendToString(&payload_);
  writer_->Push(this);
}

void FloorSubmit::Answer(int64_t sequence) {
  v1::Receipt& receipt = *response_->mutable_receipt();
  receipt.set_document_id(request_->document().document_id());
  receipt.set_sequence(sequence);
  answering_ = true;
  answer_->Finish(*response_, grpc::Status::OK, this);
}

}  // namespace headwater::bench
