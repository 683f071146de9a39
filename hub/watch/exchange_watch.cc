#include "hub/watch/exchange_watch.h"

#include <chrono>
#include <string>

#include "hub/exchange/refusal.h"
#include "hub/exchange/registry.h"

namespace headwater::watch {
namespace {

void LogDecision(const exchange::Decision& decision, EventLog& log) {
  const v1::Document& document = decision.request.document();
  const std::string sender = decision.caller.ToString();
  const LogField id{"document_id", document.document_id()};
  const LogField kind{"kind", exchange::KindName(document.body_case())};
  const LogField from{"sender", sender};
  const LogField request{"request_id", decision.request.request_id()};
  const LogField group{"group", decision.group};
  const LogField took{"took_ms", static_cast<double>(decision.took_nanos) / 1e6};
  if (!decision.outcome.ok()) {
    const v1::ErrorDetail detail = exchange::DetailOf(decision.outcome.status());
    log.Write(
        LogLevel::kDebug, "document refused",
        {id, kind, from, request, group, took, LogField{"reason", v1::Reason_Name(detail.reason())},
         LogField{"violations", int64_t{detail.violations_size()}}});
    return;
  }
  if (decision.request.validate_only() && !decision.repeated) {
    log.Write(LogLevel::kDebug, "document would be accepted",
              {id, kind, from, request, group, took});
    return;
  }
  log.Write(
      LogLevel::kDebug, decision.repeated ? "document repeated" : "document accepted",
      {id, kind, from, request, group, took, LogField{"sequence", decision.outcome->sequence()}});
}

}  // namespace

int64_t ExchangeWatch::MonotonicNanos() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void ExchangeWatch::Decided(const exchange::Decision& decision) {
  counts_.Count(decision);
  if (log_ != nullptr && log_->Writes(LogLevel::kDebug)) LogDecision(decision, *log_);
}

}  // namespace headwater::watch
