// Documents and their values, made from the simulation's own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/date.h"

namespace headwater::sim {

inline constexpr std::string_view kCurrency = "GBP";

// An envelope. The document_id is a function of sender, kind ("order") and number.
v1::Document NewDocument(std::string_view kind, std::string_view number, std::string_view sender,
                         std::string_view receiver, absl::Time issue_time);

void SetTime(absl::Time time, google::protobuf::Timestamp* to);
absl::Time TimeFrom(const google::protobuf::Timestamp& from);
void SetDay(base::Day day, v1::Date* to);
v1::Quantity Pieces(int64_t count);
v1::Money Pounds(int64_t micros);

// The kind of a document: the name of its body's field.
std::string_view KindOf(const v1::Document& document);

// "110131", for numbers.
std::string DayCode(base::Day day);

}  // namespace headwater::sim
