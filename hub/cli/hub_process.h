// A hub as a process of its own, for the demo: started, watched, started again when
// it dies, ended in order.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace headwater::cli {

struct HubProcessOptions {
  std::string program;  // the headwater command itself
  std::string store;
  std::string listen;  // after the first start, its host with the port then taken
  std::string certs;
  std::string retailer;
  std::string port_file;
  std::string log_file;  // gets what the hub writes to stderr
  // Called on a thread of the watch when the hub died and is started again.
  std::function<void(const std::string& how)> restarted;
};

// Thread-safe.
class HubProcess {
 public:
  // Returns once the hub serves. UNAVAILABLE with the end of its log if it does not.
  static absl::StatusOr<std::unique_ptr<HubProcess>> Start(HubProcessOptions options);
  // Ends it; so does the end of this process, however it comes.
  ~HubProcess();

  int port() const { return port_; }
  int restart_count() const;
  // SIGTERM, and waits for the end. Idempotent.
  void Stop();

 private:
  explicit HubProcess(HubProcessOptions options) : options_(std::move(options)) {}
  absl::Status Spawn();
  absl::StatusOr<int> AwaitPort(pid_t pid);
  void Watch();

  HubProcessOptions options_;
  int port_ = 0;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int restarts_ ABSL_GUARDED_BY(mutex_) = 0;
  pid_t pid_ ABSL_GUARDED_BY(mutex_) = 0;
  // The hub ends when this is closed.
  int lifeline_ ABSL_GUARDED_BY(mutex_) = -1;
  std::thread watch_;
};

}  // namespace headwater::cli
