// Between the text of a cell and one field of a Document, in both directions. What
// the field is decides how the text is read; nothing is guessed and nothing is lost.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "adapters/csv/time_pattern.h"
#include "adapters/format/issue.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "headwater/v1/rules.pb.h"

namespace headwater::csv {

// How the whole file writes numbers and times.
struct Notation {
  char decimal_mark = '.';
  std::string date_format = "YYYY-MM-DD";
  std::string time_format;  // "" is RFC 3339
  std::string time_zone;
};

// What a cell said. Text points into the cell.
struct Value {
  int64_t number = 0;
  int32_t nanos = 0;
  bool is_measure = false;
  std::string_view text;
  std::string_view unit;
};

// Changes a number's sign before it is checked.
struct SignChange {
  bool absolute = false;
  bool negate = false;
};

// Immutable, thread-safe, copyable.
class Codec {
 public:
  enum class Type {
    kText,
    kInteger,
    kIntegers,  // a list in one cell, with blanks between
    kBool,
    kEnum,
    kQuantity,
    kMoney,
    kDate,
    kInstant,
  };

  // INVALID_ARGUMENT when a field of this type cannot stand in one cell.
  static absl::StatusOr<Codec> Make(const google::protobuf::FieldDescriptor& field,
                                    const Notation& notation);

  Type type() const { return type_; }
  bool has_unit() const { return type_ == Type::kQuantity || type_ == Type::kMoney; }

  // `text` must not be empty. `unit` is that of a Quantity (empty: pieces) or the
  // currency of Money. A fault without severity: `warning` is set when the value was
  // taken all the same.
  std::optional<format::Fault> Parse(std::string_view text, std::string_view unit, SignChange sign,
                                     Value& value, bool& warning) const;

  // Into the field of `parent`, which must be of the field's message.
  void Set(google::protobuf::Message& parent, const Value& value) const;

  // The text that Parse reads as the field's value; "" for a field that is not set.
  // nullopt when no text says it.
  struct Written {
    std::string text;
    std::string unit;
  };
  std::optional<Written> Write(const google::protobuf::Message& parent) const;

 private:
  Codec() = default;
  std::optional<format::Fault> ParseNumber(std::string_view text, std::string_view unit,
                                           SignChange sign, Value& value) const;
  std::optional<format::Fault> ParseQuantityOrMoney(std::string_view text, std::string_view unit,
                                                    SignChange sign, Value& value) const;
  std::optional<format::Fault> CheckSign(std::string_view text, int64_t number) const;
  std::optional<format::Fault> ParseIntegers(std::string_view text, Value& value) const;
  std::optional<format::Fault> ParseWord(std::string_view text, Value& value) const;
  std::optional<format::Fault> ParseDay(std::string_view text, Value& value) const;
  std::optional<format::Fault> ParseInstant(std::string_view text, Value& value,
                                            bool& warning) const;
  // Micros, with the file's decimal mark.
  std::optional<format::Fault> ParseDecimal(std::string_view text, int64_t& micros) const;
  std::string WriteDecimal(int64_t micros) const;

  struct Words {
    absl::flat_hash_map<std::string, int> numbers;  // upper case
    std::map<int, std::string> names;               // as written
  };

  const google::protobuf::FieldDescriptor* field_ = nullptr;
  Type type_ = Type::kText;
  v1::FieldRules rules_;
  char decimal_mark_ = '.';
  std::optional<TimePattern> day_;
  std::optional<InstantPattern> instant_;
  std::shared_ptr<const Words> words_;
};

}  // namespace headwater::csv
