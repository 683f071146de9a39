#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "hub/opened_store.h"

namespace headwater {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(OpenStore, WhatIsNoStoreSaysWhatIsOneAndKeepsPasswordsToItself) {
  for (const char* url : {"", "sqlite:", "hub.db", "mysql://me:secret@host/hub", "postgres"}) {
    const absl::Status status = OpenStore(url, /*read_only=*/false).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << url;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("sqlite:PATH"), HasSubstr("postgresql://USER@HOST/DATABASE"),
                      Not(HasSubstr("secret"))));
  }
}

TEST(OpenStore, AServerThatIsNotThereIsNamedWithoutThePassword) {
  for (const char* scheme : {"postgresql", "postgres"}) {
    const absl::Status status =
        OpenStore(std::string(scheme) + "://me:secret@/hub?host=/nowhere", /*read_only=*/false)
            .status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("cannot connect to the database"), Not(HasSubstr("secret"))));
  }
}

TEST(OpenStore, AFolderIsTheDatabaseInIt) {
  std::string folder = (std::filesystem::temp_directory_path() / "hw-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  EXPECT_EQ(SqliteFileOf(folder), folder + "/hub.db");
  EXPECT_EQ(SqliteFileOf(folder + "/"), folder + "/hub.db");
  EXPECT_EQ(SqliteFileOf("sqlite:" + folder + "/other.db"), folder + "/other.db");
  EXPECT_EQ(SqliteFileOf(folder + "/hub.db"), std::nullopt);
  EXPECT_EQ(OpenStore(folder, /*read_only=*/true).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(OpenStore(folder, /*read_only=*/false).ok());
  EXPECT_TRUE(OpenStore(folder, /*read_only=*/true).ok());
  EXPECT_TRUE(OpenSourceStore("sqlite:" + folder + "/hub.db").ok());
  std::filesystem::remove_all(folder);
}

TEST(ShownStore, HasNoPassword) {
  EXPECT_EQ(ShownStore("sqlite:/var/lib/a:b@c/hub.db"), "sqlite:/var/lib/a:b@c/hub.db");
  EXPECT_EQ(ShownStore("postgresql://me@host:5432/hub"), "postgresql://me@host:5432/hub");
  EXPECT_EQ(ShownStore("postgresql://me:secret@host:5432/hub"), "postgresql://me@host:5432/hub");
  EXPECT_EQ(ShownStore("postgres://me:s:e@c@host/hub"), "postgres://me@host/hub");
  EXPECT_EQ(ShownStore("postgresql://host:5432/hub"), "postgresql://host:5432/hub");
  EXPECT_EQ(ShownStore("postgresql:///hub?user=me&password=secret"), "postgresql:///hub");
  EXPECT_EQ(ShownStore("postgresql://me:secret@host"), "postgresql://me@host");
}

}  // namespace
}  // namespace headwater
