#include "hub/cli/hub_watch.h"

#include <string_view>

#include "hub/cli/unreached.h"

namespace headwater::cli {

bool HubWatch::OnUnreached(const client::Refusal& refusal) {
  const bool has_reason = refusal.detail.reason() != v1::REASON_UNSPECIFIED;
  const Unreached why = has_reason ? Unreached::kAway : UnreachedFrom(refusal.message);
  const bool is_wrong = why == Unreached::kHubUntrusted || why == Unreached::kHubMisnamed;
  if (is_wrong || patience_ == Patience::kOneAttempt) {
    end_ = refusal;
    return false;
  }
  if (told_) return true;
  told_ = true;
  const std::string_view what = has_reason ? "takes nothing now" : "was not reached";
  out_ << "headwater: the hub " << what << " at " << address_
       << "; still trying (Ctrl-C ends it): " << refusal.message << std::endl;
  if (why == Unreached::kCallerRejected) out_ << "headwater: " << CureOf(why) << std::endl;
  return true;
}

void HubWatch::OnReached() {
  if (!told_) return;
  told_ = false;
  out_ << "headwater: the hub is reached at " << address_ << std::endl;
}

}  // namespace headwater::cli
