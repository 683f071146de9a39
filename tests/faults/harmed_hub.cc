#include "faults/harmed_hub.h"

#include <httplib.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/error.h"

namespace headwater::faults {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr int64_t kReceiptsBeforeHarm = 300;
constexpr size_t kReadBackMax = 500;

}  // namespace

absl::StatusOr<std::unique_ptr<HarmedHub>> HarmedHub::Make(const std::string& folder,
                                                           ServedHubOptions options) {
  ASSIGN_OR_RETURN(auto place, bench::Place::Make(folder));
  return std::unique_ptr<HarmedHub>(new HarmedHub(std::move(place), std::move(options)));
}

HarmedHub::HarmedHub(std::unique_ptr<bench::Place> place, ServedHubOptions options)
    : place_(std::move(place)),
      hub_(*place_, std::move(options)),
      book_(cast_),
      witnesses_(NewWitnesses(cast_)),
      audit_(cast_, book_, witnesses_) {}

absl::Status HarmedHub::Open() {
  RETURN_IF_ERROR(hub_.Start());
  ASSIGN_OR_RETURN(const Lines lines, Lines::Open(*place_, hub_.target()));
  RETURN_IF_ERROR(SendOpening(cast_, book_, lines));
  return hub_.Stop();
}

absl::Status HarmedHub::LiveThrough(const std::function<absl::Status()>& harm,
                                    const std::function<absl::Status()>& while_sealed, End end) {
  RETURN_IF_ERROR(hub_.Start());
  ASSIGN_OR_RETURN(const Lines lines, Lines::Open(*place_, hub_.target()));
  Life life;
  {
    const Followers followers(life, witnesses_, lines);
    const KilledAtEnd killed(life, hub_);
    {
      FullLoad load({cast_, book_, life}, lines);
      const bool loaded = book_.Await(book_.receipts() + kReceiptsBeforeHarm, kPatience);
      life.ExpectHarm();
      const absl::Status harmed = harm();
      const bool refused = loaded && harmed.ok() && life.AwaitRefusal(kPatience);
      if (!refused) hub_.Kill();
      load.Join();
      RETURN_IF_ERROR(harmed);
      RETURN_IF_ERROR(life.failure());
      if (!refused) {
        return absl::DeadlineExceededError(absl::StrCat(
            loaded ? "the hub refuses nothing: " : "the hub gives no receipts: ", hub_.Log()));
      }
    }
    RETURN_IF_ERROR(CheckRefusals(life));
    RETURN_IF_ERROR(CheckReads(lines, life));
    RETURN_IF_ERROR(CheckHealth());
    RETURN_IF_ERROR(while_sealed());
    if (end == End::kInOrder) RETURN_IF_ERROR(hub_.Stop());
  }
  return life.failure();
}

// Of all whose call or stream ended, one reason.
absl::Status HarmedHub::CheckRefusals(const Life& life) const {
  const std::vector<client::Refusal> refusals = life.refusals();
  for (const client::Refusal& refusal : refusals) {
    // How a stream ends whose other answers nobody reads.
    if (refusal.code == absl::StatusCode::kCancelled) continue;
    if (refusal.code != absl::StatusCode::kUnavailable ||
        refusal.detail.reason() != v1::REASON_STORE_SEALED || !refusal.IsRetryable() ||
        !refusal.RetryDelay().has_value() ||
        !absl::StrContains(refusal.message, "until it is restarted; send the same request again")) {
      return absl::InternalError(
          absl::StrCat("a refusal is not that of a sealed store: ", refusal.ToString()));
    }
  }
  return absl::OkStatus();
}

