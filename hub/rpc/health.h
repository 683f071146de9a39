// Whether the hub takes documents, as grpc.health.v1.Health tells it.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/health_check_service_interface.h"

namespace headwater::rpc {

// Made before the store and the server, so that whoever finds a fault can tell it at
// any time. Thread-safe; calls do not block, also on the writer thread.
class Health {
 public:
  // For good: a sealed store or a hub that drains serves again after a restart only.
  void SetNotServing();

 private:
  friend class Server;
  // The service of a running server; nullptr before and after.
  void Attach(grpc::HealthCheckServiceInterface* service);

  absl::Mutex mutex_;
  bool serving_ ABSL_GUARDED_BY(mutex_) = true;
  grpc::HealthCheckServiceInterface* service_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace headwater::rpc
