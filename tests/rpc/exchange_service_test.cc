#include "hub/rpc/exchange_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/limits.h"
#include "hub/rpc/error_map.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using test::Retailer;
using test::Supplier;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ExchangeServiceTest : public ::testing::Test {
 protected:
  RpcHub hub_;
  std::unique_ptr<v1::ExchangeService::Stub> supplier_ = hub_.Exchange(Certificates().supplier1);
  std::unique_ptr<v1::ExchangeService::Stub> retailer_ = hub_.Exchange(Certificates().retailer);
};

TEST_F(ExchangeServiceTest, SubmitGivesTheReceiptAndTheSameOneAgain) {
  const v1::SubmitRequest request = MakeComplaint("1");
  v1::SubmitResponse first;
  v1::SubmitResponse second;
  ASSERT_THAT(supplier_->Submit(Context().get(), request, &first), Succeeds());
  ASSERT_THAT(supplier_->Submit(Context().get(), request, &second), Succeeds());
  EXPECT_EQ(first.receipt().document_id(), request.document().document_id());
  EXPECT_EQ(first.receipt().sequence(), 1);
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

TEST_F(ExchangeServiceTest, ADryRunStoresNothing) {
  v1::SubmitRequest request = MakeComplaint("1");
  request.set_validate_only(true);
  v1::SubmitResponse response;
  ASSERT_THAT(supplier_->Submit(Context().get(), request, &response), Succeeds());
  EXPECT_EQ(response.receipt().sequence(), 0);
  EXPECT_EQ(response.receipt().content_hash().size(), 32u);
  EXPECT_TRUE(hub_.hub().Events(Supplier()).empty());
}

TEST_F(ExchangeServiceTest, ARefusalNamesEveryBrokenRule) {
  v1::SubmitRequest request = MakeComplaint("1");
  request.mutable_document()->clear_number();
  request.mutable_document()->set_document_id("x");
  v1::SubmitResponse response;
  const grpc::Status status = supplier_->Submit(Context().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const WireError error = ReadWireError(status);
  ASSERT_EQ(error.fields.size(), 2u);
  EXPECT_EQ(error.fields[0].first, "document_id");
  EXPECT_EQ(error.fields[1].first, "number");
  EXPECT_EQ(error.reason, "UUID_INVALID");
}

// A client with gRPC's default limit of 8 KiB for metadata gets the whole trailer.
TEST_F(ExchangeServiceTest, TheLargestRefusalReachesADefaultClient) {
  v1::SubmitRequest request = MakeComplaint("1");
  auto& findings = *request.mutable_document()->mutable_application_error()->mutable_findings();
  const v1::ApplicationFinding broken;
  for (int i = 0; i < 1000; ++i) *findings.Add() = broken;
  request.mutable_document()->set_number(std::string(40, '\x01'));
  v1::SubmitResponse response;
  const grpc::Status status = supplier_->Submit(Context().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_GT(status.error_details().size(), kDetailsBytesMax * 8 / 10);
  const WireError error = ReadWireError(status);
  ASSERT_TRUE(error.detail);
  EXPECT_THAT(error.fields.back().second, HasSubstr("more, which have no room here"));
}

TEST_F(ExchangeServiceTest, TheWorstTrailerReachesADefaultClient) {
  // What is refused with a message of 512 bytes when encoded and full details.
  const std::string name(400, '%');
  v1::SubmitRequest request = MakeComplaint("1");
  request.mutable_document()->set_number(name);
  auto& findings = *request.mutable_document()->mutable_application_error()->mutable_findings();
  for (int i = 0; i < 200; ++i) findings.Add()->set_field_path(std::string(400, '%'));
  v1::SubmitResponse response;
  const grpc::Status status = supplier_->Submit(Context().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_TRUE(ReadWireError(status).detail);
}

TEST_F(ExchangeServiceTest, ADocumentPastTheLimitIsRefusedInWords) {
  v1::SubmitRequest request = MakeComplaint("1");
  auto& findings = *request.mutable_document()->mutable_application_error()->mutable_findings();
  const v1::ApplicationFinding finding = findings.Get(0);
  while (request.document().ByteSizeLong() <= exchange::kDocumentBytesMax) {
    v1::ApplicationFinding& more = *findings.Add();
    more = finding;
    more.set_description(std::string(900, 'd'));
  }
  v1::SubmitResponse response;
  EXPECT_THAT(supplier_->Submit(Context().get(), request, &response),
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, v1::REASON_DOCUMENT_TOO_LARGE));
}

TEST_F(ExchangeServiceTest, AMessagePastTheLimitIsNotRead) {
  v1::SubmitRequest request = MakeComplaint("1", std::string(kReceiveBytesMax, 'd'));
  v1::SubmitResponse response;
  const grpc::Status status = supplier_->Submit(Context().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
}

TEST_F(ExchangeServiceTest, BothPartiesReadTheirFeeds) {
  v1::SubmitResponse submitted;
  ASSERT_THAT(supplier_->Submit(Context().get(), MakeComplaint("1"), &submitted), Succeeds());
  ASSERT_THAT(supplier_->Submit(Context().get(), MakeComplaint("2"), &submitted), Succeeds());
  v1::ListEventsRequest request;
  request.set_after_sequence(1);
  for (const auto* stub : {supplier_.get(), retailer_.get()}) {
    v1::ListEventsResponse response;
    ASSERT_THAT(const_cast<v1::ExchangeService::Stub*>(stub)->ListEvents(Context().get(), request,
                                                                         &response),
                Succeeds());
    ASSERT_EQ(response.events_size(), 1);
    EXPECT_EQ(response.events(0).document().number(), "2");
    EXPECT_EQ(response.through_sequence(), 2);
    EXPECT_EQ(response.head_sequence(), 2);
  }
}

TEST_F(ExchangeServiceTest, AReadIsCheckedAgainstItsRules) {
  v1::ListEventsRequest request;
  request.set_after_sequence(-1);
  request.set_page_size(-5);
  v1::ListEventsResponse response;
  const grpc::Status status = supplier_->ListEvents(Context().get(), request, &response);
  EXPECT_THAT(status,
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, v1::REASON_NUMBER_OUT_OF_RANGE));
  const WireError error = ReadWireError(status);
  ASSERT_EQ(error.fields.size(), 2u);
  EXPECT_EQ(error.fields[0].first, "after_sequence");
  EXPECT_EQ(error.fields[1].first, "page_size");
}

TEST_F(ExchangeServiceTest, GetDocumentIsForThoseWhoHaveIt) {
  const v1::SubmitRequest submit = MakeComplaint("1");
  v1::SubmitResponse submitted;
  ASSERT_THAT(supplier_->Submit(Context().get(), submit, &submitted), Succeeds());
  v1::GetDocumentRequest request;
  request.set_document_id(submit.document().document_id());
  v1::GetDocumentResponse response;
  ASSERT_THAT(retailer_->GetDocument(Context().get(), request, &response), Succeeds());
  EXPECT_EQ(response.event().document().SerializeAsString(), submit.document().SerializeAsString());
  EXPECT_THAT(
      hub_.Exchange(Certificates().supplier2)->GetDocument(Context().get(), request, &response),
      FailsWith(grpc::StatusCode::NOT_FOUND, v1::REASON_NOT_FOUND));
}

TEST_F(ExchangeServiceTest, AcknowledgeKeepsTheHighest) {
  v1::SubmitResponse submitted;
  ASSERT_THAT(supplier_->Submit(Context().get(), MakeComplaint("1"), &submitted), Succeeds());
  ASSERT_THAT(supplier_->Submit(Context().get(), MakeComplaint("2"), &submitted), Succeeds());
  v1::AcknowledgeRequest request;
  v1::AcknowledgeResponse response;
  request.set_sequence(2);
  ASSERT_THAT(supplier_->Acknowledge(Context().get(), request, &response), Succeeds());
  request.set_sequence(1);
  ASSERT_THAT(supplier_->Acknowledge(Context().get(), request, &response), Succeeds());
  EXPECT_EQ(response.acknowledged_sequence(), 2);
  EXPECT_EQ(response.head_sequence(), 2);

  request.set_sequence(3);
  const grpc::Status beyond = supplier_->Acknowledge(Context().get(), request, &response);
  EXPECT_THAT(beyond, FailsWith(grpc::StatusCode::OUT_OF_RANGE, v1::REASON_CURSOR_BEYOND_HEAD));
  EXPECT_THAT(ReadWireError(beyond).metadata, ElementsAre(testing::Pair("head_sequence", "2")));

  request.set_sequence(-1);
  EXPECT_THAT(supplier_->Acknowledge(Context().get(), request, &response),
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, v1::REASON_NUMBER_OUT_OF_RANGE));
}

TEST_F(ExchangeServiceTest, AClientThatGoesDoesNotTakeItsDocumentAway) {
  hub_.writes().Close();
  const auto context = Context();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  v1::SubmitResponse response;
  const grpc::Status status = supplier_->Submit(context.get(), MakeComplaint("1"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  ASSERT_TRUE(hub_.writes().AwaitCome(1));
  hub_.writes().Open();
  ASSERT_TRUE(hub_.calls().AwaitAllLeft(absl::Seconds(10)));
  EXPECT_EQ(hub_.hub().Events(Supplier()).size(), 1u);
}

}  // namespace
}  // namespace headwater::rpc
