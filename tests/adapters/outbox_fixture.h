// An outbox on a disk and before a hub that misbehave to order.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "adapters/client/outbox.h"
#include "adapters/fake_files.h"
#include "adapters/fake_hub.h"
#include "adapters/fake_sleeper.h"
#include "hub/base/random.h"

namespace headwater::client {

class OutboxTest : public testing::Test {
 protected:
  static constexpr char kPath[] = "/outbox";

  OutboxTest() { options_.retry.attempts_max = 2; }

  // A process that begins: everything but disk and hub is new.
  Outbox& Start() {
    outbox_ = nullptr;
    submitter_ = std::make_unique<RetryingSubmitter>(hub_, ids_, options_, random_, sleeper_);
    auto opened = Outbox::Open(files_, kPath, *submitter_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    outbox_ = *std::move(opened);
    return *outbox_;
  }

  void SendPending() {
    ASSERT_TRUE(outbox_
                    ->SendPending([&](const v1::Document& document, const Answer& answer) {
                      if (answer.ok()) late_.insert(document.document_id());
                    })
                    .ok());
  }

  FakeHub hub_;
  FakeFiles files_;
  base::SeededRandom random_{1};
  // Not even the ids come out the same again: all is on the disk.
  RandomRequestIds ids_{random_};
  FakeSleeper sleeper_;
  SubmitterOptions options_;
  std::unique_ptr<RetryingSubmitter> submitter_;
  std::unique_ptr<Outbox> outbox_;
  std::set<std::string> late_;
};

}  // namespace headwater::client
