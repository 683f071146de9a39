#include "support/test_hub.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/exchange/exchange_schema.h"
#include "hub/exchange/feed.h"
#include "hub/store/table_hash.h"
#include "support/test_store.h"

namespace headwater::test {
namespace {

using exchange::Kind;
using store::Row;
using store::Value;

void Require(const absl::Status& status) { HW_CHECK(status.ok()) << status; }

template <typename T>
T Require(absl::StatusOr<T> value) {
  Require(value.status());
  return *std::move(value);
}

std::vector<Kind> WithStandIns(std::vector<Kind> kinds) {
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const auto number = static_cast<v1::Document::BodyCase>(body->field(i)->number());
    bool named = false;
    for (const Kind& kind : kinds) named |= kind.body == number;
    if (named) continue;
    Kind& kind = kinds.emplace_back();
    kind.body = number;
    kind.senders = exchange::Senders::kBoth;
    kind.receivers = exchange::Receivers::kOtherRoleOrNone;
  }
  return kinds;
}

std::vector<store::Schema> WithExchange(std::vector<store::Schema> schemas) {
  schemas.insert(schemas.begin(), exchange::ExchangeSchema());
  return schemas;
}

std::string Text(const Row& row, int column) {
  switch (row.type(column)) {
    case Value::Type::kNull:
      return "null";
    case Value::Type::kInteger:
      return absl::StrCat(row.integer(column));
    case Value::Type::kText:
      return std::string(row.text(column));
    case Value::Type::kBlob:
      return absl::BytesToHexString(base::AbslView(row.blob(column)));
  }
  return "";
}

// An answer that comes from another thread.
template <typename T>
class Answer {
 public:
  void Set(absl::StatusOr<T> value) {
    value_ = std::move(value);
    done_.Notify();
  }
  absl::StatusOr<T> Wait() {
    done_.WaitForNotification();
    return std::move(value_);
  }

 private:
  absl::Notification done_;
  absl::StatusOr<T> value_;
};

}  // namespace

struct TestHub::Faults {
  absl::Mutex mutex;
  std::vector<std::string> list ABSL_GUARDED_BY(mutex);
};

FixedDirectory::FixedDirectory()
    : FixedDirectory({{Retailer(), exchange::Role::kRetailer},
                      {Supplier(1), exchange::Role::kSupplier},
                      {Supplier(2), exchange::Role::kSupplier},
                      {Supplier(3), exchange::Role::kSupplier}}) {}

FixedDirectory::FixedDirectory(std::vector<exchange::PartyInfo> parties) {
  for (const exchange::PartyInfo& party : parties) Put(party);
}

absl::StatusOr<std::optional<exchange::PartyInfo>> FixedDirectory::Find(store::Reader&,
                                                                        base::Gln gln) const {
  const auto party = parties_.find(gln);
  if (party == parties_.end()) return std::nullopt;
  return party->second;
}

TestHub::TestHub(TestHubOptions options)
    : directory_(options.directory != nullptr ? options.directory : &fixed_),
      path_(std::move(options.path)),
      retailer_(options.retailer),
      queue_(std::move(options.queue)),
      schemas_(options.registry.has_value() ? std::move(options.schemas)
                                            : WithExchange(std::move(options.schemas))),
      registry_(options.registry.has_value()
                    ? *std::move(options.registry)
                    : exchange::Registry(WithStandIns(std::move(options.kinds)))),
      clock_(TestStart()),
      faults_(std::make_unique<Faults>()) {
  Open();
}

TestHub::~TestHub() = default;

void TestHub::Open() {
  database_ = Require(OpenDatabaseAt(path_));
  Require(store::Migrate(*database_, schemas_));
  exchange_ = std::make_unique<exchange::Exchange>(
      *database_, registry_, *directory_, clock_,
      exchange::ExchangeOptions{.retailer = retailer_,
                                .queue = queue_,
                                .fault_log = [faults = faults_.get()](std::string_view fault) {
                                  absl::MutexLock lock(&faults->mutex);
                                  faults->list.emplace_back(fault);
                                }});
}

void TestHub::Reopen() {
  HW_CHECK(path_ != ":memory:") << "a database in memory ends with its hub";
  exchange_ = nullptr;
  database_ = nullptr;
  Open();
}

