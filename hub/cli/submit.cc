// headwater submit: sends documents from files.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/client/file_system.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/outbox.h"
#include "adapters/client/retry.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/error.h"
#include "hub/base/random.h"
#include "hub/cli/commands.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::vector<std::string> files;
  bool dry_run = false;
  std::string outbox;
};

absl::StatusOr<v1::Document> ReadJson(const std::string& path) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
  } else {
    std::ifstream file(path);
    if (!file) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
    text << file.rdbuf();
  }
  v1::Document document;
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &document);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is no Document in JSON: ", std::string(status.message())));
  }
  return document;
}

absl::Status Report(const Options& options, const std::string& file, const client::Answer& answer) {
  if (answer.refusal) {
    const absl::Status status = StatusOf(*answer.refusal);
    return absl::Status(status.code(), absl::StrCat(file, ": ", status.message()));
  }
  if (options.json) {
    std::cout << JsonLine(*answer.receipt) << "\n";
  } else if (options.dry_run) {
    std::cout << file << ": would be accepted\n";
  } else {
    std::cout << file << ": accepted as event " << answer.receipt->sequence() << ", content hash "
              << absl::BytesToHexString(answer.receipt->content_hash()) << "\n";
  }
  return absl::OkStatus();
}

absl::Status Submit(const Options& options) {
  ASSIGN_OR_RETURN(auto connection, Connect(options));
  client::GrpcDoor door(*connection);
  base::SystemRandom random;
  client::SystemSleeper sleeper;
  client::RandomRequestIds ids(random);
  client::RetryingSubmitter submitter(door, ids, {}, random, sleeper);
  std::unique_ptr<client::Outbox> outbox;
  if (!options.dry_run) {
    const std::string path = options.outbox.empty()
                                 ? absl::StrCat(options.certs, "/", options.as, ".outbox")
                                 : options.outbox;
    ASSIGN_OR_RETURN(outbox, client::Outbox::Open(client::SystemFiles(), path, submitter));
    RETURN_IF_ERROR(
        outbox->SendPending([&](const v1::Document& document, const client::Answer& answer) {
          const absl::Status status =
              Report(options, absl::StrCat(document.number(), " (from the outbox)"), answer);
          if (!status.ok()) std::cerr << "headwater: " << status.message() << "\n";
        }));
  }
  for (const std::string& file : options.files) {
    ASSIGN_OR_RETURN(const v1::Document document, ReadJson(file));
    client::Answer answer;
    if (options.dry_run) {
      answer = submitter.DryRun(document);
    } else {
      ASSIGN_OR_RETURN(answer, outbox->Submit(document));
    }
    RETURN_IF_ERROR(Report(options, file, answer));
  }
  return absl::OkStatus();
}

}  // namespace

void AddSubmit(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("submit", "Send documents, one of JSON a file; - is standard input");
  AddClientOptions(*command, *options);
  command->add_option("files", options->files, "Documents in JSON")->required();
  command->add_flag("--dry-run", options->dry_run, "Only ask what the hub would say");
  command->add_option("--outbox", options->outbox,
                      "Where request ids are kept until the receipts are there; "
                      "CERTS/AS.outbox where not given");
  command->callback([options, &action] { action = [options] { return Submit(*options); }; });
}

}  // namespace headwater::cli
