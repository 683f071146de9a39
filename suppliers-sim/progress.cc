#include "suppliers-sim/progress.h"

#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

namespace headwater::sim {
namespace {

constexpr int kBarWidth = 28;
constexpr absl::Duration kRedrawInterval = absl::Milliseconds(100);
constexpr absl::Duration kLineInterval = absl::Seconds(5);

void Write(int fd, const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = write(fd, text.data() + done, text.size() - done);
    if (written <= 0) return;  // nobody reads it
    done += static_cast<size_t>(written);
  }
}

class Sink final : public ProgressSink {
 public:
  Sink(int fd, const base::Clock& clock) : fd_(fd), clock_(clock), terminal_(isatty(fd) == 1) {}

  void OnProgress(const Progress& progress) override {
    absl::MutexLock lock(&mutex_);
    const absl::Time now = clock_.Now();
    if (first_day_ < 0) {
      first_day_ = progress.day_number;
      started_ = now;
      return;
    }
    const bool last = progress.day_number == progress.day_count;
    if (!last && now - shown_ < (terminal_ ? kRedrawInterval : kLineInterval)) return;
    shown_ = now;
    if (terminal_) {
      Write(fd_, absl::StrCat("\r\x1b[K", Bar(progress), " ", Text(progress, now)));
      open_ = true;
    } else {
      Write(fd_, absl::StrCat(Text(progress, now), "\n"));
    }
  }

  void OnNote(const std::string& note) override {
    absl::MutexLock lock(&mutex_);
    Write(fd_, absl::StrCat(open_ ? "\r\x1b[K" : "", note, "\n"));
    open_ = false;
  }

  void OnEnd() override {
    absl::MutexLock lock(&mutex_);
    if (open_) Write(fd_, "\n");
    open_ = false;
  }

 private:
  static std::string Bar(const Progress& progress) {
    const int full =
        std::clamp(kBarWidth * progress.day_number / std::max(progress.day_count, 1), 0, kBarWidth);
    return absl::StrCat("[", std::string(static_cast<size_t>(full), '='),
                        std::string(static_cast<size_t>(kBarWidth - full), ' '), "]");
  }

  std::string Text(const Progress& progress, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const double seconds = std::max(absl::ToDoubleSeconds(now - started_), 0.001);
    const int played = progress.day_number - first_day_;
    const double left =
        played <= 0 ? 0 : seconds / played * (progress.day_count - progress.day_number);
    return absl::StrFormat("%s  day %d of %d  %d documents, %.0f a second, %.0f s left",
                           base::FormatDay(progress.day), progress.day_number, progress.day_count,
                           progress.documents, static_cast<double>(progress.documents) / seconds,
                           left);
  }

  const int fd_;
  const base::Clock& clock_;
  const bool terminal_;
  absl::Mutex mutex_;
  absl::Time started_ ABSL_GUARDED_BY(mutex_);
  absl::Time shown_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  int first_day_ ABSL_GUARDED_BY(mutex_) = -1;  // what was played when it began
  bool open_ ABSL_GUARDED_BY(mutex_) = false;   // a bar stands on the line
};

}  // namespace

std::unique_ptr<ProgressSink> NewProgressSink(int fd, const base::Clock& clock) {
  return std::make_unique<Sink>(fd, clock);
}

}  // namespace headwater::sim
