#include "hub/exchange/read_page.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/sha256.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {
namespace {

using base::AbslView;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kSizeField = "page_size";
constexpr std::string_view kTokenField = "page_token";

// A token is the seal and then, of each part, the number and the text.
constexpr size_t kSealSize = 12;

const FieldDescriptor* FieldOf(const Message& request, std::string_view name) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(std::string(name));
  HW_CHECK(field != nullptr) << request.GetTypeName() << " has no field " << name;
  return field;
}

// The request without what may differ from page to page.
std::string FilterBytes(const Message& request) {
  const std::unique_ptr<Message> filter(request.New());
  filter->CopyFrom(request);
  filter->GetReflection()->ClearField(filter.get(), FieldOf(request, kSizeField));
  filter->GetReflection()->ClearField(filter.get(), FieldOf(request, kTokenField));
  std::string bytes;
  google::protobuf::io::StringOutputStream out(&bytes);
  google::protobuf::io::CodedOutputStream coded(&out);
  coded.SetSerializationDeterministic(true);
  filter->SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Over the list and the key: a token of another list, and one that was cut or
// altered, does not have it.
std::string Seal(const Message& request, std::string_view key) {
  const std::string filter = FilterBytes(request);
  return base::Sha256Of(
             absl::StrCat(request.GetTypeName(), " ", filter.size(), " ", filter, AbslView(key)))
      .substr(0, kSealSize);
}

void AppendVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

std::string EncodeKey(const std::vector<PageKey>& parts) {
  std::string out;
  for (const PageKey& part : parts) {
    AppendVarint(out, static_cast<uint64_t>(part.number));
    AppendVarint(out, part.text.size());
    out.append(part.text);
  }
  return out;
}

std::optional<std::vector<PageKey>> DecodeKey(std::string_view bytes, int parts) {
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  std::vector<PageKey> key(static_cast<size_t>(parts));
  for (PageKey& part : key) {
    uint64_t number = 0;
    uint64_t size = 0;
    if (!in.ReadVarint64(&number) || !in.ReadVarint64(&size) || size > bytes.size() ||
        !in.ReadString(&part.text, static_cast<int>(size))) {
      return std::nullopt;
    }
    part.number = static_cast<int64_t>(number);
  }
  if (static_cast<size_t>(in.CurrentPosition()) != bytes.size()) return std::nullopt;
  return key;
}

absl::Status Foreign() {
  Violations violations;
  violations.Add(std::string(kTokenField), v1::REASON_PAGE_TOKEN_INVALID,
                 "this is not a token of this list; send next_page_token as it was given, with "
                 "the same filter, or none for the first page");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<ReadPage> ParsePage(const Message& request, int parts) {
  const google::protobuf::Reflection& reflection = *request.GetReflection();
  ReadPage page;
  if (const int size = reflection.GetInt32(request, FieldOf(request, kSizeField)); size < 0) {
    Violations violations;
    violations.Add(std::string(kSizeField), v1::REASON_NUMBER_OUT_OF_RANGE,
                   absl::StrCat(size, " is no size of a page; give 0 for the default of ",
                                kPageSizeDefault, ", or up to ", kPageSizeMax));
    return violations.ToStatus();
  } else if (size > 0) {
    page.size = std::min(size, kPageSizeMax);
  }

  const std::string token = reflection.GetString(request, FieldOf(request, kTokenField));
  if (token.empty()) return page;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() < kSealSize) return Foreign();
  const std::string_view key = std::string_view(bytes).substr(kSealSize);
  if (Seal(request, key) != std::string_view(bytes).substr(0, kSealSize)) return Foreign();
  auto after = DecodeKey(key, parts);
  if (!after.has_value()) return Foreign();
  page.after = *std::move(after);
  return page;
}

std::string NextPageToken(const Message& request, const std::vector<PageKey>& last) {
  const std::string key = EncodeKey(last);
  return absl::WebSafeBase64Escape(absl::StrCat(Seal(request, key), key));
}

}  // namespace headwater::exchange
