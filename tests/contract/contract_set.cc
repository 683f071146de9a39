#include "contract/contract_set.h"

#include <fstream>

#include "headwater/v1/rules.pb.h"
#include "hub/base/check.h"

namespace headwater::contract {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;

const FileDescriptorSet& ContractSet() {
  static const FileDescriptorSet* const set = [] {
    v1::FieldRules::descriptor();  // links the rules, so that the options are read as such
    auto* const read = new FileDescriptorSet;
    std::ifstream in(HEADWATER_CONTRACT_SET, std::ios::binary);
    HW_CHECK(in.is_open() && read->ParseFromIstream(&in)) << HEADWATER_CONTRACT_SET;
    return read;
  }();
  return *set;
}

const DescriptorPool& ContractPool() {
  static const DescriptorPool* const pool = [] {
    auto* const built = new DescriptorPool;
    for (const FileDescriptorProto& file : ContractSet().file()) {
      HW_CHECK(built->BuildFile(file) != nullptr) << file.name();
    }
    return built;
  }();
  return *pool;
}

bool IsContractFile(const std::string& name) { return name.starts_with("headwater/"); }

}  // namespace headwater::contract
