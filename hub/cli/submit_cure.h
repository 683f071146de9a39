// How a refusal by the hub is mended by somebody who has nothing but a CSV file.
#pragma once

#include <string>

#include "adapters/csv/profile.h"
#include "adapters/format/issue.h"
#include "headwater/v1/document.pb.h"

namespace headwater::cli {

// The cure of a refusal of `document` in the words of the file: the issue's own; with the
// column of the profile, where it is of the document's envelope; or what can still be done
// about a document of this kind, where the number was used.
std::string CsvCureOf(const format::Issue& issue, const v1::Document& document,
                      const csv::Profile& profile);

}  // namespace headwater::cli
