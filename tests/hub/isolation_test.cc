// A supplier learns nothing about another: whatever it asks, about a thing that is there
// and about one that nobody has, the answer has the same bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/sha256.h"
#include "hub/hub_world.h"
#include "hub/hub_world_server.h"
#include "hub/isolation_call.h"
#include "hub/isolation_cases.h"
#include "rpc/wire_error.h"

namespace headwater::test {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;

// Every RPC of the contract: of each of its files, from the messages that this program
// was built with.
std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto& entry : std::filesystem::directory_iterator(HEADWATER_CONTRACT)) {
    if (entry.path().extension() != ".proto") continue;
    const auto* const file = DescriptorPool::generated_pool()->FindFileByName(
        absl::StrCat("headwater/v1/", entry.path().filename().string()));
    if (file == nullptr) {
      ADD_FAILURE() << entry.path() << " is not linked into this test";
      continue;
    }
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        methods.push_back(file->service(i)->method(k));
      }
    }
  }
  return methods;
}

std::string NameOf(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->name(), ".", method.name());
}

const MethodDescriptor& MethodOf(const std::string& name) {
  const auto* const method =
      DescriptorPool::generated_pool()->FindMethodByName("headwater.v1." + name);
  EXPECT_NE(method, nullptr) << name;
  return *method;
}

// Numbers of suppliers: who asks, about whom that is there, and about whom that is not.
struct Roles {
  int asker;
  int real;
  int invented;
};

void PrintTo(const Roles& roles, std::ostream* out) {
  *out << "supplier " << roles.asker << " asks about " << roles.real << " and " << roles.invented;
}

class Isolation : public testing::TestWithParam<Roles> {
 protected:
  Isolation()
      : asker_(GetParam().asker),
        hub_({GetParam().asker, GetParam().real}),
        asking_(hub_.Connect(asker_.supplier())),
        owning_(hub_.Connect(Lane(GetParam().real).supplier())),
        retailing_(hub_.Connect(Retailer())),
        real_{Lane(GetParam().real)},
        invented_{Lane(GetParam().invented)} {
    // A longer feed than the asker's, so that its end is nowhere in the asker's.
    std::vector<v1::Document> more;
    for (int k = 3; k <= 9; ++k) more.push_back(real_.lane.SupplierComplaint(k));
    hub_.Tell(more);
    real_.sequence = hub_.Head(real_.lane.supplier());
    invented_.sequence = real_.sequence + 1;
    StealTokens();
  }

  // The tokens are those that the owners get, the invented one from a hub of its own.
  void StealTokens() {
    const HubServer elsewhere({GetParam().invented});
    const auto other = elsewhere.Connect(invented_.lane.supplier());
    for (const TokenCase& list : TokenCases()) {
      real_.tokens[list.method] =
          TokenOf(CallRaw(owning_, MethodOf(list.method), *list.first_page()), list.method);
      invented_.tokens[list.method] =
          TokenOf(CallRaw(other, MethodOf(list.method), *list.first_page()), list.method);
    }
  }

  static std::string TokenOf(const RawAnswer& answer, const std::string& name) {
    const MethodDescriptor& method = MethodOf(name);
    const std::unique_ptr<google::protobuf::Message> page(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(method.output_type())
            ->New());
    if (!answer.ok() || !page->ParseFromString(answer.responses.at(0))) return "";
    std::string token = page->GetReflection()->GetString(
        *page, method.output_type()->FindFieldByName("next_page_token"));
    EXPECT_NE(token, "") << name << " has one page only: the world has too little in it";
    return token;
  }

  RawAnswer Ask(const ReadCase& read, const Keys& keys) const {
    return CallRaw(asking_, MethodOf(read.method), *read.request(keys));
  }

  // The same answer about both, once the invented keys that stand in it are replaced by
  // the real ones (KeysOf) and, of a document that is accepted, its content hash too,
  // which is a function of the request alone.
  void ExpectSame(const RawAnswer& real, const RawAnswer& invented, Substitutions pairs) const {
    for (auto& pair : KeysOf(invented_, real_)) pairs.push_back(std::move(pair));
    const RawAnswer same = Substitute(invented, pairs);
    EXPECT_TRUE(real == same) << "real:     " << Describe(real)
                              << "\ninvented: " << Describe(invented);
  }

  static v1::SubmitRequest RequestOf(const v1::Document& document, bool validate_only) {
    v1::SubmitRequest request;
    request.set_request_id(Lane::DocumentId("asked"));
    *request.mutable_document() = document;
    request.set_validate_only(validate_only);
    return request;
  }
  RawAnswer Submit(const v1::SubmitRequest& request) const {
    return CallRaw(asking_, MethodOf("ExchangeService.Submit"), request);
  }
  RawAnswer Stream(const v1::SubmitRequest& request) const {
    v1::SubmitStreamRequest on_stream;
    *on_stream.mutable_submit() = request;
    return CallRaw(asking_, MethodOf("ExchangeService.SubmitStream"), on_stream);
  }

