#include "hub/cli/archives.h"

#include <utility>
#include <vector>

#include "hub/base/error.h"
#include "hub/exchange/archive_table.h"

namespace headwater::cli {

absl::StatusOr<std::unique_ptr<archive::ArchiveFolder>> OpenArchives(
    store::Database& database, base::Gln retailer, const std::string& folder,
    const exchange::TaskOptions& options) {
  if (folder.empty()) return nullptr;
  std::vector<exchange::ArchiveRow> archives;
  {
    ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
    ASSIGN_OR_RETURN(archives, exchange::ReadArchives(*reader));
  }
  return archive::ArchiveFolder::Open(folder, retailer, std::move(archives), options);
}

}  // namespace headwater::cli
