#include "rpc/wire_error.h"

#include <memory>

#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"

namespace headwater::rpc {
namespace {

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

std::unique_ptr<UnknownFieldSet> Parse(const std::string& bytes) {
  auto fields = std::make_unique<UnknownFieldSet>();
  EXPECT_TRUE(fields->ParseFromString(bytes));
  return fields;
}

template <typename Visit>
void ForEach(const UnknownFieldSet& fields, int number, Visit visit) {
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == number) visit(fields.field(i));
  }
}

std::string Text(const UnknownFieldSet& fields, int number) {
  std::string text;
  ForEach(fields, number, [&](const UnknownField& field) { text = field.length_delimited(); });
  return text;
}

int64_t Number(const UnknownFieldSet& fields, int number) {
  int64_t value = 0;
  ForEach(fields, number,
          [&](const UnknownField& field) { value = static_cast<int64_t>(field.varint()); });
  return value;
}

void ReadDetail(const std::string& type, const std::string& value, WireError& error) {
  const auto fields = Parse(value);
  if (type == "type.googleapis.com/google.rpc.ErrorInfo") {
    error.reason = Text(*fields, 1);
    error.domain = Text(*fields, 2);
    ForEach(*fields, 3, [&](const UnknownField& entry) {
      const auto pair = Parse(entry.length_delimited());
      error.metadata[Text(*pair, 1)] = Text(*pair, 2);
    });
  } else if (type == "type.googleapis.com/google.rpc.BadRequest") {
    ForEach(*fields, 1, [&](const UnknownField& one) {
      const auto violation = Parse(one.length_delimited());
      error.fields.emplace_back(Text(*violation, 1), Text(*violation, 2));
    });
  } else if (type == "type.googleapis.com/google.rpc.RetryInfo") {
    const auto delay = Parse(Text(*fields, 1));
    error.retry_delay = absl::Seconds(Number(*delay, 1)) + absl::Nanoseconds(Number(*delay, 2));
  } else if (type == "type.googleapis.com/headwater.v1.ErrorDetail") {
    EXPECT_TRUE(error.detail.emplace().ParseFromString(value));
  } else {
    ADD_FAILURE() << "a detail of type " << type;
  }
}

}  // namespace

WireError ReadWireError(const grpc::Status& status) {
  WireError error;
  const auto fields = Parse(status.error_details());
  error.code = static_cast<int>(Number(*fields, 1));
  error.message = Text(*fields, 2);
  ForEach(*fields, 3, [&](const UnknownField& detail) {
    const auto any = Parse(detail.length_delimited());
    ReadDetail(Text(*any, 1), Text(*any, 2), error);
    ++error.details;
  });
  EXPECT_EQ(error.code, static_cast<int>(status.error_code()));
  EXPECT_EQ(error.message, status.error_message());
  return error;
}

}  // namespace headwater::rpc
