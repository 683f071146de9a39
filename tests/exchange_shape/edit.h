// Faults put into a message by text, so that a table of them can be read.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace headwater::exchange::shape {

// "order.lines[0].item.gtin = \"123\"" sets a field from the text format of its value,
// in place of what it held; nothing after the sign clears it. "+=" adds an item to a
// list. "order ? 47" gives the message a field with a number that it does not know;
// "? 47" the message itself. Aborts if there is no such field.
void Edit(google::protobuf::Message& message, std::string_view edit);

}  // namespace headwater::exchange::shape
