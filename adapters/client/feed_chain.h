// The arithmetic of a feed's hash chain, as document.proto tells it (Receipt).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "adapters/client/feed_cursor.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/exchange.pb.h"

namespace headwater::client {

// What the chain begins from.
std::string FirstChainHash();

std::string NextChainHash(std::string_view chain_hash, int64_t sequence,
                          std::string_view content_hash);

// SHA-256 of the document's bytes.
std::string ContentHashOf(const v1::Document& document);

// Whether `response` continues the feed at `position`, and moves `position` past it.
// With `filtered` (kinds were asked for) numbers may be passed over. DATA_LOSS says
// what is wrong; `position` is then undefined.
//
// A document with fields that this contract does not know yet cannot be written in
// the hub's bytes again; its content hash is then taken as given.
absl::Status Continue(const v1::SubscribeResponse& response, bool filtered, FeedPosition& position);

}  // namespace headwater::client
