#include "hub/archive/archive_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/gzip_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "hub/archive/archive_format.h"
#include "hub/archive/archive_reader.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::archive {
namespace {

using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::FileOutputStream;
using google::protobuf::io::GzipOutputStream;

absl::Status Failed(std::string_view what, const std::string& path, int error) {
  return absl::FailedPreconditionError(absl::StrCat("cannot ", base::AbslView(what), " ", path,
                                                    ": ", std::strerror(error),
                                                    "; nothing has left the store"));
}

std::string DraftOf(const std::string& folder) {
  return absl::StrCat(folder, "/headwater", base::AbslView(kFileEnding),
                      base::AbslView(kDraftEnding));
}

absl::Status SyncFolder(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Failed("open", folder, errno);
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return error == 0 ? absl::OkStatus() : Failed("sync", folder, error);
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
    if (fsync(descriptor_) != 0) return Failed("sync", path_, errno);
    if (close(std::exchange(descriptor_, -1)) != 0) return Failed("close", path_, errno);
    return absl::OkStatus();
  }

 private:
  absl::Status Fault(std::string_view what) const { return Failed(what, path_, file_.GetErrno()); }

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
  if (descriptor < 0) return Failed("make", path, errno);
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
                     kRecordBytesMax, "; nothing has left the store"));
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
    // Unlike rename, link never replaces.
    const std::string path = absl::StrCat(folder_, "/", name);
    if (link(draft.c_str(), path.c_str()) != 0) {
      const int error = errno;
      named = error == EEXIST ? CheckSameRecords(path, footer.records_hash())
                              : Failed("name", path, error);
    }
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

}  // namespace headwater::archive
