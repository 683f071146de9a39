// What a transaction spares where its works are expected to go well, as nearly all do.
#pragma once

#include "hub/store/database.h"

namespace headwater::store {

class TrustingTransaction {
 public:
  virtual ~TrustingTransaction() = default;

  // From now on a Savepoint may make none, and a Release says nothing of what was put off before
  // it. Where that turns out to be too little, because something of it failed or because a work
  // has to be undone that wrote, the transaction fails as a whole: the call that notices, and each
  // after it, gives RedoError (redo.h).
  virtual void TrustReleases() = 0;
};

// Null where a driver has no such way.
TrustingTransaction* AsTrusting(Transaction& transaction);

}  // namespace headwater::store
