// A Database that does as another one does until it is told to fail.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "hub/store/database.h"
#include "hub/store/trusting_transaction.h"

namespace headwater::store {

// What to fail next. Set from the test, read by the writer's thread.
struct Faults {
  std::atomic<bool> begin = false;
  std::atomic<bool> savepoint = false;
  std::atomic<bool> undo = false;
  // The database undid the transaction before its commit, as when it was restarted.
  std::atomic<bool> undone = false;
  // The commit is lost with the connection, and so is the answer: nobody knows.
  std::atomic<bool> commit_unknown = false;
  // The commit is there, and its answer is lost with the connection.
  std::atomic<bool> reply_unknown = false;
  // The commit is lost, as after a sync that failed.
  std::atomic<bool> commit = false;
  // The commit is there although it reports an error.
  std::atomic<bool> commit_reply = false;
  std::atomic<int> commits = 0;
};

class FailingTransaction final : public Transaction, public TrustingTransaction {
 public:
  FailingTransaction(std::unique_ptr<Transaction> real, Faults& faults)
      : real_(std::move(real)), faults_(faults) {}

  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row) override {
    return real_->Query(sql, parameters, row);
  }
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row) override {
    return real_->QueryText(text, parameters, row);
  }
  absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters) override {
    return real_->Execute(sql, parameters);
  }
  absl::Status ExecuteText(std::string_view text) override { return real_->ExecuteText(text); }
  void TrustReleases() override {
    if (TrustingTransaction* const trusting = AsTrusting(*real_)) trusting->TrustReleases();
  }
  absl::Status Savepoint() override {
    return faults_.savepoint ? absl::ResourceExhaustedError("disk full") : real_->Savepoint();
  }
  absl::Status Release() override {
    return faults_.undone ? absl::AbortedError("connection lost") : real_->Release();
  }
  absl::Status RollbackToSavepoint() override {
    if (faults_.undone) return absl::AbortedError("connection lost");
    return faults_.undo ? absl::ResourceExhaustedError("disk full") : real_->RollbackToSavepoint();
  }
  absl::Status Commit() override {
    ++faults_.commits;
    if (faults_.commit) return absl::UnavailableError("sync failed");
    if (faults_.commit_unknown) return absl::UnknownError("connection lost");
    const absl::Status status = real_->Commit();
    if (faults_.reply_unknown) return absl::UnknownError("connection lost");
    return faults_.commit_reply ? absl::UnavailableError("sync failed") : status;
  }

 private:
  std::unique_ptr<Transaction> real_;
  Faults& faults_;
};

// Borrows both; they must outlive it.
class FailingDatabase final : public Database {
 public:
  FailingDatabase(Database& real, Faults& faults) : real_(real), faults_(faults) {}

  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() override {
    if (faults_.begin) return absl::AbortedError("locked");
    auto transaction = real_.BeginWrite();
    if (!transaction.ok()) return transaction.status();
    return std::make_unique<FailingTransaction>(*std::move(transaction), faults_);
  }
  absl::StatusOr<std::unique_ptr<Reader>> BeginRead() override { return real_.BeginRead(); }
  bool has_other_writers() const override { return real_.has_other_writers(); }
  std::string_view dialect() const override { return real_.dialect(); }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override {
    return real_.CheckIntegrity(finding);
  }

 private:
  Database& real_;
  Faults& faults_;
};

}  // namespace headwater::store
