// The `headwater` command.
#include <csignal>

#include <exception>
#include <iostream>

#include "CLI/CLI.hpp"
#include "hub/cli/commands.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

int main(int argc, char** argv) {
  // A reader that goes away (a pipe into head) is an error of a write, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "headwater", std::make_shared<spdlog::sinks::stderr_sink_mt>()));

  CLI::App program("Headwater: a hub between a retailer and its suppliers", "headwater");
  program.require_subcommand(1);
  headwater::cli::Action action;
  headwater::cli::AddServe(program, action);
  headwater::cli::AddDemo(program, action);
  headwater::cli::AddCerts(program, action);
  headwater::cli::AddRebuild(program, action);
  headwater::cli::AddVerify(program, action);
  headwater::cli::AddFeed(program, action);
  headwater::cli::AddOrders(program, action);
  headwater::cli::AddItems(program, action);
  headwater::cli::AddStock(program, action);
  headwater::cli::AddSales(program, action);
  headwater::cli::AddSubmit(program, action);
  try {
    CLI11_PARSE(program, argc, argv);
    const absl::Status status = action();
    if (status.ok()) return 0;
    std::cerr << "headwater: " << status.message() << "\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "headwater: a fault of this program: " << error.what() << "\n";
    return 2;
  }
}
