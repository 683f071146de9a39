// The databases of all releases, opened by this program on both stores: migrated, verified, and
// written to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/sha256.h"
#include "hub/base/uuid.h"
#include "hub/exchange/id_column.h"
#include "hub/hub_world.h"
#include "hub/registry.h"
#include "hub/settings.h"
#include "released/database_dump.h"
#include "support/test_store.h"

namespace headwater::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Releases are numbered 1, 2, ... in the order in which they were made.
constexpr int kReleases = 1;

std::string TextOf(int release) {
  const std::string path = absl::StrCat(HEADWATER_RELEASED, "/", release,
                                        StoreIsPostgres() ? ".postgresql.sql" : ".sqlite.sql");
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path << " is missing";
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The steps that a database has taken and that this program knows by another text, a sentence
// each.
std::vector<std::string> ChangedSteps(store::Database& database,
                                      const std::vector<store::Schema>& schemas) {
  std::vector<std::string> changed;
  const auto reader = database.BeginRead().value();
  const absl::Status read = reader->QueryText(
      "SELECT room, number, text_hash FROM schema_step ORDER BY room, number", {},
      [&](const store::Row& row) {
        const auto schema = std::find_if(
            schemas.begin(), schemas.end(),
            [&row](const store::Schema& candidate) { return candidate.room == row.text(0); });
        const auto step = static_cast<size_t>(row.integer(1));
        const bool same = schema != schemas.end() && step <= schema->migrations.size() &&
                          base::Sha256Of(schema->migrations[step - 1].text) == row.blob(2);
        if (!same) {
          changed.push_back(absl::StrCat(std::string(row.text(0)), ", step ", step,
                                         ": a released step may not change; add a step"));
        }
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return changed;
}

class Released : public testing::TestWithParam<int> {
 protected:
  // As the release left it.
  std::unique_ptr<store::Database> Load() {
    auto database = OpenDatabaseAt(path_).value();
    const absl::Status loaded = LoadDump(*database, TextOf(GetParam()));
    EXPECT_TRUE(loaded.ok()) << loaded;
    return database;
  }

  const TempFolder folder_;
  const std::string path_ = folder_.File("hub.db");
};

void ExpectWhole(TestHub& hub, int64_t documents) {
  const auto verified = hub.Verify();
  ASSERT_THAT(verified, IsOk());
  EXPECT_THAT(verified->findings, IsEmpty());
  EXPECT_EQ(verified->documents, documents);
  const auto rebuilt = hub.Rebuild();
  ASSERT_THAT(rebuilt, IsOk());
  EXPECT_TRUE(rebuilt->identical());
}

// What was sent to the release, as its clients would send it once more.
std::vector<v1::SubmitRequest> RequestsOf(store::Database& database) {
  std::vector<v1::SubmitRequest> requests;
  const auto reader = database.BeginRead().value();
  const absl::Status read =
      reader->QueryText("SELECT request_id, payload FROM document ORDER BY commit_number", {},
                        [&requests](const store::Row& row) {
                          v1::SubmitRequest& request = requests.emplace_back();
                          request.set_request_id(exchange::ReadId(row, 0).value());
                          const std::string_view payload = row.blob(1);
                          EXPECT_TRUE(request.mutable_document()->ParseFromArray(
                              payload.data(), static_cast<int>(payload.size())));
                          return absl::OkStatus();
                        });
  EXPECT_TRUE(read.ok()) << read;
  return requests;
}

// Under a request id that no release has used: those of the tests begin with each process.
absl::StatusOr<v1::Receipt> SubmitNew(TestHub& hub, const v1::Document& document) {
  v1::SubmitRequest request;
  request.set_request_id(base::NameUuid("after the release: " + document.number()));
  *request.mutable_document() = document;
  return hub.Submit(*base::Gln::Parse(document.sender_gln()), request);
}

TEST_P(Released, StepsAreAsTheyWere) {
  EXPECT_THAT(ChangedSteps(*Load(), AllSchemas()), IsEmpty());
}

TEST_P(Released, AChangedStepIsNoticed) {
  const auto database = Load();
  std::vector<store::Schema> schemas = AllSchemas();
  const std::string changed = absl::StrCat(std::string(schemas[1].migrations[0].text), " ");
  schemas[1].migrations[0].text = changed;
  EXPECT_THAT(ChangedSteps(*database, schemas),
              ElementsAre("exchange, step 1: a released step may not change; add a step"));
  const absl::Status migrated = store::Migrate(*database, schemas);
  EXPECT_EQ(migrated.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(migrated.message()), HasSubstr("its exchange tables, step 1"));
}

TEST_P(Released, IsMigratedVerifiedAndGoesOn) {
  std::vector<v1::SubmitRequest> requests;
  {
    const auto database = Load();
    requests = RequestsOf(*database);
    const absl::Status migrated = store::Migrate(*database, AllSchemas());
    ASSERT_TRUE(migrated.ok()) << migrated;
    const auto retailer = ReadRetailer(*database);
    ASSERT_THAT(retailer, IsOk());
    EXPECT_EQ(*retailer, Retailer());
  }
  TestHubOptions options = WholeHub();
  options.path = path_;
  TestHub hub(std::move(options));
  const auto count = static_cast<int64_t>(requests.size());
  ASSERT_GT(count, 20);
  ExpectWhole(hub, count);

  // Every receipt is honoured, and none is given anew.
  const std::vector<v1::Event> events = hub.Events(Retailer());
  for (const v1::SubmitRequest& request : requests) {
    const base::Gln sender = *base::Gln::Parse(request.document().sender_gln());
    const auto receipt = hub.Submit(sender, request);
    ASSERT_THAT(receipt, IsOk()) << request.document().number();
    EXPECT_EQ(receipt->document_id(), request.document().document_id());
  }
  EXPECT_EQ(hub.Events(Retailer()).size(), events.size());

  for (const v1::Document& document : Lane(2).Story()) {
    ASSERT_THAT(SubmitNew(hub, document), IsOk()) << document.number();
  }
  ASSERT_THAT(SubmitNew(hub, Lane(1).Next(v1::Document::kOrder)), IsOk());
  ExpectWhole(hub, count + static_cast<int64_t>(Lane(2).Story().size()) + 1);
}

TEST_P(Released, AProgramOlderThanItRefusesIt) {
  const auto database = Load();
  const absl::Status migrated = store::Migrate(*database, AllSchemas());
  ASSERT_TRUE(migrated.ok()) << migrated;
  std::vector<store::Schema> older = AllSchemas();
  older.back().migrations.pop_back();
  const absl::Status refused = store::Migrate(*database, older);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("newer than this program"), HasSubstr("upgrade the program")));
}

INSTANTIATE_TEST_SUITE_P(Releases, Released, testing::Range(1, kReleases + 1));

TEST(ReleasedFolder, EveryDumpIsOfARelease) {
  int dumps = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HEADWATER_RELEASED)) {
    dumps += entry.path().extension() == ".sql" ? 1 : 0;
  }
  EXPECT_EQ(dumps, 2 * kReleases) << "kReleases counts the releases";
}

}  // namespace
}  // namespace headwater::test
