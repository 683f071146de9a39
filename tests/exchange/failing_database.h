// A database whose commits fail: as they do when the disk does not sync, or when the server is
// lost in them.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "hub/base/error.h"
#include "hub/store/database.h"
#include "hub/store/trusting_transaction.h"

namespace headwater::test {

class FailingDatabase final : public store::Database {
 public:
  explicit FailingDatabase(store::Database& database) : database_(database) {}

  void FailCommits() { failing_ = true; }
  // They are there although they fail.
  void FailRepliesOfCommits() { failing_replies_ = true; }
  // They are lost, and so is the answer: nobody knows.
  void LoseCommits(bool losing) { losing_ = losing; }

  absl::StatusOr<std::unique_ptr<store::Transaction>> BeginWrite() override {
    ASSIGN_OR_RETURN(auto transaction, database_.BeginWrite());
    return std::make_unique<FailingTransaction>(std::move(transaction), *this);
  }
  absl::StatusOr<std::unique_ptr<store::Reader>> BeginRead() override {
    return database_.BeginRead();
  }
  bool has_other_writers() const override { return database_.has_other_writers(); }
  std::string_view dialect() const override { return database_.dialect(); }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override {
    return database_.CheckIntegrity(finding);
  }

 private:
  class FailingTransaction final : public store::Transaction, public store::TrustingTransaction {
   public:
    FailingTransaction(std::unique_ptr<store::Transaction> inner, const FailingDatabase& database)
        : inner_(std::move(inner)), database_(database) {}

    absl::Status Query(const store::Sql& sql, absl::Span<const store::Value> parameters,
                       absl::FunctionRef<absl::Status(const store::Row&)> row) override {
      return inner_->Query(sql, parameters, row);
    }
    absl::Status QueryText(std::string_view text, absl::Span<const store::Value> parameters,
                           absl::FunctionRef<absl::Status(const store::Row&)> row) override {
      return inner_->QueryText(text, parameters, row);
    }
    absl::StatusOr<int64_t> Execute(const store::Sql& sql,
                                    absl::Span<const store::Value> parameters) override {
      return inner_->Execute(sql, parameters);
    }
    absl::Status ExecuteText(std::string_view text) override { return inner_->ExecuteText(text); }
    void TrustReleases() override {
      if (auto* const trusting = store::AsTrusting(*inner_)) trusting->TrustReleases();
    }
    absl::Status Savepoint() override { return inner_->Savepoint(); }
    absl::Status Release() override { return inner_->Release(); }
    absl::Status RollbackToSavepoint() override { return inner_->RollbackToSavepoint(); }
    absl::Status Commit() override {
      if (database_.failing_) return absl::UnavailableError("the secret disk did not sync");
      if (database_.losing_) return absl::UnknownError("the secret server was lost");
      const absl::Status committed = inner_->Commit();
      if (database_.failing_replies_) return absl::UnavailableError("the secret disk is full");
      return committed;
    }

   private:
    std::unique_ptr<store::Transaction> inner_;
    const FailingDatabase& database_;
  };

  store::Database& database_;
  std::atomic<bool> failing_ = false;
  std::atomic<bool> failing_replies_ = false;
  std::atomic<bool> losing_ = false;
};

}  // namespace headwater::test
