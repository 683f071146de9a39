#include "hub/watch/watch_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <thread>
#include <vector>

#include "support/refusal_matchers.h"

namespace headwater::watch {
namespace {

using test::IsOk;
using testing::AllOf;
using testing::HasSubstr;

constexpr char kLocal[] = "127.0.0.1";

std::unique_ptr<WatchServer> Serve(WatchPages pages) {
  auto server = WatchServer::Start({.host = kLocal}, std::move(pages));
  EXPECT_THAT(server.status(), IsOk());
  return *std::move(server);
}

WatchPages GoodPages() {
  return {.metrics = [] { return std::string("up 1\n"); },
          .health = [] { return HealthPageOf(Serving::kServing); }};
}

TEST(WatchServerTest, ServesBothPages) {
  const auto server = Serve(GoodPages());
  httplib::Client client(kLocal, server->port());
  const auto metrics = client.Get("/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->status, 200);
  EXPECT_EQ(metrics->body, "up 1\n");
  EXPECT_THAT(metrics->get_header_value("Content-Type"), HasSubstr("version=0.0.4"));
  const auto health = client.Get("/healthz");
  ASSERT_TRUE(health);
  EXPECT_EQ(health->status, 200);
  EXPECT_EQ(health->get_header_value("Content-Type"), "application/json");
}

TEST(WatchServerTest, TellsWhatIsThereToBeAskedFor) {
  const auto server = Serve(GoodPages());
  const auto answer = httplib::Client(kLocal, server->port()).Get("/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_THAT(answer->body, AllOf(HasSubstr("/metrics"), HasSubstr("/healthz")));
}

TEST(WatchServerTest, AHubThatDoesNotServeIsUnavailable) {
  const auto server = Serve({.metrics = [] { return absl::DataLossError("secret path"); },
                             .health = [] { return HealthPageOf(Serving::kSealed); }});
  httplib::Client client(kLocal, server->port());
  EXPECT_EQ(client.Get("/healthz")->status, 503);
  const auto metrics = client.Get("/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->status, 500);
  EXPECT_THAT(metrics->body, testing::Not(HasSubstr("secret")));
}

TEST(WatchServerTest, ARequestHasNoLargeBody) {
  const auto server = Serve(GoodPages());
  httplib::Client client(kLocal, server->port());
  const auto refused =
      client.Post("/metrics", std::string(kWatchBodyBytesMax + 1, 'x'), "text/plain");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 413);
}

TEST(WatchServerTest, TwoHubsDoNotShareAPort) {
  const auto server = Serve(GoodPages());
  const auto second = WatchServer::Start({.host = kLocal, .port = server->port()}, GoodPages());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("cannot listen on 127.0.0.1:"));
}

// More at once than there are threads and places to wait: all are answered in the end.
TEST(WatchServerTest, ACrowdIsAnswered) {
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  const auto server = Serve({.metrics =
                                 [&] {
                                   const int now = ++at_once;
                                   int seen = most;
                                   while (seen < now && !most.compare_exchange_weak(seen, now)) {
                                   }
                                   std::this_thread::yield();
                                   --at_once;
                                   return std::string("up 1\n");
                                 },
                             .health = [] { return HealthPageOf(Serving::kServing); }});
  std::atomic<int> answered = 0;
  std::vector<std::thread> crowd;
  for (int i = 0; i < 3 * (kWatchThreads + kWatchWaitingMax); ++i) {
    crowd.emplace_back([&] {
      const auto answer = httplib::Client(kLocal, server->port()).Get("/metrics");
      if (answer && answer->status == 200) ++answered;
    });
  }
  for (std::thread& one : crowd) one.join();
  EXPECT_EQ(answered, 3 * (kWatchThreads + kWatchWaitingMax));
  EXPECT_LE(most, kWatchThreads);
}

TEST(WatchServerTest, EndsWhileAClientHoldsAConnection) {
  auto server = Serve(GoodPages());
  httplib::Client client(kLocal, server->port());
  client.set_keep_alive(true);
  ASSERT_TRUE(client.Get("/healthz"));
  server.reset();
  EXPECT_FALSE(client.Get("/healthz"));
}

TEST(ParseWatchAddressTest, IsLoopbackUnlessSaid) {
  const auto port = ParseWatchAddress("9464");
  ASSERT_THAT(port.status(), IsOk());
  EXPECT_EQ(port->host, kLocal);
  EXPECT_EQ(port->port, 9464);
  EXPECT_TRUE(port->loopback);
  EXPECT_EQ(ParseWatchAddress("[::1]:1")->host, "::1");
  EXPECT_TRUE(ParseWatchAddress("[::1]:1")->loopback);
  EXPECT_FALSE(ParseWatchAddress("0.0.0.0:9464")->loopback);
  EXPECT_FALSE(ParseWatchAddress("10.0.0.5:9464")->loopback);
}

TEST(ParseWatchAddressTest, RefusesWhatIsNoAddress) {
  for (const char* text : {"", ":", ":9464", "localhost:9464", "127.0.0.1",
                           "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x"}) {
    const auto address = ParseWatchAddress(text);
    EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr("127.0.0.1:9464")) << text;
  }
}

}  // namespace
}  // namespace headwater::watch
