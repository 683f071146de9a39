#include "adapters/csv/plan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/csv/event_column.h"
#include "adapters/csv/list_levels.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

class Compiler {
 public:
  Compiler(const spec::CsvProfile& profile, std::vector<std::unique_ptr<ValueMap>> maps)
      : plan_(std::make_unique<Plan>()), lists_(*plan_) {
    plan_->profile = profile;
    plan_->maps = std::move(maps);
  }

  absl::StatusOr<std::unique_ptr<const Plan>> Compile() {
    RETURN_IF_ERROR(CompileNotation());
    RETURN_IF_ERROR(CompileColumns());
    RETURN_IF_ERROR(CompileLevels());
    RETURN_IF_ERROR(CompileUses());
    RETURN_IF_ERROR(CompileVariants());
    RETURN_IF_ERROR(CompileGroups());
    RETURN_IF_ERROR(CompileNumber());
    return std::unique_ptr<const Plan>(std::move(plan_));
  }

 private:
  const spec::CsvProfile& profile() const { return plan_->profile; }

  absl::Status CompileNotation() {
    const std::string& delimiter = profile().delimiter();
    if (delimiter.size() > 1) return WrongProfile("the delimiter is one character");
    plan_->delimiter = delimiter.empty() ? ',' : delimiter[0];
    if (!absl::StrContains(",;\t|", std::string(1, plan_->delimiter))) {
      return WrongProfile("the delimiter is one of , ; | and \\t");
    }
    const std::string& mark = profile().decimal_mark();
    if (!mark.empty() && mark != "." && mark != ",") return WrongProfile("decimal_mark is . or ,");
    Notation& notation = plan_->notation;
    notation.decimal_mark = mark.empty() ? '.' : mark[0];
    if (!profile().date_format().empty()) notation.date_format = profile().date_format();
    notation.time_format = profile().time_format();
    notation.time_zone = profile().time_zone();
    plan_->body = v1::Document::descriptor()->FindFieldByName(profile().kind());
    if (plan_->body == nullptr || plan_->body->containing_oneof() == nullptr ||
        plan_->body->containing_oneof()->name() != "body") {
      return WrongProfile("the contract has no kind \"", profile().kind(), "\"");
    }
    plan_->paths = std::make_shared<format::PathTable>();
    plan_->body_path_id = plan_->paths->Intern(profile().kind());
    return absl::OkStatus();
  }

