// The sub-commands of `headwater`, one file each. Every function adds its command to
// the program; when the user chose it, `action` is what to run.
#pragma once

#include "CLI/CLI.hpp"
#include "hub/cli/client_options.h"

namespace headwater::cli {

// Of the one who runs the hub.
void AddServe(CLI::App& program, Action& action);
void AddTop(CLI::App& program, Action& action);
void AddDemo(CLI::App& program, Action& action);
void AddCerts(CLI::App& program, Action& action);
void AddRebuild(CLI::App& program, Action& action);
void AddVerify(CLI::App& program, Action& action);
void AddBackup(CLI::App& program, Action& action);
void AddCopy(CLI::App& program, Action& action);
void AddArchive(CLI::App& program, Action& action);
void AddVerifyArchive(CLI::App& program, Action& action);

// Of everyone who talks to one.
void AddFeed(CLI::App& program, Action& action);
void AddOrders(CLI::App& program, Action& action);
void AddItems(CLI::App& program, Action& action);
void AddStock(CLI::App& program, Action& action);
void AddNeeds(CLI::App& program, Action& action);
void AddSales(CLI::App& program, Action& action);
void AddSubmit(CLI::App& program, Action& action);

}  // namespace headwater::cli
