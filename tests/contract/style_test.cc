// The habits of the contract, read from its descriptors.
#include <set>
#include <string>
#include <vector>

#include "contract/contract_set.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "headwater/v1/rules.pb.h"
#include "hub/exchange/compiled_rules.h"

namespace headwater::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

std::vector<const FileDescriptor*> Files() {
  std::vector<const FileDescriptor*> files;
  for (const auto& file : ContractSet().file()) {
    if (IsContractFile(file.name())) files.push_back(ContractPool().FindFileByName(file.name()));
  }
  return files;
}

void Collect(const Descriptor* message, std::vector<const Descriptor*>& messages) {
  messages.push_back(message);
  for (int i = 0; i < message->nested_type_count(); ++i) {
    Collect(message->nested_type(i), messages);
  }
}

std::vector<const Descriptor*> Messages() {
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) Collect(file->message_type(i), messages);
  }
  return messages;
}

void Reach(const Descriptor* message, std::set<const Descriptor*>& reached) {
  if (!IsContractFile(message->file()->name()) || !reached.insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const Descriptor* const type = message->field(i)->message_type();
    if (type != nullptr) Reach(type, reached);
  }
}

// Whatever a partner can send: the requests and, below Submit, all documents.
std::set<const Descriptor*> Inbound() {
  std::set<const Descriptor*> reached;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        Reach(file->service(i)->method(j)->input_type(), reached);
      }
    }
  }
  return reached;
}

std::vector<const FieldDescriptor*> FieldsOf(const Descriptor* message) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < message->field_count(); ++i) fields.push_back(message->field(i));
  return fields;
}

const v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::field);
}

TEST(StyleTest, TheDocumentIsInbound) {
  std::set<std::string> names;
  for (const Descriptor* message : Inbound()) names.insert(message->name());
  EXPECT_TRUE(names.contains("Document"));
  EXPECT_TRUE(names.contains("DespatchLine"));
  EXPECT_TRUE(names.contains("ListOrdersRequest"));
  EXPECT_FALSE(names.contains("OrderRecord"));
}

TEST(StyleTest, NumbersAreExactAndSigned) {
  for (const Descriptor* message : Messages()) {
    for (const FieldDescriptor* field : FieldsOf(message)) {
      const auto type = field->cpp_type();
      EXPECT_TRUE(type != FieldDescriptor::CPPTYPE_FLOAT && type != FieldDescriptor::CPPTYPE_DOUBLE)
          << field->full_name() << " is a floating-point number";
      EXPECT_TRUE(type != FieldDescriptor::CPPTYPE_UINT32 &&
                  type != FieldDescriptor::CPPTYPE_UINT64)
          << field->full_name() << " is unsigned";
    }
  }
}

TEST(StyleTest, InboundTextsHaveALimit) {
  for (const Descriptor* message : Inbound()) {
    for (const FieldDescriptor* field : FieldsOf(message)) {
      if (field->type() != FieldDescriptor::TYPE_STRING) continue;
      EXPECT_TRUE(RulesOf(field).format() != v1::FORMAT_UNSPECIFIED ||
                  RulesOf(field).max_length() > 0)
          << field->full_name() << " has neither a format nor a max_length";
    }
  }
}

TEST(StyleTest, InboundListsHaveALimit) {
  for (const Descriptor* message : Inbound()) {
    for (const FieldDescriptor* field : FieldsOf(message)) {
      if (!field->is_repeated()) continue;
      EXPECT_GT(RulesOf(field).max_items(), 0) << field->full_name() << " has no max_items";
    }
  }
}

TEST(StyleTest, InboundNumbersHaveALeast) {
  for (const Descriptor* message : Inbound()) {
    for (const FieldDescriptor* field : FieldsOf(message)) {
      if (field->is_repeated() || (field->cpp_type() != FieldDescriptor::CPPTYPE_INT32 &&
                                   field->cpp_type() != FieldDescriptor::CPPTYPE_INT64)) {
        continue;
      }
      EXPECT_TRUE(RulesOf(field).has_min()) << field->full_name() << " has no min";
    }
  }
}

TEST(StyleTest, InboundBytesAndMapsThereAreNone) {
  for (const Descriptor* message : Inbound()) {
    for (const FieldDescriptor* field : FieldsOf(message)) {
      EXPECT_NE(field->type(), FieldDescriptor::TYPE_BYTES) << field->full_name();
      EXPECT_FALSE(field->is_map()) << field->full_name();
    }
  }
}

TEST(StyleTest, EnumsBeginWithUnspecified) {
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const EnumDescriptor* const type = file->enum_type(i);
      EXPECT_EQ(type->value(0)->number(), 0) << type->full_name();
      EXPECT_TRUE(type->value(0)->name().ends_with("_UNSPECIFIED")) << type->full_name();
    }
  }
  for (const Descriptor* message : Messages()) {
    EXPECT_EQ(message->enum_type_count(), 0) << message->full_name() << " holds an enum";
  }
}

// A page_size without its token, or a token that nobody gives, ends a list early.
TEST(StyleTest, ListsArePaged) {
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const auto* const method = file->service(i)->method(j);
        // The feed is a list of another kind: its token is a sequence.
        if (!method->name().starts_with("List") || method->name() == "ListEvents") continue;
        EXPECT_NE(method->input_type()->FindFieldByName("page_size"), nullptr) << method->name();
        EXPECT_NE(method->input_type()->FindFieldByName("page_token"), nullptr) << method->name();
        EXPECT_NE(method->output_type()->FindFieldByName("next_page_token"), nullptr)
            << method->name();
      }
    }
  }
}

// Aborts, with the rule's name, where one makes no sense.
TEST(StyleTest, EveryRuleMakesSense) {
  for (const Descriptor* message : Messages()) exchange::CompiledRulesOf(message);
}

}  // namespace
}  // namespace headwater::contract
