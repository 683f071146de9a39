// The calls in progress, and the word that the hub is going down: what it takes to
// end every call with an answer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hub/base/gs1.h"

namespace headwater::rpc {

// A call without an end of its own. Owned by a shared_ptr.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Answer what is outstanding, take nothing more, and finish with RefuseDraining().
  // Called at most once, on any thread, with no lock held; must not block.
  virtual void Drain() = 0;
};

// The calls of one method.
struct MethodCalls {
  std::string method;  // "Submit"
  int64_t open = 0;
  int64_t total = 0;  // since the start
};

// Where a call was refused with BUSY. The writer's own queue is not among them: see
// exchange/observer.h.
enum class BusyPlace { kReads, kCallers, kStreams };
inline constexpr size_t kBusyPlaces = 3;

// Thread-safe. Outlives the server and its services.
class OpenCalls {
 public:
  // Streams that one party may hold open at a time, and all parties.
  static constexpr int kStreamsPerPartyMax = 256;
  static constexpr int kStreamsMax = 4096;

  // Stands for one call in progress; destroyed when the call is done.
  class Pass {
   public:
    Pass() = default;
    Pass(Pass&& other) noexcept { *this = std::move(other); }
    Pass& operator=(Pass&& other) noexcept;
    ~Pass() { Leave(); }

   private:
    friend class OpenCalls;
    void Leave();
    OpenCalls* calls_ = nullptr;
    MethodCalls* method_ = nullptr;
    base::Gln party_;
    int64_t stream_ = 0;  // 0: a call that ends by itself
  };

  ~OpenCalls();

  // `method` is the name of a method of the contract, in static memory.
  // Refused with DRAINING once Drain has been called.
  absl::StatusOr<Pass> Enter(std::string_view method);
  // Refused too with BUSY when the party has kStreamsPerPartyMax streams, or all have
  // kStreamsMax. Do not call with a lock that stream->Drain() takes.
  absl::StatusOr<Pass> EnterStream(std::string_view method, base::Gln party,
                                   std::weak_ptr<OpenStream> stream);

  // Lets nobody in any more and tells every stream to end. Idempotent.
  void Drain();
  // True once every call has left; false when that took longer than `patience`.
  bool AwaitAllLeft(absl::Duration patience);

  int64_t count() const;
  bool draining() const;

  // In the order of their names; those that were never called are not there.
  std::vector<MethodCalls> ByMethod() const;

  void CountBusy(BusyPlace place);
  std::array<int64_t, kBusyPlaces> busy() const;  // by BusyPlace, since the start

 private:
  MethodCalls* Count(std::string_view method) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool AllLeft() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return count_ == 0; }

  mutable absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t next_stream_ ABSL_GUARDED_BY(mutex_) = 1;
  std::unordered_map<int64_t, std::weak_ptr<OpenStream>> streams_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<int64_t, int> streams_of_party_ ABSL_GUARDED_BY(mutex_);  // by GLN
  absl::flat_hash_map<std::string_view, std::unique_ptr<MethodCalls>> methods_
      ABSL_GUARDED_BY(mutex_);
  std::array<int64_t, kBusyPlaces> busy_ ABSL_GUARDED_BY(mutex_) = {};
};

}  // namespace headwater::rpc
