#include "adapters/client/feed_cursor.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::client {
namespace {

constexpr char kTitle[] = "headwater-cursor";

}  // namespace

// The file is one line: title, sequence, chain hash in hexadecimal or "-".
absl::StatusOr<FeedPosition> FileCursor::Load() {
  absl::StatusOr<std::string> text = files_.Read(path_);
  if (absl::IsNotFound(text.status())) return FeedPosition();
  RETURN_IF_ERROR(text.status());
  const std::vector<std::string> words =
      absl::StrSplit(*text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  FeedPosition position;
  if (words.size() != 3 || words[0] != kTitle || !absl::SimpleAtoi(words[1], &position.sequence) ||
      position.sequence < 0) {
    return absl::DataLossError(absl::StrCat(path_, " is not a cursor"));
  }
  if (words[2] != "-") {
    position.chain_hash = absl::HexStringToBytes(words[2]);
    if (words[2].size() != 2 * base::kSha256Size ||
        absl::BytesToHexString(position.chain_hash) != words[2]) {
      return absl::DataLossError(absl::StrCat(path_, " holds no chain hash"));
    }
  }
  return position;
}

absl::Status FileCursor::Save(const FeedPosition& position) {
  const std::string chain =
      position.chain_hash.empty() ? "-" : absl::BytesToHexString(position.chain_hash);
  return files_.Replace(path_, absl::StrCat(kTitle, " ", position.sequence, " ", chain, "\n"));
}

}  // namespace headwater::client
