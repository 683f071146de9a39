// A hub and its clients with a bad network between them: packets are lost, late and out of
// order, and for some seconds there are none. The clients are the client library as suppliers
// use it.
//
//   HEADWATER_NETWORK_ORDERS=2000 HEADWATER_NETWORK_CUT_SECONDS=25 network_test    more of it
//
// Namespaces are for a process without threads, so this test has a program of its own.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/client/connection.h"
#include "adapters/client/feed_cursor.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/submitter.h"
#include "bench/place.h"
#include "faults/audit.h"
#include "faults/packet_wire.h"
#include "faults/receipt_book.h"
#include "faults/sender.h"
#include "faults/served_hub.h"
#include "gtest/gtest.h"
#include "hub/base/error.h"
#include "hub/base/random.h"
#include "support/test_hub.h"

namespace headwater::faults {
namespace {

constexpr uint64_t kSeed = 20261123;
// Calls one at a time, beside the stream.
constexpr int kCallers = 4;
constexpr absl::Duration kPatience = absl::Minutes(1);

int Setting(const char* name, int otherwise) {
  const char* const text = std::getenv(name);
  int value = otherwise;
  if (text != nullptr && !absl::SimpleAtoi(text, &value)) {
    ADD_FAILURE() << name << " is a number, not " << text;
  }
  return value;
}

class CountingWatch final : public client::ReachWatch {
 public:
  bool OnUnreached(const client::Refusal&) override {
    ++broken_;
    return true;
  }
  void OnReached() override {}
  int broken() const { return broken_; }

 private:
  std::atomic<int> broken_ = 0;
};

// One party's system: what it sends, and its inbox.
class RemoteParty {
 public:
  static absl::StatusOr<std::unique_ptr<RemoteParty>> Make(const bench::Place& place,
                                                           const std::string& target,
                                                           const std::string& name,
                                                           FeedWitness& witness) {
    client::ConnectionOptions options;
    options.target = target;
    options.tls = {.authority = place.certificates() + "/ca.pem",
                   .certificate = absl::StrCat(place.certificates(), "/", name, ".pem"),
                   .key = absl::StrCat(place.certificates(), "/", name, ".key")};
    // As often as the hub allows.
    options.keepalive_interval = absl::Seconds(11);
    options.keepalive_timeout = absl::Seconds(3);
    ASSIGN_OR_RETURN(auto connection, client::Connection::Open(options, absl::Now()));
    return std::unique_ptr<RemoteParty>(new RemoteParty(std::move(connection), witness));
  }

  ~RemoteParty() {
    follower_.Stop();
    if (inbox_.joinable()) inbox_.join();
  }

  // Once the hub knows this party.
  void Subscribe() {
    inbox_ = std::thread([this] { Follow(); });
  }

  // Until each has its receipt. On a stream, in order; or one after the other.
  absl::Status SendAll(const Cast& cast, ReceiptBook& book, const std::vector<RequestKey>& keys,
                       bool on_stream) {
    base::SystemRandom random;
    client::SystemSleeper sleeper;
    client::DocumentRequestIds ids;
    client::SubmitterOptions options;
    options.retry.attempts_max = 0;
    options.retry.highest = absl::Seconds(1);
    options.retry.attempt_timeout = absl::Seconds(3);
    options.in_flight_max = 64;
    options.watch = &watch_;
    client::RetryingSubmitter submitter(door_, ids, options, random, sleeper);
    absl::Status failed;
    const auto note = [&](const RequestKey& key, const client::Answer& answer) {
      const absl::Status noted =
          answer.ok() ? book.Note(key, *answer.receipt) : answer.refusal->ToStatus();
      if (failed.ok()) failed = noted;
    };
    std::vector<v1::SubmitRequest> requests;
    for (const RequestKey& key : keys) requests.push_back(cast[key.sender].Request(key.number));
    if (on_stream) {
      submitter.SendAll(
          requests, [&](size_t index, const client::Answer& answer) { note(keys[index], answer); });
    } else {
      for (size_t i = 0; i < keys.size(); ++i) note(keys[i], submitter.Send(requests[i]));
    }
    return failed;
  }

  // How the inbox ended, if it did.
  absl::Status inbox_ended() const {
    absl::MutexLock lock(&mutex_);
    return inbox_ended_;
  }
  int broken() const { return watch_.broken(); }

