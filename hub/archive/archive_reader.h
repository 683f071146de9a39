// Reads an archive file from its beginning to its end.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/archive/archive.pb.h"

namespace headwater::archive {

// Not thread-safe. Whatever is wrong with the file is DATA_LOSS with its path.
class ArchiveReader {
 public:
  // Reads the header. NOT_FOUND when there is no such file; FAILED_PRECONDITION for one of a
  // format that this program does not know.
  static absl::StatusOr<std::unique_ptr<ArchiveReader>> Open(const std::string& path);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  const Header& header() const { return header_; }

  // The next document. False at the end: then the footer is there, and the records have its
  // hash. What Next gave before is the file's only once it has said false.
  absl::StatusOr<bool> Next(Document& document);
  const Footer& footer() const { return footer_; }

 private:
  class Stream;
  ArchiveReader(std::string path, std::unique_ptr<Stream> stream);
  absl::Status Read(Record& record);
  absl::Status Damaged(std::string_view what) const;

  const std::string path_;
  const std::unique_ptr<Stream> stream_;
  Header header_;
  Footer footer_;
};

// Reads all of the file: whether it is whole, and its records have this hash.
bool HasRecords(const std::string& path, std::string_view records_hash);

}  // namespace headwater::archive
