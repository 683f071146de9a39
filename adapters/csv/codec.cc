#include "adapters/csv/codec.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

template <typename T>
T& Own(Message& parent, const FieldDescriptor& field) {
  return static_cast<T&>(*parent.GetReflection()->MutableMessage(&parent, &field));
}

template <typename T>
const T& Peek(const Message& parent, const FieldDescriptor& field) {
  return static_cast<const T&>(parent.GetReflection()->GetMessage(parent, &field));
}

}  // namespace

absl::StatusOr<Codec> Codec::Make(const FieldDescriptor& field, const Notation& notation) {
  Codec codec;
  codec.field_ = &field;
  codec.rules_ = field.options().GetExtension(v1::field);
  codec.decimal_mark_ = notation.decimal_mark;
  if (field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    codec.type_ = Type::kIntegers;
    return codec;
  }
  if (field.is_repeated()) {
    return absl::InvalidArgumentError(
        absl::StrCat(field.full_name(), " is a list: one cell cannot hold it"));
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      codec.type_ = Type::kText;
      return codec;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      codec.type_ = Type::kInteger;
      return codec;
    case FieldDescriptor::CPPTYPE_BOOL:
      codec.type_ = Type::kBool;
      return codec;
    case FieldDescriptor::CPPTYPE_ENUM: {
      codec.type_ = Type::kEnum;
      auto words = std::make_shared<Words>();
      std::string prefix = field.enum_type()->FindValueByNumber(0)->name();
      prefix.resize(prefix.size() - std::string_view("UNSPECIFIED").size());
      for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        const auto& value = *field.enum_type()->value(i);
        if (value.number() == 0) continue;
        const std::string word = value.name().substr(prefix.size());
        words->names[value.number()] = word;
        words->numbers[word] = value.number();
        words->numbers[value.name()] = value.number();
      }
      codec.words_ = std::move(words);
      return codec;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return absl::InvalidArgumentError(
          absl::StrCat(field.full_name(), " is of a type that no cell can hold"));
  }
  const std::string& type = field.message_type()->full_name();
  if (type == v1::Quantity::descriptor()->full_name()) {
    codec.type_ = Type::kQuantity;
  } else if (type == v1::Money::descriptor()->full_name()) {
    codec.type_ = Type::kMoney;
  } else if (type == v1::Date::descriptor()->full_name()) {
    codec.type_ = Type::kDate;
    ASSIGN_OR_RETURN(codec.day_, TimePattern::Make(notation.date_format, /*needs_time=*/false));
  } else if (type == google::protobuf::Timestamp::descriptor()->full_name()) {
    codec.type_ = Type::kInstant;
    ASSIGN_OR_RETURN(codec.instant_,
                     InstantPattern::Make(notation.time_format, notation.time_zone));
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        field.full_name(), " is a ", field.message_type()->name(), ": name one of its fields"));
  }
  return codec;
}

