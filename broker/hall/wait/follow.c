#include "broker/hall/wait/follow.h"

bool forecasts(const Hallq__HallSettings *settings) {
    return !settings->rough_waits;
}

bool follows(struct change *c) {
    const Hallq__HallSettings *settings;
    return !c->state->trial && !change_settings(c, &settings) && forecasts(settings);
}
