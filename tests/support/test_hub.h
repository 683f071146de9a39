// A hub in the process of a test: a database, the rooms that the test names, the
// door and the feeds, on a clock that the test moves. No sockets.
//
//   TestHub hub({.kinds = std::move(kinds), .schemas = {PartnersSchema()},
//                .directory = &directory});
//   ASSERT_THAT(hub.Submit(order), IsOk());
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/error.h"
#include "hub/base/gs1.h"
#include "hub/base/manual_clock.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/exchange.h"
#include "hub/exchange/rebuild.h"
#include "hub/exchange/registry.h"
#include "hub/exchange/verify.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"
#include "support/documents.h"
#include "support/keys.h"
#include "support/refusal_matchers.h"

namespace headwater::test {

// Parties that the test states.
class FixedDirectory final : public exchange::PartyDirectory {
 public:
  // Retailer() and Supplier(1) to Supplier(3).
  FixedDirectory();
  explicit FixedDirectory(std::vector<exchange::PartyInfo> parties);

  absl::StatusOr<std::optional<exchange::PartyInfo>> Find(store::Reader& reader,
                                                          base::Gln gln) const override;
  // Not while the hub is working.
  void Put(const exchange::PartyInfo& party) { parties_[party.gln] = party; }

 private:
  std::map<base::Gln, exchange::PartyInfo> parties_;
};

struct TestHubOptions {
  // Kinds that are not named are taken by both roles, to the other role or nobody,
  // without a handler.
  std::vector<exchange::Kind> kinds;
  // All kinds at once, in place of `kinds`; `schemas` are then all of the hub's.
  std::optional<exchange::Registry> registry = std::nullopt;
  // Besides that of the exchange, in the order of the rooms.
  std::vector<store::Schema> schemas;
  // Outlives the hub. A FixedDirectory where null.
  const exchange::PartyDirectory* directory = nullptr;
  // A file outlives the hub.
  std::string path = ":memory:";
  base::Gln retailer = Retailer();
  store::CommitQueueOptions queue;
};

// Thread-safe but for Reopen and what is said to be otherwise.
class TestHub {
 public:
  // Aborts with the reason when the hub cannot start.
  explicit TestHub(TestHubOptions options = {});
  ~TestHub();

  // Blocks until the verdict. The caller is the document's sender, the request_id a
  // new one.
  absl::StatusOr<v1::Receipt> Submit(const v1::Document& document);
  absl::StatusOr<v1::Receipt> Submit(base::Gln caller, const v1::Document& document);
  absl::StatusOr<v1::Receipt> Submit(base::Gln caller, const v1::SubmitRequest& request);
  // validate_only.
  absl::StatusOr<v1::Receipt> DryRun(const v1::Document& document);
  absl::StatusOr<v1::AcknowledgeResponse> Acknowledge(base::Gln caller, int64_t sequence);

  // A supplier where the directory does not know the party.
  exchange::Caller CallerOf(base::Gln gln);

  // Runs a read of a room's *_queries in a snapshot of its own:
  //   hub.Read(Supplier(), ordering::GetOrder, request)
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(base::Gln caller,
                                absl::Status (*read)(store::Reader&, const exchange::Caller&,
                                                     const Request&, Response&),
                                const Request& request) {
    ASSIGN_OR_RETURN(const auto reader, database().BeginRead());
    Response response;
    RETURN_IF_ERROR(read(*reader, CallerOf(caller), request, response));
    return response;
  }

  // The whole feed of a party. Aborts when it cannot be read.
  std::vector<v1::Event> Events(base::Gln party);

  // The rows of a query, columns separated by "|", blobs in hexadecimal, NULL as
  // "null". Aborts on faulty SQL.
  std::vector<std::string> Rows(std::string_view sql);
  // For tests that tamper with the tables.
  void Execute(std::string_view sql);

  // SHA-256 in hexadecimal by table: of all schemas, or of those that are derived.
  std::map<std::string, std::string> TableHashes(bool derived_only = false);

  // As the commands do.
  absl::StatusOr<exchange::RebuildReport> Rebuild(const exchange::TaskOptions& options = {});
  absl::StatusOr<exchange::VerifyReport> Verify(const exchange::TaskOptions& options = {});

  // Ends the hub and starts it anew on the same file. Needs a path.
  void Reopen();

  base::ManualClock& clock() { return clock_; }
  store::Database& database() { return *database_; }
  exchange::Exchange& exchange() { return *exchange_; }
  const exchange::PartyDirectory& directory() const { return *directory_; }
  const std::vector<store::Schema>& schemas() const { return schemas_; }
  // Faults that the hub logged, so far.
  std::vector<std::string> faults();

 private:
  struct Faults;
  void Open();

  FixedDirectory fixed_;
  const exchange::PartyDirectory* directory_;
  const std::string path_;
  const base::Gln retailer_;
  const store::CommitQueueOptions queue_;
  std::vector<store::Schema> schemas_;
  exchange::Registry registry_;
  base::ManualClock clock_;
  std::unique_ptr<Faults> faults_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<exchange::Exchange> exchange_;
};

// A request with a new request_id.
v1::SubmitRequest MakeRequest(const v1::Document& document);

// A folder that goes with its contents at the end of the test.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string File(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

}  // namespace headwater::test
