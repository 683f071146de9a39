// Writes an archive file, which appears whole or not at all.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/archive/archive.pb.h"

namespace headwater::archive {

// Not thread-safe.
class ArchiveWriter {
 public:
  // Begins a draft in the folder, in place of one that was left there. FAILED_PRECONDITION
  // when it cannot be written.
  static absl::StatusOr<std::unique_ptr<ArchiveWriter>> Begin(const std::string& folder,
                                                              const Header& header);
  // Deletes the draft if it was not finished.
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  absl::Status Add(const Document& document);

  // Ends the draft, syncs it, names it and syncs the folder. Sets the footer's hash. A file of
  // that name that is there already is taken if it has the same records, as one has that was
  // finished and then not taken into the store; else it is set aside (folder_entry.h).
  absl::Status Finish(Footer& footer, const std::string& name);

 private:
  class Stream;
  ArchiveWriter(std::string folder, std::unique_ptr<Stream> stream);
  absl::Status Write(const Record& record);

  const std::string folder_;
  std::unique_ptr<Stream> stream_;  // null once finished
};

// "4000001000005-000000000001-000000002000.hwa": sorted by name, the files are
// in the order of their documents.
std::string FileNameOf(int64_t retailer_gln, int64_t first_commit, int64_t last_commit);
// The first document of such a file of this retailer; nothing for any other name.
std::optional<int64_t> FirstCommitOf(int64_t retailer_gln, std::string_view name);

}  // namespace headwater::archive
