#include "adapters/csv/event_column.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/match.h"
#include "adapters/csv/list_levels.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/absl_view.h"

namespace headwater::csv {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::string_view kPrefix = "event.";

}  // namespace

bool IsOfEvent(const spec::Column& column) {
  return std::any_of(column.paths().begin(), column.paths().end(), [](const std::string& path) {
    return absl::StartsWith(path, base::AbslView(kPrefix));
  });
}

absl::StatusOr<Codec> EventCodec(const spec::Column& column, Notation notation) {
  if (column.paths_size() != 1 || column.required() || column.header_required() ||
      !column.default_value().empty() || !column.value_map().empty() || column.pseudonym() ||
      column.absolute() || !column.sign_of().empty() || !column.unit_column().empty()) {
    return WrongProfile("the column ", column.name(),
                        " is of the event: it has one path and is only written, as it is");
  }
  const std::string& path = column.paths(0);
  const auto* field = v1::Event::descriptor()->FindFieldByName(path.substr(kPrefix.size()));
  if (field == nullptr || field->type() == FieldDescriptor::TYPE_BYTES) {
    return WrongProfile("the path ", path,
                        " is none; of the event there are version, sequence and commit_time");
  }
  if (!column.format().empty()) notation.time_format = column.format();
  auto codec = Codec::Make(*field, notation);
  if (!codec.ok()) return WrongProfile("the path ", path, ": ", codec.status().message());
  return codec;
}

}  // namespace headwater::csv
