// A supplier: follows its own feed on its own connection, answers orders and ships. It
// knows nothing but what its feed says.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "adapters/client/feed_cursor.h"
#include "adapters/client/feed_follower.h"
#include "headwater/v1/document.pb.h"
#include "suppliers-sim/feed_inbox.h"
#include "suppliers-sim/order_book.h"
#include "suppliers-sim/party_line.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// Used by one thread at a time.
class Supplier {
 public:
  // `world` must outlive it. `cursor_path` is where one that may die keeps its number.
  Supplier(const World& world, int number, std::unique_ptr<PartyLine> line,
           std::string cursor_path);
  ~Supplier();

  // Begins to follow the feed. The hub must know the party by now.
  absl::Status Start();
  // Waits until all of the feed up to `head` has come in.
  absl::Status Await(int64_t head);

  // Submits what the set-up day wants of it.
  absl::Status SetUp();
  // Answers and ships, as of the end of the day's review.
  absl::Status Work(base::Day day);
  // Tells the hub that all was read.
  absl::Status Acknowledge();

  int number() const { return number_; }
  std::string gln() const { return SupplierGln(number_); }
  PartyLine& line() { return *line_; }

 private:
  // Forgets everything and begins again from the saved number.
  absl::Status Die();
  void Follow();
  void StopFollowing();
  absl::Status Send(const std::vector<v1::Document>& documents);
  const Character& character() const { return world_.character(number_); }

  const World& world_;
  const int number_;
  const std::unique_ptr<PartyLine> line_;
  const std::string cursor_path_;

  FeedInbox inbox_;
  OrderBook book_;
  int64_t head_ = 0;  // that was awaited last
  bool mortal_ = false;
  std::unique_ptr<client::Cursor> cursor_;
  client::SystemSleeper sleeper_;  // of the follower alone, which interrupts it at its end
  std::unique_ptr<client::FeedFollower> follower_;
  std::thread thread_;
};

}  // namespace headwater::sim
