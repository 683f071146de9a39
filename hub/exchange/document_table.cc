#include "hub/exchange/document_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/document_queries.h"
#include "hub/exchange/id_column.h"
#include "hub/exchange/values.h"

namespace headwater::exchange {
namespace {

using store::Row;
using store::Sql;
using store::Value;

// Together they bound the memory of a pass over all documents.
constexpr int64_t kBatchRows = 256;
constexpr size_t kBatchBytes = 4 << 20;

constexpr Sql kLast{"document.last_number", "SELECT coalesce(max(commit_number), 0) FROM document"};
constexpr Sql kInsert{
    "document.insert",
    "INSERT INTO document(commit_number, document_id, sender, kind, number, receiver, request_id, "
    "sender_sequence, receiver_sequence, version, commit_time, content_hash, payload) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
constexpr Sql kFindReceipt{
    "document.find_receipt",
    "SELECT d.document_id, d.sender_sequence, d.content_hash, e.chain_hash, d.commit_time, "
    "d.version FROM document d "
    "JOIN feed_entry e ON e.party = d.sender AND e.sequence = d.sender_sequence "
    "WHERE d.sender = $1 AND d.request_id = $2"};
constexpr Sql kFindNumber{"document.find_number",
                          "SELECT document_id, commit_time FROM document "
                          "WHERE sender = $1 AND kind = $2 AND number = $3"};
constexpr Sql kFindDocument{"document.find_id",
                            "SELECT commit_number, sender, receiver, kind, number FROM document "
                            "WHERE document_id = $1 AND commit_number < $2"};
constexpr Sql kReadBatch{
    "document.read_batch",
    "SELECT commit_number, document_id, sender, kind, number, receiver, request_id, "
    "sender_sequence, receiver_sequence, version, commit_time, content_hash, payload "
    "FROM document WHERE commit_number > $1 ORDER BY commit_number LIMIT $2"};

// One letter per column of kReadBatch: a damaged row must be named, not abort.
constexpr std::string_view kTypes = "ibiitibiiiibb";

std::string NumberOf(const Row& row) {
  return row.type(0) == Value::Type::kInteger ? absl::StrCat(row.integer(0)) : std::string("?");
}

absl::Status CheckTypes(const Row& row) {
  for (int i = 0; i < static_cast<int>(kTypes.size()); ++i) {
    const Value::Type wanted = kTypes[static_cast<size_t>(i)] == 'i'   ? Value::Type::kInteger
                               : kTypes[static_cast<size_t>(i)] == 't' ? Value::Type::kText
                                                                       : Value::Type::kBlob;
    if (row.type(i) != wanted) {
      return absl::DataLossError(absl::StrCat("document (", NumberOf(row), "): column ",
                                              base::AbslView(row.column_name(i)),
                                              " holds a value of another type"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> IdAt(const Row& row, int column) {
  absl::StatusOr<std::string> id = ReadId(row, column);
  if (id.ok()) return id;
  return absl::Status(id.status().code(),
                      absl::StrCat("document (", NumberOf(row), "): ", id.status().message()));
}

absl::Status Fill(const Row& row, OwnedDocumentRow& out) {
  RETURN_IF_ERROR(CheckTypes(row));
  ASSIGN_OR_RETURN(out.document_id, IdAt(row, 1));
  ASSIGN_OR_RETURN(out.request_id, IdAt(row, 6));
  out.number = row.text(4);
  out.content_hash = row.blob(11);
  out.payload = row.blob(12);
  out.row.commit_number = row.integer(0);
  out.row.sender = base::Gln(row.integer(2));
  out.row.kind = row.integer(3);
  out.row.receiver = base::Gln(row.integer(5));
  out.row.sender_sequence = row.integer(7);
  out.row.receiver_sequence = row.integer(8);
  out.row.version = row.integer(9);
  out.row.commit_time = row.integer(10);
  return absl::OkStatus();
}

// Once the rows have come to rest: a short string moves with its object.
void Borrow(OwnedDocumentRow& row) {
  row.row.document_id = row.document_id;
  row.row.number = row.number;
  row.row.request_id = row.request_id;
  row.row.content_hash = row.content_hash;
  row.row.payload = row.payload;
}

}  // namespace

absl::StatusOr<int64_t> LastCommitNumber(store::Reader& reader) {
  int64_t last = 0;
  RETURN_IF_ERROR(
      reader.QueryOne(kLast, {}, [&last](const Row& row) { last = row.integer(0); }).status());
  return last;
}

store::Question AskLastCommitNumber() { return {&kLast, {}}; }

absl::Status InsertDocument(store::Transaction& transaction, const DocumentRow& row) {
  ASSIGN_OR_RETURN(const IdKey document, IdKey::Of(row.document_id));
  ASSIGN_OR_RETURN(const IdKey request, IdKey::Of(row.request_id));
  return transaction
      .Execute(kInsert, {row.commit_number, document.value(), row.sender.value(), row.kind,
                         row.number, row.receiver.value(), request.value(), row.sender_sequence,
                         row.receiver_sequence, row.version, row.commit_time,
                         Value::Blob(row.content_hash), Value::Blob(row.payload)})
      .status();
}

absl::StatusOr<std::optional<v1::Receipt>> FindReceipt(store::Reader& reader, base::Gln sender,
                                                       std::string_view request_id) {
  ASSIGN_OR_RETURN(const IdKey request, IdKey::Of(request_id));
  std::optional<v1::Receipt> receipt;
  RETURN_IF_ERROR(reader.Query(kFindReceipt, {sender.value(), request.value()},
                               [&receipt](const Row& row) -> absl::Status {
                                 receipt.emplace();
                                 ASSIGN_OR_RETURN(*receipt->mutable_document_id(), ReadId(row, 0));
                                 receipt->set_sequence(row.integer(1));
                                 receipt->set_content_hash(std::string(row.blob(2)));
                                 receipt->set_chain_hash(std::string(row.blob(3)));
                                 *receipt->mutable_commit_time() = TimestampOf(row.integer(4));
                                 receipt->set_version(row.integer(5));
                                 return absl::OkStatus();
                               }));
  return receipt;
}

absl::StatusOr<std::optional<NumberHolder>> FindNumber(store::Reader& reader, base::Gln sender,
                                                       int64_t kind, std::string_view number) {
  std::optional<NumberHolder> holder;
  RETURN_IF_ERROR(reader.Query(kFindNumber, {sender.value(), kind, number},
                               [&holder](const Row& row) -> absl::Status {
                                 holder.emplace();
                                 ASSIGN_OR_RETURN(holder->document_id, ReadId(row, 0));
                                 holder->commit_time = row.integer(1);
                                 return absl::OkStatus();
                               }));
  return holder;
}

absl::StatusOr<std::optional<DocumentReference>> FindDocument(store::Reader& reader,
                                                              std::string_view document_id,
                                                              int64_t commit_number) {
  ASSIGN_OR_RETURN(const IdKey document, IdKey::Of(document_id));
  std::optional<DocumentReference> found;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindDocument, {document.value(), commit_number},
                                [&found](const Row& row) {
                                  found = DocumentReference{
                                      row.integer(0), base::Gln(row.integer(1)),
                                      base::Gln(row.integer(2)),
                                      static_cast<v1::Document::BodyCase>(row.integer(3)),
                                      std::string(row.text(4))};
                                })
                      .status());
  return found;
}

absl::StatusOr<std::vector<OwnedDocumentRow>> ReadDocuments(store::Reader& reader, int64_t after) {
  std::vector<OwnedDocumentRow> rows;
  size_t bytes = 0;
  bool full = false;
  const absl::Status status =
      reader.Query(kReadBatch, {after, kBatchRows}, [&](const Row& row) -> absl::Status {
        if (bytes >= kBatchBytes) {
          full = true;
          return absl::CancelledError("the batch is full");
        }
        RETURN_IF_ERROR(Fill(row, rows.emplace_back()));
        bytes += rows.back().payload.size();
        return absl::OkStatus();
      });
  if (!status.ok() && !full) return status;
  for (OwnedDocumentRow& row : rows) Borrow(row);
  return rows;
}

}  // namespace headwater::exchange
