#include "hub/opened_store.h"

#include <optional>

#include "hub/base/error.h"
#include "hub/store/postgres_database.h"

namespace headwater {
namespace {

std::optional<std::string> SqlitePathOf(const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size()) return std::nullopt;
  return url.substr(kSqlite.size());
}

absl::StatusOr<std::unique_ptr<store::Database>> OpenServer(const std::string& url,
                                                            bool read_only) {
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return store::OpenPostgres({.url = url, .read_only = read_only});
  }
  // It may hold a password: it is not repeated.
  return absl::InvalidArgumentError(
      "--store: say sqlite:PATH, for example sqlite:hub.db, or "
      "postgresql://USER@HOST/DATABASE, for example postgresql://headwater@localhost/headwater");
}

}  // namespace

absl::StatusOr<std::unique_ptr<store::Database>> OpenStore(const std::string& url, bool read_only) {
  const std::optional<std::string> path = SqlitePathOf(url);
  if (!path.has_value()) return OpenServer(url, read_only);
  return store::OpenSqlite({.path = *path, .read_only = read_only});
}

absl::StatusOr<OpenedStore> OpenWatchedStore(const std::string& url) {
  OpenedStore store;
  if (const std::optional<std::string> path = SqlitePathOf(url); path.has_value()) {
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
