// The single writer. All that changes the database passes through here: callers
// push work, one thread takes everything that waits, runs it in one transaction
// and syncs once. The next group forms while this one syncs; there is no timer. A second
// thread reports, so that the writer goes on at once; a work that is alone in its group is
// reported by the writer, which spares it the way to another thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "hub/store/database.h"

namespace headwater::store {

class QueueSteps;

// One unit of work. Apply runs on the writer thread inside a savepoint: an error
// undoes this unit alone. Done is called exactly once, after the commit of the whole
// group (or with the error), for one work after the other, those of one owner in the
// order in which they were pushed, and must not block. It and the destructor run on a
// thread of the queue.
class Work {
 public:
  virtual ~Work() = default;
  // Before the first work of its group is applied: what the group is to ask together.
  virtual void Announce() {}
  // Once more, in another transaction, where the first was undone by its database.
  virtual absl::Status Apply(Transaction& transaction) = 0;
  // A dry run is undone even when Apply is OK; the verdict still reaches Done.
  virtual bool dry_run() const { return false; }
  // Roughly what it costs to keep waiting, in bytes. Never changes.
  virtual size_t size() const = 0;
  // Who pushed it: works wait in one line for each owner, and the lines take turns.
  virtual int64_t owner() const { return 0; }
  virtual void Done(absl::Status status) = 0;
};

// Groups that are committed and not yet reported; the writer waits for the oldest.
inline constexpr size_t kGroupsUnreportedMax = 4;

// The callbacks run on the writer thread and must not block.
struct CommitQueueOptions {
  size_t group_size_max = 512;       // works in one transaction
  size_t group_bytes_max = 8 << 20;  // bytes in one transaction
  size_t waiting_max = 4096;         // works waiting; one more: RESOURCE_EXHAUSTED
  size_t waiting_bytes_max = 256 << 20;
  // Of these, the works of one owner.
  size_t waiting_of_owner_max = 2048;
  size_t waiting_bytes_of_owner_max = 128 << 20;
  // Works of one owner in one transaction while others push too; see fair_queue.h.
  size_t group_of_owner_max = 64;
  // Before the first work of a transaction is applied.
  std::function<void()> beginning;
  // Once all of its works have announced themselves.
  std::function<absl::Status(Transaction&)> announced;
  // Before each COMMIT, the last to write in its transaction. An error fails the COMMIT.
  std::function<absl::Status(Transaction&)> ending;
  // After each COMMIT, before the Done calls of its group.
  std::function<void()> committed;
  // Once: no more writes are taken, see healthy(). Before the Done calls of its group.
  std::function<void(absl::Status)> sealed;
  // Where given, the queue has no threads: its owner does their work, step by step.
  QueueSteps* steps = nullptr;
};

// Thread-safe.
class CommitQueue {
 public:
  CommitQueue(Database& database, CommitQueueOptions options);
  // Drains what waits, then ends the threads.
  ~CommitQueue();

  // RESOURCE_EXHAUSTED when full, UNAVAILABLE once sealed or stopping; in both
  // cases the work is not taken, and Done is not called.
  absl::Status Push(std::unique_ptr<Work> work);

  // Takes nothing more, finishes what waits. Idempotent.
  void Stop();

  // False once a commit has failed other than with ABORTED or UNKNOWN (Transaction::Commit): a
  // failed sync is never retried, because the kernel may have dropped the pages; a restart
  // recovers.
  bool healthy() const;

  // Works that wait for the writer, and their size.
  size_t waiting() const;
  size_t waiting_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::thread writer_;
  std::thread reporter_;
};

}  // namespace headwater::store
