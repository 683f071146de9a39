#include "hub/partners/partners_service.h"

#include "hub/partners/partners_queries.h"

namespace headwater::partners {

grpc::ServerUnaryReactor* PartnersService::GetParty(grpc::CallbackServerContext* context,
                                                    const v1::GetPartyRequest* request,
                                                    v1::PartyRecord* response) {
  return calls_.Run(context, request, response, &partners::GetParty);
}

grpc::ServerUnaryReactor* PartnersService::ListParties(grpc::CallbackServerContext* context,
                                                       const v1::ListPartiesRequest* request,
                                                       v1::ListPartiesResponse* response) {
  return calls_.Run(context, request, response, &partners::ListParties);
}

grpc::ServerUnaryReactor* PartnersService::GetLocation(grpc::CallbackServerContext* context,
                                                       const v1::GetLocationRequest* request,
                                                       v1::LocationRecord* response) {
  return calls_.Run(context, request, response, &partners::GetLocation);
}

grpc::ServerUnaryReactor* PartnersService::ListLocations(grpc::CallbackServerContext* context,
                                                         const v1::ListLocationsRequest* request,
                                                         v1::ListLocationsResponse* response) {
  return calls_.Run(context, request, response, &partners::ListLocations);
}

grpc::ServerUnaryReactor* PartnersService::GetReplenishmentAgreement(
    grpc::CallbackServerContext* context, const v1::GetReplenishmentAgreementRequest* request,
    v1::ReplenishmentAgreementRecord* response) {
  return calls_.Run(context, request, response, &partners::GetReplenishmentAgreement);
}

grpc::ServerUnaryReactor* PartnersService::ListReplenishmentAgreements(
    grpc::CallbackServerContext* context, const v1::ListReplenishmentAgreementsRequest* request,
    v1::ListReplenishmentAgreementsResponse* response) {
  return calls_.Run(context, request, response, &partners::ListReplenishmentAgreements);
}

}  // namespace headwater::partners
