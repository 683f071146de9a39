#include "hub/exchange/replay.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/exchange/admission.h"
#include "hub/exchange/fold.h"
#include "hub/exchange/values.h"

namespace headwater::exchange {
namespace {

using base::AbslView;

std::string Describe(const DocumentRow& row) {
  return absl::StrCat("document (", row.commit_number, "), ",
                      AbslView(KindName(static_cast<v1::Document::BodyCase>(row.kind))), " ",
                      AbslView(row.number), " of ", row.sender.ToString());
}

absl::StatusOr<Outcome> FoldRow(const ReplayParts& parts, const DocumentRow& row,
                                store::Transaction& target) {
  // Handlers take the shape for checked, which holds for what came through the door
  // and for nothing else.
  if (base::Sha256Of(row.payload) != row.content_hash) {
    return absl::DataLossError("its payload is not what was committed");
  }
  v1::Document document;
  if (!document.ParseFromArray(row.payload.data(), static_cast<int>(row.payload.size())) ||
      document.body_case() == v1::Document::BODY_NOT_SET) {
    return absl::DataLossError("its payload cannot be read");
  }
  ASSIGN_OR_RETURN(const auto sender, parts.directory.Find(target, row.sender));
  if (!sender) return absl::NotFoundError("its sender is not known at that point");
  ASSIGN_OR_RETURN(const Parties parties,
                   FindParties(target, parts.directory, parts.retailer, *sender, document));
  return Fold(parts.registry.Find(document.body_case()), parts.directory,
              {document, parties, parts.retailer, row.commit_number, row.commit_time}, target);
}

absl::StatusOr<Outcome> FoldOrUndo(const ReplayParts& parts, const DocumentRow& row,
                                   store::Transaction& target) {
  RETURN_IF_ERROR(target.Savepoint());
  absl::StatusOr<Outcome> outcome = FoldRow(parts, row, target);
  // What a driver put off fails at the Release.
  const absl::Status kept = outcome.ok() ? target.Release() : outcome.status();
  if (kept.ok()) return outcome;
  RETURN_IF_ERROR(target.RollbackToSavepoint());
  return kept;
}

}  // namespace

absl::Status CheckInterrupt(const TaskOptions& options) {
  if (options.interrupt != nullptr && options.interrupt->load(std::memory_order_relaxed)) {
    return absl::CancelledError("interrupted; nothing was changed");
  }
  return absl::OkStatus();
}

absl::Status ForEachDocument(store::Reader& reader, std::string_view step,
                             const TaskOptions& options,
                             absl::FunctionRef<absl::Status(const DocumentRow&)> visit) {
  ASSIGN_OR_RETURN(const int64_t total, LastCommitNumber(reader));
  int64_t done = 0;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<OwnedDocumentRow> rows, ReadDocuments(reader, done));
    if (rows.empty()) return absl::OkStatus();
    for (const OwnedDocumentRow& row : rows) {
      RETURN_IF_ERROR(CheckInterrupt(options));
      if (!row.row.archived() || options.archives == nullptr) {
        RETURN_IF_ERROR(visit(row.row));
        continue;
      }
      ASSIGN_OR_RETURN(const std::string payload, options.archives->Payload(row.row.commit_number));
      DocumentRow whole = row.row;
      whole.payload = payload;
      RETURN_IF_ERROR(visit(whole));
    }
    done = rows.back().row.commit_number;
    if (options.progress) options.progress(step, done, total);
  }
}

absl::Status ReplayDocument(const ReplayParts& parts, const DocumentRow& row,
                            store::Transaction& target, FeedHeads& heads,
                            absl::FunctionRef<void(const ReplayFinding&)> finding) {
  const absl::StatusOr<Outcome> outcome = FoldOrUndo(parts, row, target);
  if (!outcome.ok()) {
    finding({true, absl::StrCat(Describe(row),
                                " is refused when it is replayed: ", outcome.status().message())});
  } else if (outcome->version != row.version) {
    finding({false, absl::StrCat(Describe(row), ": its receipt says version ", row.version,
                                 ", the replay gives ", outcome->version)});
  }
  ASSIGN_OR_RETURN(const FeedPlaces places,
                   heads.Next(target, row.sender, row.receiver, row.content_hash));
  RETURN_IF_ERROR(
      heads.Append(target, row.sender, row.receiver, row.commit_number, row.kind, places));
  if (places.sender.sequence != row.sender_sequence ||
      places.receiver.sequence != row.receiver_sequence) {
    finding(
        {false, absl::StrCat(Describe(row), ": its places in the feeds are ", row.sender_sequence,
                             " and ", row.receiver_sequence, ", the replay gives ",
                             places.sender.sequence, " and ", places.receiver.sequence)});
  }
  return absl::OkStatus();
}

}  // namespace headwater::exchange
