// A subscriber that is killed (SIGKILL) again and again while events come has seen every
// sequence number once, in order. The hub, its socket, the client library, the process
// and the cursor on disk are real. What "seen" means: killed_subscriber.h.
//
// A build that is slow (a sanitizer, a loaded machine) may ask for less:
//   HEADWATER_EVENTS=20000 HEADWATER_KILLS=40 .build/debug/tests/hub/killed_subscriber_test
// A failure prints the seed; HEADWATER_SEED runs it again.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "adapters/client/feed_cursor.h"
#include "grpcpp/client_context.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/random.h"
#include "hub/hub_world.h"
#include "hub/hub_world_server.h"
#include "hub/killed_subscriber.h"
#include "support/child.h"

namespace headwater::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int64_t kEvents = 20'000;
constexpr int64_t kKills = 40;
#else
constexpr int64_t kEvents = 100'000;
constexpr int64_t kKills = 200;
#endif
constexpr int64_t kSeed = 20260105;
constexpr int64_t kOutstanding = 200;
constexpr int kPatienceMillis = 60'000;

int64_t Setting(const char* name, int64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

// Submits so many complaints of Supplier(1) to the retailer on one stream, and reads a
// receipt for each.
void Feed(const HubServer& hub, int64_t events, std::string& failure) {
  const auto door = v1::ExchangeService::NewStub(hub.Connect(Supplier(1)));
  grpc::ClientContext context;
  const auto stream = door->SubmitStream(&context);
  v1::SubmitStreamResponse answer;
  const auto read = [&] {
    if (!stream->Read(&answer)) return false;
    if (!answer.has_receipt()) failure = answer.ShortDebugString();
    return answer.has_receipt();
  };
  int64_t answered = 0;
  for (int64_t i = 0; i < events; ++i) {
    v1::SubmitStreamRequest request;
    *request.mutable_submit() =
        MakeRequest(Complaint(absl::StrCat("E-", i), Supplier(1), Retailer()));
    if (!stream->Write(request)) break;
    if (i - answered < kOutstanding) continue;
    if (!read()) break;
    ++answered;
  }
  stream->WritesDone();
  while (failure.empty() && answered < events && read()) ++answered;
  if (!failure.empty() || answered < events) context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (answered < events && failure.empty()) {
    failure = absl::StrCat("the stream ended after ", answered, ": ", status.error_message());
  }
}

// The reading end of the pipe of one life: what a killed subscriber left in it goes with
// it.
class TickPipe {
 public:
  explicit TickPipe(const std::string& path) : pipe_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {
    ::fcntl(pipe_, F_SETPIPE_SZ, kPipeBytes);
  }
  ~TickPipe() { ::close(pipe_); }

  // nullopt when none comes for a minute.
  std::optional<Tick> Next() const {
    pollfd waiting{pipe_, POLLIN, 0};
    char bytes[kTickBytes];
    if (::poll(&waiting, 1, kPatienceMillis) != 1 ||
        ::read(pipe_, bytes, sizeof(bytes)) != sizeof(bytes)) {
      return std::nullopt;
    }
    Tick tick{.stage = bytes[0]};
    std::memcpy(&tick.sequence, bytes + sizeof(int64_t), sizeof(tick.sequence));
    return tick;
  }

 private:
  const int pipe_;
};

class KilledSubscriber : public testing::Test {
 protected:
  KilledSubscriber() { EXPECT_EQ(::mkfifo(ticks_path_.c_str(), 0600), 0); }

  static const WorldCertificates& certificates() { return WorldCertificates::Get(); }

  // To the sequence number given, or for ever.
  std::vector<std::string> Subscriber(int64_t last) const {
    return {KILLED_SUBSCRIBER_BINARY,
            hub_.address(),
            certificates().authority(),
            certificates().certificate(Retailer()),
            certificates().key(Retailer()),
            seen_path_,
            cursor_path_,
            ticks_path_,
            absl::StrCat(last)};
  }

  // Reads ticks until the subscriber is at this stage of an event behind `point`, or at
  // the end of all. False when it says nothing more.
  bool IsAt(const TickPipe& pipe, int64_t point, char stage) const {
    while (const auto tick = pipe.Next()) {
      if (tick->sequence < point) continue;
      if (tick->stage == stage || tick->sequence == last_) return true;
    }
    return false;
  }

  const int64_t events_ = Setting("HEADWATER_EVENTS", kEvents);
  const int64_t kills_ = Setting("HEADWATER_KILLS", kKills);
  TempFolder folder_;
  HubServer hub_{{1}};
  const int64_t last_ = hub_.Head(Retailer()) + events_;
  const std::string seen_path_ = folder_.File("seen");
  const std::string cursor_path_ = folder_.File("cursor");
  const std::string ticks_path_ = folder_.File("ticks");
};

TEST_F(KilledSubscriber, HasSeenEveryNumberOnceAndInOrder) {
  const uint64_t seed = static_cast<uint64_t>(Setting("HEADWATER_SEED", kSeed));
  SCOPED_TRACE(absl::StrCat("HEADWATER_SEED=", seed));
  base::SeededRandom random(seed);
  std::vector<int64_t> points;
  for (int64_t i = 0; i < kills_; ++i) points.push_back(random.Between(1, last_ - 1));
  std::sort(points.begin(), points.end());

  std::string failure;
  std::thread feeder([&] { Feed(hub_, events_, failure); });
  Seen seen(seen_path_);
  client::FileCursor cursor(client::SystemFiles(), cursor_path_);
  Child child(Subscriber(std::numeric_limits<int64_t>::max()), folder_.File("log"));
  int64_t kills = 0;
  int64_t undone = 0;
  int64_t lives_undone = 0;
  for (const int64_t point : points) {
    const TickPipe pipe(ticks_path_);
    child.Start();
    if (!IsAt(pipe, point, "besm"[random.Below(4)])) break;
    child.Kill();
    ++kills;
    const auto position = cursor.Load();
    const auto written = seen.Count();
    if (!position.ok() || !written.ok()) break;
    undone += *written - position->sequence;
    lives_undone += *written > position->sequence ? 1 : 0;
  }
  EXPECT_EQ(kills, kills_) << child.Log();

  // The last life is left to come to the end.
  Child survivor(Subscriber(last_), folder_.File("log"));
  int status = -1;
  if (kills == kills_) {
    const TickPipe pipe(ticks_path_);
    survivor.Start();
    if (IsAt(pipe, last_, 'm')) status = survivor.Wait(60);
  }
  feeder.join();
  EXPECT_EQ(failure, "");
  EXPECT_EQ(status, 0) << survivor.Log();
  const absl::Status all = seen.CheckAll(last_);
  EXPECT_TRUE(all.ok()) << all;
  const auto position = cursor.Load();
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->sequence, last_);
  std::printf("%ld events, %ld kills, %ld of them between an event and its cursor (%ld events)\n",
              static_cast<long>(last_), static_cast<long>(kills), static_cast<long>(lives_undone),
              static_cast<long>(undone));
}

// The check above can fail.
TEST(SeenNumbers, AGapAndADoubleAreFound) {
  const TempFolder folder;
  for (const auto& [name, numbers] : std::map<std::string, std::vector<int64_t>>{
           {"gap", {1, 3}}, {"double", {1, 2, 2, 3}}, {"back", {1, 3, 2}}, {"short", {1, 2}}}) {
    Seen seen(folder.File(name));
    for (const int64_t number : numbers) ASSERT_TRUE(seen.Append(number).ok());
    EXPECT_FALSE(seen.CheckAll(3).ok()) << name;
  }
}

TEST(SeenNumbers, WhatTheCursorHasNotPassedIsUndone) {
  const TempFolder folder;
  Seen seen(folder.File("seen"));
  for (const int64_t number : {1, 2, 3, 4}) ASSERT_TRUE(seen.Append(number).ok());
  ASSERT_TRUE(seen.Undo(2).ok());
  EXPECT_TRUE(seen.CheckAll(2).ok());
  ASSERT_TRUE(seen.Append(3).ok());
  EXPECT_TRUE(seen.CheckAll(3).ok());
}

}  // namespace
}  // namespace headwater::test