absl::StatusOr<v1::Receipt> TestHub::Submit(const v1::Document& document) {
  return Submit(*base::Gln::Parse(document.sender_gln()), document);
}

absl::StatusOr<v1::Receipt> TestHub::Submit(base::Gln caller, const v1::Document& document) {
  return Submit(caller, MakeRequest(document));
}

absl::StatusOr<v1::Receipt> TestHub::Submit(base::Gln caller, const v1::SubmitRequest& request) {
  Answer<v1::Receipt> answer;
  exchange_->Submit(CallerOf(caller), request, [&answer](absl::StatusOr<v1::Receipt> receipt) {
    answer.Set(std::move(receipt));
  });
  return answer.Wait();
}

absl::StatusOr<v1::Receipt> TestHub::DryRun(const v1::Document& document) {
  v1::SubmitRequest request = MakeRequest(document);
  request.set_validate_only(true);
  return Submit(*base::Gln::Parse(document.sender_gln()), request);
}

absl::StatusOr<v1::AcknowledgeResponse> TestHub::Acknowledge(base::Gln caller, int64_t sequence) {
  Answer<v1::AcknowledgeResponse> answer;
  v1::AcknowledgeRequest request;
  request.set_sequence(sequence);
  exchange_->Acknowledge(CallerOf(caller), request,
                         [&answer](absl::StatusOr<v1::AcknowledgeResponse> response) {
                           answer.Set(std::move(response));
                         });
  return answer.Wait();
}

exchange::Caller TestHub::CallerOf(base::Gln gln) {
  const auto reader = Require(database_->BeginRead());
  const auto party = Require(directory_->Find(*reader, gln));
  return {gln, party ? party->role : exchange::Role::kSupplier};
}

std::vector<v1::Event> TestHub::Events(base::Gln party) {
  std::vector<v1::Event> events;
  const auto reader = Require(database_->BeginRead());
  exchange::FeedPosition position;
  do {
    google::protobuf::RepeatedPtrField<v1::Event> page;
    position = Require(exchange::ReadFeed(*reader, party, position.through_sequence, {}, {}, page));
    events.insert(events.end(), page.begin(), page.end());
  } while (!position.at_head());
  return events;
}

std::vector<std::string> TestHub::Rows(std::string_view sql) {
  std::vector<std::string> rows;
  const auto reader = Require(database_->BeginRead());
  Require(reader->QueryText(sql, {}, [&rows](const Row& row) {
    std::vector<std::string> columns;
    for (int i = 0; i < row.column_count(); ++i) columns.push_back(Text(row, i));
    rows.push_back(absl::StrJoin(columns, "|"));
    return absl::OkStatus();
  }));
  return rows;
}

void TestHub::Execute(std::string_view sql) {
  const auto transaction = Require(database_->BeginWrite());
  Require(transaction->ExecuteText(sql));
  Require(transaction->Commit());
}

std::map<std::string, std::string> TestHub::TableHashes(bool derived_only) {
  std::map<std::string, std::string> hashes;
  const auto reader = Require(database_->BeginRead());
  for (const store::Schema& schema : schemas_) {
    for (const store::Table& table : schema.tables) {
      if (derived_only && table.kind != store::Table::Kind::kDerived) continue;
      hashes.emplace(table.name, absl::BytesToHexString(Require(store::HashTable(*reader, table))));
    }
  }
  return hashes;
}

absl::StatusOr<exchange::RebuildReport> TestHub::Rebuild(const exchange::TaskOptions& options) {
  return exchange::Rebuild(*database_, schemas_, {retailer_, registry_, *directory_}, options);
}

absl::StatusOr<exchange::VerifyReport> TestHub::Verify(const exchange::TaskOptions& options) {
  const auto scratch = NewDatabase();
  return exchange::Verify(*database_, *scratch, schemas_, {retailer_, registry_, *directory_},
                          options);
}

std::vector<std::string> TestHub::faults() {
  absl::MutexLock lock(&faults_->mutex);
  return faults_->list;
}

v1::SubmitRequest MakeRequest(const v1::Document& document) {
  v1::SubmitRequest request;
  request.set_request_id(NextUuid());
  *request.mutable_document() = document;
  return request;
}

TempFolder::TempFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "headwater-test-XXXXXX").string();
  HW_CHECK(mkdtemp(path.data()) != nullptr) << "cannot make " << path;
  path_ = std::move(path);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace headwater::test