absl::Status HarmedHub::CheckReads(const Lines& lines, Life& life) {
  // The subscribers come to the end of what is there.
  for (size_t i = 0; i < witnesses_.size(); ++i) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    v1::ListEventsRequest request;
    request.set_page_size(1);
    v1::ListEventsResponse page;
    const grpc::Status listed =
        v1::ExchangeService::NewStub(lines.parties[i])->ListEvents(&context, request, &page);
    if (!listed.ok()) {
      return absl::UnavailableError(absl::StrCat("ListEvents: ", listed.error_message()));
    }
    if (!witnesses_[i]->Await(page.head_sequence(), kPatience)) {
      return absl::UnavailableError(absl::StrCat("a subscriber is left at ",
                                                 witnesses_[i]->sequence(), ", and the feed has ",
                                                 page.head_sequence()));
    }
  }
  // Of what is there, the last; the feeds have it all.
  std::vector<RequestKey> all = book_.All();
  RETURN_IF_ERROR(CheckFeeds(cast_, book_, all, witnesses_));
  std::reverse(all.begin(), all.end());
  all.resize(std::min(all.size(), kReadBackMax));
  RETURN_IF_ERROR(ReadBack(cast_, book_, lines, all));
  // Those who come now are served too, from the first event to the last. They go with the hub.
  ASSIGN_OR_RETURN(const Lines others, Lines::Open(*place_, hub_.target()));
  for (size_t i = 0; i < witnesses_.size(); ++i) {
    FeedWitness fresh(cast_, witnesses_[i]->party());
    const auto stub = v1::ExchangeService::NewStub(others.parties[i]);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    const auto stream = stub->Subscribe(&context, v1::SubscribeRequest());
    v1::SubscribeResponse response;
    while (fresh.sequence() < witnesses_[i]->sequence() && stream->Read(&response)) {
      RETURN_IF_ERROR(fresh.Take(response));
    }
    context.TryCancel();
    const grpc::Status ended = stream->Finish();
    if (fresh.sequence() < witnesses_[i]->sequence()) {
      return absl::UnavailableError(
          absl::StrCat("a new subscriber is not served: ", ended.error_message()));
    }
  }
  return life.failure();
}

absl::Status HarmedHub::CheckHealth() const {
  const httplib::Result health = httplib::Client(hub_.watch()).Get("/healthz");
  if (!health) return absl::UnavailableError("/healthz does not answer");
  const httplib::Result metrics = httplib::Client(hub_.watch()).Get("/metrics");
  if (!metrics || metrics->status != 200) return absl::UnavailableError("/metrics does not answer");
  if (health->status == 503 && absl::StrContains(health->body, "\"sealed\"")) {
    return absl::OkStatus();
  }
  return absl::InternalError(
      absl::StrCat("/healthz says ", health->status, " of a sealed store: ", health->body));
}

absl::Status HarmedHub::Recover() {
  RETURN_IF_ERROR(hub_.Start());
  ASSIGN_OR_RETURN(const Lines lines, Lines::Open(*place_, hub_.target()));
  const Witnesses fresh = NewWitnesses(cast_);
  Life life;
  Life of_fresh;
  {
    const Followers followers(life, witnesses_, lines);
    const Followers beside(of_fresh, fresh, lines);
    const KilledAtEnd killed(life, hub_);
    RETURN_IF_ERROR(audit_.CheckNew(lines));
    {
      FullLoad load({cast_, book_, life}, lines);
      const bool loaded = book_.Await(book_.receipts() + kReceiptsBeforeHarm, kPatience);
      life.Stop();
      load.Join();
      if (!loaded) return absl::DeadlineExceededError("no receipts after a restart");
    }
    RETURN_IF_ERROR(audit_.CheckNew(lines));
    RETURN_IF_ERROR(audit_.CheckAll(lines, fresh));
    RETURN_IF_ERROR(life.failure());
    RETURN_IF_ERROR(of_fresh.failure());
    life.ExpectHarm();
    of_fresh.ExpectHarm();
    RETURN_IF_ERROR(hub_.Stop());
  }
  RETURN_IF_ERROR(life.failure());
  return hub_.VerifyAndRebuild();
}

}  // namespace headwater::faults
