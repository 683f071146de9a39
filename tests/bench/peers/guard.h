// Runs a server that somebody else wrote, and leaves nothing of it behind: neither what it
// starts on its own (Erlang starts several programs) nor anything when the measuring program
// is interrupted or killed.
#pragma once

#include <string>
#include <vector>

namespace headwater::bench {

// Starts the command without input, waits until the input of this process ends or the command
// does, and kills the command with all that descends from it. Returns when all of them are
// gone: 0, or 1 when the command ended first or could not be started. Signals of the terminal
// are passed over: the end of the input says enough. For a process of its own.
int Guard(const std::vector<std::string>& command);

}  // namespace headwater::bench
