#include "cluster/cluster.h"

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/client/feed_chain.h"
#include "cluster/trade_documents.h"
#include "grpcpp/client_context.h"
#include "hub/base/check.h"
#include "hub/base/clock.h"
#include "hub/rpc/dev_certificates.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::test {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(60);
constexpr absl::Duration kPause = absl::Milliseconds(10);
constexpr absl::Duration kCallTimeout = absl::Seconds(20);
constexpr absl::Duration kFollowPatience = absl::Seconds(60);
constexpr int kEndSeconds = 60;
constexpr int kPageSize = 1000;

}  // namespace

Cluster::Cluster(ClusterOptions options) : options_(std::move(options)) {
  MakeCertificates();
  for (int i = 0; i < options_.hubs; ++i) AddHub();
  Open();
}

Cluster::~Cluster() {
  for (auto& sender : senders_) sender->Stop();
}

std::vector<base::Gln> Cluster::Parties() const {
  std::vector<base::Gln> parties = {Retailer()};
  for (int n = 1; n <= options_.suppliers; ++n) parties.push_back(Supplier(n));
  return parties;
}

void Cluster::MakeCertificates() const {
  rpc::DevCertificateOptions certificates;
  certificates.folder = File("certs");
  for (const base::Gln party : Parties()) {
    certificates.clients.push_back({party.ToString(), party});
  }
  const auto made = rpc::MakeDevCertificates(certificates, base::SystemClock());
  HW_CHECK(made.ok()) << made.status();
}

base::TlsFiles Cluster::TlsOf(base::Gln party) const {
  const std::string files = File("certs/") + party.ToString();
  return {.authority = File("certs/ca.pem"), .certificate = files + ".pem", .key = files + ".key"};
}

void Cluster::AddHub() {
  const std::string files = File(absl::StrCat("hub-", ++started_));
  Hub hub;
  hub.process = std::make_unique<Child>(
      std::vector<std::string>{HEADWATER_BINARY, "serve", "--store", options_.store, "--listen",
                               "127.0.0.1:0", "--certs", File("certs"), "--retailer",
                               Retailer().ToString(), "--port-file", files + ".port",
                               "--end-with-stdin"},
      files + ".log");
  hub.process->Start();
  const absl::Time end = absl::Now() + kStartPatience;
  while (!std::filesystem::exists(files + ".port")) {
    HW_CHECK(absl::Now() < end && hub.process->Wait(0) < 0) << "no hub: " << hub.process->Log();
    absl::SleepFor(kPause);
  }
  std::string port;
  std::ifstream(files + ".port") >> port;
  hub.target = "127.0.0.1:" + port;
  ring_.Add(hub.target);
  hubs_.push_back(std::move(hub));
}

void Cluster::KillHub(size_t n) {
  hubs_[n].process->Kill();
  ring_.Remove(hubs_[n].target);
  hubs_.erase(hubs_.begin() + static_cast<ptrdiff_t>(n));
}

void Cluster::PauseHub(size_t n, absl::Duration pause) {
  const pid_t process = hubs_[n].process->pid();
  HW_CHECK(kill(process, SIGSTOP) == 0);
  absl::SleepFor(pause);
  HW_CHECK(kill(process, SIGCONT) == 0);
}

void Cluster::Open() {
  RoamingDoor door(ring_, TlsOf(Retailer()), 0);
  for (const v1::Document& document : OpeningDocuments(options_.suppliers)) {
    v1::SubmitRequest request;
    request.set_request_id(NextUuid());
    *request.mutable_document() = document;
    book_.Sends(Retailer(), request, /*stream=*/0);
    const client::Answer answer = door.Submit(request, kCallTimeout);
    HW_CHECK(answer.ok()) << document.number() << ": " << answer.refusal->ToString();
    book_.Told(Retailer(), *answer.receipt, request);
    door.MoveOn();
  }
}

