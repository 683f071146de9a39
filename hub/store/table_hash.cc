#include "hub/store/table_hash.h"

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::store {
namespace {

using base::AbslView;

void AppendNumber(uint64_t number, std::string& to) {
  for (int shift = 56; shift >= 0; shift -= 8) to.push_back(static_cast<char>(number >> shift));
}

void AppendBytes(char tag, std::string_view bytes, std::string& to) {
  to.push_back(tag);
  AppendNumber(bytes.size(), to);
  to.append(bytes);
}

void AppendValue(const Row& row, int column, std::string& to) {
  switch (row.type(column)) {
    case Value::Type::kNull:
      to.push_back('n');
      break;
    case Value::Type::kInteger:
      to.push_back('i');
      AppendNumber(static_cast<uint64_t>(row.integer(column)), to);
      break;
    case Value::Type::kText:
      AppendBytes('t', row.text(column), to);
      break;
    case Value::Type::kBlob:
      AppendBytes('b', row.blob(column), to);
      break;
  }
}

// Before the first row, so that the same values under other names differ.
void AppendHeader(const Row& row, std::string& to) {
  AppendNumber(static_cast<uint64_t>(row.column_count()), to);
  for (int i = 0; i < row.column_count(); ++i) AppendBytes('c', row.column_name(i), to);
}

}  // namespace

absl::StatusOr<std::string> HashTable(Reader& reader, const Table& table) {
  base::Sha256 sha;
  std::string encoded;
  AppendBytes('T', table.name, encoded);
  bool first = true;
  RETURN_IF_ERROR(reader.QueryText(
      absl::StrCat("SELECT * FROM ", AbslView(table.name), " ORDER BY ", AbslView(table.key)), {},
      [&](const Row& row) {
        if (first) AppendHeader(row, encoded);
        first = false;
        encoded.push_back('r');
        for (int i = 0; i < row.column_count(); ++i) AppendValue(row, i, encoded);
        sha.Update(encoded);
        encoded.clear();
        return absl::OkStatus();
      }));
  sha.Update(encoded);
  return sha.Finish();
}

}  // namespace headwater::store
