// When the writer of SQLite moves its log into the database.
#pragma once

#include <algorithm>

namespace headwater::store {

// A checkpoint copies each page of the log once, however many commits wrote it, and syncs
// the database: the longer the log, the less a commit costs in all, and the longer the one
// waits that pays. So the log may hold some commits of the size of the last: while commits are
// small the log stays short, and so does the wait; a group of hundreds of documents, which would
// fill a short log by itself, does not pay each time.
// Not thread-safe.
class CheckpointPace {
 public:
  static constexpr int kPagesMin = 1000;
  // 32 MiB: what a start reads again, and what a commit waits for at worst.
  static constexpr int kPagesMax = 8000;
  static constexpr int kCommits = 4;

  // After each commit, with the pages in the log.
  bool Due(int log_pages) {
    // Fewer than before: the log began anew.
    const int written = log_pages > log_pages_ ? log_pages - log_pages_ : log_pages;
    log_pages_ = log_pages;
    return log_pages >= std::clamp(std::min(written, kPagesMax) * kCommits, kPagesMin, kPagesMax);
  }

 private:
  int log_pages_ = 0;
};

}  // namespace headwater::store
