// headwater feed tail: the caller's feed, as it is and as it grows.
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/retry.h"
#include "hub/base/error.h"
#include "hub/base/random.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  int64_t after = 0;
  std::vector<std::string> kinds;
  bool once = false;
};

std::string KindOf(const v1::Document& document) {
  const auto* oneof = v1::Document::descriptor()->FindOneofByName("body");
  const auto* field = document.GetReflection()->GetOneofFieldDescriptor(document, oneof);
  return field == nullptr ? "?" : field->name();
}

void Print(const Options& options, const v1::Event& event) {
  if (options.json) {
    std::cout << JsonLine(event) << "\n";
    return;
  }
  const v1::Document& document = event.document();
  std::cout << absl::StrFormat(
      "%8d  %-24s %-35s %s > %s\n", event.sequence(), KindOf(document), document.number(),
      document.sender_gln(),
      document.receiver_gln().empty() ? "own books" : document.receiver_gln());
}

absl::Status Tail(const Options& options) {
  client::SystemSleeper sleeper;
  client::FeedFollower* running = nullptr;
  const absl::Status connected = [&]() -> absl::Status {
    // The watch comes before gRPC's threads.
    absl::Mutex mutex;
    InterruptWatch watch([&] {
      absl::MutexLock lock(&mutex);
      sleeper.Interrupt();
      if (running != nullptr) running->Stop();
    });
    ASSIGN_OR_RETURN(auto connection, Connect(options));
    client::GrpcDoor door(*connection);
    client::MemoryCursor cursor({.sequence = options.after});
    base::SystemRandom random;
    client::FeedFollower follower(door, cursor, {.kinds = options.kinds}, random, sleeper);
    {
      absl::MutexLock lock(&mutex);
      running = &follower;
    }
    bool done = false;
    const absl::Status status = follower.Run([&](const client::FeedBatch& batch) {
      for (const v1::Event& event : batch.events) Print(options, event);
      std::cout.flush();
      if (options.once && batch.caught_up()) {
        done = true;
        return absl::CancelledError("caught up");
      }
      return absl::OkStatus();
    });
    absl::MutexLock lock(&mutex);
    running = nullptr;
    return done ? absl::OkStatus() : status;
  }();
  return connected;
}

}  // namespace

void AddFeed(CLI::App& program, Action& action) {
  CLI::App* feed = program.add_subcommand("feed", "The documents that concern a party");
  feed->require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* command = feed->add_subcommand(
      "tail", "Print the feed of the certificate's party, and go on as it grows");
  AddClientOptions(*command, *options);
  command->add_option("--after", options->after, "Begin after this sequence")
      ->capture_default_str();
  command->add_option("--kind", options->kinds, "Only these kinds: order, order_response, ...");
  command->add_flag("--once", options->once, "Stop at the end of the feed instead of waiting");
  command->callback([options, &action] { action = [options] { return Tail(*options); }; });
}

}  // namespace headwater::cli
