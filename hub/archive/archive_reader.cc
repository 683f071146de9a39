#include "hub/archive/archive_reader.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "hub/archive/archive_format.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::archive {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::CopyingInputStreamAdaptor;

// Unpacks a file of one gzip stream. Protobuf's own reader of gzip takes a file for whole that
// was cut off within the checksum at its end.
class GzipFile final : public google::protobuf::io::CopyingInputStream {
 public:
  explicit GzipFile(int descriptor) : descriptor_(descriptor) {
    constexpr int kGzip = 16 + MAX_WBITS;
    state_ = inflateInit2(&stream_, kGzip);
  }
  ~GzipFile() override {
    inflateEnd(&stream_);
    close(descriptor_);
  }
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  // As read(2): 0 at the end, -1 when the file cannot be unpacked.
  int Read(void* buffer, int size) override {
    stream_.next_out = static_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(size);
    while (state_ == Z_OK && stream_.avail_out > 0) {
      if (stream_.avail_in == 0 && !Fill()) break;
      state_ = inflate(&stream_, Z_NO_FLUSH);
    }
    const int unpacked = size - static_cast<int>(stream_.avail_out);
    if (unpacked > 0 || state_ == Z_STREAM_END) return unpacked;
    return -1;
  }

  bool AtEnd() { return state_ == Z_STREAM_END && stream_.avail_in == 0 && !Fill(); }

 private:
  // False at the end of the file, and when it cannot be read.
  bool Fill() {
    ssize_t got = 0;
    do {
      got = read(descriptor_, packed_, sizeof(packed_));
    } while (got < 0 && errno == EINTR);
    stream_.next_in = packed_;
    stream_.avail_in = got < 0 ? 0 : static_cast<uInt>(got);
    return got > 0;
  }

  const int descriptor_;
  z_stream stream_ = {};
  int state_ = Z_OK;
  Bytef packed_[64 << 10];
};

}  // namespace

class ArchiveReader::Stream {
 public:
  explicit Stream(int descriptor) : file_(descriptor), bytes_(&file_) {}

  // False when there is no whole record.
  bool Read(std::string& record) {
    CodedInputStream in(&bytes_);
    uint32_t size = 0;
    return in.ReadVarint32(&size) && size <= kRecordBytesMax &&
           in.ReadString(&record, static_cast<int>(size));
  }

  void Hash(std::string_view record) {
    uint8_t length[16];
    const uint8_t* const end =
        CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(record.size()), length);
    hash_.Update({reinterpret_cast<const char*>(length), static_cast<size_t>(end - length)});
    hash_.Update(record);
  }
  std::string hash() { return hash_.Finish(); }

  // No record follows, and nothing the end of the gzip stream, whose own checksum is right.
  bool AtEnd() {
    const void* data = nullptr;
    int size = 0;
    return !bytes_.Next(&data, &size) && file_.AtEnd();
  }

 private:
  GzipFile file_;
  CopyingInputStreamAdaptor bytes_;
  base::Sha256 hash_;
};

ArchiveReader::ArchiveReader(std::string path, std::unique_ptr<Stream> stream)
    : path_(std::move(path)), stream_(std::move(stream)) {}

ArchiveReader::~ArchiveReader() = default;

absl::StatusOr<std::unique_ptr<ArchiveReader>> ArchiveReader::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    const std::string what =
        absl::StrCat(path, ": this archive cannot be opened: ", std::strerror(error));
    if (error == ENOENT) {
      return absl::NotFoundError(absl::StrCat(what, "; name the folder that has the archives"));
    }
    return absl::FailedPreconditionError(what);
  }
  std::unique_ptr<ArchiveReader> reader(
      new ArchiveReader(path, std::make_unique<Stream>(descriptor)));
  Record record;
  RETURN_IF_ERROR(reader->Read(record));
  if (!record.has_header()) return reader->Damaged("it does not begin with a header");
  if (record.header().format() != kFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": this archive is of format ", record.header().format(),
                     ", this program reads ", kFormat, "; use the one that wrote it"));
  }
  reader->header_ = std::move(*record.mutable_header());
  return reader;
}

absl::StatusOr<bool> ArchiveReader::Next(Document& document) {
  Record record;
  RETURN_IF_ERROR(Read(record));
  if (record.has_document()) {
    document = std::move(*record.mutable_document());
    return true;
  }
  if (!record.has_footer()) return Damaged("it has a record that is no document");
  footer_ = std::move(*record.mutable_footer());
  if (stream_->hash() != footer_.records_hash()) {
    return Damaged("its records do not have the hash of its footer");
  }
  if (!stream_->AtEnd()) return Damaged("it does not end with its footer");
  return false;
}

absl::Status ArchiveReader::Read(Record& record) {
  std::string bytes;
  if (!stream_->Read(bytes)) return Damaged("it ends, or cannot be unpacked, before its footer");
  if (!record.ParseFromString(bytes)) return Damaged("it has a record that cannot be read");
  if (!record.has_footer()) stream_->Hash(bytes);
  return absl::OkStatus();
}

absl::Status ArchiveReader::Damaged(std::string_view what) const {
  return absl::DataLossError(absl::StrCat(
      path_, ": this is no whole archive: ", base::AbslView(what), "; use another copy of it"));
}

bool HasRecords(const std::string& path, std::string_view records_hash) {
  const auto reader = ArchiveReader::Open(path);
  if (!reader.ok()) return false;
  Document document;
  while (true) {
    const absl::StatusOr<bool> more = (*reader)->Next(document);
    if (!more.ok()) return false;
    if (!*more) return (*reader)->footer().records_hash() == records_hash;
  }
}

}  // namespace headwater::archive
