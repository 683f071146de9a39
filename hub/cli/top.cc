// headwater top: a hub's numbers, live.
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "httplib.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/metric_page.h"
#include "hub/cli/table.h"
#include "hub/cli/terminal.h"
#include "hub/cli/top_screen.h"
#include "hub/watch/watch_server.h"

namespace headwater::cli {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);
// Rates are those of so many looks, so that they do not jump.
constexpr size_t kLooksKept = 6;
// For a page to come.
constexpr time_t kPatienceSeconds = 2;

struct Options {
  std::string metrics = "127.0.0.1:9464";
  bool once = false;
};

double SteadySeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

absl::StatusOr<TopLook> Look(const watch::WatchAddress& address) {
  const std::string name = absl::StrCat(address.host, ":", address.port);
  httplib::Client client(address.host, address.port);
  client.set_connection_timeout(kPatienceSeconds);
  client.set_read_timeout(kPatienceSeconds);
  client.set_write_timeout(kPatienceSeconds);
  const httplib::Result answer = client.Get("/metrics");
  if (!answer) {
    return absl::UnavailableError(
        absl::StrCat("no hub answers at ", name,
                     "; does one serve there with --metrics? (`headwater serve --metrics`)"));
  }
  if (answer->status != 200) {
    return absl::UnavailableError(
        absl::StrCat(name, " answers with the HTTP status ", answer->status));
  }
  absl::StatusOr<MetricPage> page = MetricPage::Parse(answer->body);
  if (!page.ok() || page->All("headwater_state").empty()) {
    return absl::UnavailableError(
        absl::StrCat("what answers at ", name, " are not the metrics of a hub"));
  }
  return TopLook{*std::move(page), SteadySeconds()};
}

// As much as there is to show: it may go into a file.
absl::Status ShowOnce(const Options& options, const watch::WatchAddress& address) {
  constexpr ScreenSize kAll{.columns = 160, .rows = 2000};
  ASSIGN_OR_RETURN(const TopLook before, Look(address));
  absl::SleepFor(kInterval);  // what the rates are taken over
  ASSIGN_OR_RETURN(const TopLook now, Look(address));
  for (const std::string& line : TopScreen(options.metrics, &before, now, kAll)) {
    std::cout << line << "\n";
  }
  return absl::OkStatus();
}

absl::Status ShowOn(Terminal& terminal, const Options& options,
                    const watch::WatchAddress& address) {
  std::deque<TopLook> looks;
  std::optional<double> away_since;
  do {
    const ScreenSize size = terminal.size();
    absl::StatusOr<TopLook> look = Look(address);
    if (look.ok()) {
      away_since.reset();
      looks.push_back(*std::move(look));
      if (looks.size() > kLooksKept) looks.pop_front();
      const TopLook* const before = looks.size() > 1 ? &looks.front() : nullptr;
      terminal.Show(TopScreen(options.metrics, before, looks.back(), size));
    } else {
      // Old numbers would look like those of now.
      looks.clear();
      if (!away_since) away_since = SteadySeconds();
      const auto width = static_cast<size_t>(size.columns);
      terminal.Show({CutTo(std::string(look.status().message()), width),
                     CutTo(absl::StrCat("Away for ", AgeText(SteadySeconds() - *away_since),
                                        "; trying each second. q ends."),
                           width)});
    }
  } while (terminal.Wait(kInterval));
  return absl::OkStatus();
}

absl::Status Top(const Options& options) {
  ASSIGN_OR_RETURN(const watch::WatchAddress address, watch::ParseWatchAddress(options.metrics));
  if (options.once) return ShowOnce(options, address);
  ASSIGN_OR_RETURN(const std::unique_ptr<Terminal> terminal, Terminal::Open());
  return ShowOn(*terminal, options, address);
}

}  // namespace

void AddTop(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "top", "Show a hub's rates, queue, commits and lags, live; q or Ctrl-C ends it");
  command
      ->add_option("--metrics", options->metrics,
                   "Address and port that the hub was given with `serve --metrics`")
      ->capture_default_str();
  command->add_flag("--once", options->once,
                    "Print one screen, of two looks a second apart, and end");
  command->callback([options, &action] { action = [options] { return Top(*options); }; });
}

}  // namespace headwater::cli
