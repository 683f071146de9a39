// The contract, read from what protoc made of api/.
#pragma once

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace headwater::contract {

// All files of api/ and what they import, each after its imports. The options of the
// contract (rules.proto) are known in it.
const google::protobuf::FileDescriptorSet& ContractSet();

// The same, built. Lives for ever.
const google::protobuf::DescriptorPool& ContractPool();

// Whether a file is one of ours and not one that it imports.
bool IsContractFile(const std::string& name);

}  // namespace headwater::contract
