#include "adapters/client/feed_follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <utility>

#include "adapters/client/feed_chain.h"
#include "adapters/fake_files.h"
#include "adapters/fake_hub.h"
#include "adapters/fake_sleeper.h"
#include "adapters/recording_watch.h"

namespace headwater::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A feed of so many documents, well chained.
std::vector<v1::Event> Feed(int count) {
  FakeHub hub;
  for (int i = 1; i <= count; ++i) {
    v1::SubmitRequest request;
    request.set_request_id(MakeDocument(i).document_id());
    *request.mutable_document() = MakeDocument(i);
    hub.Submit(request, absl::Seconds(1));
  }
  return hub.events();
}

v1::SubscribeResponse Batch(const std::vector<v1::Event>& events, int first, int last, int head) {
  v1::SubscribeResponse response;
  for (int i = first; i <= last; ++i) {
    *response.add_events() = events[static_cast<size_t>(i) - 1];
  }
  response.set_through_sequence(last);
  response.set_head_sequence(head);
  return response;
}

// Streams to order: what each gives, and how it ends. The last one stops the follower.
class ScriptedDoor final : public ExchangeDoor {
 public:
  struct Script {
    std::vector<v1::SubscribeResponse> responses;
    std::optional<Refusal> end;
  };

  Answer Submit(const v1::SubmitRequest&, absl::Duration) override { return {}; }
  std::unique_ptr<SubmitStream> OpenSubmitStream() override { return nullptr; }
  std::unique_ptr<FeedStream> Subscribe(const v1::SubscribeRequest& request) override {
    requests.push_back(request);
    if (scripts.empty()) {
      follower->Stop();
      return std::make_unique<Stream>(*this, Script());
    }
    Script script = std::move(scripts.front());
    scripts.pop_front();
    return std::make_unique<Stream>(*this, std::move(script));
  }
  absl::Status Acknowledge(int64_t sequence, absl::Duration) override {
    acknowledged.push_back(sequence);
    return absl::UnavailableError("nobody cares");
  }

  std::deque<Script> scripts;
  std::vector<v1::SubscribeRequest> requests;
  std::vector<int64_t> acknowledged;
  std::vector<absl::Duration> timeouts;
  FeedFollower* follower = nullptr;

 private:
  class Stream final : public FeedStream {
   public:
    Stream(ScriptedDoor& door, Script script) : door_(door), script_(std::move(script)) {}
    bool Read(v1::SubscribeResponse& response, absl::Duration timeout) override {
      door_.timeouts.push_back(timeout);
      if (next_ == script_.responses.size()) return false;
      response = script_.responses[next_++];
      return true;
    }
    std::optional<Refusal> Finish() override { return script_.end; }
    void Cancel() override {}

   private:
    ScriptedDoor& door_;
    const Script script_;
    size_t next_ = 0;
  };
};

class FeedFollowerTest : public testing::Test {
 protected:
  // The end of Run over the scripts given so far.
  absl::Status Run() {
    FeedFollower follower(door_, cursor_, options_, random_, sleeper_);
    door_.follower = &follower;
    return follower.Run([this](const FeedBatch& batch) {
      for (const v1::Event& event : batch.events) seen_.push_back(event.sequence());
      if (batch.events.empty()) ++heartbeats_;
      caught_up_ = batch.caught_up();
      return callback_status_;
    });
  }

  const std::vector<v1::Event> feed_ = Feed(20);
  ScriptedDoor door_;
  MemoryCursor cursor_;
  FeedOptions options_;
  base::SeededRandom random_{1};
  FakeSleeper sleeper_;
  std::vector<int64_t> seen_;
  int heartbeats_ = 0;
  bool caught_up_ = false;
  absl::Status callback_status_;
};