 private:
  RemoteParty(std::unique_ptr<client::Connection> connection, FeedWitness& witness)
      : connection_(std::move(connection)),
        door_(*connection_),
        follower_(door_, cursor_, Options(watch_), random_, sleeper_),
        witness_(witness) {}

  static client::FeedOptions Options(client::ReachWatch& watch) {
    client::FeedOptions options;
    options.heartbeat_interval = absl::Seconds(1);
    options.retry.highest = absl::Seconds(1);
    options.retry.attempts_max = 0;
    options.acknowledge = true;
    options.watch = &watch;
    return options;
  }

  void Follow() {
    const absl::Status ended = follower_.Run([this](const client::FeedBatch& batch) {
      v1::SubscribeResponse response;
      *response.mutable_events() = batch.events;
      response.set_through_sequence(batch.through_sequence);
      response.set_head_sequence(batch.head_sequence);
      return witness_.Take(response);
    });
    absl::MutexLock lock(&mutex_);
    inbox_ended_ = ended;
  }

  const std::unique_ptr<client::Connection> connection_;
  client::GrpcDoor door_;
  client::MemoryCursor cursor_;
  CountingWatch watch_;
  base::SystemRandom random_;
  client::SystemSleeper sleeper_;
  client::FeedFollower follower_;
  FeedWitness& witness_;
  mutable absl::Mutex mutex_;
  absl::Status inbox_ended_ ABSL_GUARDED_BY(mutex_);
  std::thread inbox_;
};

std::vector<RequestKey> TakeSome(ReceiptBook& book, size_t sender, int count) {
  std::vector<RequestKey> keys;
  for (int i = 0; i < count; ++i) keys.push_back(book.Take(sender));
  return keys;
}

class Network : public testing::Test {
 protected:
  // False where this machine cannot.
  bool Begin() {
    auto wire = PacketWire::Make({.seed = kSeed});
    if (!wire.ok()) {
      std::fprintf(stderr, "\n*** NOT TESTED: a bad network. %s\n\n",
                   wire.status().ToString().c_str());
      return false;
    }
    wire_ = *std::move(wire);
    EXPECT_TRUE(wire_->Enter(PacketWire::End::kHub).ok());
    const std::string address = PacketWire::Address(PacketWire::End::kHub);
    auto place = bench::Place::Make(folder_.File("run"), {address});
    EXPECT_TRUE(place.ok()) << place.status();
    place_ = *std::move(place);
    hub_ = std::make_unique<ServedHub>(
        *place_, ServedHubOptions{.store = absl::StrCat("sqlite:", folder_.File("run/hub.db")),
                                  .listen = address + ":0"});
    const absl::Status started = hub_->Start();
    EXPECT_TRUE(started.ok()) << started;
    EXPECT_TRUE(wire_->Enter(PacketWire::End::kClients).ok());
    for (size_t i = 0; i < witnesses_.size(); ++i) {
      const std::string name = i == 0 ? "retailer" : absl::StrCat("supplier-", i - 1);
      auto party = RemoteParty::Make(*place_, hub_->target(), name, *witnesses_[i]);
      EXPECT_TRUE(party.ok()) << party.status();
      parties_.push_back(*std::move(party));
    }
    return !HasFailure();
  }

  void Send(const std::vector<RequestKey>& keys, bool on_stream) {
    RemoteParty& party = *parties_[PartyOf(cast_, keys.front().sender)];
    const absl::Status sent = party.SendAll(cast_, book_, keys, on_stream);
    EXPECT_TRUE(sent.ok()) << sent;
  }

  // The feeds are 1 to N, with everything that has a receipt, in the subscribers' hands.
  void ExpectWholeFeeds() {
    std::vector<int64_t> lengths(witnesses_.size());
    for (const RequestKey& key : book_.All()) {
      const v1::Document document = cast_[key.sender].Request(key.number).document();
      for (size_t i = 0; i < witnesses_.size(); ++i) {
        const std::string gln = witnesses_[i]->party().ToString();
        if (gln == document.sender_gln() || gln == document.receiver_gln()) ++lengths[i];
      }
    }
    for (size_t i = 0; i < witnesses_.size(); ++i) {
      EXPECT_TRUE(witnesses_[i]->Await(lengths[i], kPatience))
          << parties_[i]->inbox_ended() << "; at " << witnesses_[i]->sequence() << " of "
          << lengths[i];
      EXPECT_EQ(witnesses_[i]->sequence(), lengths[i]);
    }
    const absl::Status whole = CheckFeeds(cast_, book_, book_.All(), witnesses_);
    EXPECT_TRUE(whole.ok()) << whole;
  }

