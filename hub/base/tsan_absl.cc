// Compiled in the thread sanitizer's build alone. Debian's Abseil is not built for
// the sanitizer, which therefore sees no absl::Mutex and takes what one guards for a
// race. These definitions come before those of the shared library, tell the sanitizer
// what happens and call the real ones; gRPC, which locks with Abseil too, is seen
// through them as well.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "hub/base/check.h"

namespace headwater::base {
namespace {

template <typename Function>
Function Real(const char* name) {
  void* found = dlsym(RTLD_NEXT, name);
  HW_CHECK(found != nullptr) << "Abseil has no " << name;
  return reinterpret_cast<Function>(found);
}

// The sanitizer looks away between a Before and its After: Abseil evaluates the
// conditions of waiting threads there, under its own lock.
constexpr unsigned kWrite = 0;
constexpr unsigned kRead = __tsan_mutex_read_lock;

template <typename Call>
void Locking(absl::Mutex* mutex, unsigned mode, Call call) {
  __tsan_mutex_pre_lock(mutex, mode);
  call();
  __tsan_mutex_post_lock(mutex, mode, 0);
}

template <typename Call>
bool TryLocking(absl::Mutex* mutex, unsigned mode, Call call) {
  const unsigned flags = mode | __tsan_mutex_try_lock;
  __tsan_mutex_pre_lock(mutex, flags);
  const bool locked = call();
  __tsan_mutex_post_lock(mutex, locked ? flags : flags | __tsan_mutex_try_lock_failed, 0);
  return locked;
}

template <typename Call>
void Unlocking(absl::Mutex* mutex, unsigned mode, Call call) {
  __tsan_mutex_pre_unlock(mutex, mode);
  call();
  __tsan_mutex_post_unlock(mutex, mode);
}

// Unlocks, waits and locks again. Nobody of ours awaits under a reader lock.
template <typename Call>
auto Waiting(absl::Mutex* mutex, Call call) {
  __tsan_mutex_pre_unlock(mutex, kWrite);
  __tsan_mutex_post_unlock(mutex, kWrite);
  __tsan_mutex_pre_lock(mutex, kWrite);
  struct Relock {
    ~Relock() { __tsan_mutex_post_lock(mutex, kWrite, 0); }
    absl::Mutex* mutex;
  } relock{mutex};
  return call();
}

// What a notification publishes, it publishes through this address: a flag behind
// its mutex, which the inline HasBeenNotified reads.
void* Flag(const absl::Notification* notification) {
  return const_cast<char*>(reinterpret_cast<const char*>(notification)) + sizeof(absl::Mutex);
}

}  // namespace
}  // namespace headwater::base

namespace hw = headwater::base;

#define HW_REAL(name, result, ...) \
  static const auto real = hw::Real<result (*)(__VA_ARGS__)>("_ZN4absl7debian3" name)
#define HW_REAL_CONST(name, result, ...) \
  static const auto real = hw::Real<result (*)(__VA_ARGS__)>("_ZNK4absl7debian3" name)

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  HW_REAL("5Mutex4LockEv", void, Mutex*);
  hw::Locking(this, hw::kWrite, [this] { real(this); });
}

void Mutex::Unlock() {
  HW_REAL("5Mutex6UnlockEv", void, Mutex*);
  hw::Unlocking(this, hw::kWrite, [this] { real(this); });
}

bool Mutex::TryLock() {
  HW_REAL("5Mutex7TryLockEv", bool, Mutex*);
  return hw::TryLocking(this, hw::kWrite, [this] { return real(this); });
}

void Mutex::ReaderLock() {
  HW_REAL("5Mutex10ReaderLockEv", void, Mutex*);
  hw::Locking(this, hw::kRead, [this] { real(this); });
}

void Mutex::ReaderUnlock() {
  HW_REAL("5Mutex12ReaderUnlockEv", void, Mutex*);
  hw::Unlocking(this, hw::kRead, [this] { real(this); });
}