  const Lane asker_;
  HubServer hub_;
  const std::shared_ptr<grpc::Channel> asking_;
  const std::shared_ptr<grpc::Channel> owning_;
  const std::shared_ptr<grpc::Channel> retailing_;
  Keys real_;
  Keys invented_;
};

Substitutions HashesOf(const v1::Document& from, const v1::Document& to) {
  return {{base::Sha256Of(from.SerializeAsString()), base::Sha256Of(to.SerializeAsString())}};
}

TEST_P(Isolation, EveryReadAnswersTheSame) {
  for (const ReadCase& read : ReadCases(asker_)) {
    SCOPED_TRACE(read.method + ": " + read.what);
    const RawAnswer real = Ask(read, real_);
    ExpectSame(real, Ask(read, invented_), {});
    if (!real.ok()) continue;
    for (const std::string& response : real.responses) {
      for (const std::string& secret : SecretsOf(real_.lane)) {
        EXPECT_FALSE(absl::StrContains(response, secret)) << secret;
      }
    }
  }
}

// Without it the test above could pass for a hub that has nothing to hide.
TEST_P(Isolation, WhatIsHiddenIsThere) {
  for (const ReadCase& read : ReadCases(asker_)) {
    if (read.told == Told::kNobody) continue;
    SCOPED_TRACE(read.method + ": " + read.what);
    const RawAnswer told = CallRaw(read.told == Told::kRetailer ? retailing_ : owning_,
                                   MethodOf(read.method), *read.request(real_));
    ASSERT_TRUE(told.ok()) << Describe(told);
    ASSERT_FALSE(told.responses.empty());
    EXPECT_FALSE(told.responses[0].empty());
  }
  for (const v1::Document::BodyCase kind :
       {v1::Document::kLocation, v1::Document::kTradeItem, v1::Document::kOrderResponse,
        v1::Document::kDespatchAdvice, v1::Document::kInventoryReport,
        v1::Document::kApplicationError}) {
    const RawAnswer told =
        CallRaw(owning_, MethodOf("ExchangeService.Submit"),
                RequestOf(kind == v1::Document::kApplicationError ? real_.lane.SupplierComplaint(2)
                                                                  : real_.lane.Next(kind),
                          true));
    EXPECT_TRUE(told.ok()) << Describe(told);
  }
}

// Both doors, and the dry run of both. What a dry run accepts is not submitted: about
// the real key and the invented one the asker could not say it twice.
TEST_P(Isolation, EveryDocumentIsAnsweredTheSame) {
  int refused = 0;
  int accepted = 0;
  for (const SubmitCase& submit : SubmitCases(asker_)) {
    SCOPED_TRACE(submit.what);
    const v1::Document real = submit.document(real_);
    const v1::Document invented = submit.document(invented_);
    const Substitutions hashes = HashesOf(invented, real);
    const RawAnswer verdict = Submit(RequestOf(real, true));
    const RawAnswer same = Submit(RequestOf(invented, true));
    ExpectSame(verdict, same, hashes);
    ExpectSame(Stream(RequestOf(real, true)), Stream(RequestOf(invented, true)), hashes);
    ++(verdict.ok() ? accepted : refused);
    if (verdict.ok() || same.ok()) continue;
    EXPECT_TRUE(Submit(RequestOf(real, false)) == verdict);
    ExpectSame(verdict, Submit(RequestOf(invented, false)), {});
    ExpectSame(Stream(RequestOf(real, false)), Stream(RequestOf(invented, false)), {});
  }
  EXPECT_GT(refused, 50);
  EXPECT_GT(accepted, 5);
}

// request_ids are each party's own.
TEST_P(Isolation, ARequestIdOfAnotherIsFree) {
  v1::Document document = asker_.SupplierComplaint(2);
  v1::SubmitRequest request = RequestOf(document, true);
  request.set_request_id(HubServer::RequestId(real_.lane.Offer(1)));
  const RawAnswer real = Submit(request);
  EXPECT_TRUE(real.ok()) << Describe(real);
  request.set_request_id(HubServer::RequestId(invented_.lane.Offer(1)));
  ExpectSame(real, Submit(request), {});
}

