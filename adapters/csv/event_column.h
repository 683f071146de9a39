// Columns that say something of the event that brought a document, and not of the
// document: "event.version". They are written, and passed over when they are read.
#pragma once

#include "absl/status/statusor.h"
#include "adapters/csv/codec.h"
#include "adapters/csv/csv_profile.pb.h"

namespace headwater::csv {

bool IsOfEvent(const spec::Column& column);

// Of a field of v1::Event. INVALID_ARGUMENT says what is wrong with the column.
absl::StatusOr<Codec> EventCodec(const spec::Column& column, Notation notation);

}  // namespace headwater::csv
