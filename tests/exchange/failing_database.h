// A database whose next commit fails, as it does when the disk does not sync.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "hub/base/error.h"
#include "hub/store/database.h"

namespace headwater::test {

class FailingDatabase final : public store::Database {
 public:
  explicit FailingDatabase(store::Database& database) : database_(database) {}

  void FailCommits() { failing_ = true; }

  absl::StatusOr<std::unique_ptr<store::Transaction>> BeginWrite() override {
    ASSIGN_OR_RETURN(auto transaction, database_.BeginWrite());
    return std::make_unique<FailingTransaction>(std::move(transaction), failing_);
  }
  absl::StatusOr<std::unique_ptr<store::Reader>> BeginRead() override {
    return database_.BeginRead();
  }
  std::string_view dialect() const override { return database_.dialect(); }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override {
    return database_.CheckIntegrity(finding);
  }

 private:
  class FailingTransaction final : public store::Transaction {
   public:
    FailingTransaction(std::unique_ptr<store::Transaction> inner, const std::atomic<bool>& failing)
        : inner_(std::move(inner)), failing_(failing) {}

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
    absl::Status Savepoint() override { return inner_->Savepoint(); }
    absl::Status Release() override { return inner_->Release(); }
    absl::Status RollbackToSavepoint() override { return inner_->RollbackToSavepoint(); }
    absl::Status Commit() override {
      if (failing_) return absl::UnavailableError("the secret disk did not sync");
      return inner_->Commit();
    }

   private:
    std::unique_ptr<store::Transaction> inner_;
    const std::atomic<bool>& failing_;
  };

  store::Database& database_;
  std::atomic<bool> failing_ = false;
};

}  // namespace headwater::test
