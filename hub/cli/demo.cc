// headwater demo: a year of real shop sales through a hub of its own.
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/clock.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/hub_process.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/offline.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"
#include "hub/exchange/verify.h"
#include "hub/hub.h"
#include "hub/opened_store.h"
#include "hub/rpc/dev_certificates.h"
#include "suppliers-sim/demo.h"

namespace headwater::cli {
namespace {

struct Options {
  std::string folder = ".headwater/demo";
  std::string listen = "127.0.0.1:7440";
  std::string data = HEADWATER_DEMO_DATA;
  uint64_t seed = 1;
  int days = 0;
  bool exit = false;

  std::string store() const { return absl::StrCat("sqlite:", folder, "/hub.db"); }
  std::string certs() const { return absl::StrCat(folder, "/certs"); }
};

// Files are named after the party: "retailer", "supplier-1", ...
absl::Status MakeCertificates(const Options& options, sim::DemoOptions& demo) {
  rpc::DevCertificateOptions wanted{.folder = options.certs()};
  int suppliers = 0;
  for (const sim::DemoParty& party : sim::DemoParties()) {
    ASSIGN_OR_RETURN(const base::Gln gln, base::Gln::Parse(party.gln));
    const std::string name =
        party.is_retailer ? "retailer" : absl::StrCat("supplier-", ++suppliers);
    wanted.clients.push_back({name, gln});
    demo.certificates[party.gln] = {absl::StrCat(options.certs(), "/ca.pem"),
                                    absl::StrCat(options.certs(), "/", name, ".pem"),
                                    absl::StrCat(options.certs(), "/", name, ".key")};
  }
  const base::SystemClock clock;
  return rpc::MakeDevCertificates(wanted, clock).status();
}

// What Ctrl-C has to stop at the moment. Thread-safe.
class Stopper {
 public:
  void Stop() {
    absl::MutexLock lock(&mutex_);
    asked_ = true;
    if (demo_ != nullptr) demo_->Stop();
  }
  // Null: nothing.
  void Set(sim::Demo* demo) {
    absl::MutexLock lock(&mutex_);
    demo_ = demo;
    if (asked_ && demo_ != nullptr) demo_->Stop();
  }
  bool asked() const {
    absl::MutexLock lock(&mutex_);
    return asked_;
  }
  const std::atomic<bool>& flag() const { return asked_; }
  void Await() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](std::atomic<bool>* asked) { return asked->load(); }, &asked_));
  }

 private:
  mutable absl::Mutex mutex_;
  std::atomic<bool> asked_ = false;
  sim::Demo* demo_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

// The chains and tables, checked on the files while the hub serves them.
absl::Status Verify(const Options& options, const Stopper& stopper) {
  ASSIGN_OR_RETURN(auto offline, Offline::Open(options.store(), /*read_only=*/true));
  ASSIGN_OR_RETURN(auto scratch, OpenStore("sqlite::memory:", /*read_only=*/false));
  exchange::VerifyReport report;
  {
    ProgressLine line;
    ASSIGN_OR_RETURN(
        report,
        exchange::Verify(offline->database(), *scratch, offline->schemas(), offline->parts(),
                         {.progress = [&](std::string_view step, int64_t done,
                                          int64_t total) { line.Show(step, done, total); },
                          .interrupt = &stopper.flag()}));
  }
  if (!report.findings.empty()) {
    return absl::DataLossError(absl::StrCat("the store is damaged: ", report.findings.size(),
                                            " findings, the first: ", report.findings[0]));
  }
  std::cout << "Verified\n"
            << "  content hashes and chains   " << WithCommas(report.documents) << " documents in "
            << report.feeds << " feeds, unbroken\n"
            << "  rebuild from the documents  "
            << (report.replayed ? "every table identical\n"
                                : "not tried: the first of them are in archives\n");
  return absl::OkStatus();
}

