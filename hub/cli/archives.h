// --archive: the archives of a store that a command needs beside it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "hub/archive/archive_folder.h"
#include "hub/base/gs1.h"
#include "hub/exchange/replay.h"
#include "hub/store/database.h"

namespace headwater::cli {

// Checks in `folder` the archives that `database`, the retailer's store, has moved documents to.
// Null without a folder. NOT_FOUND and DATA_LOSS are those of ArchiveFolder.
absl::StatusOr<std::unique_ptr<archive::ArchiveFolder>> OpenArchives(
    store::Database& database, base::Gln retailer, const std::string& folder,
    const exchange::TaskOptions& options);

}  // namespace headwater::cli
