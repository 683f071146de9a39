#include "hub/cli/client_options.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/clock.h"
#include "hub/cli/unreached.h"

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

absl::Status StatusOf(const client::Refusal& refusal) {
  std::string text = refusal.message;
  for (const v1::Violation& violation : refusal.detail.violations()) {
    absl::StrAppend(&text, "\n  ", violation.field_path(), ": ", violation.description());
  }
  if (refusal.code == absl::StatusCode::kUnavailable && refusal.detail.reason() == 0) {
    absl::StrAppend(&text, "\n", base::AbslView(CureOf(UnreachedFrom(text))));
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
