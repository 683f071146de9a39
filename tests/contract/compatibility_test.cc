// Proves that the golden test would find a break: each kind of break is made in the
// contract in memory.
#include "contract/compatibility.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "contract/contract_set.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "headwater/v1/rules.pb.h"
#include "hub/base/check.h"

namespace headwater::contract {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::RepeatedPtrField;
using google::protobuf::ServiceDescriptorProto;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The thing of this name in the set; aborts if there is none.
template <typename Thing, typename Things>
Thing* Find(Things (FileDescriptorProto::*things)(), FileDescriptorSet& set,
            const std::string& name) {
  for (FileDescriptorProto& file : *set.mutable_file()) {
    for (Thing& thing : *(file.*things)()) {
      if (thing.name() == name) return &thing;
    }
  }
  HW_CHECK(false) << name;
  return nullptr;
}

DescriptorProto* MessageIn(FileDescriptorSet& set, const std::string& name) {
  return Find<DescriptorProto>(&FileDescriptorProto::mutable_message_type, set, name);
}
EnumDescriptorProto* EnumIn(FileDescriptorSet& set, const std::string& name) {
  return Find<EnumDescriptorProto>(&FileDescriptorProto::mutable_enum_type, set, name);
}
ServiceDescriptorProto* ServiceIn(FileDescriptorSet& set, const std::string& name) {
  return Find<ServiceDescriptorProto>(&FileDescriptorProto::mutable_service, set, name);
}

template <typename Thing>
Thing* Named(RepeatedPtrField<Thing>* things, const std::string& name) {
  for (Thing& thing : *things) {
    if (thing.name() == name) return &thing;
  }
  HW_CHECK(false) << name;
  return nullptr;
}

template <typename Thing>
void Remove(RepeatedPtrField<Thing>* things, const std::string& name) {
  for (auto thing = things->begin(); thing != things->end(); ++thing) {
    if (thing->name() == name) {
      things->erase(thing);
      return;
    }
  }
  HW_CHECK(false) << name;
}

FieldDescriptorProto* FieldIn(FileDescriptorSet& set, const std::string& message,
                              const std::string& field) {
  return Named(MessageIn(set, message)->mutable_field(), field);
}
v1::FieldRules* RulesIn(FileDescriptorSet& set, const std::string& message,
                        const std::string& field) {
  return FieldIn(set, message, field)->mutable_options()->MutableExtension(v1::field);
}
FieldDescriptorProto* AddField(FileDescriptorSet& set, const std::string& message) {
  FieldDescriptorProto* const field = MessageIn(set, message)->add_field();
  field->set_name("added");
  field->set_number(4711);
  field->set_label(FieldDescriptorProto::LABEL_OPTIONAL);
  field->set_type(FieldDescriptorProto::TYPE_INT64);
  return field;
}

struct Change {
  std::string name;
  std::function<void(FileDescriptorSet&)> make;
  std::string says;  // a part of what is told

