// The `headwater` command.
#include <csignal>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "hub/cli/commands.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace {

bool IsCommand(CLI::App& program, std::string_view name) {
  const std::vector<CLI::App*> commands = program.get_subcommands([](CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(),
                     [name](const CLI::App* command) { return command->get_name() == name; });
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away (a pipe into head) is an error of a write, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "headwater", std::make_shared<spdlog::sinks::stderr_sink_mt>()));

  CLI::App program("Headwater: a hub between a retailer and its suppliers", "headwater");
  program.require_subcommand(1);
  program.set_version_flag("--version", "headwater " HEADWATER_VERSION);
  headwater::cli::Action action;
  headwater::cli::AddServe(program, action);
  headwater::cli::AddTop(program, action);
  headwater::cli::AddDemo(program, action);
  headwater::cli::AddCerts(program, action);
  headwater::cli::AddRebuild(program, action);
  headwater::cli::AddVerify(program, action);
  headwater::cli::AddBackup(program, action);
  headwater::cli::AddCopy(program, action);
  headwater::cli::AddArchive(program, action);
  headwater::cli::AddVerifyArchive(program, action);
  headwater::cli::AddFeed(program, action);
  headwater::cli::AddOrders(program, action);
  headwater::cli::AddItems(program, action);
  headwater::cli::AddStock(program, action);
  headwater::cli::AddNeeds(program, action);
  headwater::cli::AddSales(program, action);
  headwater::cli::AddSubmit(program, action);
  // `headwater help COMMAND` is `headwater COMMAND --help`.
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) {
    std::cerr << program.help();
    return 1;
  }
  if (arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
  }
  if (!arguments[0].starts_with('-') && !IsCommand(program, arguments[0])) {
    std::cerr << "headwater: there is no command \"" << arguments[0]
              << "\"; headwater --help lists them\n";
    return 1;
  }
  try {
    try {
      // CLI11 takes them from the back.
      program.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
      return program.exit(error) == 0 ? 0 : 1;
    }
    const absl::Status status = action();
    if (status.ok()) return 0;
    std::cerr << "headwater: " << status.message() << "\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "headwater: a fault of this program: " << error.what() << "\n";
    return 2;
  }
}
