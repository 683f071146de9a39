#include "faults/audit.h"

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "bench/order_source.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/error.h"

namespace headwater::faults {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr int kOrderConnections = 2;
constexpr size_t kUnanswered = 200;
constexpr int kReadsInFlight = 32;
// Of CheckAll, so many at a time.
constexpr size_t kChunk = 20'000;

std::string NameOf(const Cast& cast, const RequestKey& key) {
  return absl::StrCat(cast[key.sender].name(), "-", key.number);
}

std::vector<std::vector<RequestKey>> BySender(const Cast& cast,
                                              const std::vector<RequestKey>& keys) {
  std::vector<std::vector<RequestKey>> groups(cast.senders().size());
  for (const RequestKey& key : keys) groups[key.sender].push_back(key);
  return groups;
}

absl::Status SendGroup(const Cast& cast, ReceiptBook& book, const Channel& channel,
                       const std::vector<RequestKey>& keys) {
  const auto stub = v1::ExchangeService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitStreamRequest request;
  v1::SubmitStreamResponse answer;
  absl::Status failed;
  size_t sent = 0;
  for (size_t answered = 0; answered < keys.size();) {
    if (sent < keys.size() && sent - answered < kUnanswered) {
      *request.mutable_submit() = cast[keys[sent].sender].Request(keys[sent].number);
      ++sent;
      if (stream->Write(request)) continue;
      break;
    }
    if (!stream->Read(&answer)) break;
    const RequestKey& key = keys[answered++];
    failed = answer.has_error()
                 ? absl::DataLossError(absl::StrCat("the hub refuses ", NameOf(cast, key),
                                                    " now: ", answer.error().message()))
                 : book.Note(key, answer.receipt());
    if (!failed.ok()) break;
    if (answered == keys.size()) stream->WritesDone();
  }
  if (!failed.ok()) context.TryCancel();
  const grpc::Status ended = stream->Finish();
  if (!failed.ok()) return failed;
  if (!ended.ok()) {
    return absl::UnavailableError(
        absl::StrCat("the stream that sends again broke: ", ended.error_message()));
  }
  return absl::OkStatus();
}

// Of one sender.
class Reads {
 public:
  Reads(const Cast& cast, const ReceiptBook& book, const Channel& channel)
      : cast_(cast), book_(book), stub_(v1::ExchangeService::NewStub(channel)) {}

  absl::Status Run(const std::vector<RequestKey>& keys) {
    size_t next = 0;
    int open = 0;
    void* tag = nullptr;
    bool ok = false;
    while (next < keys.size() || open > 0) {
      while (next < keys.size() && open < kReadsInFlight && failure_.ok()) {
        Begin(keys[next++]);
        ++open;
      }
      if (open == 0) break;
      queue_.Next(&tag, &ok);
      const std::unique_ptr<Call> call(static_cast<Call*>(tag));
      --open;
      if (failure_.ok()) failure_ = Judge(*call);
    }
    return failure_;
  }

 private:
  struct Call {
    RequestKey key;
    v1::SubmitRequest sent;
    grpc::ClientContext context;
    v1::GetDocumentResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::GetDocumentResponse>> reader;
  };

  void Begin(const RequestKey& key) {
    auto call = std::make_unique<Call>();
    call->key = key;
    call->sent = cast_[key.sender].Request(key.number);
    call->context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    v1::GetDocumentRequest request;
    request.set_document_id(call->sent.document().document_id());
    call->reader = stub_->AsyncGetDocument(&call->context, request, &queue_);
    call->reader->Finish(&call->response, &call->status, call.get());
    call.release();
  }

  absl::Status Judge(const Call& call) const {
    const std::string name = NameOf(cast_, call.key);
    if (!call.status.ok()) {
      return absl::DataLossError(
          absl::StrCat(name, " has a receipt and cannot be read: ", call.status.error_message()));
    }
    ASSIGN_OR_RETURN(const v1::Receipt receipt, book_.Find(call.key));
    const v1::Event& event = call.response.event();
    if (event.sequence() == receipt.sequence() && event.content_hash() == receipt.content_hash() &&
        event.chain_hash() == receipt.chain_hash() && event.version() == receipt.version() &&
        event.commit_time().SerializeAsString() == receipt.commit_time().SerializeAsString() &&
        event.document().SerializeAsString() == call.sent.document().SerializeAsString()) {
      return absl::OkStatus();
    }
    return absl::DataLossError(absl::StrCat(name, " has the receipt ", receipt.ShortDebugString(),
                                            ", and is read back as ", event.ShortDebugString()));
  }

