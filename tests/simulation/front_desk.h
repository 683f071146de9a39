// The hub's end of the network: takes calls and streams off it, hands them to the exchange
// and sends back what it says. Stands where rpc/ does, without gRPC.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/subscription.h"
#include "simulation/hub_machine.h"
#include "simulation/network.h"
#include "simulation/timeline.h"
#include "simulation/trace.h"
#include "simulation/witness.h"

namespace headwater::simulation {

// A serialized message, or what the call failed with.
using Answer = std::function<void(absl::StatusOr<std::string>)>;

enum class Method { kSubmit, kAcknowledge, kGetDocument };

// Not thread-safe.
class FrontDesk {
 public:
  FrontDesk(HubMachine& machine, Network& network, Timeline& timeline, base::Random& random,
            Witness& witness, Trace& trace)
      : machine_(machine),
        network_(network),
        timeline_(timeline),
        random_(random),
        witness_(witness),
        trace_(trace) {}

  // A request has arrived. `answer` is sent back over the network, or lost with the hub.
  void Call(Method method, const exchange::Caller& caller, const std::string& request,
            Answer answer);
  // A SubscribeRequest has arrived. `message` gets a SubscribeResponse at a time, and an error
  // at the end; nothing when the hub goes.
  void Subscribe(const exchange::Caller& caller, const std::string& request, Answer message);

  // The hub is gone, and all that was under way in it. Most of those who listened hear that
  // their connection broke.
  void Forget();

  // Nobody is left asleep who has something to read. For a moment when the writer rests.
  void CheckSleepers();

 private:
  struct Stream {
    int64_t id;
    int64_t life;
    exchange::Caller caller;
    std::unique_ptr<exchange::Subscription> subscription;
    Answer message;
    absl::Time clear_at;
    bool asleep = false;
    bool promised = false;  // by Subscription::Wait: the next read gives something
  };

  void Submit(const exchange::Caller& caller, const std::string& bytes, Answer answer);
  void Acknowledge(const exchange::Caller& caller, const std::string& bytes, Answer answer);
  void GetDocument(const exchange::Caller& caller, const std::string& bytes, Answer answer);
  void Reply(const Answer& answer, absl::StatusOr<std::string> with);
  void PumpSoon(int64_t id);
  void Pump(int64_t id);
  void CheckBatch(const Stream& stream, int64_t before, const v1::SubscribeResponse& batch);
  void Sleep(Stream& stream);
  void Heartbeat(int64_t id);

  HubMachine& machine_;
  Network& network_;
  Timeline& timeline_;
  base::Random& random_;
  Witness& witness_;
  Trace& trace_;
  int64_t last_stream_ = 0;
  std::map<int64_t, Stream> streams_;
};

}  // namespace headwater::simulation
