// headwater feed tail: the caller's feed, as it is and as it grows.
#include <algorithm>
#include <iostream>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/retry.h"
#include "adapters/csv/csv_writer.h"
#include "adapters/format/byte_source.h"
#include "hub/base/error.h"
#include "hub/base/random.h"
#include "hub/cli/commands.h"
#include "hub/cli/hub_watch.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/profile_choice.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  int64_t after = 0;
  std::vector<std::string> kinds;
  bool once = false;
  ProfileChoice profile;
};

// What becomes of an order is told by documents of several kinds, and whoever reads one
// of them as CSV would not learn of the others.
struct OrderKind {
  std::string_view kind;
  std::string_view profile;
};
constexpr OrderKind kOrderKinds[] = {{"order", "orders"},
                                     {"order_change", "order_changes"},
                                     {"order_cancellation", "order_cancellations"}};

std::string KindOf(const v1::Document& document) {
  const auto* oneof = v1::Document::descriptor()->FindOneofByName("body");
  const auto* field = document.GetReflection()->GetOneofFieldDescriptor(document, oneof);
  return field == nullptr ? "?" : field->name();
}

// The documents of the profile's kind, as a CSV file on standard output.
class CsvOutput {
 public:
  static absl::StatusOr<std::unique_ptr<CsvOutput>> Make(const Options& options) {
    auto output = std::unique_ptr<CsvOutput>(new CsvOutput());
    ASSIGN_OR_RETURN(output->profile_, LoadProfile(options.profile, options));
    ASSIGN_OR_RETURN(output->writer_, csv::CsvWriter::Make(*output->profile_));
    ASSIGN_OR_RETURN(output->sink_, format::FileSink::Open("-"));
    return output;
  }

  // What the feed is to bring: the profile's kind, and what belongs to it.
  std::vector<std::string> kinds() const {
    std::vector<std::string> kinds = {profile_->kind()};
    const bool is_of_order = std::ranges::any_of(
        kOrderKinds, [this](const OrderKind& each) { return each.kind == profile_->kind(); });
    if (!is_of_order) return kinds;
    for (const OrderKind& each : kOrderKinds) {
      if (each.kind != profile_->kind()) kinds.emplace_back(each.kind);
    }
    return kinds;
  }

  // A document that the profile cannot say in full is told of and left out. One of
  // another kind is counted.
  absl::Status Write(const v1::Event& event) {
    const std::string kind = KindOf(event.document());
    if (kind != profile_->kind()) {
      ++others_[kind];
      return absl::OkStatus();
    }
    absl::Status status = writer_->WriteEvent(event, *sink_);
    if (!absl::IsInvalidArgument(status)) return status;
    std::cerr << "headwater: " << event.document().number()
              << " is not in the file: " << status.message() << "\n";
    ++left_out_;
    return absl::OkStatus();
  }

  // How many of other kinds have come since it was told last, and where they can be seen.
  void TellOthers() {
    for (const OrderKind& each : kOrderKinds) {
      const auto found = others_.find(each.kind);
      if (found == others_.end()) continue;
      std::cerr << "headwater: the feed has " << found->second << " of kind " << each.kind
                << " too, not in this file: --profile " << each.profile << " shows them\n";
    }
    others_.clear();
  }

  absl::Status Finish() {
    RETURN_IF_ERROR(writer_->Finish(*sink_));
    TellOthers();
    if (left_out_ == 0) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("documents that are not in the file: ", left_out_));
  }

 private:
  CsvOutput() = default;

  std::unique_ptr<const csv::Profile> profile_;
  std::unique_ptr<csv::CsvWriter> writer_;
  std::unique_ptr<format::FileSink> sink_;
  int left_out_ = 0;
  std::map<std::string, int64_t, std::less<>> others_;  // by kind
};

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

// `csv` may be null.
absl::Status Tail(const Options& options, CsvOutput* csv) {
  client::SystemSleeper sleeper;
  client::FeedFollower* running = nullptr;
  absl::Status connected = [&]() -> absl::Status {
    // The watch comes before gRPC's threads.
    absl::Mutex mutex;
    bool interrupted = false;
    InterruptWatch watch([&] {
      absl::MutexLock lock(&mutex);
      interrupted = true;
      // It wakes the sleeper too, and only once it knows why.
      if (running != nullptr) running->Stop();
    });
    ASSIGN_OR_RETURN(auto connection, Connect(options));
    client::GrpcDoor door(*connection);
    client::MemoryCursor cursor({.sequence = options.after});
    base::SystemRandom random;
    HubWatch reach(options.hub,
                   options.once ? HubWatch::Patience::kOneAttempt : HubWatch::Patience::kTriesAgain,
                   std::cerr);
    client::FeedFollower follower(
        door, cursor, {.kinds = csv == nullptr ? options.kinds : csv->kinds(), .watch = &reach},
        random, sleeper);
    {
      absl::MutexLock lock(&mutex);
      if (interrupted) return absl::OkStatus();
      running = &follower;
    }
    bool done = false;
    const absl::Status status = follower.Run([&](const client::FeedBatch& batch) {
      for (const v1::Event& event : batch.events) {
        if (csv == nullptr) {
          Print(options, event);
        } else {
          RETURN_IF_ERROR(csv->Write(event));
        }
      }
      if (csv != nullptr && !options.once) csv->TellOthers();
      std::cout.flush();
      if (options.once && batch.caught_up()) {
        done = true;
        return absl::CancelledError("caught up");
      }
      return absl::OkStatus();
    });
    absl::MutexLock lock(&mutex);
    running = nullptr;
    if (done) return absl::OkStatus();
    return reach.end().has_value() ? StatusOf(*reach.end()) : status;
  }();
  return connected;
}

absl::Status TailAsChosen(const Options& options) {
  if (options.profile.profile.empty()) return Tail(options, nullptr);
  ASSIGN_OR_RETURN(const std::unique_ptr<CsvOutput> csv, CsvOutput::Make(options));
  RETURN_IF_ERROR(Tail(options, csv.get()));
  return csv->Finish();
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
  CLI::Option* kind =
      command->add_option("--kind", options->kinds, "Only these kinds: order, order_response, ...");
  command->add_flag("--once", options->once, "Stop at the end of the feed instead of waiting");
  AddProfileOptions(*command, options->profile,
                    "Write the documents of its kind as CSV (orders, despatch_advices, ...)")
      ->excludes(kind);
  options->profile.reads = false;
  command->callback([options, &action] { action = [options] { return TailAsChosen(*options); }; });
}

}  // namespace headwater::cli
