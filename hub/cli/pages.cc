#include "hub/cli/pages.h"

#include <iostream>

namespace headwater::cli {

void ShowEnd(const ClientOptions& options, const Table& table, std::string_view plural, bool more) {
  if (!options.json) {
    std::cout << table.ToString(plural, more);
  } else if (more) {
    std::cerr << "headwater: these are only the first " << plural << "; --limit N shows more\n";
  }
}

}  // namespace headwater::cli
