#include "hub/replenishment/replenishment_service.h"

#include "hub/replenishment/replenishment_queries.h"

namespace headwater::replenishment {

grpc::ServerUnaryReactor* ReplenishmentService::ListReplenishmentNeeds(
    grpc::CallbackServerContext* context, const v1::ListReplenishmentNeedsRequest* request,
    v1::ListReplenishmentNeedsResponse* response) {
  return calls_.Run(context, request, response, &replenishment::ListReplenishmentNeeds);
}

}  // namespace headwater::replenishment
