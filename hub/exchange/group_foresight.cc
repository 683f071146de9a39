#include "hub/exchange/group_foresight.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/document_table.h"
#include "hub/exchange/id_column.h"
#include "hub/store/remote_transaction.h"

namespace headwater::exchange {
namespace {

using base::AbslView;
using store::Question;
using store::Row;
using store::Sql;
using store::Value;

constexpr Sql kTaken{"foresight.taken",
                     "SELECT 1 FROM document WHERE document_id = $3 "
                     "UNION ALL SELECT 1 FROM document WHERE sender = $1 AND request_id = $2 "
                     "UNION ALL SELECT 1 FROM document WHERE sender = $1 AND kind = $4 "
                     "AND number = $5"};

std::string RequestKey(base::Gln sender, std::string_view request_id) {
  return absl::StrCat("r", sender.value(), " ", AbslView(request_id));
}
std::string IdKeyOf(std::string_view document_id) {
  return absl::StrCat("d", AbslView(document_id));
}
std::string NumberKey(base::Gln sender, int64_t kind, std::string_view number) {
  return absl::StrCat("n", sender.value(), " ", kind, " ", AbslView(number));
}

std::array<std::string, 3> SetKeys(const DocumentKeys& keys) {
  return {RequestKey(keys.sender, keys.request_id), IdKeyOf(keys.document_id),
          NumberKey(keys.sender, keys.kind, keys.number)};
}

}  // namespace

void GroupForesight::Forget() {
  expected_.clear();
  parties_.clear();
  free_.clear();
  last_commit_number_.reset();
}

absl::Status GroupForesight::Expect(const DocumentKeys& keys, base::Gln receiver) {
  RETURN_IF_ERROR(IdKey::Of(keys.document_id).status());
  RETURN_IF_ERROR(IdKey::Of(keys.request_id).status());
  expected_.push_back({keys.sender, keys.kind, std::string(keys.number),
                       std::string(keys.document_id), std::string(keys.request_id)});
  parties_.insert(keys.sender);
  if (receiver != base::Gln()) parties_.insert(receiver);
  return absl::OkStatus();
}

absl::Status GroupForesight::Ask(store::Transaction& transaction, FeedHeads& heads) {
  std::vector<IdKey> ids;
  ids.reserve(expected_.size() * 2);  // the questions borrow from them
  std::vector<Question> questions;
  for (const Expected& one : expected_) {
    ASSIGN_OR_RETURN(IdKey request, IdKey::Of(one.request));
    ASSIGN_OR_RETURN(IdKey document, IdKey::Of(one.document));
    const Value request_value = ids.emplace_back(request).value();
    const Value document_value = ids.emplace_back(document).value();
    questions.push_back(
        {&kTaken, {one.sender.value(), request_value, document_value, one.kind, one.number}});
  }
  const std::vector<base::Gln> parties(parties_.begin(), parties_.end());
  for (const base::Gln party : parties) questions.push_back(AskFeedHead(party));
  questions.push_back(AskLastCommitNumber());
  std::vector<bool> taken(expected_.size());
  std::vector<FeedHead> ends(parties.size(), NoFeedHead());
  RETURN_IF_ERROR(store::QueryEach(transaction, questions,
                                   [&](size_t question, const Row& row) -> absl::Status {
                                     if (question < expected_.size()) {
                                       taken[question] = true;
                                     } else if (question < expected_.size() + parties.size()) {
                                       ends[question - expected_.size()] = FeedHeadOf(row);
                                     } else {
                                       last_commit_number_ = row.integer(0);
                                     }
                                     return absl::OkStatus();
                                   }));
  for (size_t i = 0; i < parties.size(); ++i) heads.Know(parties[i], std::move(ends[i]));
  for (size_t i = 0; i < expected_.size(); ++i) {
    const Expected& one = expected_[i];
    if (taken[i]) continue;
    for (std::string& key :
         SetKeys({one.sender, one.kind, one.number, one.document, one.request})) {
      free_.insert(std::move(key));
    }
  }
  return absl::OkStatus();
}

bool GroupForesight::AreFree(const DocumentKeys& keys) const {
  for (const std::string& key : SetKeys(keys)) {
    if (!free_.contains(key)) return false;
  }
  return true;
}

void GroupForesight::Appended(const DocumentKeys& keys, int64_t commit_number) {
  for (const std::string& key : SetKeys(keys)) free_.erase(key);
  last_commit_number_ = commit_number;
}

}  // namespace headwater::exchange
