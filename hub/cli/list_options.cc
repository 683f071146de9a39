#include "hub/cli/list_options.h"

namespace headwater::cli {

CLI::Option* AddLimit(CLI::App& command, int64_t& limit, const std::string& description) {
  return command.add_option("--limit", limit, description)
      ->capture_default_str()
      ->check(CLI::Range(int64_t{1}, kLimitMax));
}

void RefuseEmpty(CLI::App& command) {
  const auto refuse = [](const std::string& text) -> std::string {
    return text.empty() ? "empty; give it a value, or leave it out" : "";
  };
  for (CLI::Option* const option : command.get_options()) option->check(refuse);
}

}  // namespace headwater::cli