  // Names, and that they are unique.
  absl::Status CompileColumns() {
    for (const spec::Column& column : profile().columns()) {
      if (column.name().empty()) return WrongProfile("a column has no name");
      if (!column_ids_.emplace(column.name(), static_cast<int>(plan_->columns.size())).second) {
        return WrongProfile("the column ", column.name(), " stands twice");
      }
      plan_->columns.push_back(column.name());
      plan_->column_required.push_back(column.required() || column.header_required());
      plan_->column_pseudonym.push_back(MakesPseudonyms(column.name()));
      if (!IsOfEvent(column)) continue;
      ASSIGN_OR_RETURN(const Codec codec, EventCodec(column, plan_->notation));
      plan_->event_uses.push_back(
          {.column = static_cast<int>(plan_->columns.size()) - 1, .codec = codec});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int> ColumnId(const std::string& name, std::string_view user) {
    const auto found = column_ids_.find(name);
    if (found == column_ids_.end()) {
      return WrongProfile(base::AbslView(user), " names the column \"", name, "\", which is none");
    }
    return found->second;
  }

  absl::StatusOr<const ValueMap*> MapNamed(const std::string& name) {
    for (const auto& map : plan_->maps) {
      if (map->name() == name) return map.get();
    }
    return WrongProfile("there is no value map \"", name, "\"");
  }

  absl::Status CompileLevels() {
    std::vector<std::string> paths;
    const auto gather = [&](const auto& columns, const auto& constants) {
      for (const spec::Column& column : columns) {
        if (IsOfEvent(column)) continue;
        for (const std::string& path : column.paths()) paths.push_back(path);
      }
      for (const spec::Constant& constant : constants) paths.push_back(constant.path());
    };
    gather(profile().columns(), profile().constants());
    for (const spec::Variant& variant : profile().variants()) {
      gather(variant.columns(), variant.constants());
    }
    RETURN_IF_ERROR(lists_.Build(paths));
    for (const spec::Level& level : profile().levels()) {
      const int found = lists_.Find(level.path());
      if (found <= 0) return WrongProfile("no column fills the list ", level.path());
      auto& keys = plan_->levels[static_cast<size_t>(found)].keys;
      for (const std::string& key : level.keys()) {
        ASSIGN_OR_RETURN(const int column, ColumnId(key, level.path()));
        keys.push_back(column);
      }
    }
    for (int i = 1; i < plan_->depth(); ++i) {
      if (plan_->levels[static_cast<size_t>(i)].keys.empty()) {
        return WrongProfile("the list ", lists_.list(i),
                            " has a list within it: levels must name its key columns");
      }
    }
    if (plan_->depth() > 0 && !plan_->levels.back().keys.empty()) {
      return WrongProfile("the innermost list has an item for each row and no key columns");
    }
    return absl::OkStatus();
  }

  // One use for each level at which the column fills something, the innermost for a
  // column that is only looked at.
  absl::Status CompileColumn(const spec::Column& column, std::map<int, ColumnUse>& uses) {
    ASSIGN_OR_RETURN(const int id, ColumnId(column.name(), "a column"));
    ColumnUse shared;
    shared.column = id;
    shared.required = column.required();
    shared.first_row_counts = column.first_row_counts();
    shared.absolute = column.absolute();
    shared.pseudonym = column.pseudonym();
    shared.default_value = column.default_value();
    if (shared.pseudonym) {
      plan_->makes_pseudonyms = true;
      if (!column.default_value().empty() || !column.value_map().empty()) {
        return WrongProfile("the column ", column.name(),
                            " makes pseudonyms of its cells as they stand, without default_value "
                            "and value_map");
      }
    }
    if (!shared.pseudonym && MakesPseudonyms(column.name()) &&
        (!column.paths().empty() || !column.value_map().empty())) {
      return WrongProfile("the column ", column.name(),
                          " makes pseudonyms in one place, and in another shows its cells");
    }
    if (!column.sign_of().empty()) {
      ASSIGN_OR_RETURN(shared.sign_column, ColumnId(column.sign_of(), column.name()));
    }
    if (!column.value_map().empty()) {
      ASSIGN_OR_RETURN(shared.map, MapNamed(column.value_map()));
    }
    Notation notation = plan_->notation;
    if (!column.format().empty()) notation.date_format = notation.time_format = column.format();
    for (const std::string& path : column.paths()) {
      ASSIGN_OR_RETURN(FieldTarget target, lists_.TargetOf(path, notation));
      Binding binding{.target = std::move(target)};
      if (column.pseudonym() && binding.target.codec.type() != Codec::Type::kText) {
        return WrongProfile("the column ", column.name(), " makes pseudonyms, which are text, and ",
                            path, " is not");
      }
      const bool is_money = binding.target.codec.type() == Codec::Type::kMoney;
      const std::string& unit_column = is_money ? column.currency_column() : column.unit_column();
      binding.unit = is_money ? column.currency_code() : column.unit_code();
      if (!unit_column.empty()) {
        ASSIGN_OR_RETURN(binding.unit_column, ColumnId(unit_column, column.name()));
        RETURN_IF_ERROR(CheckNoPseudonym(unit_column, column.name()));
      } else if (is_money && binding.unit.empty()) {
        return WrongProfile("the column ", column.name(),
                            " needs a currency_column or currency_code");
      }
      const int level = binding.target.level;
      uses.try_emplace(level, shared).first->second.bindings.push_back(std::move(binding));
    }
    if (column.paths().empty()) uses.try_emplace(plan_->depth(), shared);
    // Asked for once, where it is met first.
    for (auto use = uses.begin(); use != uses.end(); ++use) {
      if (use != uses.begin()) use->second.required = false;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<ConstantUse> CompileConstant(const spec::Constant& constant) {
    ASSIGN_OR_RETURN(FieldTarget target, lists_.TargetOf(constant.path(), plan_->notation));
    ConstantUse use{.target = std::move(target)};
    if (constant.value() == "{line}") {
      if (use.target.codec.type() != Codec::Type::kInteger || use.target.level == 0) {
        return WrongProfile("{line} is for a number in a list, and ", constant.path(), " is not");
      }
      use.is_line = true;
      return use;
    }
    use.text = constant.value();
    bool warning = false;
    const auto fault = use.text.empty()
                           ? std::nullopt
                           : use.target.codec.Parse(use.text, "", {}, use.value, warning);
    if (use.text.empty() || (fault.has_value() && !warning)) {
      return WrongProfile("the constant ", constant.path(), ": ",
                          use.text.empty() ? "it is empty" : fault->text);
    }
    return use;
  }

  absl::Status CompileUses() {
    for (const spec::Column& column : profile().columns()) {
      if (IsOfEvent(column)) continue;
      std::map<int, ColumnUse> uses;
      RETURN_IF_ERROR(CompileColumn(column, uses));
      for (auto& [level, use] : uses) {
        if (level < plan_->depth()) {
          plan_->levels[static_cast<size_t>(level)].uses.push_back(std::move(use));
        } else {
          row_uses_.push_back(std::move(use));
        }
      }
    }
    for (const spec::Constant& constant : profile().constants()) {
      ASSIGN_OR_RETURN(ConstantUse use, CompileConstant(constant));
      if (use.target.level < plan_->depth()) {
        plan_->levels[static_cast<size_t>(use.target.level)].constants.push_back(std::move(use));
      } else {
        row_constants_.push_back(std::move(use));
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<ConditionPlan> CompileCondition(const spec::Condition& condition) {
    ConditionPlan made;
    ASSIGN_OR_RETURN(made.column, ColumnId(condition.column(), "a condition"));
    made.negated = condition.not_();
    switch (condition.test_case()) {
      case spec::Condition::kNegative:
        made.test = ConditionPlan::Test::kNegative;
        made.negated ^= !condition.negative();
        break;
      case spec::Condition::kEmpty:
        made.test = ConditionPlan::Test::kEmpty;
        made.negated ^= !condition.empty();
        break;
      case spec::Condition::kEquals:
        made.test = ConditionPlan::Test::kEquals;
        made.text = condition.equals();
        break;
      case spec::Condition::kInMap: {
        made.test = ConditionPlan::Test::kInMap;
        ASSIGN_OR_RETURN(made.map, MapNamed(condition.in_map()));
        break;
      }
      case spec::Condition::TEST_NOT_SET:
        return WrongProfile("the condition on ", condition.column(), " tests nothing");
    }
    return made;
  }

  absl::Status CompileVariants() {
    if (profile().variants().empty()) {
      plan_->variants.push_back(
          {.uses = std::move(row_uses_), .constants = std::move(row_constants_)});
      return absl::OkStatus();
    }
    for (const spec::Variant& variant : profile().variants()) {
      VariantPlan made;
      made.name = variant.name();
      for (const spec::Condition& condition : variant.when()) {
        ASSIGN_OR_RETURN(ConditionPlan test, CompileCondition(condition));
        made.when.push_back(std::move(test));
      }
      std::map<int, ColumnUse> own;
      for (const spec::Column& column : variant.columns()) {
        std::map<int, ColumnUse> uses;
        RETURN_IF_ERROR(CompileColumn(column, uses));
        if (column.header_required()) {
          plan_->column_required[static_cast<size_t>(uses.begin()->second.column)] = true;
        }
        for (auto& [level, use] : uses) {
          if (level != plan_->depth()) {
            return WrongProfile("the variant ", variant.name(),
                                " may fill only the innermost list, not ", column.name(),
                                "'s fields");
          }
          own.emplace(use.column, std::move(use));
        }
      }
      for (const ColumnUse& use : row_uses_) {
        const auto found = own.find(use.column);
        if (found == own.end()) {
          made.uses.push_back(use);
        } else {
          made.uses.push_back(std::move(found->second));
          own.erase(found);
        }
      }
      if (!own.empty()) {
        return WrongProfile("the variant ", variant.name(), " changes the column ",
                            plan_->columns[static_cast<size_t>(own.begin()->first)],
                            ", which fills nothing of the innermost list");
      }
      made.constants = row_constants_;
      for (const spec::Constant& constant : variant.constants()) {
        ASSIGN_OR_RETURN(ConstantUse use, CompileConstant(constant));
        if (use.target.level != plan_->depth()) {
          return WrongProfile("the variant ", variant.name(), " may fill only the innermost list");
        }
        made.constants.push_back(std::move(use));
      }
      plan_->variants.push_back(std::move(made));
    }
    return absl::OkStatus();
  }

  absl::Status CompileGroups() {
    for (const std::string& name : profile().group_by()) {
      ASSIGN_OR_RETURN(const int column, ColumnId(name, "group_by"));
      const auto& paths = profile().columns(column).paths();
      if (paths.size() == 1 && paths[0] == "sender_gln") {
        plan_->group_sender = column;
        continue;
      }
      plan_->group.push_back(column);
      plan_->column_required[static_cast<size_t>(column)] = true;
    }
    if (plan_->group_sender >= 0 && plan_->group.empty()) {
      return WrongProfile("group_by: a sender alone does not tell documents apart");
    }
    for (const LevelPlan& level : plan_->levels) {
      for (const int column : level.keys)
        plan_->column_required[static_cast<size_t>(column)] = true;
    }
    if (plan_->depth() == 0 && !plan_->group.empty()) {
      return WrongProfile("group_by is for documents with lists");
    }
    for (const std::string& name : profile().split_at()) {
      ASSIGN_OR_RETURN(const int column, ColumnId(name, "split_at"));
      plan_->split_at.push_back(column);
    }
    if (plan_->can_split() && profile().kind() != "sales_report" &&
        profile().kind() != "inventory_report") {
      return WrongProfile("a document of kind ", profile().kind(), " cannot be split");
    }
    return absl::OkStatus();
  }

  bool MakesPseudonyms(std::string_view name) const {
    const auto among = [name](const auto& columns) {
      return std::any_of(columns.begin(), columns.end(), [name](const spec::Column& column) {
        return column.pseudonym() && column.name() == name;
      });
    };
    return among(profile().columns()) ||
           std::any_of(profile().variants().begin(), profile().variants().end(),
                       [&](const spec::Variant& variant) { return among(variant.columns()); });
  }

  absl::Status CheckNoPseudonym(const std::string& name, std::string_view user) const {
    if (!MakesPseudonyms(name)) return absl::OkStatus();
    return WrongProfile(base::AbslView(user), ": it would show the cells of ", name,
                        ", which are replaced by pseudonyms; take another column");
  }

  absl::Status CompileNumber() {
    ASSIGN_OR_RETURN(
        const Codec codec,
        Codec::Make(*v1::Document::descriptor()->FindFieldByName("number"), plan_->notation));
    plan_->number_codec = codec;
    std::string_view rest = profile().number();
    if (rest.empty()) {
      for (const spec::Column& column : profile().columns()) {
        for (const std::string& path : column.paths()) {
          if (path == "number") return absl::OkStatus();
        }
      }
      return WrongProfile("no column fills the field number, and there is no pattern for it");
    }
    NumberPattern pattern;
    while (!rest.empty()) {
      const size_t open = rest.find('{');
      NumberPattern::Piece piece;
      piece.text = std::string(rest.substr(0, open));
      if (open == std::string_view::npos) {
        pattern.pieces.push_back(std::move(piece));
        break;
      }
      const size_t close = rest.find('}', open);
      if (close == std::string_view::npos) return WrongProfile("number: a brace is not closed");
      const std::string name(rest.substr(open + 1, close - open - 1));
      ASSIGN_OR_RETURN(piece.column, ColumnId(name, "number"));
      RETURN_IF_ERROR(CheckNoPseudonym(name, "number"));
      pattern.pieces.push_back(std::move(piece));
      rest.remove_prefix(close + 1);
    }
    plan_->number = std::move(pattern);
    return absl::OkStatus();
  }

  std::unique_ptr<Plan> plan_;
  ListLevels lists_;
  absl::flat_hash_map<std::string, int> column_ids_;
  std::vector<ColumnUse> row_uses_;
  std::vector<ConstantUse> row_constants_;
};

}  // namespace

std::string ShownCell(const Plan& plan, int column, std::string_view text) {
  return plan.column_pseudonym[static_cast<size_t>(column)] ? "(not shown)" : format::Quoted(text);
}

std::string OrSetText(const Plan& plan, int column) {
  for (const std::string& path : plan.profile.columns(column).paths()) {
    if (path == "sender_gln" || path == "receiver_gln") {
      return absl::StrCat(", or give one for the whole file: --set ", path, "=GLN");
    }
  }
  return "";
}

absl::StatusOr<std::unique_ptr<const Plan>> CompilePlan(
    const spec::CsvProfile& profile, std::vector<std::unique_ptr<ValueMap>> maps) {
  return Compiler(profile, std::move(maps)).Compile();
}

}  // namespace headwater::csv