TEST_F(FeedFollowerTest, GoesOnWhereItWas) {
  door_.scripts.push_back({{Batch(feed_, 1, 3, 20), Batch(feed_, 4, 4, 20)},
                           LocalRefusal(absl::StatusCode::kUnavailable, "gone")});
  door_.scripts.push_back({{Batch(feed_, 5, 6, 6), Batch(feed_, 7, 6, 6)}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(seen_, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(heartbeats_, 1);
  EXPECT_TRUE(caught_up_);
  ASSERT_EQ(door_.requests.size(), 3u);
  EXPECT_EQ(door_.requests[0].after_sequence(), 0);
  EXPECT_EQ(door_.requests[1].after_sequence(), 4);
  EXPECT_EQ(door_.requests[2].after_sequence(), 6);
  EXPECT_EQ(cursor_.position(), (FeedPosition{6, feed_[5].chain_hash()}));
  EXPECT_EQ(sleeper_.slept().size(), 2u);
  EXPECT_EQ(door_.requests[0].heartbeat_interval().seconds(), 15);
  EXPECT_EQ(door_.timeouts[0], absl::Seconds(45));
}

TEST_F(FeedFollowerTest, ChecksTheChainAcrossRestarts) {
  cursor_ = MemoryCursor({4, feed_[3].chain_hash()});
  door_.scripts.push_back({{Batch(feed_, 5, 8, 20)}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  cursor_ = MemoryCursor({4, feed_[2].chain_hash()});
  door_.scripts.push_back({{Batch(feed_, 5, 8, 20)}, std::nullopt});
  const absl::Status broken = Run();
  EXPECT_EQ(broken.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(broken.message(), HasSubstr("broken at 5"));
  EXPECT_EQ(cursor_.position().sequence, 4);
}

TEST_F(FeedFollowerTest, WithoutAKnownHashItBeginsToCheckAtTheNext) {
  cursor_ = MemoryCursor({4, ""});
  door_.scripts.push_back({{Batch(feed_, 5, 8, 20)}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_EQ(cursor_.position(), (FeedPosition{8, feed_[7].chain_hash()}));
}

TEST_F(FeedFollowerTest, FindsWhatIsBroken) {
  struct Case {
    const char* name;
    std::function<void(v1::SubscribeResponse&)> breakage;
  };
  const std::vector<Case> cases = {
      {"gap", [](auto& batch) { batch.mutable_events()->DeleteSubrange(1, 1); }},
      {"doubled", [](auto& batch) { *batch.add_events() = batch.events(3); }},
      {"out of order", [](auto& batch) { batch.mutable_events()->SwapElements(1, 2); }},
      {"changed",
       [](auto& batch) { batch.mutable_events(2)->mutable_document()->set_number("T-x"); }},
      {"changed with its hash",
       [](auto& batch) {
         auto& event = *batch.mutable_events(2);
         event.mutable_document()->set_number("T-x");
         event.set_content_hash(ContentHashOf(event.document()));
       }},
      {"another chain", [](auto& batch) { batch.mutable_events(3)->set_chain_hash("x"); }},
      {"through beyond what was sent", [](auto& batch) { batch.set_through_sequence(9); }},
      {"head before through", [](auto& batch) { batch.set_head_sequence(3); }},
  };
  for (const Case& broken : cases) {
    SCOPED_TRACE(broken.name);
    cursor_ = MemoryCursor();
    seen_.clear();
    v1::SubscribeResponse batch = Batch(feed_, 1, 4, 20);
    broken.breakage(batch);
    door_.scripts.clear();
    door_.scripts.push_back({{batch}, std::nullopt});
    EXPECT_EQ(Run().code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(seen_, IsEmpty());
    EXPECT_EQ(cursor_.position().sequence, 0);
  }
}

TEST_F(FeedFollowerTest, FieldsOfALaterContractAreNoBreak) {
  v1::SubscribeResponse batch = Batch(feed_, 1, 1, 20);
  auto& document = *batch.mutable_events(0)->mutable_document();
  document.GetReflection()->MutableUnknownFields(&document)->AddVarint(999, 1);
  door_.scripts.push_back({{batch}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(seen_, ElementsAre(1));
}

TEST_F(FeedFollowerTest, AFilteredFeedMayPassOver) {
  options_.kinds = {"order"};
  v1::SubscribeResponse batch = Batch(feed_, 2, 2, 20);
  *batch.add_events() = feed_[6];
  batch.set_through_sequence(9);
  v1::SubscribeResponse nothing;
  nothing.set_through_sequence(15);
  nothing.set_head_sequence(20);
  door_.scripts.push_back({{batch, nothing}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(seen_, ElementsAre(2, 7));
  EXPECT_EQ(cursor_.position(), (FeedPosition{15, ""}));
  EXPECT_EQ(door_.requests.back().after_sequence(), 15);
  // But never back.
  cursor_ = MemoryCursor({8, ""});
  door_.scripts.push_back({{batch}, std::nullopt});
  EXPECT_EQ(Run().code(), absl::StatusCode::kDataLoss);
}

TEST_F(FeedFollowerTest, AnExhaustionWithoutAReasonPasses) {
  door_.scripts.push_back(
      {{Batch(feed_, 1, 3, 20)}, LocalRefusal(absl::StatusCode::kResourceExhausted, "calm down")});
  door_.scripts.push_back({{Batch(feed_, 4, 5, 20)}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(seen_, ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(FeedFollowerTest, ARefusalThatStaysEndsIt) {
  Refusal beyond = LocalRefusal(absl::StatusCode::kOutOfRange, "your cursor is beyond the head");
  beyond.detail.set_reason(v1::REASON_CURSOR_BEYOND_HEAD);
  door_.scripts.push_back({{}, beyond});
  const absl::Status status = Run();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(status.message(), HasSubstr("CURSOR_BEYOND_HEAD"));
}

TEST_F(FeedFollowerTest, GivesUpWhenToldTo) {
  options_.retry.attempts_max = 3;
  for (int i = 0; i < 5; ++i) {
    door_.scripts.push_back({{}, LocalRefusal(absl::StatusCode::kUnavailable, "gone")});
  }
  EXPECT_EQ(Run().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(door_.requests.size(), 3u);
}

TEST_F(FeedFollowerTest, TheWatchHearsHowItFaresAndEndsIt) {
  RecordingWatch watch;
  options_.watch = &watch;
  const Refusal gone = LocalRefusal(absl::StatusCode::kUnavailable, "gone");
  door_.scripts.push_back({{}, gone});
  door_.scripts.push_back({{Batch(feed_, 1, 3, 20)}, gone});
  // That passes, and the connection stands.
  door_.scripts.push_back({{}, LocalRefusal(absl::StatusCode::kResourceExhausted, "calm down")});
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(watch.heard, ElementsAre("gone", "reached", "gone"));

  watch.goes_on = false;
  door_.requests.clear();
  for (int i = 0; i < 5; ++i) door_.scripts.push_back({{}, gone});
  EXPECT_EQ(Run().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(door_.requests.size(), 1u);
}

TEST_F(FeedFollowerTest, AnErrorOfTheCallbackEndsItAndTheBatchComesAgain) {
  callback_status_ = absl::InternalError("my own trouble");
  door_.scripts.push_back({{Batch(feed_, 1, 3, 20)}, std::nullopt});
  EXPECT_EQ(Run(), callback_status_);
  EXPECT_EQ(cursor_.position().sequence, 0);
  callback_status_ = absl::OkStatus();
  door_.scripts.push_back({{Batch(feed_, 1, 3, 20)}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_EQ(cursor_.position().sequence, 3);
}

TEST_F(FeedFollowerTest, TellsTheHubHowFarItIs) {
  options_.acknowledge = true;
  door_.scripts.push_back({{Batch(feed_, 1, 3, 20), Batch(feed_, 4, 3, 20)}, std::nullopt});
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(door_.acknowledged, ElementsAre(3));
}

TEST_F(FeedFollowerTest, StopBeforeRun) {
  FeedFollower follower(door_, cursor_, options_, random_, sleeper_);
  follower.Stop();
  EXPECT_TRUE(follower.Run([](const FeedBatch&) { return absl::OkStatus(); }).ok());
  EXPECT_THAT(door_.requests, IsEmpty());
}

TEST(FileCursorTest, KeepsThePosition) {
  FakeFiles files;
  FileCursor cursor(files, "/cursor");
  EXPECT_EQ(*cursor.Load(), FeedPosition());
  const FeedPosition position{42, FirstChainHash()};
  ASSERT_TRUE(cursor.Save(position).ok());
  EXPECT_EQ(*FileCursor(files, "/cursor").Load(), position);
  ASSERT_TRUE(cursor.Save({43, ""}).ok());
  EXPECT_EQ(*cursor.Load(), (FeedPosition{43, ""}));
}

TEST(FileCursorTest, AnythingElseIsDataLoss) {
  FakeFiles files;
  FileCursor cursor(files, "/cursor");
  for (const char* text : {"", "42", "headwater-cursor x -", "headwater-cursor -1 -",
                           "headwater-cursor 1 abc", "headwater-cursor 1 - more"}) {
    files.files["/cursor"].bytes = text;
    EXPECT_TRUE(absl::IsDataLoss(cursor.Load().status())) << text;
  }
}

TEST(FileCursorTest, ACutLeavesTheOldOrTheNew) {
  for (int64_t step = 1; step < 5; ++step) {
    FakeFiles files;
    FileCursor cursor(files, "/cursor");
    ASSERT_TRUE(cursor.Save({1, ""}).ok());
    Fuse fuse(step);
    files.fuse = &fuse;
    const bool saved = cursor.Save({2, ""}).ok();
    files.PowerCut(FakeFiles::Cut::kNothing);
    const auto loaded = cursor.Load();
    ASSERT_TRUE(loaded.ok());
    EXPECT_TRUE(loaded->sequence == 2 || (!saved && loaded->sequence == 1));
  }
}

}  // namespace
}  // namespace headwater::client
