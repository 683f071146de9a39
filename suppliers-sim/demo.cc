#include "suppliers-sim/demo.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "hub/base/error.h"
#include "suppliers-sim/back_office.h"
#include "suppliers-sim/connections.h"
#include "suppliers-sim/opening.h"
#include "suppliers-sim/retailer.h"
#include "suppliers-sim/supplier.h"
#include "suppliers-sim/till_press.h"

namespace headwater::sim {
namespace {

// Suppliers that work at the same time.
constexpr int kWorkers = 3;

// What was begun is gone on with as it was begun: other chances, or another end, would
// make other documents under the same numbers.
absl::Status KeepPlan(const DemoOptions& options) {
  const std::string path = absl::StrCat(options.state_folder, "/plan");
  const std::string plan = absl::StrCat("seed ", options.seed, ", days ", options.days_max);
  std::string begun;
  if (std::ifstream in(path); std::getline(in, begun)) {
    if (begun == plan) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("this demo was begun with ", begun, ", not ", plan,
                     "; go on with the same, or begin another in a folder of its own"));
  }
  const std::string next = absl::StrCat(path, ".new");
  std::ofstream(next) << plan << "\n";
  std::error_code error;
  std::filesystem::rename(next, path, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat(path, " cannot be written: ", error.message()));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<DemoParty> DemoParties() {
  std::vector<DemoParty> parties;
  parties.push_back({RetailerGln(), "Headwater Gift Company", true});
  for (int i = 0; i < kSuppliers; ++i) {
    parties.push_back({SupplierGln(i), std::string(SupplierName(i)), false});
  }
  return parties;
}

class Demo::Impl {
 public:
  explicit Impl(DemoOptions options, OnlineRetail data)
      : options_(std::move(options)),
        world_(std::move(data), options_.seed, options_.days_max),
        patience_(*options_.clock, options_.patience, [this](const std::string& note) {
          if (options_.progress != nullptr) options_.progress->OnNote(note);
        }) {}

  absl::Status Open() {
    ASSIGN_OR_RETURN(office_, BackOffice::Create(world_));
    ASSIGN_OR_RETURN(auto line, OpenLine(options_, RetailerGln(), patience_));
    retailer_ = std::make_unique<Retailer>(world_, std::move(line));
    std::error_code error;
    std::filesystem::create_directories(options_.state_folder, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat(options_.state_folder, " cannot be made: ", error.message()));
    }
    RETURN_IF_ERROR(KeepPlan(options_));
    for (int i = 0; i < kSuppliers; ++i) {
      ASSIGN_OR_RETURN(auto own, OpenLine(options_, SupplierGln(i), patience_));
      suppliers_.push_back(std::make_unique<Supplier>(
          world_, i, std::move(own),
          absl::StrCat(options_.state_folder, "/", SupplierGln(i), ".cursor")));
    }
    return absl::OkStatus();
  }

  absl::Status Run() {
    started_ = options_.clock->Now();
    absl::Status status = Play();
    elapsed_ = options_.clock->Now() - started_;
    if (options_.progress != nullptr) options_.progress->OnEnd();
    if (!status.ok() && patience_.interrupted()) return absl::CancelledError("stopped");
    return status;
  }

  void Stop() { patience_.Interrupt(); }

  int64_t documents() const {
    int64_t sum = retailer_->line().documents();
    for (const auto& supplier : suppliers_) sum += supplier->line().documents();
    return sum;
  }
  absl::Duration elapsed() const { return elapsed_; }

 private:
  absl::Status Play() {
    ASSIGN_OR_RETURN(const std::optional<Step> last, retailer_->LastStep());
    // All before it is in the hub, whole; it may be so in part.
    resume_ = last.value_or(Step{world_.calendar.setup_day(), Phase::kShop});
    Tell(resume_.day, world_.calendar.NumberOf(resume_.day));
    RETURN_IF_ERROR(SetUp());
    TillPress press(*office_, std::max(resume_.day, world_.calendar.first_day()),
                    world_.calendar.last_day());
    for (base::Day day = world_.calendar.first_day(); day <= world_.calendar.last_day(); ++day) {
      if (patience_.interrupted()) return absl::CancelledError("stopped");
      RETURN_IF_ERROR(PlayDay(day, press));
      if (day >= resume_.day) Tell(day, world_.calendar.NumberOf(day) + 1);
    }
    RETURN_IF_ERROR(AwaitFeeds());
    return EachSupplier([](Supplier& supplier) { return supplier.Acknowledge(); });
  }

