#include "hub/exchange/exchange_schema.h"

#include <string_view>

namespace headwater::exchange {
namespace {

// `document` holds what came in and what cannot be computed again: who, when, under
// which request, and the version that the receipt told. It is the one table that is
// not WITHOUT ROWID: its rows are long, and SQLite keeps long rows far better in a
// table that only grows at its end.
//
// Its ids are as id_column.h has them. INTEGER PRIMARY KEY is SQLite's word for a key that
// needs no index of its own.
//
// receiver and receiver_sequence are 0 for a document without a receiver; where the
// sender is the receiver, both sequences are the same.
//
// feed_entry repeats the document's kind, so that a filter that matches little does
// not have to look at documents.
constexpr std::string_view kStep1 = R"sql(
CREATE TABLE document(
  commit_number INTEGER PRIMARY KEY,
  document_id BLOB NOT NULL,
  sender BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  number TEXT NOT NULL,
  receiver BIGINT NOT NULL,
  request_id BLOB NOT NULL,
  sender_sequence BIGINT NOT NULL,
  receiver_sequence BIGINT NOT NULL,
  version BIGINT NOT NULL,
  commit_time BIGINT NOT NULL,
  content_hash BLOB NOT NULL,
  payload BLOB NOT NULL
);
CREATE UNIQUE INDEX document_by_id ON document(document_id);
CREATE UNIQUE INDEX document_by_request ON document(sender, request_id);
CREATE UNIQUE INDEX document_by_number ON document(sender, kind, number);

CREATE TABLE feed_entry(
  party BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  commit_number BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  chain_hash BLOB NOT NULL,
  PRIMARY KEY(party, sequence)
) WITHOUT ROWID;

CREATE TABLE feed_head(
  party BIGINT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  chain_hash BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE acknowledgement(
  party BIGINT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL
) WITHOUT ROWID;
)sql";

// Of a document that was moved into an archive file, `document` keeps all but its payload,
// which is then empty: what a repeated request, a reused number and the chain need.
//
// archive: the files, each of the documents from first_commit to last_commit. moved_through
// is how far their payloads have left the store; records_hash is that of the file's footer.
//
// feed_anchor: the last event of each feed whose payload is in an archive.
constexpr std::string_view kStep2 = R"sql(
CREATE TABLE archive(
  first_commit BIGINT NOT NULL PRIMARY KEY,
  last_commit BIGINT NOT NULL,
  moved_through BIGINT NOT NULL,
  name TEXT NOT NULL,
  records_hash BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE feed_anchor(
  party BIGINT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  chain_hash BLOB NOT NULL
) WITHOUT ROWID;
)sql";

}  // namespace

store::Schema ExchangeSchema() {
  using Kind = store::Table::Kind;
  return {.room = "exchange",
          .tables = {{"document", Kind::kFact, "commit_number"},
                     {"feed_entry", Kind::kDerived, "party, sequence"},
                     {"feed_head", Kind::kDerived, "party"},
                     {"acknowledgement", Kind::kFact, "party"},
                     {"archive", Kind::kFact, "first_commit"},
                     {"feed_anchor", Kind::kFact, "party"}},
          .migrations = {{1, kStep1}, {2, kStep2}}};
}

}  // namespace headwater::exchange
