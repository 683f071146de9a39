// Memory for the messages of one call: its first block is part of the call, so that a
// document of the usual size costs one allocation, however many lines it has.
#pragma once

#include <cstddef>

#include "google/protobuf/arena.h"
#include "grpcpp/support/message_allocator.h"

namespace headwater::rpc {

inline constexpr size_t kCallArenaBytes = 16 << 10;

// For a service's SetMessageAllocatorFor_X. Thread-safe.
template <typename Request, typename Response>
class CallArenas final : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder; }

 private:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(OptionsOf(block_)) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    static google::protobuf::ArenaOptions OptionsOf(char* block) {
      google::protobuf::ArenaOptions options;
      options.initial_block = block;
      options.initial_block_size = kCallArenaBytes;
      return options;
    }

    alignas(std::max_align_t) char block_[kCallArenaBytes];
    google::protobuf::Arena arena_;
  };
};

}  // namespace headwater::rpc
