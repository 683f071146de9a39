// A party that submits and never gives up: alone or on a stream, at one hub and then another.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "cluster/book.h"
#include "cluster/roaming_door.h"
#include "hub/base/random.h"

namespace headwater::test {

struct SenderOptions {
  base::Gln party;
  // The documents, from 1 on, without an end.
  std::function<v1::Document(int64_t count)> documents;
  uint64_t seed = 0;
};

// Works on a thread of its own from the beginning. The ring and the book outlive it.
class Sender {
 public:
  Sender(const HubRing& ring, base::TlsFiles tls, Book& book, SenderOptions options);
  // Waits until all is answered.
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Sends nothing new; what is sent is brought to its answer.
  void Stop() { stopped_ = true; }

 private:
  void Run();
  std::vector<v1::SubmitRequest> Next(int64_t count, int64_t stream);
  // Until there is a receipt; false after a fault.
  bool Send(const v1::SubmitRequest& request);
  bool SendOnStream(int64_t count);
  // What is left of `requests` once the stream has ended.
  std::vector<v1::SubmitRequest> Stream(std::vector<v1::SubmitRequest> requests);
  // As a client does that has lost its receipt.
  void AskAgain(const v1::SubmitRequest& request);

  const SenderOptions options_;
  Book& book_;
  RoamingDoor door_;
  base::SeededRandom random_;
  int64_t taken_ = 0;
  int64_t streams_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace headwater::test
