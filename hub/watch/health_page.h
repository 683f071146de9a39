// What a load balancer or a supervisor asks.
#pragma once

#include <string>

#include "hub/watch/hub_state.h"

namespace headwater::watch {

struct HealthPage {
  int code = 200;    // of HTTP: 200 while the hub takes documents, else 503
  std::string body;  // {"status":"serving"}, or with the reason why not
};

HealthPage HealthPageOf(Serving serving);

}  // namespace headwater::watch