void PrintCommands(const Options& options, int port) {
  const std::string common = absl::StrCat("--hub 127.0.0.1:", port, " --certs ", options.certs());
  std::cout << "\nThe hub goes on serving on port " << port << "; Ctrl-C ends it. Try:\n"
            << "  headwater orders --state acknowledged --limit 10 " << common << "\n"
            << "  headwater sales --by item --limit 10 " << common << "\n"
            << "  headwater feed tail --as supplier-1 --kind order --once " << common << "\n"
            << "(headwater is " << std::filesystem::read_symlink("/proc/self/exe").string() << ")\n"
            << std::flush;
}

absl::Status RunDemo(const Options& options) {
  Stopper stopper;
  // Before any other thread, so that all of them leave the signals to it.
  InterruptWatch watch([&] { stopper.Stop(); });

  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat(options.folder, " cannot be made: ", error.message()));
  }
  sim::DemoOptions demo_options;
  RETURN_IF_ERROR(MakeCertificates(options, demo_options));
  const base::SystemClock clock;
  const auto progress = sim::NewProgressSink(STDERR_FILENO, clock);
  ASSIGN_OR_RETURN(const auto hub, HubProcess::Start({
                                       .program = std::filesystem::read_symlink("/proc/self/exe"),
                                       .store = options.store(),
                                       .listen = options.listen,
                                       .certs = options.certs(),
                                       .retailer = sim::DemoParties().front().gln,
                                       .port_file = absl::StrCat(options.folder, "/hub.port"),
                                       .log_file = absl::StrCat(options.folder, "/hub.log"),
                                       .restarted =
                                           [&](const std::string& how) {
                                             progress->OnNote(absl::StrCat(
                                                 "the hub ", how, " and is started again"));
                                           },
                                   }));
  demo_options.target = absl::StrCat("127.0.0.1:", hub->port());
  demo_options.data_folder = options.data;
  demo_options.state_folder = absl::StrCat(options.folder, "/state");
  demo_options.seed = options.seed;
  demo_options.days_max = options.days;
  demo_options.progress = progress.get();
  demo_options.clock = &clock;

  ASSIGN_OR_RETURN(const auto demo, sim::Demo::Create(demo_options));
  stopper.Set(demo.get());
  const absl::Status played = demo->Run();
  stopper.Set(nullptr);
  if (stopper.asked()) {
    return absl::CancelledError("stopped; run it again, and it goes on where it was");
  }
  RETURN_IF_ERROR(played);

  ASSIGN_OR_RETURN(const sim::DemoSummary summary, sim::Summarize(demo_options));
  std::cout << "\n" << sim::FormatSummary(summary);
  const double seconds = absl::ToDoubleSeconds(demo->elapsed());
  RETURN_IF_ERROR(Verify(options, stopper));
  std::cout << absl::StrFormat(
      "This run\n  took %.1f s for %s submits, repeated ones included: %.0f a second over mutual "
      "TLS\n",
      seconds, WithCommas(demo->documents_sent()),
      seconds > 0 ? static_cast<double>(demo->documents_sent()) / seconds : 0.0);
  if (hub->restart_count() > 0) {
    std::cout << "  the hub was started again " << hub->restart_count() << " times\n";
  }
  if (options.exit) return absl::OkStatus();
  PrintCommands(options, hub->port());
  stopper.Await();
  return absl::OkStatus();
}

}  // namespace

void AddDemo(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "demo", "Play a year of real shop sales through a hub, with twelve simulated suppliers");
  command->add_option("--dir", options->folder, "Where the demo keeps its hub")
      ->capture_default_str();
  command->add_option("--listen", options->listen, "Address and port of the hub")
      ->capture_default_str();
  command->add_option("--data", options->data, "Folder with online_retail.csv.xz")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed, other suppliers' luck")
      ->capture_default_str();
  command->add_option("--days", options->days, "Only so many trading days; 0 for all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("--exit", options->exit, "End after the summary instead of serving on");
  command->callback([options, &action] { action = [options] { return RunDemo(*options); }; });
}

}  // namespace headwater::cli
