#include "hub/archive/archive_move.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/archive/archive_check.h"
#include "hub/archive/archive_folder.h"
#include "hub/archive/archive_writer.h"
#include "hub/archive/folder_entry.h"
#include "hub/base/error.h"
#include "hub/exchange/archive_table.h"
#include "hub/exchange/document_table.h"
#include "hub/store/file_lock.h"

namespace headwater::archive {
namespace {

using exchange::ArchiveRow;
using exchange::OwnedDocumentRow;

constexpr char kLockName[] = "headwater.archive.lock";

// Gives documents of a snapshot one by one.
class DocumentWalk {
 public:
  DocumentWalk(store::Reader& reader, int64_t after) : reader_(reader), after_(after) {}

  // Null at the end. Lives until the next call.
  absl::StatusOr<const OwnedDocumentRow*> Next() {
    if (next_ == rows_.size()) {
      ASSIGN_OR_RETURN(rows_, exchange::ReadDocuments(reader_, after_));
      next_ = 0;
      if (rows_.empty()) return nullptr;
      after_ = rows_.back().row.commit_number;
    }
    return &rows_[next_++];
  }

 private:
  store::Reader& reader_;
  int64_t after_;
  std::vector<OwnedDocumentRow> rows_;
  size_t next_ = 0;
};

void AddFeedEnd(base::Gln party, const exchange::FeedHead& end,
                google::protobuf::RepeatedPtrField<FeedEnd>& feeds) {
  FeedEnd& feed = *feeds.Add();
  feed.set_party_gln(party.value());
  feed.set_sequence(end.sequence);
  feed.set_chain_hash(end.chain_hash);
}

class Mover {
 public:
  Mover(store::Database& database, const MoveOptions& options, const exchange::TaskOptions& task)
      : database_(database), options_(options), task_(task) {}

  absl::StatusOr<MoveReport> Run() {
    std::error_code error;
    if (!std::filesystem::is_directory(options_.folder, error)) {
      return absl::FailedPreconditionError(
          absl::StrCat(options_.folder,
                       " is no folder; make it, and keep it safe: what is in "
                       "it is nowhere else"));
    }
    const auto lock = store::FileLock::Acquire(absl::StrCat(options_.folder, "/", kLockName));
    if (!lock.ok()) {
      return absl::FailedPreconditionError(
          absl::StrCat("another `headwater archive` uses ", options_.folder,
                       "; wait until it has ended (", lock.status().message(), ")"));
    }
    RETURN_IF_ERROR(FinishEarlier());
    while (true) {
      RETURN_IF_ERROR(CheckInterrupt());
      ASSIGN_OR_RETURN(std::optional<ArchiveRow> archive, WriteFile());
      if (!archive) return report_;
      RETURN_IF_ERROR(SetUnknownAside(*archive));
      RETURN_IF_ERROR(ReadBack(*archive));
      RETURN_IF_ERROR(Note(*archive));
      RETURN_IF_ERROR(TakeOut(*archive));
    }
  }

  // An error, with what this run has done before it.
  absl::Status Told(const absl::Status& error) const {
    if (report_.documents == 0) return error;
    return absl::Status(error.code(),
                        absl::StrCat(error.message(), "; before that, ", report_.documents,
                                     " documents were moved into the files in ", options_.folder,
                                     ", which are the only ones to have them"));
  }

 private:
  absl::Status CheckInterrupt() const {
    if (exchange::CheckInterrupt(task_).ok()) return absl::OkStatus();
    return absl::CancelledError(
        "interrupted; run the same again to go on: what has left the store is in its archive");
  }

  // An earlier run may have ended between its file and the last of its documents.
  absl::Status FinishEarlier() {
    ASSIGN_OR_RETURN(const std::vector<ArchiveRow> archives, Archives());
    if (archives.empty()) return absl::OkStatus();
    last_ = archives.back();
    std::error_code error;
    if (!std::filesystem::exists(PathOf(*last_), error)) {
      return absl::FailedPreconditionError(
          absl::StrCat(last_->name, ", the last archive of this store, is not in ", options_.folder,
                       "; name the folder that has the archives, all of a store are kept in one"));
    }
    if (last_->moved()) return absl::OkStatus();
    report_.resumed = true;
    RETURN_IF_ERROR(ReadBack(*last_));
    return TakeOut(*last_);
  }

