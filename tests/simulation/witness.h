// Knows all that was sent and all that the hub ever said, and holds the hub to it: a receipt
// is for ever, a refusal stored nothing, feeds are 1..N and chained, and nobody gets what is
// another's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"
#include "simulation/trace.h"

namespace headwater::simulation {

// What the hub keeps of a document, byte for byte.
std::string PayloadOf(const v1::Document& document);

struct WitnessCounts {
  int64_t calls = 0;
  int64_t receipts = 0;  // answers, the repeated ones included
  int64_t refusals = 0;
  int64_t dry_runs = 0;
  int64_t events = 0;
};

// Not thread-safe. What is wrong it tells the trace.
class Witness {
 public:
  // `trace` outlives it.
  explicit Witness(Trace& trace) : trace_(trace) {}

  // One arrival of a request at a hub that was up. Until it is answered its outcome is
  // unknown, and for ever when the hub goes before.
  struct Call {
    base::Gln party;
    std::string request_id;
    std::string content_hash;
    std::string document_id;
    bool dry_run = false;
  };
  Call Arrived(base::Gln party, const v1::SubmitRequest& request);
  // The hub has answered, whether or not the answer gets through.
  void Answered(const Call& call, const absl::StatusOr<v1::Receipt>& answer);
  void AcknowledgeAnswered(base::Gln party, int64_t asked, const v1::AcknowledgeResponse& answer);
  void AcknowledgeAsked(base::Gln party, int64_t asked);
  // An event that the hub sent to the party.
  void Sent(base::Gln party, const v1::Event& event);

  // Holds the whole database to all of this. An error is one of reading.
  absl::Status Check(store::Database& database);

  const WitnessCounts& counts() const { return counts_; }
  // The chain of a feed as far as anybody was told of it, by sequence.
  const std::map<int64_t, std::string>& told(base::Gln party) const;
  // By party and request_id.
  using RequestKey = std::pair<base::Gln, std::string>;
  const std::map<RequestKey, v1::Receipt>& receipts() const { return receipts_; }
  // The document of a receipt.
  const std::string& PayloadOf(const v1::Receipt& receipt) const {
    return payloads_.at(receipt.content_hash());
  }
  // The highest sequence that each party asked the hub to note.
  const std::map<base::Gln, int64_t>& asked() const { return asked_; }
  // How many documents the last Check found.
  int64_t documents() const { return documents_; }

 private:
  // What became of all calls with one request and one content.
  struct Fate {
    int64_t unknown = 0;
    int64_t accepted = 0;
  };
  struct Stored;
  using StoredDocuments = std::map<int64_t, Stored>;  // by commit number

  void Told(base::Gln party, int64_t sequence, const std::string& chain_hash);
  void CheckReceipt(const Call& call, const v1::Receipt& receipt);
  absl::Status ReadStored(store::Reader& reader, StoredDocuments& stored);
  absl::Status CheckFeeds(store::Reader& reader, StoredDocuments& stored);
  void CheckReceipts(const StoredDocuments& stored);
  absl::Status CheckAcknowledgements(store::Reader& reader);
  absl::Status CheckLedgers(store::Reader& reader);

  Trace& trace_;
  WitnessCounts counts_;
  int64_t documents_ = 0;
  std::map<RequestKey, std::map<std::string, Fate>> fates_;  // by content hash
  std::map<RequestKey, v1::Receipt> receipts_;
  std::map<std::string, std::string> payloads_;  // by content hash
  std::map<base::Gln, std::map<int64_t, std::string>> told_;
  std::map<base::Gln, int64_t> acknowledged_;  // the highest that was answered
  std::map<base::Gln, int64_t> asked_;         // the highest that was asked for
};

}  // namespace headwater::simulation
