// Tells the user of a command that tries again that the hub is away, and when it is
// back; and ends the trying where it is of no use.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "adapters/client/reach_watch.h"

namespace headwater::cli {

// A line for each time that the hub is away, not for each attempt. Used by one thread.
class HubWatch final : public client::ReachWatch {
 public:
  enum class Patience {
    kTriesAgain,
    // For what changes nothing and can simply be run again.
    kOneAttempt,
  };

  // `address` as the user gave it. `out` must outlive it.
  HubWatch(std::string address, Patience patience, std::ostream& out)
      : address_(std::move(address)), patience_(patience), out_(out) {}

  // False where the hub's certificate is wrong, and always with kOneAttempt. Whoever closes
  // the connection before it is made may be a hub that does not take our certificate, or a
  // proxy before one that is away: that is told, and tried again.
  bool OnUnreached(const client::Refusal& refusal) override;
  void OnReached() override;

  // Why the trying was ended here.
  const std::optional<client::Refusal>& end() const { return end_; }

 private:
  const std::string address_;
  const Patience patience_;
  std::ostream& out_;
  bool told_ = false;  // that the hub is away
  std::optional<client::Refusal> end_;
};

}  // namespace headwater::cli
