// Rules that no field of the contract has today, on messages made for this test;
// and rules that make no sense, which stop the hub when it starts.
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "headwater/v1/types.pb.h"
#include "hub/exchange/compiled_rules.h"
#include "hub/exchange/validator.h"

namespace headwater::exchange {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::DynamicMessageFactory;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// The descriptor of the message M in a file of these messages and enums. It lives for
// ever, as the validator asks.
const Descriptor* Made(const std::string& file_text) {
  FileDescriptorProto file;
  // The rules must be known to whoever reads the options.
  v1::FieldRules::descriptor();
  v1::Quantity::descriptor();
  if (!TextFormat::ParseFromString(file_text, &file)) return nullptr;
  file.set_name("made.proto");
  file.set_package("made");
  file.set_syntax("proto3");
  file.add_dependency("headwater/v1/types.proto");
  file.add_dependency("headwater/v1/rules.proto");
  static auto* const pools = new std::vector<std::unique_ptr<DescriptorPool>>;
  pools->push_back(std::make_unique<DescriptorPool>(DescriptorPool::generated_pool()));
  const auto* const built = pools->back()->BuildFile(file);
  return built == nullptr ? nullptr : built->FindMessageTypeByName("M");
}

std::string Verdict(const Descriptor* type, const std::string& text) {
  static auto* const factory = new DynamicMessageFactory;
  const std::unique_ptr<Message> message(factory->GetPrototype(type)->New());
  if (!TextFormat::ParseFromString(text, message.get())) return "not a message";
  Violations violations;
  Validate(*message, FieldPath(), violations);
  std::string lines;
  for (const v1::Violation& violation : violations.list()) {
    absl::StrAppend(&lines, violation.field_path(), ": ", v1::Reason_Name(violation.reason()),
                    "\n");
  }
  return lines;
}

TEST(UnwrittenRulesTest, KeysAndNumbersInLists) {
  const Descriptor* const type = Made(R"pb(
    message_type {
      name: "M"
      field {
        name: "glns"
        number: 1
        label: LABEL_REPEATED
        type: TYPE_STRING
        options {
          [headwater.v1.field] { format: FORMAT_GLN }
        }
      }
      field {
        name: "days"
        number: 2
        label: LABEL_REPEATED
        type: TYPE_INT32
        options {
          [headwater.v1.field] { min: 1 max: 7 }
        }
      }
      field {
        name: "big"
        number: 3
        label: LABEL_REPEATED
        type: TYPE_INT64
        options {
          [headwater.v1.field] { max: 5 }
        }
      }
    }
  )pb");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(Verdict(type, "glns: '4000001000005' days: [1, 7] big: -1"), "");
  EXPECT_EQ(Verdict(type, "glns: ['4000001000005', '4', ''] days: [0, 7, 8] big: [5, 6]"),
            "glns[1]: REASON_GS1_KEY_LENGTH\n"
            "days[0]: REASON_NUMBER_OUT_OF_RANGE\n"
            "days[2]: REASON_NUMBER_OUT_OF_RANGE\n"
            "big[1]: REASON_NUMBER_OUT_OF_RANGE\n");
}

TEST(UnwrittenRulesTest, GroupsOfFields) {
  const Descriptor* const type = Made(R"pb(
    message_type {
      name: "M"
      field { name: "a" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
      field {
        name: "b"
        number: 2
        label: LABEL_OPTIONAL
        type: TYPE_MESSAGE
        type_name: ".headwater.v1.Quantity"
      }
      field { name: "c" number: 3 label: LABEL_OPTIONAL type: TYPE_INT64 }
      options {
        [headwater.v1.message_rules] { at_least_one_of: "a,b" at_least_one_of: "b,c" }
      }
    }
  )pb");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(Verdict(type, ""), ": REASON_FIELD_REQUIRED\n: REASON_FIELD_REQUIRED\n");
  EXPECT_EQ(Verdict(type, "a: 'x'"), ": REASON_FIELD_REQUIRED\n");
  EXPECT_EQ(Verdict(type, "a: 'x' c: 1"), "");
  EXPECT_EQ(Verdict(type, "b { count: 1 }"), "");
}

TEST(UnwrittenRulesTest, RequiredNumbersWithPresenceAndBytes) {
  const Descriptor* const type = Made(R"pb(
    message_type {
      name: "M"
      field {
        name: "n"
        number: 1
        label: LABEL_OPTIONAL
        type: TYPE_INT64
        proto3_optional: true
        oneof_index: 0
        options {
          [headwater.v1.field] { required: true }
        }
      }
      field {
        name: "e"
        number: 2
        label: LABEL_OPTIONAL
        type: TYPE_ENUM
        type_name: ".made.E"
        options {
          [headwater.v1.field] { required: true }
        }
      }
      oneof_decl { name: "_n" }
    }
    enum_type {
      name: "E"
      value { name: "E_UNSPECIFIED" number: 0 }
      value { name: "E_ONE" number: 1 }
    }
  )pb");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(Verdict(type, ""), "n: REASON_FIELD_REQUIRED\ne: REASON_FIELD_REQUIRED\n");
  EXPECT_EQ(Verdict(type, "n: 0 e: E_ONE"), "");
}

TEST(UnwrittenRulesTest, TheContractsTypesInOtherMessages) {
  const Descriptor* const type = Made(R"pb(
    message_type {
      name: "M"
      field {
        name: "q"
        number: 1
        label: LABEL_REPEATED
        type: TYPE_MESSAGE
        type_name: ".headwater.v1.Quantity"
        options {
          [headwater.v1.field] { sign: SIGN_POSITIVE max_items: 2 }
        }
      }
    }
  )pb");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(Verdict(type, "q { count: 1 } q { measure { value_micros: 1 unit_code: 'KGM' } }"), "");
  EXPECT_EQ(Verdict(type, "q { count: 0 } q { measure { unit_code: 'KGM' } } q { count: 1 }"),
            "q: REASON_TOO_MANY_ITEMS\n"
            "q[0].count: REASON_NUMBER_OUT_OF_RANGE\n"
            "q[1].measure.value_micros: REASON_NUMBER_OUT_OF_RANGE\n");
}

TEST(SenselessRulesDeathTest, StopTheHub) {
  const auto one_field = [](const std::string& field) {
    return "message_type { name: 'M' field { name: 'f' number: 1 " + field + " } }";
  };
  const struct {
    const char* field;
    const char* says;
  } kSenseless[] = {
      {"label: LABEL_OPTIONAL type: TYPE_INT64 options { [headwater.v1.field] { required: true } }",
       "required needs presence"},
      {"label: LABEL_REPEATED type: TYPE_STRING options { [headwater.v1.field] { required: true } "
       "}",
       "use min_items"},
      {"label: LABEL_OPTIONAL type: TYPE_INT64 "
       "options { [headwater.v1.field] { format: FORMAT_GLN } }",
       "a format is for texts"},
      {"label: LABEL_OPTIONAL type: TYPE_STRING options { [headwater.v1.field] { max: 3 } }",
       "min and max are for integers"},
      {"label: LABEL_OPTIONAL type: TYPE_STRING options { [headwater.v1.field] { max_items: 3 } }",
       "are for lists"},
      {"label: LABEL_OPTIONAL type: TYPE_INT32 options { [headwater.v1.field] { max_length: 3 } }",
       "max_length is for texts"},
      {"label: LABEL_OPTIONAL type: TYPE_INT32 "
       "options { [headwater.v1.field] { sign: SIGN_ANY } }",
       "a sign is for a Quantity or Money"},
      {"label: LABEL_REPEATED type: TYPE_STRING options { [headwater.v1.field] { unique_by: 'a' } "
       "}",
       "unique_by is for lists of messages"},
      {"label: LABEL_REPEATED type: TYPE_MESSAGE type_name: '.headwater.v1.Quantity' "
       "options { [headwater.v1.field] { unique_by: 'measure.unit' } }",
       "unique_by names no single field by measure.unit"},
      {"label: LABEL_REPEATED type: TYPE_MESSAGE type_name: '.headwater.v1.Quantity' "
       "options { [headwater.v1.field] { unique_by: 'measure' } }",
       "unique_by cannot compare measure"},
  };
  for (const auto& senseless : kSenseless) {
    const Descriptor* const type = Made(one_field(senseless.field));
    ASSERT_NE(type, nullptr) << senseless.field;
    EXPECT_DEATH(CompiledRulesOf(type), senseless.says);
  }
}

}  // namespace
}  // namespace headwater::exchange
