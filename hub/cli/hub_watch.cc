#include "hub/cli/hub_watch.h"

#include <string_view>

#include "hub/cli/unreached.h"

namespace headwater::cli {
namespace {

constexpr int kRejectionsMax = 2;

}  // namespace

bool HubWatch::OnUnreached(const client::Refusal& refusal) {
  const bool has_reason = refusal.detail.reason() != v1::REASON_UNSPECIFIED;
  const Unreached why = has_reason ? Unreached::kAway : UnreachedFrom(refusal.message);
  rejected_ = why == Unreached::kCallerRejected ? rejected_ + 1 : 0;
  const bool is_of_certificates = why == Unreached::kHubUntrusted ||
                                  why == Unreached::kHubMisnamed || rejected_ == kRejectionsMax;
  if (is_of_certificates || patience_ == Patience::kOneAttempt) {
    end_ = refusal;
    return false;
  }
  if (rejected_ > 0 || told_) return true;
  told_ = true;
  const std::string_view what = has_reason ? "takes nothing now" : "was not reached";
  out_ << "headwater: the hub " << what << " at " << address_
       << "; still trying (Ctrl-C ends it): " << refusal.message << std::endl;
  return true;
}

void HubWatch::OnReached() {
  rejected_ = 0;
  if (!told_) return;
  told_ = false;
  out_ << "headwater: the hub is reached at " << address_ << std::endl;
}

}  // namespace headwater::cli
