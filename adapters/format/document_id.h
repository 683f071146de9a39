// The document_id of what a file says: the same whenever the file is read.
#pragma once

#include <string>
#include <string_view>

namespace headwater::format {

// Of a document with this sender, kind ("order") and number. All adapters use this
// one, so that a document keeps its id whichever way it comes.
std::string DocumentIdFor(std::string_view sender_gln, std::string_view kind,
                          std::string_view number);

}  // namespace headwater::format