  friend void PrintTo(const Change& change, std::ostream* out) { *out << change.name; }
};

Differences DifferencesOf(const Change& change) {
  FileDescriptorSet changed = ContractSet();
  change.make(changed);
  return Compare(LinesOf(ContractSet()), LinesOf(changed));
}

std::string NameOf(const testing::TestParamInfo<Change>& change) { return change.param.name; }

using Set = FileDescriptorSet;

class BreakTest : public testing::TestWithParam<Change> {};

TEST_P(BreakTest, IsFound) {
  EXPECT_THAT(DifferencesOf(GetParam()).breaking, testing::Contains(HasSubstr(GetParam().says)));
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, BreakTest,
    testing::Values(
        Change{"FieldRemoved",
               [](Set& set) { Remove(MessageIn(set, "Order")->mutable_field(), "type"); },
               "removed: field headwater.v1.Order.type"},
        Change{"FieldRenamed", [](Set& set) { FieldIn(set, "Order", "type")->set_name("kind"); },
               "removed: field headwater.v1.Order.type"},
        Change{"FieldRenumbered", [](Set& set) { FieldIn(set, "Order", "type")->set_number(99); },
               "field headwater.v1.Order.type was 1 headwater.v1.OrderType, is 99 "},
        Change{
            "FieldOfAnotherNumberType",
            [](Set& set) {
              FieldIn(set, "OrderLine", "line_number")->set_type(FieldDescriptorProto::TYPE_INT64);
            },
            "was 1 int32, is 1 int64"},
        Change{
            "FieldOfAnotherWireType",
            [](Set& set) {
              FieldIn(set, "OrderLine", "line_number")->set_type(FieldDescriptorProto::TYPE_SINT32);
            },
            "was 1 int32, is 1 sint32"},
        Change{"FieldOfAnotherMessage",
               [](Set& set) {
                 FieldIn(set, "OrderLine", "quantity")->set_type_name(".headwater.v1.Measure");
               },
               "was 3 headwater.v1.Quantity, is 3 headwater.v1.Measure"},
        Change{"FieldMadeRepeated",
               [](Set& set) {
                 FieldIn(set, "OrderLine", "item")->set_label(FieldDescriptorProto::LABEL_REPEATED);
               },
               "is 2 repeated"},
        Change{"FieldMadeSingle",
               [](Set& set) {
                 FieldIn(set, "Order", "lines")->set_label(FieldDescriptorProto::LABEL_OPTIONAL);
               },
               "was 12 repeated"},
        Change{"OptionalTaken",
               [](Set& set) { FieldIn(set, "Price", "base_count")->clear_proto3_optional(); },
               "was 3 optional int64"},
        Change{"OptionalGiven",
               [](Set& set) { FieldIn(set, "Money", "amount_micros")->set_proto3_optional(true); },
               "is 1 optional int64"},
        Change{"MovedIntoAOneof",
               [](Set& set) { FieldIn(set, "Document", "number")->set_oneof_index(0); },
               "was 2 string, is 2 string in body"},
        Change{"MovedOutOfAOneof",
               [](Set& set) { FieldIn(set, "Document", "order")->clear_oneof_index(); },
               "was 30 headwater.v1.Order in body, is 30 headwater.v1.Order"},
        Change{"OneofRenamed",
               [](Set& set) {
                 MessageIn(set, "Document")->mutable_oneof_decl(0)->set_name("content");
               },
               "in content"},
        Change{"MessageRemoved",
               [](Set& set) {
                 for (auto& file : *set.mutable_file()) {
                   if (file.name() == "headwater/v1/sales.proto") {
                     Remove(file.mutable_message_type(), "SummarizeTicketsRequest");
                   }
                 }
               },
               "removed: message headwater.v1.SummarizeTicketsRequest"},
        Change{"PackageRenamed",
               [](Set& set) {
                 for (auto& file : *set.mutable_file()) {
                   if (file.name() == "headwater/v1/sales.proto") file.set_package("headwater.v2");
                 }
               },
               "removed: message headwater.v1.Ticket"},
        Change{"ExtensionRenumbered",
               [](Set& set) {
                 for (auto& file : *set.mutable_file()) {
                   if (file.extension_size() > 0 && IsContractFile(file.name())) {
                     file.mutable_extension(0)->set_number(50'611);
                   }
                 }
               },
               "extension headwater.v1.field was 50610"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    EnumsAndRpcs, BreakTest,
    testing::Values(
        Change{"EnumValueRemoved",
               [](Set& set) { Remove(EnumIn(set, "Reason")->mutable_value(), "REASON_BUSY"); },
               "removed: value headwater.v1.Reason.REASON_BUSY = 150"},
        Change{"EnumValueRenamed",
               [](Set& set) {
                 Named(EnumIn(set, "Reason")->mutable_value(), "REASON_BUSY")
                     ->set_name("REASON_OVERLOADED");
               },
               "removed: value headwater.v1.Reason.REASON_BUSY = 150"},
        Change{"EnumValueRenumbered",
               [](Set& set) {
                 Named(EnumIn(set, "Reason")->mutable_value(), "REASON_BUSY")->set_number(999);
               },
               "REASON_BUSY was 150, is 999"},
        Change{"EnumRemoved",
               [](Set& set) {
                 for (auto& file : *set.mutable_file()) {
                   if (file.name() == "headwater/v1/sales.proto") {
                     Remove(file.mutable_enum_type(), "ReturnReason");
                   }
                 }
               },
               "removed: enum headwater.v1.ReturnReason"},
        Change{"RpcRemoved",
               [](Set& set) {
                 Remove(ServiceIn(set, "ExchangeService")->mutable_method(), "Acknowledge");
               },
               "removed: rpc headwater.v1.ExchangeService.Acknowledge"},
        Change{"RpcOfAnotherRequest",
               [](Set& set) {
                 Named(ServiceIn(set, "OrderingService")->mutable_method(), "GetOrder")
                     ->set_input_type(".headwater.v1.ListOrdersRequest");
               },
               "is headwater.v1.ListOrdersRequest -> "},
        Change{"RpcOfAnotherResponse",
               [](Set& set) {
                 Named(ServiceIn(set, "OrderingService")->mutable_method(), "GetOrder")
                     ->set_output_type(".headwater.v1.ListOrdersResponse");
               },
               "-> headwater.v1.ListOrdersResponse"},
        Change{"RpcMadeAStream",
               [](Set& set) {
                 Named(ServiceIn(set, "ExchangeService")->mutable_method(), "ListEvents")
                     ->set_server_streaming(true);
               },
               "-> stream headwater.v1.ListEventsResponse"},
        Change{"ServiceRemoved",
               [](Set& set) {
                 for (auto& file : *set.mutable_file()) {
                   if (file.name() == "headwater/v1/sales.proto") file.clear_service();
                 }
               },
               "removed: service headwater.v1.SalesService"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Rules, BreakTest,
    testing::Values(
        Change{"RequiredNow",
               [](Set& set) { RulesIn(set, "Order", "ship_window")->set_required(true); },
               "added: rule headwater.v1.Order.ship_window required"},
        Change{"LengthCut",
               [](Set& set) { RulesIn(set, "Order", "incoterm_place")->set_max_length(99); },
               "max_length was 100, is 99"},
        Change{"FormatAsked",
               [](Set& set) {
                 RulesIn(set, "Order", "promotion_code")->set_format(v1::FORMAT_REFERENCE);
               },
               "added: rule headwater.v1.Order.promotion_code format"},
        Change{"FormatChanged",
               [](Set& set) { RulesIn(set, "Order", "ship_to_gln")->set_format(v1::FORMAT_GTIN); },
               "format was FORMAT_GLN, is FORMAT_GTIN"},
        Change{"MinimumRaised",
               [](Set& set) { RulesIn(set, "TradeItem", "order_multiple")->set_min(1); },
               "min was 0, is 1"},
        Change{"MaximumLowered",
               [](Set& set) { RulesIn(set, "TradeItem", "order_multiple")->set_max(10); }, "is 10"},
        Change{"MaximumNew",
               [](Set& set) { RulesIn(set, "ListOrdersRequest", "page_size")->set_max(1000); },
               "added: rule headwater.v1.ListOrdersRequest.page_size max"},
        Change{"FewerItems", [](Set& set) { RulesIn(set, "Order", "lines")->set_max_items(4999); },
               "is 4999"},
        Change{"MoreItemsAsked",
               [](Set& set) { RulesIn(set, "TradeItem", "packs")->set_min_items(1); },
               "added: rule headwater.v1.TradeItem.packs min_items"},
        Change{"UniqueNow",
               [](Set& set) { RulesIn(set, "StockMovement", "lines")->add_unique_by("status"); },
               "added: rule headwater.v1.StockMovement.lines unique_by"},
        Change{"SignStricter",
               [](Set& set) {
                 RulesIn(set, "ReceivingLine", "received")->set_sign(v1::SIGN_POSITIVE);
               },
               "added: rule headwater.v1.ReceivingLine.received sign"},
        Change{"SignNoLongerAny",
               [](Set& set) { RulesIn(set, "TicketLine", "unit_price")->clear_sign(); },
               "removed: rule headwater.v1.TicketLine.unit_price sign"},
        Change{"OneofRequiredNow",
               [](Set& set) {
                 MessageIn(set, "SubmitStreamResponse")
                     ->mutable_oneof_decl(0)
                     ->mutable_options()
                     ->MutableExtension(v1::oneof_rules)
                     ->set_required(true);
               },
               "added: rule headwater.v1.SubmitStreamResponse.outcome required"},
        Change{"GroupRequiredNow",
               [](Set& set) {
                 MessageIn(set, "SalesReport")
                     ->mutable_options()
                     ->MutableExtension(v1::message_rules)
                     ->add_at_least_one_of("sales_date");
               },
               "rule headwater.v1.SalesReport at_least_one_of was"},
        Change{"NewFieldThatOldClientsLack",
               [](Set& set) {
                 AddField(set, "Order")
                     ->mutable_options()
                     ->MutableExtension(v1::field)
                     ->set_required(true);
               },
               "added: rule headwater.v1.Order.added required"},
        Change{"NewNumberThatOldClientsLack",
               [](Set& set) {
                 AddField(set, "Order")->mutable_options()->MutableExtension(v1::field)->set_min(1);
               },
               "added: rule headwater.v1.Order.added min"}),
    NameOf);

class AdditionTest : public testing::TestWithParam<Change> {};

TEST_P(AdditionTest, BreaksNobody) {
  const Differences differences = DifferencesOf(GetParam());
  EXPECT_THAT(differences.breaking, IsEmpty());
  EXPECT_THAT(differences.additive, testing::Contains(HasSubstr(GetParam().says)));
}

INSTANTIATE_TEST_SUITE_P(
    All, AdditionTest,
    testing::Values(
        Change{"Field", [](Set& set) { AddField(set, "Order"); },
               "added: field headwater.v1.Order.added = 4711 int64"},
        Change{"FieldWithRules",
               [](Set& set) {
                 auto* const rules =
                     AddField(set, "Order")->mutable_options()->MutableExtension(v1::field);
                 rules->set_min(0);
                 rules->set_max(7);
               },
               "added: rule headwater.v1.Order.added max = 7"},
        Change{"OptionalFieldWithAMinimum",
               [](Set& set) {
                 auto* const field = AddField(set, "Order");
                 field->set_proto3_optional(true);
                 field->mutable_options()->MutableExtension(v1::field)->set_min(1);
               },
               "added: rule headwater.v1.Order.added min = 1"},
        Change{"MessageWithARequiredField",
               [](Set& set) {
                 set.mutable_file(set.file_size() - 1)->add_message_type()->set_name("Invoice");
                 AddField(set, "Invoice")
                     ->mutable_options()
                     ->MutableExtension(v1::field)
                     ->set_required(true);
               },
               "added: message headwater.v1.Invoice"},
        Change{"EnumValue",
               [](Set& set) {
                 auto* const value = EnumIn(set, "Reason")->add_value();
                 value->set_name("REASON_NEW");
                 value->set_number(999);
               },
               "added: value headwater.v1.Reason.REASON_NEW = 999"},
        Change{
            "Rpc",
            [](Set& set) { ServiceIn(set, "ExchangeService")->add_method()->set_name("Replay"); },
            "added: rpc headwater.v1.ExchangeService.Replay"},
        Change{"LongerText",
               [](Set& set) { RulesIn(set, "Order", "incoterm_place")->set_max_length(101); },
               "max_length was 100, is 101"},
        Change{"WiderRange",
               [](Set& set) { RulesIn(set, "TradeItem", "order_multiple")->clear_max(); },
               "removed: rule headwater.v1.TradeItem.order_multiple max"},
        Change{"NoLongerRequired",
               [](Set& set) { RulesIn(set, "Order", "delivery_window")->clear_required(); },
               "removed: rule headwater.v1.Order.delivery_window required"},
        Change{"AnySign",
               [](Set& set) { RulesIn(set, "OrderLine", "quantity")->set_sign(v1::SIGN_ANY); },
               "sign was SIGN_POSITIVE, is SIGN_ANY"}),
    NameOf);

TEST(CompatibilityTest, NoChangeIsNoDifference) {
  const Differences differences = Compare(LinesOf(ContractSet()), LinesOf(ContractSet()));
  EXPECT_THAT(differences.breaking, IsEmpty());
  EXPECT_THAT(differences.additive, IsEmpty());
}

TEST(CompatibilityTest, OneBreakIsOneLine) {
  EXPECT_THAT(
      DifferencesOf({"", [](Set& set) { FieldIn(set, "Order", "type")->set_number(99); }, ""})
          .breaking,
      ElementsAre(HasSubstr("headwater.v1.Order.type")));
}

}  // namespace
}  // namespace headwater::contract
