#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/format/document_reader.h"
#include "adapters/format/spool.pb.h"
#include "hub/base/check.h"
#include "hub/base/error.h"

namespace headwater::format {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Documents that wait on disk. The file has no name and is gone with the process.
class Spool {
 public:
  absl::Status Append(const Parsed& parsed) {
    if (file_ == nullptr) file_.reset(std::tmpfile());
    if (file_ == nullptr) return Failed("make");
    if (!parsed.positions.empty()) {
      HW_CHECK(table_ == nullptr || table_ == parsed.positions.table())
          << "a reader has one table of paths";
      table_ = parsed.positions.table();
    }
    SpooledDocument spooled;
    *spooled.mutable_document() = parsed.document;
    const auto& entries = parsed.positions.entries();
    static_assert(std::is_trivially_copyable_v<PositionMap::Entry>);
    spooled.set_positions(reinterpret_cast<const char*>(entries.data()),
                          entries.size() * sizeof(PositionMap::Entry));
    const std::string bytes = spooled.SerializeAsString();
    const uint64_t length = bytes.size();
    if (std::fwrite(&length, sizeof(length), 1, file_.get()) != 1 ||
        std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
      return Failed("write");
    }
    return absl::OkStatus();
  }

  absl::Status Replay(DocumentSink& sink) {
    if (file_ == nullptr) return absl::OkStatus();
    if (std::fflush(file_.get()) != 0) return Failed("write");
    std::rewind(file_.get());
    uint64_t length = 0;
    std::string bytes;
    while (std::fread(&length, sizeof(length), 1, file_.get()) == 1) {
      bytes.resize(length);
      SpooledDocument spooled;
      if (std::fread(bytes.data(), 1, length, file_.get()) != length ||
          !spooled.ParseFromString(bytes)) {
        return Failed("read");
      }
      RETURN_IF_ERROR(sink.OnDocument(ParsedFrom(spooled)));
    }
    return std::ferror(file_.get()) != 0 ? Failed("read") : absl::OkStatus();
  }

 private:
  Parsed ParsedFrom(SpooledDocument& spooled) const {
    Parsed parsed{.document = std::move(*spooled.mutable_document()),
                  .positions = table_ == nullptr ? PositionMap() : PositionMap(table_)};
    std::vector<PositionMap::Entry> entries(spooled.positions().size() /
                                            sizeof(PositionMap::Entry));
    if (!entries.empty()) {
      std::memcpy(entries.data(), spooled.positions().data(),
                  entries.size() * sizeof(PositionMap::Entry));
    }
    parsed.positions.Restore(std::move(entries));
    return parsed;
  }

  static absl::Status Failed(const char* verb) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", verb, " the temporary file"));
  }

  std::unique_ptr<std::FILE, CloseFile> file_;
  std::shared_ptr<const PathTable> table_;
};

// Counts, and holds documents back where a spool is given.
class CountingSink final : public DocumentSink {
 public:
  CountingSink(DocumentSink& sink, Spool* spool, ReadSummary& summary)
      : sink_(sink), spool_(spool), summary_(summary) {}

  absl::Status OnDocument(Parsed parsed) override {
    ++summary_.documents;
    if (spool_ == nullptr) return sink_.OnDocument(std::move(parsed));
    // After an error none will go: no need to keep more.
    return summary_.errors > 0 ? absl::OkStatus() : spool_->Append(parsed);
  }

  absl::Status OnIssue(Issue issue) override {
    ++(issue.severity == Severity::kError ? summary_.errors : summary_.warnings);
    return sink_.OnIssue(std::move(issue));
  }

 private:
  DocumentSink& sink_;
  Spool* const spool_;
  ReadSummary& summary_;
};

}  // namespace

absl::StatusOr<ReadSummary> ReadDocuments(DocumentReader& reader, ByteSource& source, Mode mode,
                                          DocumentSink& sink) {
  ReadSummary summary;
  Spool spool;
  const bool all_or_nothing = mode == Mode::kAllOrNothing;
  CountingSink counting(sink, all_or_nothing ? &spool : nullptr, summary);
  RETURN_IF_ERROR(reader.Read(source, counting));
  if (!all_or_nothing) return summary;
  if (summary.errors > 0) {
    summary.documents = 0;
    return summary;
  }
  RETURN_IF_ERROR(spool.Replay(sink));
  return summary;
}

}  // namespace headwater::format
