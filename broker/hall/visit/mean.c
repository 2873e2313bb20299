#include "broker/hall/visit/mean.h"

#include "broker/forecast/rough.h"
#include "broker/hall/core/settings_parts.h"

int service_sample(struct change *c, uint32_t service, uint32_t served_s) {
    const Hallq__HallSettings *settings;
    Hallq__LineRow *line;
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    int err = change_settings(c, &settings);
    if (err)
        return err;
    const Hallq__Service *s = settings_service(settings, service);
    if (!s)
        return ERR_OK;
    if ((err = line_row_own(c->state, key, &line)))
        return err;
    line->service_mean_ms =
        rough_mean_ms(line->service_mean_ms, line->services_counted, s->target_service_s, served_s);
    line->services_counted++;
    return line_row_own_put(c->state, key, line);
}
