#include "hub/mutated_documents.h"

#include <string>
#include <vector>

#include "exchange_shape/mutation.h"
#include "google/protobuf/descriptor.h"
#include "headwater/v1/rules.pb.h"
#include "hub/exchange/values.h"

namespace headwater::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int64_t kSecondsADay = 86'400;

// A field that is set and is no message.
struct Leaf {
  Message* holder;
  const FieldDescriptor* field;
};

void Collect(Message& message, std::vector<Leaf>& leaves) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) leaves.push_back({&message, field});
      continue;
    }
    if (!field->is_repeated()) {
      Collect(*reflection.MutableMessage(&message, field), leaves);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Collect(*reflection.MutableRepeatedMessage(&message, field, i), leaves);
    }
  }
}

std::string One(const std::vector<std::string>& of, base::Random& random) {
  return of[random.Below(of.size())];
}

// What else a sender could have meant.
std::string OtherText(const FieldDescriptor* field, const std::string& text,
                      const LivingWorld& world, base::Random& random) {
  switch (field->options().GetExtension(v1::field).format()) {
    case v1::FORMAT_GLN:
      return One(world.Glns(), random);
    case v1::FORMAT_GTIN:
      return One(world.Gtins(), random);
    case v1::FORMAT_REFERENCE:
      return One(world.Numbers(), random);
    case v1::FORMAT_UUID:
      return One(world.Ids(), random);
    case v1::FORMAT_CURRENCY:
      return One({"EUR", "USD", "CHF"}, random);
    case v1::FORMAT_UNIT:
      return One({"KGM", "GRM", "LTR", "H87", "XPX"}, random);
    case v1::FORMAT_TIME_ZONE:
      return One({"Europe/Berlin", "Pacific/Auckland", "America/New_York"}, random);
    case v1::FORMAT_COUNTRY:
      return One({"DE", "FR", "US"}, random);
    case v1::FORMAT_PSEUDONYM:
      return One({"0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"}, random);
    case v1::FORMAT_SSCC:
      return One({MakeSscc(101), MakeSscc(102), MakeSscc(9999)}, random);
    default:
      return text + "x";
  }
}

int64_t OtherNumber(const Leaf& leaf, int64_t number, base::Random& random) {
  if (leaf.field->full_name() == "google.protobuf.Timestamp.seconds") {
    return number + kSecondsADay * random.Between(-2, 2);
  }
  switch (random.Below(6)) {
    case 0:
      return number - 1;
    case 1:
      return 2 * number;
    case 2:
      return 0;
    case 3:
      return -number;
    default:
      return number + 1;
  }
}

void ChangeLeaf(const Leaf& leaf, const LivingWorld& world, base::Random& random) {
  Message& holder = *leaf.holder;
  const Reflection& reflection = *holder.GetReflection();
  switch (leaf.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(
          &holder, leaf.field,
          OtherText(leaf.field, reflection.GetString(holder, leaf.field), world, random));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(
          &holder, leaf.field,
          static_cast<int32_t>(OtherNumber(leaf, reflection.GetInt32(holder, leaf.field), random)));
    case FieldDescriptor::CPPTYPE_INT64: {
      // Wide ones stand at their limits where the other mutations put them.
      const int64_t number = reflection.GetInt64(holder, leaf.field);
      if (number > INT64_MAX / 4 || number < INT64_MIN / 4) return;
      return reflection.SetInt64(&holder, leaf.field, OtherNumber(leaf, number, random));
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const type = leaf.field->enum_type();
      const auto index = static_cast<int>(random.Below(static_cast<uint64_t>(type->value_count())));
      return reflection.SetEnum(&holder, leaf.field, type->value(index));
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&holder, leaf.field, !reflection.GetBool(holder, leaf.field));
    default:
      return;
  }
}

// A fault of a sender who knows the contract.
void Mistake(v1::Document& document, const LivingWorld& world, base::Random& random) {
  switch (random.Below(12)) {
    case 0:
      document.mutable_sender_gln()->swap(*document.mutable_receiver_gln());
      return;
    case 1:
      document.set_base_version(document.base_version() + random.Between(-1, 1));
      return;
    case 2:
      document.set_number(One(world.Numbers(), random));
      return;
    default: {
      std::vector<Leaf> leaves;
      Collect(document, leaves);
      return ChangeLeaf(leaves[random.Below(leaves.size())], world, random);
    }
  }
}

base::Gln CallerOf(const v1::Document& document, const LivingWorld& world, base::Random& random) {
  // The certificate is that of who made the document, whatever the mutant says.
  const base::Gln sender = exchange::GlnOf(document.sender_gln());
  return random.Below(50) == 0 ? exchange::GlnOf(One(world.Glns(), random)) : sender;
}

}  // namespace

Mutant MakeMutant(const v1::Document& document, const LivingWorld& world, base::Random& random) {
  Mutant mutant{CallerOf(document, world, random), MakeRequest(document)};
  v1::Document& mutated = *mutant.request.mutable_document();
  const uint64_t faults = random.Below(4);
  for (uint64_t i = 0; i < faults; ++i) {
    if (random.Below(4) == 0) {
      exchange::shape::Mutate(mutated, random);
    } else {
      Mistake(mutated, world, random);
    }
  }
  // A program that sends a request again, or another document with its id.
  if (random.Below(40) != 0) return mutant;
  const v1::SubmitRequest& earlier = world.Requests()[random.Below(world.Requests().size())];
  mutant.request.set_request_id(earlier.request_id());
  if (random.Below(2) == 0) {
    mutated = earlier.document();
    mutant.caller = exchange::GlnOf(mutated.sender_gln());
  }
  return mutant;
}

}  // namespace headwater::test
