#pragma once

#include "headwater/v1/partners.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::partners {

// Thread-safe. Borrows `calls`.
class PartnersService final : public v1::PartnersService::CallbackService {
 public:
  explicit PartnersService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* GetParty(grpc::CallbackServerContext* context,
                                     const v1::GetPartyRequest* request,
                                     v1::PartyRecord* response) override;
  grpc::ServerUnaryReactor* ListParties(grpc::CallbackServerContext* context,
                                        const v1::ListPartiesRequest* request,
                                        v1::ListPartiesResponse* response) override;
  grpc::ServerUnaryReactor* GetLocation(grpc::CallbackServerContext* context,
                                        const v1::GetLocationRequest* request,
                                        v1::LocationRecord* response) override;
  grpc::ServerUnaryReactor* ListLocations(grpc::CallbackServerContext* context,
                                          const v1::ListLocationsRequest* request,
                                          v1::ListLocationsResponse* response) override;
  grpc::ServerUnaryReactor* GetReplenishmentAgreement(
      grpc::CallbackServerContext* context, const v1::GetReplenishmentAgreementRequest* request,
      v1::ReplenishmentAgreementRecord* response) override;
  grpc::ServerUnaryReactor* ListReplenishmentAgreements(
      grpc::CallbackServerContext* context, const v1::ListReplenishmentAgreementsRequest* request,
      v1::ListReplenishmentAgreementsResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::partners
