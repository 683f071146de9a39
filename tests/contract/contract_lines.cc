#include "contract/contract_lines.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "contract/contract_set.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "headwater/v1/rules.pb.h"

namespace headwater::contract {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::Message;
using google::protobuf::MethodDescriptorProto;
using google::protobuf::ServiceDescriptorProto;

constexpr char kEquals[] = " = ";

std::string Bare(const std::string& type_name) {
  return type_name.starts_with('.') ? type_name.substr(1) : type_name;
}

std::string TypeText(const FieldDescriptorProto& field) {
  if (!field.type_name().empty()) return Bare(field.type_name());
  return FieldDescriptor::TypeName(static_cast<FieldDescriptor::Type>(field.type()));
}

std::string FieldText(const FieldDescriptorProto& field, const DescriptorProto* holder) {
  std::string text = absl::StrCat(field.number());
  if (field.label() == FieldDescriptorProto::LABEL_REPEATED) text.append(" repeated");
  if (field.proto3_optional()) text.append(" optional");
  absl::StrAppend(&text, " ", TypeText(field));
  if (holder != nullptr && field.has_oneof_index() && !field.proto3_optional()) {
    absl::StrAppend(&text, " in ", holder->oneof_decl(field.oneof_index()).name());
  }
  return text;
}

// Each rule that is set, from any message of rules.
void AddRules(const std::string& of, const Message& rules, Lines& lines) {
  std::vector<const FieldDescriptor*> set;
  rules.GetReflection()->ListFields(rules, &set);
  for (const FieldDescriptor* rule : set) {
    std::vector<std::string> values;
    const int size = rule->is_repeated() ? rules.GetReflection()->FieldSize(rules, rule) : 1;
    for (int i = 0; i < size; ++i) {
      std::string value;
      google::protobuf::TextFormat::PrintFieldValueToString(rules, rule,
                                                            rule->is_repeated() ? i : -1, &value);
      values.push_back(value);
    }
    lines[absl::StrCat("rule ", of, " ", rule->name())] = absl::StrJoin(values, " ");
  }
}

void AddEnum(const std::string& scope, const EnumDescriptorProto& type, Lines& lines) {
  const std::string name = absl::StrCat(scope, ".", type.name());
  lines[absl::StrCat("enum ", name)] = "";
  for (const auto& value : type.value()) {
    lines[absl::StrCat("value ", name, ".", value.name())] = absl::StrCat(value.number());
  }
}

void AddMessage(const std::string& scope, const DescriptorProto& type, Lines& lines) {
  const std::string name = absl::StrCat(scope, ".", type.name());
  lines[absl::StrCat("message ", name)] = "";
  AddRules(name, type.options().GetExtension(v1::message_rules), lines);
  for (const FieldDescriptorProto& field : type.field()) {
    const std::string field_name = absl::StrCat(name, ".", field.name());
    lines[absl::StrCat("field ", field_name)] = FieldText(field, &type);
    AddRules(field_name, field.options().GetExtension(v1::field), lines);
  }
  for (const auto& oneof : type.oneof_decl()) {
    AddRules(absl::StrCat(name, ".", oneof.name()), oneof.options().GetExtension(v1::oneof_rules),
             lines);
  }
  for (const DescriptorProto& nested : type.nested_type()) AddMessage(name, nested, lines);
  for (const EnumDescriptorProto& nested : type.enum_type()) AddEnum(name, nested, lines);
}

void AddService(const std::string& scope, const ServiceDescriptorProto& service, Lines& lines) {
  const std::string name = absl::StrCat(scope, ".", service.name());
  lines[absl::StrCat("service ", name)] = "";
  for (const MethodDescriptorProto& method : service.method()) {
    lines[absl::StrCat("rpc ", name, ".", method.name())] =
        absl::StrCat(method.client_streaming() ? "stream " : "", Bare(method.input_type()), " -> ",
                     method.server_streaming() ? "stream " : "", Bare(method.output_type()));
  }
}

}  // namespace

Lines LinesOf(const FileDescriptorSet& set) {
  Lines lines;
  for (const FileDescriptorProto& file : set.file()) {
    if (!IsContractFile(file.name())) continue;
    const std::string& scope = file.package();
    for (const auto& type : file.message_type()) AddMessage(scope, type, lines);
    for (const auto& type : file.enum_type()) AddEnum(scope, type, lines);
    for (const auto& service : file.service()) AddService(scope, service, lines);
    for (const auto& extension : file.extension()) {
      lines[absl::StrCat("extension ", scope, ".", extension.name())] =
          absl::StrCat(FieldText(extension, nullptr), " of ", Bare(extension.extendee()));
    }
  }
  return lines;
}

std::string ToText(const Lines& lines) {
  std::string text;
  for (const auto& [key, value] : lines) {
    absl::StrAppend(&text, key, value.empty() ? "" : kEquals, value, "\n");
  }
  return text;
}

Lines FromText(const std::string& text) {
  Lines lines;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line.front() == '#') continue;
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(kEquals, 1));
    lines.insert(parts);
  }
  return lines;
}

}  // namespace headwater::contract
