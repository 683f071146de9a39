#include "faults/full_load.h"

#include "hub/base/error.h"

namespace headwater::faults {
namespace {

constexpr int kCallsInFlight = 64;
constexpr int kStreamUnanswered = 64;

}  // namespace

Followers::Followers(Life& life, const Witnesses& witnesses, const Lines& lines) {
  for (size_t i = 0; i < witnesses.size(); ++i) {
    threads_.emplace_back([&life, &witness = *witnesses[i], channel = lines.parties[i]] {
      Follow(life, witness, channel);
    });
  }
}

Followers::~Followers() {
  for (std::thread& thread : threads_) thread.join();
}

FullLoad::FullLoad(const LoadParts& parts, const Lines& lines) : parts_(parts) {
  threads_.emplace_back([this, channels = lines.orders] {
    SendCalls(parts_, Cast::kOrders, channels, kCallsInFlight);
  });
  for (int i = 0; i < kCastSuppliers; ++i) {
    threads_.emplace_back([this, i, channel = lines.parties[1 + static_cast<size_t>(i)]] {
      SendOnStream(parts_, Cast::Stock(i), channel, kStreamUnanswered);
    });
  }
}

void FullLoad::Join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

KilledAtEnd::~KilledAtEnd() {
  life_.ExpectHarm();
  hub_.Kill();
}

absl::Status SendOpening(const Cast& cast, ReceiptBook& book, const Lines& lines) {
  // The suppliers' own documents follow those that state them.
  std::vector<RequestKey> retailers;
  std::vector<RequestKey> suppliers;
  for (const RequestKey& key : cast.opening()) {
    if (const RequestKey taken = book.Take(key.sender); !(taken == key)) {
      return absl::InternalError("the opening does not begin at the beginning");
    }
    (key.sender == Cast::kOpening ? retailers : suppliers).push_back(key);
  }
  RETURN_IF_ERROR(SendAgain(cast, book, lines, retailers));
  return SendAgain(cast, book, lines, suppliers);
}

}  // namespace headwater::faults
