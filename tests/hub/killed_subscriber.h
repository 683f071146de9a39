// What the subscriber that is killed and the test that kills it agree on.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::test {

// Where the subscriber has come to. Written to a pipe, so that the test kills it at a
// place and not after a time.
struct Tick {
  // 'b': a batch has come; 'e': an event is seen; 's': the cursor is about to move; 'm':
  // it has moved.
  char stage = 0;
  int64_t sequence = 0;
};
// Of so many bytes each: few of them fill the pipe, and a subscriber never runs far ahead
// of the test.
inline constexpr size_t kTickBytes = 64;
inline constexpr int kPipeBytes = 4096;

// What the subscriber has seen: sequence numbers in a file, in the order in which it
// processed their events. An event is seen once its number stands there and the cursor
// has passed it. What stands behind the cursor when the subscriber begins is work that a
// kill cut off before it was committed; it is undone, as the transaction of a database
// would be, and those events come again. Whatever stands before the cursor stays, so a
// number that is given twice or not at all is found at the end.
class Seen {
 public:
  explicit Seen(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<int64_t> Count() const;
  // Drops half a number, and every number behind the cursor's from the end on.
  absl::Status Undo(int64_t cursor) const;
  absl::Status Append(int64_t sequence);
  // OK when they are 1, 2, 3 and so on to `last`.
  absl::Status CheckAll(int64_t last) const;

 private:
  absl::StatusOr<std::string> Read() const;

  const std::string path_;
  int file_ = -1;  // open until the process ends
};

}  // namespace headwater::test