void Cluster::BeginLoad() {
  uint64_t seed = options_.seed;
  for (const base::Gln party : Parties()) {
    followers_[party] =
        std::make_unique<Follower>(ring_, TlsOf(party), book_, party, /*seed=*/++seed);
  }
  const auto add = [&](base::Gln party, std::function<v1::Document(int64_t)> documents) {
    senders_.push_back(std::make_unique<Sender>(
        ring_, TlsOf(party), book_,
        SenderOptions{.party = party, .documents = std::move(documents), .seed = ++seed}));
  };
  for (int n = 1; n <= options_.suppliers; ++n) {
    add(Supplier(n), [n](int64_t count) { return FromSupplier(n, count); });
  }
  add(Retailer(),
      [suppliers = options_.suppliers](int64_t count) { return FromRetailer(suppliers, count); });
}

FeedPlaces Cluster::ReadFeed(base::Gln party) {
  auto connection =
      client::Connection::Open({.target = ring_.At(0), .tls = TlsOf(party)}, absl::Now());
  HW_CHECK(connection.ok()) << connection.status();
  FeedPlaces feed;
  std::string chain = client::FirstChainHash();
  v1::ListEventsRequest request;
  request.set_page_size(kPageSize);
  v1::ListEventsResponse response;
  do {
    request.set_after_sequence(response.through_sequence());
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
    const grpc::Status status = (*connection)->exchange().ListEvents(&context, request, &response);
    HW_CHECK(status.ok()) << party.ToString() << ": " << status.error_message();
    for (const v1::Event& event : response.events()) {
      const auto sequence = static_cast<int64_t>(feed.size() + 1);
      chain = client::NextChainHash(chain, sequence, client::ContentHashOf(event.document()));
      if (event.sequence() != sequence || event.chain_hash() != chain) {
        book_.Fault(absl::StrCat("event ", event.sequence(), " of ", party.ToString(),
                                 " does not continue the feed at ", sequence));
      }
      feed.push_back(PlaceOf(event));
    }
  } while (response.through_sequence() < response.head_sequence());
  return feed;
}

void Cluster::EndLoadAndCheck() {
  for (auto& sender : senders_) sender->Stop();
  senders_.clear();
  std::map<base::Gln, FeedPlaces> feeds;
  for (const base::Gln party : Parties()) {
    feeds[party] = ReadFeed(party);
    events_ += static_cast<int64_t>(feeds[party].size());
  }
  book_.Check(feeds);
  for (const auto& [party, follower] : followers_) CheckFollower(party, *follower, feeds[party]);
  followers_.clear();
}

void Cluster::CheckFollower(base::Gln party, const Follower& follower, const FeedPlaces& feed) {
  if (!follower.AwaitEvents(feed.size(), kFollowPatience)) {
    book_.Fault(absl::StrCat("the follower of ", party.ToString(), " has seen ",
                             follower.seen().size(), " of ", feed.size(), " events"));
  } else if (follower.seen() != feed) {
    book_.Fault(absl::StrCat("the follower of ", party.ToString(), " saw another feed"));
  }
  moves_ += follower.moves();
  acknowledged_[party] = follower.acknowledged();
}

std::string Cluster::EndHubsAndVerify() {
  int64_t last = 0;
  for (Hub& hub : hubs_) {
    HubRing alone;
    alone.Add(hub.target);
    RoamingDoor door(alone, TlsOf(Supplier(1)), 0);
    v1::SubmitRequest request;
    request.set_request_id(NextUuid());
    *request.mutable_document() = Complaint(absl::StrCat("LAST-", ++last), Supplier(1), Retailer());
    const client::Answer answer = door.Submit(request, kCallTimeout);
    if (!answer.ok()) {
      book_.Fault(absl::StrCat("a hub takes no more: ", answer.refusal->ToString()));
    }
    hub.process->Interrupt();
    if (const int status = hub.process->Wait(kEndSeconds); status != 0) {
      book_.Fault(absl::StrCat("a hub ended with ", status, ": ", hub.process->Log()));
    }
    if (absl::StrContains(hub.process->Log(), "[critical]")) {
      book_.Fault(absl::StrCat("a hub gave up: ", hub.process->Log()));
    }
  }
  Child verify({HEADWATER_BINARY, "verify", "--store", options_.store}, File("verify.log"));
  verify.Start();
  const int status = verify.Wait(kEndSeconds * 10);
  if (status != 0) book_.Fault(absl::StrCat("verify ended with ", status, ": ", verify.Log()));
  return verify.Log();
}

}  // namespace headwater::test