  bool IsDue(base::Day day, Phase phase) const { return Step{day, phase} >= resume_; }

  absl::Status SetUp() {
    const base::Day day = world_.calendar.setup_day();
    if (IsDue(day, Phase::kShop)) RETURN_IF_ERROR(retailer_->SendParties());
    RETURN_IF_ERROR(EachSupplier([](Supplier& supplier) { return supplier.Start(); }));
    if (IsDue(day, Phase::kReview)) {
      RETURN_IF_ERROR(EachSupplier([](Supplier& supplier) { return supplier.SetUp(); }));
    }
    if (IsDue(day, Phase::kSupply)) RETURN_IF_ERROR(retailer_->SendAgreements());
    RETURN_IF_ERROR(retailer_->CatchUp());
    return AwaitFeeds();
  }

  absl::Status PlayDay(base::Day day, TillPress& press) {
    std::vector<v1::Document> books = retailer_->CloseBooks(day);
    if (day >= resume_.day) {
      ASSIGN_OR_RETURN(std::vector<v1::Document> tickets, press.Next());
      if (IsDue(day, Phase::kShop)) {
        std::ranges::move(tickets, std::back_inserter(books));
        RETURN_IF_ERROR(retailer_->Submit(books));
      }
    }
    if (IsDue(day, Phase::kReview)) RETURN_IF_ERROR(retailer_->Review(day));
    if (!IsDue(day, Phase::kSupply)) return absl::OkStatus();
    RETURN_IF_ERROR(AwaitFeeds());
    RETURN_IF_ERROR(EachSupplier([day](Supplier& supplier) { return supplier.Work(day); }));
    return retailer_->CatchUp();
  }

  // Every supplier has seen all that was sent to it.
  absl::Status AwaitFeeds() {
    ASSIGN_OR_RETURN(const auto heads, retailer_->FeedHeads());
    for (const auto& supplier : suppliers_) {
      const auto head = heads.find(supplier->gln());
      if (head != heads.end()) RETURN_IF_ERROR(supplier->Await(head->second));
    }
    return absl::OkStatus();
  }

  // All of them, some at a time. The first error, by supplier.
  absl::Status EachSupplier(const std::function<absl::Status(Supplier&)>& task) {
    std::vector<absl::Status> results(suppliers_.size());
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      for (size_t i = next++; i < suppliers_.size(); i = next++) results[i] = task(*suppliers_[i]);
    };
    std::vector<std::thread> workers;
    for (int i = 1; i < kWorkers; ++i) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();
    for (const absl::Status& result : results) RETURN_IF_ERROR(result);
    return absl::OkStatus();
  }

  void Tell(base::Day day, int days_done) {
    if (options_.progress == nullptr) return;
    options_.progress->OnProgress({.day = day,
                                   .day_number = days_done,
                                   .day_count = world_.calendar.day_count(),
                                   .documents = documents()});
  }

  const DemoOptions options_;
  const World world_;
  Patience patience_;
  std::unique_ptr<BackOffice> office_;
  std::unique_ptr<Retailer> retailer_;
  std::vector<std::unique_ptr<Supplier>> suppliers_;
  Step resume_;
  absl::Time started_;
  absl::Duration elapsed_;
};

Demo::Demo(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Demo::~Demo() = default;

absl::StatusOr<std::unique_ptr<Demo>> Demo::Create(DemoOptions options) {
  if (options.clock == nullptr) return absl::InvalidArgumentError("the demo needs a clock");
  ASSIGN_OR_RETURN(OnlineRetail data, ReadOnlineRetail(options.data_folder));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(data));
  RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<Demo>(new Demo(std::move(impl)));
}

absl::Status Demo::Run() { return impl_->Run(); }
void Demo::Stop() { impl_->Stop(); }
int64_t Demo::documents_sent() const { return impl_->documents(); }
absl::Duration Demo::elapsed() const { return impl_->elapsed(); }

}  // namespace headwater::sim
