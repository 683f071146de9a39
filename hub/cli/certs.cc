// headwater certs: certificates for development.
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "hub/base/clock.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/rpc/dev_certificates.h"

namespace headwater::cli {
namespace {

struct Options {
  std::string folder = ".headwater/certs";
  std::vector<std::string> parties;
  std::vector<std::string> hosts;
};

absl::Status MakeCerts(const Options& options) {
  rpc::DevCertificateOptions wanted{.folder = options.folder, .server_hosts = options.hosts};
  for (const std::string& party : options.parties) {
    const std::vector<std::string> parts = absl::StrSplit(party, absl::MaxSplits('=', 1));
    if (parts.size() != 2) {
      return absl::InvalidArgumentError(
          absl::StrCat(party, ": say NAME=GLN, for example retailer=4000001000005"));
    }
    ASSIGN_OR_RETURN(const base::Gln gln, base::Gln::Parse(parts[1]));
    wanted.clients.push_back({parts[0], gln});
  }
  const base::SystemClock clock;
  ASSIGN_OR_RETURN(const rpc::DevCertificates result, rpc::MakeDevCertificates(wanted, clock));
  if (!result.made.empty()) std::cout << "made  " << absl::StrJoin(result.made, " ") << "\n";
  if (!result.kept.empty()) std::cout << "kept  " << absl::StrJoin(result.kept, " ") << "\n";
  std::cout << "in    " << options.folder << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddCerts(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "certs",
      "Make a certificate authority for development, and certificates for the hub and "
      "for parties; what is there is kept");
  command->add_option("parties", options->parties, "NAME=GLN of each party");
  command->add_option("--dir", options->folder, "Where they are kept")->capture_default_str();
  command->add_option("--host", options->hosts, "Names or addresses of the hub, beside localhost");
  command->callback([options, &action] { action = [options] { return MakeCerts(*options); }; });
}

}  // namespace headwater::cli