  // Whatever else in the folder says that it has these documents, or later ones, would make it a
  // folder of two histories.
  absl::Status SetUnknownAside(const ArchiveRow& archive) {
    std::vector<std::string> unknown;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(options_.folder, error), end;
         !error && entry != end; entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      const std::optional<int64_t> first = FirstCommitOf(options_.retailer.value(), name);
      if (first && *first >= archive.first_commit && name != archive.name) unknown.push_back(name);
    }
    if (error) return FileFailed("read", options_.folder, error.value());
    std::sort(unknown.begin(), unknown.end());
    for (const std::string& name : unknown) {
      ASSIGN_OR_RETURN(const std::string path, SetAside(absl::StrCat(options_.folder, "/", name)));
      report_.set_aside.push_back(std::filesystem::path(path).filename().string());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<ArchiveRow>> Archives() {
    ASSIGN_OR_RETURN(const auto reader, database_.BeginRead());
    return exchange::ReadArchives(*reader);
  }

  // The next file, or nothing when there is nothing more to move.
  absl::StatusOr<std::optional<ArchiveRow>> WriteFile() {
    ASSIGN_OR_RETURN(const auto reader, database_.BeginRead());
    const int64_t first = last_ ? last_->last_commit + 1 : 1;
    Header header;
    header.set_format(kFormat);
    header.set_retailer_gln(options_.retailer.value());
    header.set_first_commit_number(first);
    if (last_) header.set_previous_records_hash(last_->records_hash);
    ASSIGN_OR_RETURN(const auto anchors, exchange::ReadAnchors(*reader));
    for (const exchange::FeedAnchor& anchor : anchors) {
      AddFeedEnd(anchor.party, anchor.event, *header.mutable_feeds());
    }
    ASSIGN_OR_RETURN(const int64_t end, exchange::LastCommitNumber(*reader));
    std::unique_ptr<ArchiveWriter> writer;
    ChainWalk walk(header);
    DocumentWalk documents(*reader, first - 1);
    int64_t count = 0;
    int64_t bytes = 0;
    while (count < options_.file_documents_max && bytes < options_.file_payload_bytes_max) {
      RETURN_IF_ERROR(CheckInterrupt());
      ASSIGN_OR_RETURN(const OwnedDocumentRow* row, documents.Next());
      if (row == nullptr || !Goes(row->row)) break;
      if (writer == nullptr) {
        ASSIGN_OR_RETURN(writer, ArchiveWriter::Begin(options_.folder, header));
      }
      ASSIGN_OR_RETURN(const Document document, RecordOf(*reader, row->row));
      RETURN_IF_ERROR(walk.Add(document));
      RETURN_IF_ERROR(writer->Add(document));
      ++count;
      bytes += static_cast<int64_t>(row->payload.size());
      if (task_.progress) task_.progress("write", document.commit_number(), end);
    }
    if (writer == nullptr) return std::nullopt;
    Footer footer;
    footer.set_last_commit_number(walk.last_commit());
    for (const auto& [party, head] : walk.grown()) {
      AddFeedEnd(party, head, *footer.mutable_feeds());
    }
    ArchiveRow archive{.first_commit = first,
                       .last_commit = walk.last_commit(),
                       .moved_through = first - 1,
                       .name = FileNameOf(options_.retailer.value(), first, walk.last_commit()),
                       .records_hash = {}};
    RETURN_IF_ERROR(writer->Finish(footer, archive.name));
    archive.records_hash = footer.records_hash();
    std::error_code error;
    const auto size = std::filesystem::file_size(PathOf(archive), error);
    if (!error) report_.file_bytes += static_cast<int64_t>(size);
    ++report_.files;
    return archive;
  }

  bool Goes(const exchange::DocumentRow& row) {
    if (row.commit_time >= absl::ToUnixMicros(options_.before)) return false;
    report_.kept = options_.keep_from > 0 && row.commit_number >= options_.keep_from;
    return !report_.kept;
  }

  absl::StatusOr<Document> RecordOf(store::Reader& reader, const exchange::DocumentRow& row) {
    Document document;
    document.set_commit_number(row.commit_number);
    document.set_request_id(std::string(row.request_id));
    document.set_commit_time_micros(row.commit_time);
    document.set_version(row.version);
    document.set_sender_sequence(row.sender_sequence);
    ASSIGN_OR_RETURN(*document.mutable_sender_chain_hash(),
                     exchange::ReadChainHash(reader, row.sender, row.sender_sequence));
    if (row.receiver != base::Gln()) {
      document.set_receiver_sequence(row.receiver_sequence);
      ASSIGN_OR_RETURN(*document.mutable_receiver_chain_hash(),
                       exchange::ReadChainHash(reader, row.receiver, row.receiver_sequence));
    }
    document.set_content_hash(std::string(row.content_hash));
    document.set_payload(std::string(row.payload));
    return document;
  }

  // What is to leave the store must be in the file, bit for bit, and on the disk, whoever wrote it.
  absl::Status ReadBack(const ArchiveRow& archive) {
    RETURN_IF_ERROR(SyncFile(PathOf(archive)));
    if (task_.progress) task_.progress("read back", archive.moved_through, archive.last_commit);
    ASSIGN_OR_RETURN(const auto reader, database_.BeginRead());
    DocumentWalk documents(*reader, archive.moved_through);
    ASSIGN_OR_RETURN(const CheckedFile file,
                     CheckFile(PathOf(archive), [&](const Document& document) -> absl::Status {
                       RETURN_IF_ERROR(CheckInterrupt());
                       if (task_.progress) {
                         task_.progress("read back", document.commit_number(), archive.last_commit);
                       }
                       if (document.commit_number() <= archive.moved_through)
                         return absl::OkStatus();
                       ASSIGN_OR_RETURN(const OwnedDocumentRow* row, documents.Next());
                       if (row != nullptr) {
                         ASSIGN_OR_RETURN(const Document stored, RecordOf(*reader, row->row));
                         if (stored.SerializeAsString() == document.SerializeAsString()) {
                           return absl::OkStatus();
                         }
                       }
                       return absl::DataLossError(
                           absl::StrCat(archive.name, ": document (", document.commit_number(),
                                        ") is not what the store has; nothing after document ",
                                        archive.moved_through, " has left the store"));
                     }));
    return CheckAgainst(file, options_.retailer, archive);
  }

  absl::Status Note(const ArchiveRow& archive) {
    ASSIGN_OR_RETURN(const auto transaction, database_.BeginWrite());
    RETURN_IF_ERROR(exchange::InsertArchive(*transaction, archive));
    RETURN_IF_ERROR(transaction->Commit());
    last_ = archive;
    return absl::OkStatus();
  }

  absl::Status TakeOut(ArchiveRow archive) {
    while (!archive.moved()) {
      RETURN_IF_ERROR(CheckInterrupt());
      ASSIGN_OR_RETURN(const auto transaction, database_.BeginWrite());
      ASSIGN_OR_RETURN(std::vector<OwnedDocumentRow> rows,
                       exchange::ReadDocuments(*transaction, archive.moved_through));
      while (!rows.empty() && rows.back().row.commit_number > archive.last_commit) rows.pop_back();
      if (rows.empty()) {
        return absl::DataLossError(
            absl::StrCat("documents after ", archive.moved_through, " are missing; run verify"));
      }
      RETURN_IF_ERROR(exchange::MoveOut(*transaction, archive, rows));
      RETURN_IF_ERROR(transaction->Commit());
      archive.moved_through = rows.back().row.commit_number;
      report_.documents += static_cast<int64_t>(rows.size());
      for (const OwnedDocumentRow& row : rows) {
        report_.payload_bytes += static_cast<int64_t>(row.payload.size());
      }
      if (task_.progress) task_.progress("move", archive.moved_through, archive.last_commit);
    }
    last_ = archive;
    return absl::OkStatus();
  }

  std::string PathOf(const ArchiveRow& archive) const {
    return absl::StrCat(options_.folder, "/", archive.name);
  }

  store::Database& database_;
  const MoveOptions& options_;
  const exchange::TaskOptions& task_;
  std::optional<ArchiveRow> last_;
  MoveReport report_;
};

}  // namespace

absl::StatusOr<MoveReport> MoveToArchives(store::Database& database, const MoveOptions& options,
                                          const exchange::TaskOptions& task) {
  Mover mover(database, options, task);
  absl::StatusOr<MoveReport> report = mover.Run();
  if (!report.ok()) return mover.Told(report.status());
  return report;
}

}  // namespace headwater::archive
