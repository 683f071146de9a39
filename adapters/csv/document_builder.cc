#include "adapters/csv/document_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/base/pseudonym.h"

namespace headwater::csv {
namespace {

using format::Fault;
using format::Quoted;
using google::protobuf::Message;
using google::protobuf::Reflection;

// More than the tags and lengths around a row's item, and the fields of a new item of
// the list around its list.
constexpr size_t kItemOverheadBytes = 64;

bool IsNegative(std::string_view text) {
  return !text.empty() && text.front() == '-' &&
         text.find_first_of("123456789") != std::string_view::npos;
}

bool Holds(const ConditionPlan& condition, const RowView& row) {
  const std::string_view text = row.Text(condition.column);
  bool holds = false;
  switch (condition.test) {
    case ConditionPlan::Test::kNegative:
      holds = IsNegative(text);
      break;
    case ConditionPlan::Test::kEmpty:
      holds = text.empty();
      break;
    case ConditionPlan::Test::kEquals:
      holds = text == condition.text;
      break;
    case ConditionPlan::Test::kInMap:
      holds = condition.map->Find(text) != nullptr;
      break;
  }
  return holds != condition.negated;
}

// What an issue about the column names; empty for a column that fills nothing.
std::string_view PathOf(const ColumnUse& use) {
  return use.bindings.empty() ? std::string_view() : use.bindings[0].target.path;
}

Message* Walk(Message* message, const FieldChain& chain) {
  for (const auto* field : chain) {
    message = message->GetReflection()->MutableMessage(message, field);
  }
  return message;
}

}  // namespace

DocumentBuilder::DocumentBuilder(const Profile& profile, format::DocumentSink& sink)
    : profile_(profile),
      plan_(profile.plan()),
      sink_(sink),
      positions_(plan_.paths),
      levels_(plan_.levels.size()) {}

absl::Status DocumentBuilder::Tell(format::Position position, std::string_view path, int level,
                                   Fault fault, format::Severity severity) {
  if (severity == format::Severity::kError) ++errors_;
  format::Issue issue =
      format::IssueAt(position, format::PathWithIndexes(path, IndexesOf(level)), std::move(fault));
  issue.severity = severity;
  return sink_.OnIssue(std::move(issue));
}

absl::Status DocumentBuilder::Add(const RowView& row) {
  if (is_too_large_) return absl::OkStatus();
  if (rows_ == 0) {
    RETURN_IF_ERROR(Begin(row));
  } else if (plan_.depth() > 0) {
    RETURN_IF_ERROR(FillShared(0, whole_, /*is_new=*/false, row));
  }
  if (plan_.can_split()) RETURN_IF_ERROR(Watch(row));
  ++rows_;
  bytes_ += plan_.can_split() ? 0 : row.bytes();
  for (int level = 1; level < plan_.depth(); ++level) RETURN_IF_ERROR(EnterLevel(level, row));
  RETURN_IF_ERROR(FillRow(row));
  return CheckSize(row);
}

absl::Status DocumentBuilder::Begin(const RowView& row) {
  whole_.message = &document_;
  whole_.line = row.line();
  // The kind is set even if no cell fills a field of it.
  document_.GetReflection()->MutableMessage(&document_, plan_.body);
  positions_.Add(plan_.body_path_id, {}, {row.line(), 1});
  RETURN_IF_ERROR(ExpandNumber(row));
  if (plan_.depth() > 0) RETURN_IF_ERROR(FillShared(0, whole_, /*is_new=*/true, row));
  if (plan_.can_split()) {
    header_ = document_;
    header_errors_ = errors_;
  }
  return absl::OkStatus();
}

absl::Status DocumentBuilder::ExpandNumber(const RowView& row) {
  if (!plan_.number.has_value()) return absl::OkStatus();
  std::string number;
  int first_column = -1;
  for (const NumberPattern::Piece& piece : plan_.number->pieces) {
    number += piece.text;
    if (piece.column < 0) continue;
    number.append(row.Text(piece.column));
    if (first_column < 0) first_column = piece.column;
  }
  Value value;
  bool warning = false;
  const format::Position position = row.At(first_column);
  if (auto fault = plan_.number_codec->Parse(number, "", {}, value, warning)) {
    fault->text = absl::StrCat("the document's number: ", fault->text);
    return Tell(position, "number", 0, *std::move(fault));
  }
  document_.set_number(number);
  return absl::OkStatus();
}

// Columns of a document or of an item that several rows share: filled from the first
// of them; the others must not say something else.
absl::Status DocumentBuilder::FillShared(int level, Item& item, bool is_new, const RowView& row) {
  const LevelPlan& plan = plan_.levels[static_cast<size_t>(level)];
  if (is_new) {
    SetConstants(plan.constants, *item.message, level);
    for (const ColumnUse& use : plan.uses) {
      const std::string_view text = row.Text(use.column);
      item.texts.emplace_back(text.empty() ? use.default_value : text);
      RETURN_IF_ERROR(Fill(use, *item.message, level, row));
    }
    return absl::OkStatus();
  }
  for (size_t i = 0; i < plan.uses.size(); ++i) {
    const ColumnUse& use = plan.uses[i];
    // That the rows have one sender is why they are of one document.
    if (use.first_row_counts || use.column == plan_.group_sender) continue;
    const std::string_view text = row.Text(use.column);
    if (text.empty() || text == item.texts[i]) continue;
    RETURN_IF_ERROR(TellContradiction(use, level, item, item.texts[i], row));
  }
  return absl::OkStatus();
}

absl::Status DocumentBuilder::TellContradiction(const ColumnUse& use, int level, const Item& item,
                                                std::string_view first, const RowView& row) {
  const std::string here = use.pseudonym ? "a customer" : Quoted(row.Text(use.column));
  const std::string there = first.empty() ? "nothing" : use.pseudonym ? "another" : Quoted(first);
  return Tell(
      row.At(use.column), PathOf(use), level,
      Fault{.reason = v1::REASON_DUPLICATE_ITEM,
            .text = absl::StrCat(plan_.columns[static_cast<size_t>(use.column)], ": ", here,
                                 " here and ", there, " in line ", item.line, ", in one document"),
            .cure = absl::StrCat(first.empty() ? absl::StrCat("Fill it in in line ", item.line,
                                                              " too, which says it for all "
                                                              "rows")
                                               : "Make the rows agree",
                                 ", or give the other document a number of its own")});
}

Message& DocumentBuilder::ListParent(int level) {
  Message* above =
      level == 1 ? &document_ : levels_[static_cast<size_t>(level) - 1].current->message;
  return *Walk(above, plan_.levels[static_cast<size_t>(level)].chain);
}

Message* DocumentBuilder::AddItem(int level, const RowView& row) {
  const LevelPlan& plan = plan_.levels[static_cast<size_t>(level)];
  Message& parent = ListParent(level);
  const Reflection& reflection = *parent.GetReflection();
  indexes_[static_cast<size_t>(level) - 1] = reflection.FieldSize(parent, plan.list);
  Message* message = reflection.AddMessage(&parent, plan.list);
  positions_.Add(plan.path_id, IndexesOf(level), {row.line(), 1});
  return message;
}

absl::Status DocumentBuilder::EnterLevel(int level, const RowView& row) {
  const LevelPlan& plan = plan_.levels[static_cast<size_t>(level)];
  LevelState& state = levels_[static_cast<size_t>(level)];
  key_ = level == 1 ? std::string() : levels_[static_cast<size_t>(level) - 1].key;
  row.AppendKey(plan.keys, key_);
  bool is_new = false;
  if (state.current == nullptr || state.key != key_) {
    state.key = key_;
    std::unique_ptr<Item>& item = state.items[key_];
    is_new = item == nullptr;
    if (is_new) {
      item = std::make_unique<Item>();
      item->message = AddItem(level, row);
      item->index = indexes_[static_cast<size_t>(level) - 1];
      item->outer_index = indexes_[0];
      item->line = row.line();
    }
    state.current = item.get();
  }
  indexes_[static_cast<size_t>(level) - 1] = state.current->index;
  return FillShared(level, *state.current, is_new, row);
}

const VariantPlan* DocumentBuilder::VariantFor(const RowView& row) const {
  for (const VariantPlan& variant : plan_.variants) {
    if (std::all_of(variant.when.begin(), variant.when.end(),
                    [&](const ConditionPlan& condition) { return Holds(condition, row); })) {
      return &variant;
    }
  }
  return nullptr;
}

absl::Status DocumentBuilder::FillRow(const RowView& row) {
  const int level = plan_.depth();
  const VariantPlan* variant = VariantFor(row);
  if (variant == nullptr) {
    return Tell({row.line(), 1}, plan_.profile.kind(), 0,
                Fault{.reason = v1::REASON_CODE_UNKNOWN,
                      .text = "the row fits none of the variants of the profile",
                      .cure = "Mend the row, or give the profile a variant for it"});
  }
  Message* item = &document_;
  if (level > 0) {
    // A row that says nothing of the list has no item there.
    const bool has_item =
        std::any_of(variant->uses.begin(), variant->uses.end(), [&](const ColumnUse& use) {
          return !use.bindings.empty() && !row.Text(use.column).empty();
        });
    if (!has_item) return absl::OkStatus();
    item = AddItem(level, row);
  }
  SetConstants(variant->constants, *item, level);
  for (const ColumnUse& use : variant->uses) RETURN_IF_ERROR(Fill(use, *item, level, row));
  if (plan_.can_split()) bytes_ += item->ByteSizeLong() + kItemOverheadBytes;
  return absl::OkStatus();
}

// A currency that only the first row of the document says holds for all of them. The
// unit of a quantity does not: without one it is pieces.
std::string_view DocumentBuilder::UnitOf(const Binding& binding, const RowView& row) const {
  if (binding.unit_column < 0) return binding.unit;
  const std::string_view unit = row.Text(binding.unit_column);
  if (!unit.empty() || binding.target.codec.type() != Codec::Type::kMoney) return unit;
  const std::vector<ColumnUse>& shared = plan_.levels[0].uses;
  for (size_t i = 0; i < shared.size() && i < whole_.texts.size(); ++i) {
    if (shared[i].column == binding.unit_column) return whole_.texts[i];
  }
  return unit;
}

absl::Status DocumentBuilder::Fill(const ColumnUse& use, Message& item, int level,
                                   const RowView& row) {
  const auto name = [&] { return plan_.columns[static_cast<size_t>(use.column)]; };
  std::string_view text = row.Text(use.column);
  if (text.empty()) text = use.default_value;
  if (text.empty()) {
    if (!use.required) return absl::OkStatus();
    return Tell(row.At(use.column), PathOf(use), level,
                Fault{.reason = v1::REASON_FIELD_REQUIRED,
                      .text = absl::StrCat(name(), " is empty"),
                      .cure = absl::StrCat("Fill it in", OrSetText(plan_, use.column))});
  }
  if (use.map != nullptr) {
    const std::string* mapped = use.map->Find(text);
    if (mapped == nullptr) {
      return Tell(row.At(use.column), PathOf(use), level,
                  Fault{.reason = v1::REASON_CODE_UNKNOWN,
                        .text = absl::StrCat(name(), ": ", Quoted(text),
                                             " is not in the value map ", use.map->name()),
                        .cure = "Add it there, or mend the code"});
    }
    text = *mapped;
  }
  std::string pseudonym;
  if (use.pseudonym) {
    pseudonym = base::PseudonymOf(profile_.inputs().pseudonym_key, text);
    text = pseudonym;
  }
  SignChange sign{.absolute = use.absolute};
  if (use.sign_column >= 0) sign.negate = IsNegative(row.Text(use.sign_column));
  for (const Binding& binding : use.bindings) {
    const FieldTarget& target = binding.target;
    const std::string_view unit = UnitOf(binding, row);
    Value value;
    bool warning = false;
    if (auto fault = target.codec.Parse(text, unit, sign, value, warning)) [[unlikely]] {
      fault->text = absl::StrCat(name(), ": ", fault->text);
      RETURN_IF_ERROR(Tell(row.At(use.column), target.path, level, *std::move(fault),
                           warning ? format::Severity::kWarning : format::Severity::kError));
      if (!warning) continue;
    }
    target.codec.Set(*Walk(&item, target.chain), value);
    positions_.Add(target.path_id, IndexesOf(level), row.At(use.column));
  }
  return absl::OkStatus();
}

void DocumentBuilder::SetConstants(absl::Span<const ConstantUse> constants, Message& item,
                                   int level) {
  for (const ConstantUse& constant : constants) {
    Value value = constant.value;
    value.text = constant.text;
    if (constant.is_line) value.number = indexes_[static_cast<size_t>(level) - 1] + 1;
    constant.target.codec.Set(*Walk(&item, constant.target.chain), value);
  }
}

}  // namespace headwater::csv