void Codec::Set(Message& parent, const Value& value) const {
  const Reflection& reflection = *parent.GetReflection();
  switch (type_) {
    case Type::kText:
      reflection.SetString(&parent, field_, std::string(value.text));
      return;
    case Type::kInteger:
      if (field_->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        reflection.SetInt32(&parent, field_, static_cast<int32_t>(value.number));
      } else {
        reflection.SetInt64(&parent, field_, value.number);
      }
      return;
    case Type::kIntegers:
      for (const absl::string_view item :
           absl::StrSplit(base::AbslView(value.text), ' ', absl::SkipEmpty())) {
        int32_t number = 0;
        if (absl::SimpleAtoi(item, &number)) reflection.AddInt32(&parent, field_, number);
      }
      return;
    case Type::kBool:
      reflection.SetBool(&parent, field_, value.number != 0);
      return;
    case Type::kEnum:
      reflection.SetEnumValue(&parent, field_, static_cast<int>(value.number));
      return;
    case Type::kQuantity: {
      auto& quantity = Own<v1::Quantity>(parent, *field_);
      if (!value.is_measure) {
        quantity.set_count(value.number);
        return;
      }
      quantity.mutable_measure()->set_value_micros(value.number);
      quantity.mutable_measure()->set_unit_code(value.unit.data(), value.unit.size());
      return;
    }
    case Type::kMoney: {
      auto& money = Own<v1::Money>(parent, *field_);
      money.set_amount_micros(value.number);
      money.set_currency_code(value.unit.data(), value.unit.size());
      return;
    }
    case Type::kDate: {
      const absl::CivilDay day = absl::CivilDay(1970, 1, 1) + value.number;
      auto& date = Own<v1::Date>(parent, *field_);
      date.set_year(static_cast<int32_t>(day.year()));
      date.set_month(day.month());
      date.set_day(day.day());
      return;
    }
    case Type::kInstant: {
      auto& time = Own<google::protobuf::Timestamp>(parent, *field_);
      time.set_seconds(value.number);
      time.set_nanos(value.nanos);
      return;
    }
  }
}

std::string Codec::WriteDecimal(int64_t micros) const {
  std::string text = base::FormatMicros(micros, type_ == Type::kMoney ? 2 : 0);
  if (decimal_mark_ != '.') std::replace(text.begin(), text.end(), '.', decimal_mark_);
  return text;
}

std::optional<Codec::Written> Codec::Write(const Message& parent) const {
  const Reflection& reflection = *parent.GetReflection();
  Written written;
  if (field_->has_presence() && !reflection.HasField(parent, field_)) return written;
  switch (type_) {
    case Type::kText:
      written.text = reflection.GetString(parent, field_);
      return written;
    case Type::kInteger:
      written.text = field_->cpp_type() == FieldDescriptor::CPPTYPE_INT32
                         ? absl::StrCat(reflection.GetInt32(parent, field_))
                         : absl::StrCat(reflection.GetInt64(parent, field_));
      return written;
    case Type::kIntegers:
      for (int i = 0; i < reflection.FieldSize(parent, field_); ++i) {
        absl::StrAppend(&written.text, i == 0 ? "" : " ",
                        reflection.GetRepeatedInt32(parent, field_, i));
      }
      return written;
    case Type::kBool:
      written.text = reflection.GetBool(parent, field_) ? "true" : "false";
      return written;
    case Type::kEnum: {
      const int number = reflection.GetEnumValue(parent, field_);
      if (number == 0) return written;
      const auto found = words_->names.find(number);
      if (found == words_->names.end()) return std::nullopt;
      written.text = found->second;
      return written;
    }
    case Type::kQuantity: {
      const auto& quantity = Peek<v1::Quantity>(parent, *field_);
      if (quantity.has_count()) {
        written.text = absl::StrCat(quantity.count());
        return written;
      }
      if (!quantity.has_measure()) return std::nullopt;
      written.text = WriteDecimal(quantity.measure().value_micros());
      written.unit = quantity.measure().unit_code();
      return written;
    }
    case Type::kMoney: {
      const auto& money = Peek<v1::Money>(parent, *field_);
      written.text = WriteDecimal(money.amount_micros());
      written.unit = money.currency_code();
      return written;
    }
    case Type::kDate: {
      const auto& date = Peek<v1::Date>(parent, *field_);
      const absl::CivilDay day(date.year(), date.month(), date.day());
      if (day.year() != date.year() || day.month() != date.month() || day.day() != date.day()) {
        return std::nullopt;
      }
      written.text = day_->Format(day);
      return written;
    }
    case Type::kInstant: {
      const auto& time = Peek<google::protobuf::Timestamp>(parent, *field_);
      std::optional<std::string> text =
          instant_->Format(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
      if (!text.has_value()) return std::nullopt;
      written.text = *std::move(text);
      return written;
    }
  }
  return std::nullopt;
}

}  // namespace headwater::csv
