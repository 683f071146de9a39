#include "hub/rpc/health.h"

namespace headwater::rpc {

void Health::SetNotServing() {
  absl::MutexLock lock(&mutex_);
  serving_ = false;
  if (service_ != nullptr) service_->SetServingStatus(false);
}

void Health::Attach(grpc::HealthCheckServiceInterface* service) {
  absl::MutexLock lock(&mutex_);
  service_ = service;
  if (service_ != nullptr) service_->SetServingStatus(serving_);
}

}  // namespace headwater::rpc
