// The log of SQLite, checkpointed in a floor when the hub would do it: a floor whose log were
// shorter would pay more often, and the hub would look better than it is.
#pragma once

#include <sqlite3.h>

#include "hub/store/checkpoint_pace.h"

namespace headwater::bench {

// `pace` outlives the connection.
inline void CheckpointAsTheHub(sqlite3* database, store::CheckpointPace& pace) {
  const auto after_commit = [](void* of, sqlite3* connection, const char* schema, int pages) {
    if (!static_cast<store::CheckpointPace*>(of)->Due(pages)) return SQLITE_OK;
    return sqlite3_wal_checkpoint_v2(connection, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                     nullptr);
  };
  sqlite3_wal_hook(database, after_commit, &pace);
}

}  // namespace headwater::bench
