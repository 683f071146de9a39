#include "hub/watch/hub_counts.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "hub/exchange/refusal.h"

namespace headwater::watch {
namespace {

const google::protobuf::OneofDescriptor& Body() {
  return *v1::Document::descriptor()->FindOneofByName("body");
}

const google::protobuf::EnumDescriptor& Reasons() { return *v1::Reason_descriptor(); }

std::vector<std::string> KindNames() {
  std::vector<std::string> names;
  for (int i = 0; i < Body().field_count(); ++i) names.push_back(Body().field(i)->name());
  names.push_back("none");
  return names;
}

std::vector<size_t> KindsByNumber() {
  const size_t none = static_cast<size_t>(Body().field_count());
  std::vector<size_t> kinds;
  for (int i = 0; i < Body().field_count(); ++i) {
    const size_t number = static_cast<size_t>(Body().field(i)->number());
    kinds.resize(std::max(kinds.size(), number + 1), none);
    kinds[number] = static_cast<size_t>(i);
  }
  return kinds;
}

size_t ReasonCount() { return static_cast<size_t>(Reasons().value_count()); }

// That of a status without a reason is INTERNAL.
size_t ReasonOf(const absl::Status& status) {
  const auto* const value = Reasons().FindValueByNumber(exchange::DetailOf(status).reason());
  return value == nullptr ? 0 : static_cast<size_t>(value->index());
}

Taken TakenOf(const exchange::Decision& decision) {
  if (decision.repeated) return Taken::kRepeated;
  return decision.request.validate_only() ? Taken::kDryRun : Taken::kAccepted;
}

}  // namespace

HubCounts::HubCounts()
    : kinds_(KindNames()),
      kind_of_number_(KindsByNumber()),
      taken_(kinds_.size() * kTakenKinds),
      refused_(kinds_.size() * ReasonCount()) {}

size_t HubCounts::KindOf(v1::Document::BodyCase body) const {
  const size_t number = static_cast<size_t>(body);
  return number < kind_of_number_.size() ? kind_of_number_[number] : kinds_.size() - 1;
}

void HubCounts::Count(const exchange::Decision& decision) {
  const size_t kind = KindOf(decision.request.document().body_case());
  std::atomic<uint64_t>& count =
      decision.outcome.ok() ? taken_[kind * kTakenKinds + static_cast<size_t>(TakenOf(decision))]
                            : refused_[kind * ReasonCount() + ReasonOf(decision.outcome.status())];
  count.fetch_add(1, std::memory_order_relaxed);
  submit_time_.Add(decision.took_nanos);
  if (decision.group != 0) wait_time_.Add(decision.waited_nanos);
}

void HubCounts::Count(const exchange::GroupCommit& commit) {
  groups_.fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(static_cast<uint64_t>(commit.bytes), std::memory_order_relaxed);
  apply_time_.Add(commit.apply_nanos);
  commit_time_.Add(commit.commit_nanos);
  group_size_.Add(commit.documents);
}

std::vector<TakenCount> HubCounts::taken() const {
  std::vector<TakenCount> counts;
  for (size_t i = 0; i < taken_.size(); ++i) {
    const uint64_t count = taken_[i].load(std::memory_order_relaxed);
    if (count == 0) continue;
    counts.push_back({kinds_[i / kTakenKinds], static_cast<Taken>(i % kTakenKinds), count});
  }
  return counts;
}

std::vector<RefusedCount> HubCounts::refused() const {
  std::vector<RefusedCount> counts;
  for (size_t i = 0; i < refused_.size(); ++i) {
    const uint64_t count = refused_[i].load(std::memory_order_relaxed);
    if (count == 0) continue;
    const int reason = static_cast<int>(i % ReasonCount());
    counts.push_back({kinds_[i / ReasonCount()],
                      std::string(absl::StripPrefix(Reasons().value(reason)->name(), "REASON_")),
                      count});
  }
  return counts;
}

}  // namespace headwater::watch