  const Cast& cast_;
  const ReceiptBook& book_;
  const std::unique_ptr<v1::ExchangeService::Stub> stub_;
  grpc::CompletionQueue queue_;
  absl::Status failure_;
};

// Runs `work` of each that has any on a thread of its own. The first error.
template <typename Work>
absl::Status ForEach(const std::vector<std::vector<RequestKey>>& groups, Work work) {
  std::vector<absl::Status> results(groups.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].empty()) continue;
    threads.emplace_back([&, i] { results[i] = work(i, groups[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  for (absl::Status& result : results) RETURN_IF_ERROR(std::move(result));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Lines> Lines::Open(const bench::Place& place, const std::string& target) {
  Lines lines;
  for (int i = 0; i < kOrderConnections; ++i) {
    lines.orders.push_back(bench::OpenChannel(target, place.retailer()));
  }
  lines.parties.push_back(bench::OpenChannel(target, place.retailer()));
  for (int i = 0; i < kCastSuppliers; ++i) {
    ASSIGN_OR_RETURN(const base::TlsIdentity tls, place.SupplierIdentity(i));
    lines.parties.push_back(bench::OpenChannel(target, tls));
  }
  return lines;
}

Witnesses NewWitnesses(const Cast& cast) {
  Witnesses witnesses;
  for (const base::Gln party : cast.parties()) {
    witnesses.push_back(std::make_unique<FeedWitness>(cast, party));
  }
  return witnesses;
}

size_t PartyOf(const Cast& cast, size_t sender) {
  const auto& parties = cast.parties();
  return static_cast<size_t>(std::find(parties.begin(), parties.end(), cast[sender].party()) -
                             parties.begin());
}

absl::Status SendAgain(const Cast& cast, ReceiptBook& book, const Lines& lines,
                       const std::vector<RequestKey>& keys) {
  return ForEach(BySender(cast, keys), [&](size_t sender, const std::vector<RequestKey>& group) {
    return SendGroup(cast, book, lines.parties[PartyOf(cast, sender)], group);
  });
}

absl::Status ReadBack(const Cast& cast, const ReceiptBook& book, const Lines& lines,
                      const std::vector<RequestKey>& keys) {
  return ForEach(BySender(cast, keys), [&](size_t sender, const std::vector<RequestKey>& group) {
    return Reads(cast, book, lines.parties[PartyOf(cast, sender)]).Run(group);
  });
}

absl::Status CheckFeeds(const Cast& cast, const ReceiptBook& book,
                        const std::vector<RequestKey>& keys, const Witnesses& witnesses) {
  for (const RequestKey& key : keys) {
    ASSIGN_OR_RETURN(const v1::Receipt receipt, book.Find(key));
    const v1::Document document = cast[key.sender].Request(key.number).document();
    for (const auto& witness : witnesses) {
      const std::string gln = witness->party().ToString();
      if (gln != document.sender_gln() && gln != document.receiver_gln()) continue;
      RETURN_IF_ERROR(witness->Check(key, receipt));
    }
  }
  return absl::OkStatus();
}

absl::Status Audit::CheckNew(const Lines& lines) {
  std::vector<RequestKey> keys = book_.TakeNew();
  RETURN_IF_ERROR(SendAgain(cast_, book_, lines, keys));
  RETURN_IF_ERROR(SendAgain(cast_, book_, lines, book_.Open()));
  for (const RequestKey& key : book_.TakeNew()) keys.push_back(key);
  for (const RequestKey& key : keys) {
    const v1::Document document = cast_[key.sender].Request(key.number).document();
    for (size_t i = 0; i < lengths_.size(); ++i) {
      const std::string gln = cast_.parties()[i].ToString();
      if (gln == document.sender_gln() || gln == document.receiver_gln()) ++lengths_[i];
    }
  }
  return Check(lines, keys, witnesses_);
}

absl::Status Audit::CheckAll(const Lines& lines, const Witnesses& fresh) {
  const std::vector<RequestKey> all = book_.All();
  for (size_t at = 0; at < all.size(); at += kChunk) {
    const std::vector<RequestKey> chunk(
        all.begin() + static_cast<ptrdiff_t>(at),
        all.begin() + static_cast<ptrdiff_t>(std::min(at + kChunk, all.size())));
    RETURN_IF_ERROR(SendAgain(cast_, book_, lines, chunk));
    RETURN_IF_ERROR(Check(lines, chunk, fresh));
  }
  return CheckLengths(fresh);
}

absl::Status Audit::CheckLengths(const Witnesses& witnesses) const {
  for (size_t i = 0; i < witnesses.size(); ++i) {
    const FeedWitness& witness = *witnesses[i];
    if (!witness.Await(lengths_[i], kPatience) || witness.sequence() != lengths_[i]) {
      return absl::DataLossError(absl::StrCat("the feed of ", witness.party().ToString(), " has ",
                                              witness.sequence(), " events, and not ",
                                              lengths_[i]));
    }
  }
  return absl::OkStatus();
}

absl::Status Audit::Check(const Lines& lines, const std::vector<RequestKey>& keys,
                          const Witnesses& witnesses) {
  RETURN_IF_ERROR(ReadBack(cast_, book_, lines, keys));
  RETURN_IF_ERROR(CheckLengths(witnesses));
  return CheckFeeds(cast_, book_, keys, witnesses);
}

}  // namespace headwater::faults
