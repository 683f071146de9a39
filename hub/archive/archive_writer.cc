#include "hub/archive/archive_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/gzip_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "hub/archive/archive_format.h"
#include "hub/archive/archive_reader.h"
#include "hub/archive/folder_entry.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::archive {
namespace {

using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::FileOutputStream;
using google::protobuf::io::GzipOutputStream;

std::string DraftOf(const std::string& folder) {
  return absl::StrCat(folder, "/headwater", base::AbslView(kFileEnding),
                      base::AbslView(kDraftEnding));
}

// Whatever has the name already is of a run that ended before the store was told of its file, or
// of a store that was put back to an earlier state since.
absl::Status NameDraft(const std::string& draft, const std::string& path,
                       std::string_view records_hash) {
  // Unlike rename, link never replaces.
  if (link(draft.c_str(), path.c_str()) == 0) return absl::OkStatus();
  if (errno != EEXIST) return FileFailed("name", path, errno);
  if (HasRecords(path, records_hash)) return absl::OkStatus();
  RETURN_IF_ERROR(SetAside(path).status());
  if (link(draft.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return FileFailed("name", path, errno);
}

}  // namespace

// The open draft.
class ArchiveWriter::Stream {
 public:
  Stream(std::string path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor), file_(descriptor), gzip_(&file_) {}
  ~Stream() {
    if (descriptor_ < 0) return;
    // What they still hold would else be written to whatever has this number next.
    gzip_.Close();
    file_.Flush();
    close(descriptor_);
    unlink(path_.c_str());
  }

  absl::Status Write(std::string_view bytes, bool hashed) {
    if (hashed) hash_.Update(bytes);
    CodedOutputStream out(&gzip_);
    out.WriteRaw(bytes.data(), static_cast<int>(bytes.size()));
    return out.HadError() ? Fault("write") : absl::OkStatus();
  }

  std::string hash() { return hash_.Finish(); }
  const std::string& path() const { return path_; }

  // The draft stays, synced and closed.
  absl::Status Close() {
    if (!gzip_.Close() || !file_.Flush()) return Fault("write");
    if (fsync(descriptor_) != 0) return FileFailed("sync", path_, errno);
    if (close(std::exchange(descriptor_, -1)) != 0) return FileFailed("close", path_, errno);
    return absl::OkStatus();
  }

 private:
  absl::Status Fault(std::string_view what) const {
    return FileFailed(what, path_, file_.GetErrno());
  }

  const std::string path_;
  int descriptor_;
  FileOutputStream file_;
  GzipOutputStream gzip_;
  base::Sha256 hash_;
};

ArchiveWriter::ArchiveWriter(std::string folder, std::unique_ptr<Stream> stream)
    : folder_(std::move(folder)), stream_(std::move(stream)) {}

ArchiveWriter::~ArchiveWriter() = default;

absl::StatusOr<std::unique_ptr<ArchiveWriter>> ArchiveWriter::Begin(const std::string& folder,
                                                                    const Header& header) {
  std::string path = DraftOf(folder);
  // Documents of all parties: not for everybody to read.
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (descriptor < 0) return FileFailed("make", path, errno);
  std::unique_ptr<ArchiveWriter> writer(
      new ArchiveWriter(folder, std::make_unique<Stream>(std::move(path), descriptor)));
  Record record;
  *record.mutable_header() = header;
  RETURN_IF_ERROR(writer->Write(record));
  return writer;
}

absl::Status ArchiveWriter::Add(const Document& document) {
  Record record;
  *record.mutable_document() = document;
  return Write(record);
}

absl::Status ArchiveWriter::Write(const Record& record) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream out(&bytes);
    CodedOutputStream coded(&out);
    coded.WriteVarint32(static_cast<uint32_t>(record.ByteSizeLong()));
    record.SerializeToCodedStream(&coded);
  }
  if (bytes.size() > kRecordBytesMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a record of ", bytes.size(), " bytes is larger than archives take, ",
                     kRecordBytesMax, "; it has not left the store"));
  }
  return stream_->Write(bytes, !record.has_footer());
}

absl::Status ArchiveWriter::Finish(Footer& footer, const std::string& name) {
  footer.set_records_hash(stream_->hash());
  Record record;
  *record.mutable_footer() = footer;
  RETURN_IF_ERROR(Write(record));
  const std::string draft = stream_->path();
  absl::Status named = stream_->Close();
  if (named.ok()) {
    const std::string path = absl::StrCat(folder_, "/", name);
    named = NameDraft(draft, path, footer.records_hash());
    unlink(draft.c_str());
  }
  stream_ = nullptr;
  RETURN_IF_ERROR(named);
  return SyncFolder(folder_);
}

std::string FileNameOf(int64_t retailer_gln, int64_t first_commit, int64_t last_commit) {
  return absl::StrFormat("%013d-%012d-%012d%s", retailer_gln, first_commit, last_commit,
                         base::AbslView(kFileEnding));
}

std::optional<int64_t> FirstCommitOf(int64_t retailer_gln, std::string_view name) {
  constexpr size_t kRetailerDigits = 13;
  constexpr size_t kCommitDigits = 12;
  int64_t first = 0;
  int64_t last = 0;
  if (name.size() < kRetailerDigits + 2 * kCommitDigits + 2 ||
      !absl::SimpleAtoi(base::AbslView(name.substr(kRetailerDigits + 1, kCommitDigits)), &first) ||
      !absl::SimpleAtoi(
          base::AbslView(name.substr(kRetailerDigits + kCommitDigits + 2, kCommitDigits)), &last) ||
      name != FileNameOf(retailer_gln, first, last)) {
    return std::nullopt;
  }
  return first;
}

}  // namespace headwater::archive
