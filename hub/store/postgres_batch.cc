#include "hub/store/postgres_batch.h"

#include <endian.h>

#include <cstring>

namespace headwater::store {
namespace {

// PostgreSQL's array in binary: how many dimensions, whether it has NULLs, the type of its
// elements, then for its one dimension the length and the first index.
constexpr size_t kHeaderBytes = 20;
constexpr size_t kLengthBytes = 4;  // before each element
constexpr uint32_t kNullLength = 0xFFFFFFFF;

constexpr TypeOid kBytea = 17;
constexpr TypeOid kInt8 = 20;
constexpr TypeOid kText = 25;

void Append(uint32_t number, std::string& to) {
  const uint32_t network = htobe32(number);
  to.append(reinterpret_cast<const char*>(&network), sizeof network);
}

void Write(uint32_t number, size_t at, std::string& to) {
  const uint32_t network = htobe32(number);
  std::memcpy(to.data() + at, &network, sizeof network);
}

void AppendElement(const Value& value, std::string& to) {
  switch (value.type()) {
    case Value::Type::kNull:
      Append(kNullLength, to);
      return;
    case Value::Type::kInteger: {
      const uint64_t network = htobe64(static_cast<uint64_t>(value.integer()));
      Append(sizeof network, to);
      to.append(reinterpret_cast<const char*>(&network), sizeof network);
      return;
    }
    case Value::Type::kText:
    case Value::Type::kBlob:
      Append(static_cast<uint32_t>(value.bytes().size()), to);
      to.append(value.bytes());
      return;
  }
}

}  // namespace

TypeOid ArrayOf(TypeOid type) {
  switch (type) {
    case kBytea:
      return 1001;
    case kText:
      return 1009;
    case kInt8:
      return 1016;
    default:
      return 0;
  }
}

PostgresBatch::PostgresBatch(absl::Span<const TypeOid> types) : columns_(types.size()) {
  for (size_t i = 0; i < types.size(); ++i) {
    columns_[i].type = types[i];
    columns_[i].elements.assign(kHeaderBytes, '\0');
  }
}

absl::Status PostgresBatch::Add(const Sql& sql, absl::Span<const Value> values) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (absl::Status fits = CheckFit(sql, i, values[i], columns_[i].type); !fits.ok()) return fits;
  }
  for (size_t i = 0; i < values.size(); ++i) {
    Column& column = columns_[i];
    const size_t before = column.elements.size();
    AppendElement(values[i], column.elements);
    column.has_null |= values[i].type() == Value::Type::kNull;
    const std::string_view added = std::string_view(column.elements).substr(before);
    if (rows_ == 0) column.first_bytes = added.size();
    column.varies |= added != First(column);
    bytes_ += added.size();
  }
  ++rows_;
  return absl::OkStatus();
}

bool PostgresBatch::HasRoomFor(const PostgresBatch& other) const {
  return rows_ + other.rows_ <= kBatchRowsMax && bytes_ + other.bytes_ <= kBatchBytesMax;
}

void PostgresBatch::Append(const PostgresBatch& other) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    const Column& more = other.columns_[i];
    if (rows_ == 0) column.first_bytes = more.first_bytes;
    column.elements.append(more.elements, kHeaderBytes);
    column.has_null |= more.has_null;
    column.varies |= more.varies || First(column) != First(more);
  }
  rows_ += other.rows_;
  bytes_ += other.bytes_;
}

std::string_view PostgresBatch::First(const Column& column) {
  return std::string_view(column.elements).substr(kHeaderBytes, column.first_bytes);
}

std::vector<bool> PostgresBatch::Varying() const {
  std::vector<bool> varying;
  bool any = false;
  for (const Column& column : columns_) {
    varying.push_back(column.varies);
    any |= column.varies;
  }
  if (!any && !varying.empty()) varying[0] = true;
  return varying;
}

void PostgresBatch::Fill(const std::vector<bool>& varies, std::vector<const char*>& values,
                         std::vector<int>& lengths, std::vector<int>& formats) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (varies[i]) {
      FillArray(columns_[i], values, lengths);
    } else {
      const std::string_view value = First(columns_[i]).substr(kLengthBytes);
      // Of a column with a NULL whose rows are alike, all are.
      values.push_back(columns_[i].has_null ? nullptr : value.data());
      lengths.push_back(static_cast<int>(value.size()));
    }
    formats.push_back(1);
  }
}

void PostgresBatch::FillArray(Column& column, std::vector<const char*>& values,
                              std::vector<int>& lengths) const {
  constexpr uint32_t kDimensions = 1;
  constexpr uint32_t kFirstIndex = 1;
  Write(kDimensions, 0, column.elements);
  Write(column.has_null ? 1 : 0, 4, column.elements);
  Write(column.type, 8, column.elements);
  Write(static_cast<uint32_t>(rows_), 12, column.elements);
  Write(kFirstIndex, 16, column.elements);
  values.push_back(column.elements.data());
  lengths.push_back(static_cast<int>(column.elements.size()));
}

}  // namespace headwater::store