  const test::TempFolder folder_;
  std::unique_ptr<PacketWire> wire_;
  std::unique_ptr<bench::Place> place_;
  std::unique_ptr<ServedHub> hub_;
  const Cast cast_;
  ReceiptBook book_{cast_};
  const Witnesses witnesses_ = NewWitnesses(cast_);
  std::vector<std::unique_ptr<RemoteParty>> parties_;
};

TEST_F(Network, NothingIsLostNothingDoubledAndOrderKept) {
  if (!Begin()) {
    ASSERT_FALSE(HasFailure());
    GTEST_SKIP() << "no namespaces or TUN devices";
  }
  const int orders = Setting("HEADWATER_NETWORK_ORDERS", 100);
  const absl::Duration cut = absl::Seconds(Setting("HEADWATER_NETWORK_CUT_SECONDS", 4));
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  const absl::Time begin = absl::Now();
  std::vector<std::vector<RequestKey>> opening(cast_.senders().size());
  for (const RequestKey& key : cast_.opening()) {
    book_.Take(key.sender);
    opening[key.sender].push_back(key);
  }
  for (const auto& keys : opening) {
    if (!keys.empty()) Send(keys, /*on_stream=*/true);
  }
  const absl::Duration opened = absl::Now() - begin;
  for (const auto& party : parties_) party->Subscribe();

  std::vector<std::vector<RequestKey>> streams = {TakeSome(book_, Cast::kOrders, orders)};
  for (int i = 0; i < kCastSuppliers; ++i) {
    streams.push_back(TakeSome(book_, Cast::Stock(i), orders / 2));
  }
  std::vector<std::vector<RequestKey>> calls;
  for (int i = 0; i < kCallers; ++i) {
    calls.push_back(TakeSome(book_, Cast::kOrders, orders / 10));
  }
  const auto sent = static_cast<int64_t>(book_.Open().size());
  const int64_t expected = book_.receipts() + sent;
  std::vector<std::thread> load;
  for (const auto& keys : streams) {
    load.emplace_back([this, &keys] { Send(keys, /*on_stream=*/true); });
  }
  for (const auto& keys : calls) {
    load.emplace_back([this, &keys] { Send(keys, /*on_stream=*/false); });
  }
  // In the middle of it.
  EXPECT_TRUE(book_.Await(expected - sent * 2 / 3, kPatience));
  const int64_t receipts_before = book_.receipts();
  wire_->Cut();
  absl::SleepFor(cut);  // how long it is cut
  wire_->Mend();
  const int64_t receipts_while_cut = book_.receipts() - receipts_before;
  for (std::thread& thread : load) thread.join();
  EXPECT_EQ(book_.receipts(), expected);
  ExpectWholeFeeds();
  const absl::Duration took = absl::Now() - begin;

  // What went over one stream stands in its order.
  for (const auto& keys : streams) {
    int64_t last = 0;
    for (const RequestKey& key : keys) {
      const auto receipt = book_.Find(key);
      ASSERT_TRUE(receipt.ok()) << receipt.status();
      EXPECT_GT(receipt->sequence(), last) << cast_[key.sender].name() << "-" << key.number;
      last = receipt->sequence();
    }
  }
  int broken = 0;
  for (const auto& party : parties_) broken += party->broken();
  parties_.clear();
  const absl::Status stopped = hub_->Stop();
  EXPECT_TRUE(stopped.ok()) << stopped;
  const absl::Status verified = hub_->VerifyAndRebuild();
  EXPECT_TRUE(verified.ok()) << verified;

  const PacketCounts packets = wire_->counts();
  EXPECT_GT(packets.lost, packets.carried / 50);
  EXPECT_GT(packets.cut, 0);
  std::printf(
      "%ld receipts in %.1f s (%.1f s of it the opening); %ld packets carried, %ld lost, %ld cut; "
      "%d attempts broken; %ld receipts while it was cut\n",
      static_cast<long>(book_.receipts()), absl::ToDoubleSeconds(took),
      absl::ToDoubleSeconds(opened), static_cast<long>(packets.carried),
      static_cast<long>(packets.lost), static_cast<long>(packets.cut), broken,
      static_cast<long>(receipts_while_cut));
}

}  // namespace
}  // namespace headwater::faults
