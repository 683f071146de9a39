// A party's system: an outbox that keeps each request until the hub has answered for good,
// and an inbox that keeps one number.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/random.h"
#include "hub/exchange/caller.h"
#include "simulation/book.h"
#include "simulation/front_desk.h"
#include "simulation/network.h"
#include "simulation/timeline.h"
#include "simulation/trace.h"
#include "simulation/trade.h"

namespace headwater::simulation {

// What a party lives with; all of it outlives the party.
struct PartyParts {
  Timeline& timeline;
  Network& network;
  FrontDesk& desk;
  base::Random& random;
  Trace& trace;
  // The ids of all documents that anybody sent: what one asks for that is not its own.
  std::vector<std::string>& ids;
};

// Not thread-safe.
class Party {
 public:
  Party(const PartyParts& parts, const exchange::Caller& caller, absl::Duration clock_skew);

  // Subscribes.
  void Begin() { Subscribe(); }
  void BeginTrading();
  // Says nothing new; what is begun is brought to its end.
  void StopTrading() { trades_ = false; }
  // Its system stops and starts: what was under way is forgotten, and the number that it kept
  // may be an older one.
  void Crash();

  void Submit(const v1::Document& document);

  // Whether all that it sent is answered for good.
  bool settled() const { return outbox_.empty(); }
  const exchange::Caller& caller() const { return caller_; }
  // The chain of the feed as it came, by sequence.
  const std::map<int64_t, std::string>& received() const { return received_; }

 private:
  struct Sending {
    v1::SubmitRequest request;
    int64_t attempt = 0;
  };

  absl::Time Now() const { return parts_.timeline.now() + clock_skew_; }
  bool Happens(uint64_t percent) { return parts_.random.Below(100) < percent; }
  absl::Duration Pause(int64_t low_ms, int64_t high_ms);
  v1::SubmitRequest RequestOf(const v1::Document& document);

  void Work();
  void SayNext();
  void RepeatAnEarlier();
  void ReuseARequestId();
  void AskForADocument();
  void Keep(v1::SubmitRequest request);
  void Send(int64_t key);
  void Resend(int64_t key, absl::Duration pause);
  void Answered(int64_t key, const absl::StatusOr<std::string>& answer);
  // Sends once, and hears no answer.
  void SendOnce(const v1::SubmitRequest& request);

  void Subscribe();
  void Resubscribe(absl::Duration pause);
  void Received(int64_t stream, const absl::StatusOr<std::string>& message);
  void Take(const v1::Event& event);
  void Acknowledge(int64_t sequence);

  const PartyParts parts_;
  const exchange::Caller caller_;
  const absl::Duration clock_skew_;
  Book book_;
  Trade trade_;
  bool trades_ = false;

  std::map<int64_t, Sending> outbox_;
  int64_t last_key_ = 0;
  std::vector<v1::SubmitRequest> earlier_;

  int64_t stream_ = 0;  // counts them; what comes from an older one is not looked at
  absl::Time heard_;
  int64_t cursor_ = 0;
  int64_t kept_cursor_ = 0;  // as its own disk has it
  std::map<int64_t, std::string> received_;
};

}  // namespace headwater::simulation
