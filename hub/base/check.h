// HW_CHECK(cond) << "what was expected"; prints the place, the condition and the
// message to stderr and aborts when `cond` is false. It stays on in release.
//
// For programmers' errors only: what a partner sends must never reach a check, it
// gets a violation.
#pragma once

#include <sstream>

namespace headwater::base::internal {

// Aborts in its destructor, after the message has been gathered.
class CheckFailure {
 public:
  CheckFailure(const char* file, int line, const char* condition);
  [[noreturn]] ~CheckFailure();
  CheckFailure(const CheckFailure&) = delete;
  CheckFailure& operator=(const CheckFailure&) = delete;

  std::ostream& stream() { return message_; }

 private:
  std::ostringstream message_;
};

// Turns the stream into void, so that both arms of the ?: agree. & binds looser
// than << and tighter than ?:.
struct CheckVoid {
  void operator&(std::ostream&) const {}
};

}  // namespace headwater::base::internal

#define HW_CHECK(condition)                        \
  (condition)                                      \
      ? (void)0                                    \
      : ::headwater::base::internal::CheckVoid() & \
            ::headwater::base::internal::CheckFailure(__FILE__, __LINE__, #condition).stream()
