// Makes one Document after another out of the rows that belong to it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "adapters/csv/plan.h"
#include "adapters/csv/profile.h"
#include "adapters/csv/row_view.h"
#include "adapters/format/document_reader.h"
#include "headwater/v1/document.pb.h"

namespace headwater::csv {

// As document.proto has it.
inline constexpr size_t kDocumentBytesMax = 1 << 20;

// Not thread-safe. Errors are the sink's.
class DocumentBuilder {
 public:
  // Both must outlive it.
  DocumentBuilder(const Profile& profile, format::DocumentSink& sink);

  // Adds a row to the document; the first one begins it. Whatever is wrong goes to
  // the sink as an issue, all of a row at once, and the document will not be made.
  absl::Status Add(const RowView& row);

  // The document will not be made; the issue that says why is the caller's.
  void Spoil() { ++errors_; }

  // No more rows: gives the document to the sink, if it is good. Ready for the next.
  absl::Status Finish();

 private:
  // An item of a list, or the document itself.
  struct Item {
    google::protobuf::Message* message = nullptr;
    int index = 0;
    int outer_index = 0;  // of the item of the outermost list that it is within
    int64_t line = 0;
    std::vector<std::string> texts;  // what the first row said, or its default, by use
  };
  struct LevelState {
    std::string key;  // of the current item, with those of the levels above
    Item* current = nullptr;
    absl::flat_hash_map<std::string, std::unique_ptr<Item>> items;
  };

  absl::Status Begin(const RowView& row);
  absl::Status ExpandNumber(const RowView& row);
  absl::Status EnterLevel(int level, const RowView& row);
  absl::Status FillShared(int level, Item& item, bool is_new, const RowView& row);
  absl::Status TellContradiction(const ColumnUse& use, int level, const Item& item,
                                 std::string_view first, const RowView& row);
  absl::Status FillRow(const RowView& row);
  absl::Status Fill(const ColumnUse& use, google::protobuf::Message& item, int level,
                    const RowView& row);
  std::string_view UnitOf(const Binding& binding, const RowView& row) const;
  void SetConstants(absl::Span<const ConstantUse> constants, google::protobuf::Message& item,
                    int level);
  google::protobuf::Message& ListParent(int level);
  google::protobuf::Message* AddItem(int level, const RowView& row);
  const VariantPlan* VariantFor(const RowView& row) const;

  absl::Status Watch(const RowView& row);
  absl::Status CheckSize(const RowView& row);
  absl::Status SplitOff();
  absl::Status Emit(v1::Document document, format::PositionMap positions, bool is_spoiled);
  void Clear();

  absl::Status Tell(format::Position position, std::string_view path, int level,
                    format::Fault fault, format::Severity severity = format::Severity::kError);
  absl::Span<const int> IndexesOf(int level) const {
    return absl::MakeConstSpan(indexes_.data(), static_cast<size_t>(level));
  }

  const Profile& profile_;
  const Plan& plan_;
  format::DocumentSink& sink_;

  v1::Document document_;
  format::PositionMap positions_;
  Item whole_;
  std::vector<LevelState> levels_;  // [0] is not used
  std::array<int, format::PositionMap::kDepthMax> indexes_ = {};
  std::string key_;  // scratch
  std::string number_;
  int rows_ = 0;
  size_t bytes_ = 0;
  int errors_ = 0;             // any: the document is not made
  bool is_too_large_ = false;  // told; the rest of the rows is passed over

  // For kinds that may be split: what to begin the next part with, and where the
  // document may be cut: before the unit that the last row belongs to.
  v1::Document header_;
  int header_errors_ = 0;
  std::string unit_;  // the columns of split_at of the row before
  int unit_index_ = 0;
  int unit_rows_ = 0;
  size_t unit_bytes_ = 0;
  int unit_errors_ = 0;
  std::vector<std::string> units_;                 // of this part, but the last
  absl::flat_hash_set<std::string> closed_units_;  // of the parts before
  int parts_ = 0;
};

}  // namespace headwater::csv
