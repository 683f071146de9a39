#include "hub/exchange/registry.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "hub/base/check.h"

namespace headwater::exchange {
namespace {

const google::protobuf::OneofDescriptor* Body() {
  static const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  return body;
}

}  // namespace

Registry::Registry(std::vector<Kind> kinds) : kinds_(std::move(kinds)) {
  std::sort(kinds_.begin(), kinds_.end(),
            [](const Kind& a, const Kind& b) { return a.body < b.body; });
  for (size_t i = 0; i < kinds_.size(); ++i) {
    HW_CHECK(!KindName(kinds_[i].body).empty())
        << "the contract has no kind with number " << kinds_[i].body;
    HW_CHECK(i == 0 || kinds_[i - 1].body != kinds_[i].body)
        << "the kind " << KindName(kinds_[i].body) << " is registered twice";
  }
  for (int i = 0; i < Body()->field_count(); ++i) {
    const auto body = static_cast<v1::Document::BodyCase>(Body()->field(i)->number());
    HW_CHECK(std::any_of(kinds_.begin(), kinds_.end(),
                         [body](const Kind& kind) { return kind.body == body; }))
        << "the kind " << KindName(body) << " is not registered";
  }
}

const Kind& Registry::Find(v1::Document::BodyCase body) const {
  const auto kind = std::lower_bound(
      kinds_.begin(), kinds_.end(), body,
      [](const Kind& a, v1::Document::BodyCase number) { return a.body < number; });
  HW_CHECK(kind != kinds_.end() && kind->body == body) << "no kind with number " << body;
  return *kind;
}

std::string_view KindName(v1::Document::BodyCase body) {
  const auto* const field = v1::Document::descriptor()->FindFieldByNumber(body);
  if (field == nullptr || field->containing_oneof() != Body()) return {};
  return field->name();
}

v1::Document::BodyCase KindFromName(std::string_view name) {
  const auto* const field = v1::Document::descriptor()->FindFieldByName(std::string(name));
  if (field == nullptr || field->containing_oneof() != Body()) return v1::Document::BODY_NOT_SET;
  return static_cast<v1::Document::BodyCase>(field->number());
}

}  // namespace headwater::exchange
