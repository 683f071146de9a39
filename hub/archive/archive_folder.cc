#include "hub/archive/archive_folder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/archive/archive_check.h"
#include "hub/base/error.h"

namespace headwater::archive {

absl::Status CheckAgainst(const CheckedFile& file, base::Gln retailer,
                          const exchange::ArchiveRow& archive) {
  if (file.header.retailer_gln() != retailer.value()) {
    return absl::DataLossError(absl::StrCat(archive.name, " is an archive of ",
                                            base::Gln(file.header.retailer_gln()).ToString(),
                                            ", the store is that of ", retailer.ToString()));
  }
  if (file.header.first_commit_number() != archive.first_commit ||
      file.footer.last_commit_number() != archive.last_commit) {
    return absl::DataLossError(absl::StrCat(archive.name, " has documents ",
                                            file.header.first_commit_number(), " to ",
                                            file.footer.last_commit_number(), ", the store says ",
                                            archive.first_commit, " to ", archive.last_commit));
  }
  if (file.footer.records_hash() != archive.records_hash) {
    return absl::DataLossError(
        absl::StrCat(archive.name,
                     " is whole, and is not the file that the store was told of: its records "
                     "have another hash"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ArchiveFolder>> ArchiveFolder::Open(
    std::string folder, base::Gln retailer, std::vector<exchange::ArchiveRow> archives,
    const exchange::TaskOptions& options) {
  std::optional<CheckedFile> before;
  int64_t done = 0;
  for (const exchange::ArchiveRow& archive : archives) {
    RETURN_IF_ERROR(exchange::CheckInterrupt(options));
    ASSIGN_OR_RETURN(CheckedFile file, CheckFile(absl::StrCat(folder, "/", archive.name)));
    RETURN_IF_ERROR(CheckAgainst(file, retailer, archive));
    if (before) RETURN_IF_ERROR(CheckFollows(*before, file));
    before = std::move(file);
    if (options.progress) {
      options.progress("archives", ++done, static_cast<int64_t>(archives.size()));
    }
  }
  return std::unique_ptr<ArchiveFolder>(new ArchiveFolder(std::move(folder), std::move(archives)));
}

absl::StatusOr<std::string> ArchiveFolder::Payload(int64_t commit_number) {
  if (reader_ == nullptr || commit_number <= document_.commit_number() ||
      commit_number > last_of_file_) {
    RETURN_IF_ERROR(OpenFor(commit_number));
  }
  do {
    ASSIGN_OR_RETURN(const bool more, reader_->Next(document_));
    if (!more) {
      reader_ = nullptr;
      return absl::NotFoundError(
          absl::StrCat("document (", commit_number, ") is not in its archive"));
    }
  } while (document_.commit_number() < commit_number);
  return document_.payload();
}

absl::Status ArchiveFolder::OpenFor(int64_t commit_number) {
  const auto archive = std::find_if(
      archives_.begin(), archives_.end(), [commit_number](const exchange::ArchiveRow& row) {
        return row.first_commit <= commit_number && commit_number <= row.last_commit;
      });
  if (archive == archives_.end()) {
    return absl::NotFoundError(absl::StrCat("no archive has document (", commit_number, ")"));
  }
  reader_ = nullptr;
  document_.Clear();
  ASSIGN_OR_RETURN(reader_, ArchiveReader::Open(absl::StrCat(folder_, "/", archive->name)));
  last_of_file_ = archive->last_commit;
  return absl::OkStatus();
}

}  // namespace headwater::archive
