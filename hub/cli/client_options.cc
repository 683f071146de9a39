#include "hub/cli/client_options.h"

#include <cstdlib>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/clock.h"

namespace headwater::cli {

void AddClientOptions(CLI::App& command, ClientOptions& options) {
  command.add_option("--hub", options.hub, "Where the hub listens")->capture_default_str();
  command.add_option("--certs", options.certs, "Folder with ca.pem and the certificates")
      ->capture_default_str();
  command.add_option("--as", options.as, "Whose certificate to show: the name of its files")
      ->capture_default_str();
  command.add_flag("--json", options.json, "One JSON object a line, for programs");
}

absl::StatusOr<std::unique_ptr<client::Connection>> Connect(const ClientOptions& options) {
  // gRPC would print its view of a failed handshake beside ours. Whoever wants it sets
  // the variable.
  ::setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  return client::Connection::Open(
      {.target = options.hub,
       .tls = {.authority = absl::StrCat(options.certs, "/ca.pem"),
               .certificate = absl::StrCat(options.certs, "/", options.as, ".pem"),
               .key = absl::StrCat(options.certs, "/", options.as, ".key")}},
      base::SystemClock().Now());
}

namespace {

// gRPC tells a failed handshake in its message alone.
std::string_view WhyUnreached(const std::string& message) {
  if (absl::StrContains(message, "certificate verify failed")) {
    return "The hub's certificate is not signed by ca.pem of --certs: use the ca.pem that "
           "belongs to this hub.";
  }
  if (absl::StrContains(message, "is not in peer certificate")) {
    return "The hub's certificate does not bear the name in --hub: use a name that it bears, or "
           "make it anew (headwater certs --host NAME).";
  }
  if (absl::StrContains(message, "Socket closed") ||
      absl::StrContains(message, "Connection reset")) {
    return "The hub closed the connection. Either it is stopping, or it does not accept the "
           "certificate of --as: it must be signed by the authority that the hub was started "
           "with.";
  }
  return "The hub was not reached. Is it running (headwater serve), and is --hub its address?";
}

}  // namespace

absl::Status StatusOf(const client::Refusal& refusal) {
  std::string text = refusal.message;
  for (const v1::Violation& violation : refusal.detail.violations()) {
    absl::StrAppend(&text, "\n  ", violation.field_path(), ": ", violation.description());
  }
  if (refusal.code == absl::StatusCode::kUnavailable && refusal.detail.reason() == 0) {
    absl::StrAppend(&text, "\n", base::AbslView(WhyUnreached(text)));
  }
  return absl::Status(refusal.code, text);
}

std::string JsonLine(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  // A zero is told apart from a field that is absent.
  options.always_print_primitive_fields = true;
  std::string line;
  const auto status = google::protobuf::util::MessageToJsonString(message, &line, options);
  HW_CHECK(status.ok());
  return line;
}

std::string ParentOf(const std::string& supplier_gln) {
  return supplier_gln.empty() ? "parties/-" : absl::StrCat("parties/", supplier_gln);
}

}  // namespace headwater::cli
