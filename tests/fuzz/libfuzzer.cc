// One target under libFuzzer, by the name that this is compiled with. Half of the changes are
// libFuzzer's, of bytes; half are of fields, so that what is tried is a message.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "exchange_shape/mutation.h"
#include "fuzz/targets.h"
#include "google/protobuf/stubs/logging.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/random.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

const headwater::fuzz::Target& ThisTarget() {
  static const headwater::fuzz::Target& target =
      headwater::fuzz::TargetNamed(HEADWATER_FUZZ_TARGET);
  return target;
}

// The bytes after a change of a field; empty where they are no message.
std::string WithFieldsChanged(const std::string& bytes, uint64_t seed) {
  const google::protobuf::LogSilencer silencer;
  const std::unique_ptr<google::protobuf::Message> message(ThisTarget().message->New());
  if (!message->ParseFromString(bytes)) return "";
  headwater::base::SeededRandom random(seed);
  auto* const request = dynamic_cast<headwater::v1::SubmitRequest*>(message.get());
  google::protobuf::Message& changed = request == nullptr ? *message : *request->mutable_document();
  for (uint64_t i = random.Below(3); i < 3; ++i) {
    headwater::exchange::shape::Mutate(changed, random);
  }
  return message->SerializeAsString();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ThisTarget().run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  const size_t prefix = ThisTarget().prefix;
  if (ThisTarget().message == nullptr || size < prefix || seed % 2 == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  const std::string changed =
      WithFieldsChanged(std::string(reinterpret_cast<char*>(data) + prefix, size - prefix), seed);
  if (changed.empty() || prefix + changed.size() > max_size) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  std::memcpy(data + prefix, changed.data(), changed.size());
  return prefix + changed.size();
}