// The questions that cannot be answered without telling something: see KnownLeaks. A
// leak that is mended fails here, and then belongs into SubmitCases.
TEST_P(Isolation, ATakenKeyTellsThatItIsTakenAndNoMore) {
  for (const KnownLeak& leak : KnownLeaks(asker_)) {
    SCOPED_TRACE(leak.submit.what);
    const v1::Document asked = leak.submit.document(real_);
    const RawAnswer free = Submit(RequestOf(leak.submit.document(invented_), true));
    EXPECT_TRUE(free.ok()) << Describe(free);
    const RawAnswer taken = Submit(RequestOf(asked, true));
    const rpc::WireError error = rpc::ReadWireError(
        {static_cast<grpc::StatusCode>(taken.code), taken.message, taken.details});
    ASSERT_TRUE(error.detail.has_value()) << Describe(taken);
    ASSERT_EQ(error.detail->violations_size(), 1) << Describe(taken);
    EXPECT_EQ(error.detail->violations(0).field_path(), leak.path);
    EXPECT_EQ(error.detail->violations(0).reason(), leak.reason);
    EXPECT_EQ(error.detail->current_version(), 0);
    const std::string question = asked.SerializeAsString();
    for (const std::string& secret : SecretsOf(real_.lane)) {
      if (absl::StrContains(question, secret)) continue;
      EXPECT_FALSE(absl::StrContains(Describe(taken), secret)) << secret;
    }
  }
}

// No count, total, place in a feed or page betrays that others trade.
TEST_P(Isolation, NothingMovesForOneWhenAnotherTrades) {
  const Keys own{asker_, 0, {}};
  const auto view = [&] {
    std::vector<RawAnswer> answers;
    for (const ReadCase& read : ReadCases(asker_)) {
      if (read.method == "ExchangeService.Acknowledge") continue;
      if (absl::StrContains(read.what, "token")) continue;
      answers.push_back(Ask(read, own));
    }
    for (const TokenCase& list : TokenCases()) {
      answers.push_back(CallRaw(asking_, MethodOf(list.method), *list.first_page()));
    }
    for (const v1::Document::BodyCase kind :
         {v1::Document::kLocation, v1::Document::kTradeItem, v1::Document::kOrderResponse,
          v1::Document::kDespatchAdvice, v1::Document::kInventoryReport}) {
      answers.push_back(Submit(RequestOf(asker_.Next(kind), true)));
    }
    return answers;
  };
  const std::vector<RawAnswer> before = view();
  int told = 0;
  for (const RawAnswer& answer : before) told += answer.ok() ? 1 : 0;
  EXPECT_GT(told, 30);

  std::vector<v1::Document> trade;
  for (const v1::Document::BodyCase kind :
       {v1::Document::kParty, v1::Document::kLocation, v1::Document::kTradeItem,
        v1::Document::kReplenishmentAgreement, v1::Document::kOrder, v1::Document::kOrderResponse,
        v1::Document::kDespatchAdvice, v1::Document::kReceivingAdvice,
        v1::Document::kInventoryReport, v1::Document::kStockMovement, v1::Document::kSalesReport,
        v1::Document::kTicket, v1::Document::kApplicationError}) {
    trade.push_back(real_.lane.Next(kind));
  }
  hub_.Tell(trade);
  hub_.Tell(Lane(9).Story());
  const std::vector<RawAnswer> after = view();
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(before[i] == after[i])
        << "before: " << Describe(before[i]) << "\nafter: " << Describe(after[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(Roles, Isolation, testing::Values(Roles{1, 2, 3}, Roles{7, 5, 6}),
                         [](const auto& roles) {
                           return roles.param.asker < roles.param.real ? "AskerFirst" : "AskerLast";
                         });

// An RPC that is added to the contract has to be added here.
TEST(IsolationCases, NoRpcIsForgotten) {
  std::set<std::string> asked = {"ExchangeService.Submit", "ExchangeService.SubmitStream"};
  for (const ReadCase& read : ReadCases(Lane(1))) asked.insert(read.method);
  const auto methods = Methods();
  EXPECT_GT(methods.size(), 20u);
  std::set<std::string> lists;
  for (const TokenCase& list : TokenCases()) lists.insert(list.method);
  for (const MethodDescriptor* method : methods) {
    EXPECT_TRUE(asked.contains(NameOf(*method))) << NameOf(*method) << " has no case";
    // To a supplier these are closed, and it has no token of theirs.
    const bool retailers = NameOf(*method) == "ReplenishmentService.ListReplenishmentNeeds" ||
                           NameOf(*method) == "SalesService.ListTickets";
    if (method->input_type()->FindFieldByName("page_token") != nullptr && !retailers) {
      EXPECT_TRUE(lists.contains(NameOf(*method))) << NameOf(*method) << " has no token case";
    }
  }
}

}  // namespace
}  // namespace headwater::test