bool Mutex::ReaderTryLock() {
  HW_REAL("5Mutex13ReaderTryLockEv", bool, Mutex*);
  return hw::TryLocking(this, hw::kRead, [this] { return real(this); });
}

void Mutex::LockWhen(const Condition& condition) {
  HW_REAL("5Mutex8LockWhenERKNS0_9ConditionE", void, Mutex*, const Condition&);
  hw::Locking(this, hw::kWrite, [&] { real(this, condition); });
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  HW_REAL("5Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool, Mutex*,
          const Condition&, Duration);
  bool held = false;
  hw::Locking(this, hw::kWrite, [&] { held = real(this, condition, timeout); });
  return held;
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  HW_REAL("5Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool, Mutex*,
          const Condition&, Time);
  bool held = false;
  hw::Locking(this, hw::kWrite, [&] { held = real(this, condition, deadline); });
  return held;
}

void Mutex::ReaderLockWhen(const Condition& condition) {
  HW_REAL("5Mutex14ReaderLockWhenERKNS0_9ConditionE", void, Mutex*, const Condition&);
  hw::Locking(this, hw::kRead, [&] { real(this, condition); });
}

bool Mutex::ReaderLockWhenWithTimeout(const Condition& condition, Duration timeout) {
  HW_REAL("5Mutex25ReaderLockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool, Mutex*,
          const Condition&, Duration);
  bool held = false;
  hw::Locking(this, hw::kRead, [&] { held = real(this, condition, timeout); });
  return held;
}

bool Mutex::ReaderLockWhenWithDeadline(const Condition& condition, Time deadline) {
  HW_REAL("5Mutex26ReaderLockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool, Mutex*,
          const Condition&, Time);
  bool held = false;
  hw::Locking(this, hw::kRead, [&] { held = real(this, condition, deadline); });
  return held;
}

void Mutex::Await(const Condition& condition) {
  HW_REAL("5Mutex5AwaitERKNS0_9ConditionE", void, Mutex*, const Condition&);
  hw::Waiting(this, [&] { real(this, condition); });
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  HW_REAL("5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool, Mutex*,
          const Condition&, Duration);
  return hw::Waiting(this, [&] { return real(this, condition, timeout); });
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  HW_REAL("5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool, Mutex*, const Condition&,
          Time);
  return hw::Waiting(this, [&] { return real(this, condition, deadline); });
}

void CondVar::Wait(Mutex* mutex) {
  HW_REAL("7CondVar4WaitEPNS0_5MutexE", void, CondVar*, Mutex*);
  hw::Waiting(mutex, [&] { real(this, mutex); });
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  HW_REAL("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE", bool, CondVar*, Mutex*, Duration);
  return hw::Waiting(mutex, [&] { return real(this, mutex, timeout); });
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  HW_REAL("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE", bool, CondVar*, Mutex*, Time);
  return hw::Waiting(mutex, [&] { return real(this, mutex, deadline); });
}

void Notification::Notify() {
  HW_REAL("12Notification6NotifyEv", void, Notification*);
  __tsan_release(hw::Flag(this));
  real(this);
}

void Notification::WaitForNotification() const {
  HW_REAL_CONST("12Notification19WaitForNotificationEv", void, const Notification*);
  real(this);
  __tsan_acquire(hw::Flag(this));
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  HW_REAL_CONST("12Notification30WaitForNotificationWithTimeoutENS0_8DurationE", bool,
                const Notification*, Duration);
  const bool notified = real(this, timeout);
  __tsan_acquire(hw::Flag(this));
  return notified;
}

bool Notification::WaitForNotificationWithDeadline(Time deadline) const {
  HW_REAL_CONST("12Notification31WaitForNotificationWithDeadlineENS0_4TimeE", bool,
                const Notification*, Time);
  const bool notified = real(this, deadline);
  __tsan_acquire(hw::Flag(this));
  return notified;
}

ABSL_NAMESPACE_END
}  // namespace absl
