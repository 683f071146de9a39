// Documents into CSV, by the same profiles.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/csv/profile.h"
#include "adapters/format/document_writer.h"

namespace headwater::csv {

// Not thread-safe. Writes nothing that would not be read back as the very same
// document: each one is read again before it goes out. What columns say of the event is
// beside the document.
class CsvWriter final : public format::DocumentWriter {
 public:
  // `profile` must outlive it. INVALID_ARGUMENT for a profile that reads only: one
  // with variants, changes of sign or pseudonyms.
  static absl::StatusOr<std::unique_ptr<CsvWriter>> Make(const Profile& profile);

  // Columns of the event stay empty.
  absl::Status Write(const v1::Document& document, format::ByteSink& sink) override;
  // The event's document, with all columns.
  absl::Status WriteEvent(const v1::Event& event, format::ByteSink& sink);
  // A file without documents has its header all the same.
  absl::Status Finish(format::ByteSink& sink) override;

 private:
  using Cells = std::vector<std::string>;

  explicit CsvWriter(const Profile& profile) : profile_(profile), plan_(profile.plan()) {}

  absl::Status WriteDocument(const v1::Document& document, Cells cells, format::ByteSink& sink);
  absl::Status WriteLevel(int level, const google::protobuf::Message& item, const Cells& above,
                          std::string& rows) const;
  absl::Status WriteUses(absl::Span<const ColumnUse> uses, const google::protobuf::Message& item,
                         Cells& cells) const;
  absl::Status WriteBinding(const ColumnUse& use, const Binding& binding,
                            const google::protobuf::Message& item, Cells& cells) const;
  absl::Status Put(int column, std::string text, const std::string& path, Cells& cells) const;
  absl::Status ReadBack(const v1::Document& document, std::string_view rows) const;
  absl::Status CheckNumber(const v1::Document& document);
  void AppendRow(const Cells& cells, std::string& rows) const;
  std::string Header() const;

  const Profile& profile_;
  const Plan& plan_;
  bool has_header_ = false;
  absl::flat_hash_set<std::string> numbers_;  // of the documents in the file, with their senders
};

}  // namespace headwater::csv
