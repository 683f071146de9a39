// The store that a URL names: the one place where drivers are chosen.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "hub/store/database.h"
#include "hub/store/sqlite_database.h"

namespace headwater {

// "sqlite:PATH", "postgresql://..." (see PostgresOptions), or a folder with the database of a hub
// or of a backup in it. INVALID_ARGUMENT for anything else.
absl::StatusOr<std::unique_ptr<store::Database>> OpenStore(const std::string& url, bool read_only);
// For reading only, and damage is refused: for who takes what it reads into another store.
absl::StatusOr<std::unique_ptr<store::Database>> OpenSourceStore(const std::string& url);

// The file that such a URL names; none for a server and for what is no URL of a store.
std::optional<std::string> SqliteFileOf(const std::string& url);

// A store for a hub that shows how it stands.
struct OpenedStore {
  std::string path;                             // of the file; empty on a server
  std::shared_ptr<store::SqliteGauges> gauges;  // null on a server
  std::unique_ptr<store::Database> database;
};
absl::StatusOr<OpenedStore> OpenWatchedStore(const std::string& url);

// The URL without a password, for people to read.
std::string ShownStore(const std::string& url);

}  // namespace headwater
