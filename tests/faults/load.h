// Those who use a hub in one of its lives: each function is one of them, blocks until the hub
// is gone or the life stops, and tells the life and the book what came of it.
#pragma once

#include <memory>
#include <vector>

#include "faults/feed_witness.h"
#include "faults/life.h"
#include "faults/receipt_book.h"
#include "faults/sender.h"
#include "grpcpp/channel.h"

namespace headwater::faults {

// All of it outlives the load.
struct LoadParts {
  const Cast& cast;
  ReceiptBook& book;
  Life& life;
};

using Channel = std::shared_ptr<grpc::Channel>;

// New requests of the sender, so many calls at a time, over these connections in turn. A call
// that fails is not made again.
void SendCalls(const LoadParts& parts, size_t sender, const std::vector<Channel>& channels,
               int in_flight);

// New requests of the sender on one SubmitStream, at most so many unanswered. The first that
// is refused ends it.
void SendOnStream(const LoadParts& parts, size_t sender, const Channel& channel, int unanswered);

// A subscriber from where it was before; acknowledges what it has seen, until that is refused.
void Follow(Life& life, FeedWitness& witness, const Channel& channel);

}  // namespace headwater::faults
