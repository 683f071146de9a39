// A profile, compiled: every name is looked up once, every field path is a chain of
// descriptors, every constant is a value. Reader, builder and writer work from it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/csv/codec.h"
#include "adapters/csv/csv_profile.pb.h"
#include "adapters/csv/value_map.h"
#include "adapters/format/position_map.h"
#include "google/protobuf/descriptor.h"

namespace headwater::csv {

// Rows (and so items of a list) of one document.
inline constexpr int kDocumentRowsMax = 5000;

using FieldChain = std::vector<const google::protobuf::FieldDescriptor*>;

// A field, from the item of its list (or the document) on.
struct FieldTarget {
  std::string path;  // "ticket.lines[].item.gtin"
  int path_id = 0;
  int level = 0;     // 0: the document; 1: an item of the outermost list; ...
  FieldChain chain;  // the messages on the way
  Codec codec;
};

struct Binding {
  FieldTarget target;
  int unit_column = -1;
  std::string unit;
};

// What one column does at one level.
struct ColumnUse {
  int column = 0;
  bool required = false;
  bool first_row_counts = false;
  bool absolute = false;
  bool pseudonym = false;
  int sign_column = -1;
  std::string default_value;
  const ValueMap* map = nullptr;
  std::vector<Binding> bindings;
};

struct ConstantUse {
  FieldTarget target;
  bool is_line = false;  // the place in the list, from 1
  std::string text;
  Value value;  // without its text
};

struct LevelPlan {
  FieldChain chain;  // from the level above to the message that has the list
  const google::protobuf::FieldDescriptor* list = nullptr;
  int path_id = 0;  // of the list's items, "ticket.lines[]"
  std::vector<int> keys;
  std::vector<ColumnUse> uses;
  std::vector<ConstantUse> constants;
};

struct ConditionPlan {
  enum class Test { kNegative, kEmpty, kEquals, kInMap };
  Test test = Test::kEmpty;
  int column = 0;
  std::string text;
  const ValueMap* map = nullptr;
  bool negated = false;
};

// What the rows of the innermost list (or of a document without lists) become.
struct VariantPlan {
  std::string name;
  std::vector<ConditionPlan> when;
  std::vector<ColumnUse> uses;
  std::vector<ConstantUse> constants;
};

// A column that says something of the event that brought the document.
struct EventUse {
  int column = 0;
  Codec codec;
};

// Text and columns in turn.
struct NumberPattern {
  struct Piece {
    std::string text;
    int column = -1;
  };
  std::vector<Piece> pieces;
};

struct Plan {
  spec::CsvProfile profile;
  Notation notation;
  char delimiter = ',';

  const google::protobuf::FieldDescriptor* body = nullptr;
  std::shared_ptr<format::PathTable> paths;
  int body_path_id = 0;

  std::vector<std::string> columns;
  std::vector<bool> column_required;   // in the header
  std::vector<bool> column_pseudonym;  // names customers, whom no issue may show
  std::vector<int> group;
  int group_sender = -1;  // the column of group_by that says only the sender; not in `group`
  std::optional<NumberPattern> number;
  std::optional<Codec> number_codec;
  std::vector<int> split_at;
  std::vector<EventUse> event_uses;
  bool makes_pseudonyms = false;

  // [0] is the document. Of the last, uses and constants are in the variants.
  std::vector<LevelPlan> levels;
  std::vector<VariantPlan> variants;

  std::vector<std::unique_ptr<ValueMap>> maps;

  int depth() const { return static_cast<int>(levels.size()) - 1; }
  bool can_split() const { return !split_at.empty(); }
};

// A cell as an issue shows it.
std::string ShownCell(const Plan& plan, int column, std::string_view text);

// What whoever uses the profile may give in place of a column, as the end of a cure; ""
// for columns that nothing can replace.
std::string OrSetText(const Plan& plan, int column);

// INVALID_ARGUMENT says what is wrong with the profile. `maps` are those that the
// profile names.
absl::StatusOr<std::unique_ptr<const Plan>> CompilePlan(
    const spec::CsvProfile& profile, std::vector<std::unique_ptr<ValueMap>> maps);

}  // namespace headwater::csv
