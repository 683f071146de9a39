#include "hub/store/trusting_transaction.h"

namespace headwater::store {

// A cast, so that the wrappers of the seam need not know of it.
TrustingTransaction* AsTrusting(Transaction& transaction) {
  return dynamic_cast<TrustingTransaction*>(&transaction);
}

}  // namespace headwater::store
