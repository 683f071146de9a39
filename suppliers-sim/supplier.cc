#include "suppliers-sim/supplier.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/client/file_system.h"
#include "hub/base/error.h"
#include "suppliers-sim/despatch_plan.h"
#include "suppliers-sim/opening.h"

namespace headwater::sim {
namespace {

bool IsMortal(const Character& character) {
  for (base::Day day = 0; day < 400; ++day) {
    if (character.DiesOn(day)) return true;
  }
  return false;
}

}  // namespace

Supplier::Supplier(const World& world, int number, std::unique_ptr<PartyLine> line,
                   std::string cursor_path)
    : world_(world), number_(number), line_(std::move(line)), cursor_path_(std::move(cursor_path)) {
  mortal_ = IsMortal(character());
}

Supplier::~Supplier() { StopFollowing(); }

absl::Status Supplier::Start() {
  if (!mortal_) {
    cursor_ = std::make_unique<client::MemoryCursor>();
    Follow();
    return absl::OkStatus();
  }
  cursor_ = std::make_unique<client::FileCursor>(client::SystemFiles(), cursor_path_);
  ASSIGN_OR_RETURN(const client::FeedPosition position, cursor_->Load());
  // What it knew up to there it reads again; from there on it follows.
  int64_t head = 0;
  RETURN_IF_ERROR(line_->ReadFeed(0, OrderKinds(), [&](const v1::ListEventsResponse& page) {
    head = page.head_sequence();
    for (const v1::Event& event : page.events()) {
      if (event.sequence() <= position.sequence) inbox_.Put(event);
    }
  }));
  if (position.sequence > head) {
    // The number is of another hub's feed.
    RETURN_IF_ERROR(cursor_->Save({}));
    inbox_.Clear();
  } else {
    inbox_.Through(position.sequence);
  }
  Follow();
  return absl::OkStatus();
}

void Supplier::Follow() {
  sleeper_.Reset();
  client::FeedOptions options;
  options.retry = line_->patience().policy();
  options.retry.attempts_max = 0;
  follower_ = std::make_unique<client::FeedFollower>(line_->door(), *cursor_, options,
                                                     line_->random(), sleeper_);
  thread_ = std::thread([this] {
    const absl::Status status = follower_->Run([this](const client::FeedBatch& batch) {
      for (const v1::Event& event : batch.events) inbox_.Put(event);
      inbox_.Through(batch.through_sequence);
      return absl::OkStatus();
    });
    if (!status.ok()) inbox_.Fail(status);
  });
}

void Supplier::StopFollowing() {
  if (follower_ != nullptr) follower_->Stop();
  if (thread_.joinable()) thread_.join();
  follower_.reset();
}

absl::Status Supplier::Await(int64_t head) {
  head_ = head;
  const absl::Status status = inbox_.Await(head, line_->patience().duration());
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(gln(), ": ", status.message()));
}

absl::Status Supplier::SetUp() { return Send(OpeningItems(world_, number_)); }

absl::Status Supplier::Work(base::Day day) {
  if (mortal_ && character().DiesOn(day)) RETURN_IF_ERROR(Die());
  for (const v1::Event& event : inbox_.TakeThrough({day, Phase::kReview})) book_.Apply(event);
  std::vector<v1::Document> answers;
  std::vector<v1::Document> shipments;
  for (const auto& [number, known] : book_.orders()) {
    BookOrder order = known;
    // Somebody's own order, sent while the demo runs, to a place of their own.
    if (world_.FindShop(order.order.ship_to_gln()) < 0) continue;
    if (auto answer = AnswerDue(world_, number_, order, day)) {
      order.Answer(answer->order_response(), day);
      answers.push_back(*std::move(answer));
    }
    if (auto shipment = ShipmentDue(world_, number_, order, day)) {
      shipments.push_back(*std::move(shipment));
    }
  }
  // A shipment may be of an order that is answered in the same hour.
  RETURN_IF_ERROR(Send(answers));
  return Send(shipments);
}

absl::Status Supplier::Send(const std::vector<v1::Document>& documents) {
  if (documents.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto receipts, line_->Submit(documents));
  if (!character().LosesReceipts()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto again, line_->Submit(documents));
  for (size_t i = 0; i < documents.size(); ++i) {
    if (receipts[i].SerializeAsString() == again[i].SerializeAsString()) continue;
    return absl::DataLossError(absl::StrCat("document ", documents[i].number(),
                                            " was sent twice and got two different receipts"));
  }
  return absl::OkStatus();
}

absl::Status Supplier::Die() {
  StopFollowing();
  cursor_.reset();
  inbox_.Clear();
  book_.Clear();
  RETURN_IF_ERROR(Start());
  return Await(head_);
}

absl::Status Supplier::Acknowledge() { return line_->door().Acknowledge(head_, absl::Seconds(10)); }

}  // namespace headwater::sim
