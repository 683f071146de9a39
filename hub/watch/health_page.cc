#include "hub/watch/health_page.h"

namespace headwater::watch {

HealthPage HealthPageOf(Serving serving) {
  switch (serving) {
    case Serving::kServing:
      return {200, "{\"status\":\"serving\"}\n"};
    case Serving::kDraining:
      return {503, "{\"status\":\"draining\",\"reason\":\"the hub is going down\"}\n"};
    case Serving::kSealed:
      return {503,
              "{\"status\":\"sealed\",\"reason\":\"a commit failed, and no more writes are taken "
              "until a restart; the log names the cause\"}\n"};
  }
  return {503, "{\"status\":\"unknown\"}\n"};
}

}  // namespace headwater::watch
