#include "suppliers-sim/party_line.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "headwater/v1/partners.grpc.pb.h"
#include "hub/base/error.h"

namespace headwater::sim {
namespace {

constexpr absl::Duration kWaitMax = absl::Milliseconds(500);
// A wait from which on it is worth a word, and how often.
constexpr absl::Duration kWaitWorthNoting = absl::Milliseconds(250);
constexpr absl::Duration kNoteInterval = absl::Seconds(5);
constexpr absl::Duration kCallTimeout = absl::Seconds(30);
constexpr int kFeedPage = 1000;

}  // namespace

bool Patience::Sleep(absl::Duration duration) {
  if (duration >= kWaitWorthNoting && !interrupted_) {
    bool due = false;
    {
      absl::MutexLock lock(&mutex_);
      const absl::Time now = clock_.Now();
      due = now - noted_ >= kNoteInterval;
      if (due) noted_ = now;
    }
    if (due) {
      note_(absl::StrCat("hub is away, retrying for ", absl::FormatDuration(patience_)));
    }
  }
  return sleeper_.Sleep(duration);
}

void Patience::Interrupt() {
  interrupted_ = true;
  sleeper_.Interrupt();
}

client::RetryPolicy Patience::policy() const {
  client::RetryPolicy policy;
  policy.initial = absl::Milliseconds(50);
  policy.highest = kWaitMax;
  // Waits are three quarters of the longest, on the average.
  policy.attempts_max = std::max<int>(3, static_cast<int>(patience_ / (kWaitMax * 3 / 4)));
  policy.attempt_timeout = kCallTimeout;
  return policy;
}

absl::StatusOr<std::unique_ptr<PartyLine>> PartyLine::Open(const client::ConnectionOptions& options,
                                                           absl::Time now, Patience& patience) {
  ASSIGN_OR_RETURN(auto connection, client::Connection::Open(options, now));
  return std::unique_ptr<PartyLine>(new PartyLine(std::move(connection), patience));
}

PartyLine::PartyLine(std::unique_ptr<client::Connection> connection, Patience& patience)
    : connection_(std::move(connection)),
      patience_(patience),
      door_(*connection_),
      submitter_(door_, ids_, {.retry = patience.policy()}, random_, patience_) {}

absl::StatusOr<std::vector<v1::Receipt>> PartyLine::Submit(
    std::span<const v1::Document> documents) {
  std::vector<v1::Receipt> receipts(documents.size());
  absl::Status refused;
  RETURN_IF_ERROR(submitter_.SubmitAll(
      {documents.data(), documents.size()}, [&](size_t index, const client::Answer& answer) {
        if (answer.ok()) {
          receipts[index] = *answer.receipt;
          ++documents_;
          return;
        }
        if (!refused.ok()) return;
        refused = absl::Status(
            answer.refusal->code,
            absl::StrCat("document ", documents[index].number(), ": ", answer.refusal->ToString()));
      }));
  if (!refused.ok() && patience_.interrupted()) return absl::CancelledError("stopped");
  RETURN_IF_ERROR(refused);
  return receipts;
}

absl::Status PartyLine::Read(const Call& call) {
  const client::RetryPolicy policy = patience_.policy();
  client::Backoff backoff(policy, random_);
  const absl::Time end = patience_.Now() + patience_.duration();
  while (true) {
    connection_->Attend();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoMilliseconds(policy.attempt_timeout));
    const grpc::Status status = call(context);
    if (status.ok()) return absl::OkStatus();
    const client::Refusal refusal = client::RefusalFrom(status);
    if (!refusal.IsRetryable()) return refusal.ToStatus();
    const std::optional<absl::Duration> wait = backoff.Next(refusal.RetryDelay());
    if (!wait.has_value() || patience_.Now() + *wait > end) return refusal.ToStatus();
    if (!patience_.Sleep(*wait)) return absl::CancelledError("stopped");
  }
}

absl::Status PartyLine::ReadFeed(int64_t after, const std::vector<std::string>& kinds,
                                 const Page& page) {
  v1::ListEventsRequest request;
  request.set_page_size(kFeedPage);
  for (const std::string& kind : kinds) request.add_kinds(kind);
  while (true) {
    request.set_after_sequence(after);
    v1::ListEventsResponse response;
    RETURN_IF_ERROR(Read([&](grpc::ClientContext& context) {
      return connection_->exchange().ListEvents(&context, request, &response);
    }));
    page(response);
    after = response.through_sequence();
    if (after >= response.head_sequence()) return absl::OkStatus();
  }
}

absl::StatusOr<std::map<std::string, int64_t>> PartyLine::FeedHeads() {
  const auto partners = v1::PartnersService::NewStub(channel());
  v1::ListPartiesRequest request;
  request.set_page_size(kFeedPage);
  v1::ListPartiesResponse response;
  RETURN_IF_ERROR(Read([&](grpc::ClientContext& context) {
    return partners->ListParties(&context, request, &response);
  }));
  std::map<std::string, int64_t> heads;
  for (const v1::PartyRecord& party : response.parties()) {
    heads[party.party().gln()] = party.head_sequence();
  }
  return heads;
}

absl::StatusOr<std::vector<v1::ReplenishmentNeed>> PartyLine::Needs(
    const std::string& supplier_gln) {
  const auto replenishment = v1::ReplenishmentService::NewStub(channel());
  v1::ListReplenishmentNeedsRequest request;
  request.set_parent(absl::StrCat("parties/", supplier_gln));
  request.set_page_size(kFeedPage);
  std::vector<v1::ReplenishmentNeed> needs;
  do {
    v1::ListReplenishmentNeedsResponse response;
    RETURN_IF_ERROR(Read([&](grpc::ClientContext& context) {
      return replenishment->ListReplenishmentNeeds(&context, request, &response);
    }));
    needs.insert(needs.end(), std::make_move_iterator(response.mutable_needs()->begin()),
                 std::make_move_iterator(response.mutable_needs()->end()));
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return needs;
}

}  // namespace headwater::sim
