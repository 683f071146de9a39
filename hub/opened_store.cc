#include "hub/opened_store.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "hub/base/error.h"
#include "hub/store/backup_folder.h"
#include "hub/store/postgres_database.h"

namespace headwater {
namespace {

absl::StatusOr<std::unique_ptr<store::Database>> OpenServer(const std::string& url,
                                                            bool read_only) {
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return store::OpenPostgres({.url = url, .read_only = read_only});
  }
  // It may hold a password: it is not repeated.
  return absl::InvalidArgumentError(
      "say which store: sqlite:PATH, for example sqlite:hub.db; the folder of a hub or of a "
      "backup, with hub.db in it; or postgresql://USER@HOST/DATABASE, for example "
      "postgresql://headwater@localhost/headwater");
}

}  // namespace

std::optional<std::string> SqliteFileOf(const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) return url.substr(kSqlite.size());
  std::error_code error;
  if (!std::filesystem::is_directory(url, error)) return std::nullopt;
  return (std::filesystem::path(url) / store::kDatabaseInFolder).string();
}

absl::StatusOr<std::unique_ptr<store::Database>> OpenSourceStore(const std::string& url) {
  const std::optional<std::string> path = SqliteFileOf(url);
  if (!path.has_value()) return OpenServer(url, /*read_only=*/true);
  return store::OpenSqlite({.path = *path, .read_only = true, .refuse_damaged = true});
}

absl::StatusOr<std::unique_ptr<store::Database>> OpenStore(const std::string& url, bool read_only) {
  const std::optional<std::string> path = SqliteFileOf(url);
  if (!path.has_value()) return OpenServer(url, read_only);
  return store::OpenSqlite({.path = *path, .read_only = read_only});
}

absl::StatusOr<OpenedStore> OpenWatchedStore(const std::string& url) {
  OpenedStore store;
  if (const std::optional<std::string> path = SqliteFileOf(url); path.has_value()) {
    store.path = *path;
    store.gauges = std::make_shared<store::SqliteGauges>();
    ASSIGN_OR_RETURN(store.database,
                     store::OpenSqlite({.path = store.path, .gauges = store.gauges}));
  } else {
    ASSIGN_OR_RETURN(store.database, OpenServer(url, /*read_only=*/false));
  }
  return store;
}

std::string ShownStore(const std::string& url) {
  const size_t user = url.find("://");
  if (user == std::string::npos) return url;
  const size_t begin = user + 3;
  std::string shown = url.substr(0, url.find('?'));
  const size_t end = shown.substr(0, shown.find('/', begin)).rfind('@');
  const size_t colon = shown.find(':', begin);
  if (end == std::string::npos || colon == std::string::npos || colon > end) return shown;
  return shown.erase(colon, end - colon);
}

}  // namespace headwater
