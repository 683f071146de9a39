// The archives of a store, in the folder where they lie.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/archive/archive_reader.h"
#include "hub/base/gs1.h"
#include "hub/exchange/archive_table.h"
#include "hub/exchange/archived_payloads.h"
#include "hub/exchange/replay.h"

namespace headwater::archive {

// Not thread-safe.
class ArchiveFolder final : public exchange::ArchivedPayloads {
 public:
  // Reads and checks every file that the store names, and that they follow each other and have
  // the hashes that the store has for them. NOT_FOUND names the first that is not in `folder`;
  // DATA_LOSS one that is damaged or another.
  static absl::StatusOr<std::unique_ptr<ArchiveFolder>> Open(
      std::string folder, base::Gln retailer, std::vector<exchange::ArchiveRow> archives,
      const exchange::TaskOptions& options);

  absl::StatusOr<std::string> Payload(int64_t commit_number) override;

  size_t files() const { return archives_.size(); }

 private:
  ArchiveFolder(std::string folder, std::vector<exchange::ArchiveRow> archives)
      : folder_(std::move(folder)), archives_(std::move(archives)) {}
  absl::Status OpenFor(int64_t commit_number);

  const std::string folder_;
  const std::vector<exchange::ArchiveRow> archives_;
  // The file that is being read, and the document that was read last.
  std::unique_ptr<ArchiveReader> reader_;
  int64_t last_of_file_ = 0;
  Document document_;
};

// That the file has the documents, the hash and the retailer that the store has for it.
// DATA_LOSS.
struct CheckedFile;
absl::Status CheckAgainst(const CheckedFile& file, base::Gln retailer,
                          const exchange::ArchiveRow& archive);

}  // namespace headwater::archive
