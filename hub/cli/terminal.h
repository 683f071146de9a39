// A terminal that is one program's screen for a while.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/top_screen.h"

namespace headwater::cli {

// Takes standard input and output, and gives them back as they were when it ends. Used by
// one thread; make it before any other is started (see InterruptWatch). One at a time.
class Terminal {
 public:
  // FAILED_PRECONDITION when one of the two is no terminal.
  static absl::StatusOr<std::unique_ptr<Terminal>> Open();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // As it is now.
  ScreenSize size() const;
  void Show(const std::vector<std::string>& lines);
  // Waits for so long. False when the user wants to end: q, Ctrl-C, the end of the input, or
  // a signal that asks for it.
  bool Wait(absl::Duration duration);

 private:
  struct Saved;
  Terminal();

  std::unique_ptr<Saved> saved_;
  int asked_to_end_ = -1;  // readable once a signal has come
  std::unique_ptr<InterruptWatch> interrupts_;
};

}  // namespace headwater::cli
