#include "broker/hall/visit/mean.h"

#include "broker/hall/core/settings_parts.h"

// The set target counts as so many services, or a new hall's estimate would lag for days; and no
// service weighs less than one part in so many: .99 old + .01 new.
#define MEAN_TARGET_WEIGHT 10
#define MEAN_MEMORY 100

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
    if ((err = line_row_edit(c->state, key, &line)))
        return err;
    uint64_t old_ms = line->service_mean_ms ? line->service_mean_ms : s->target_service_s * 1000ull;
    uint64_t weight = MEAN_TARGET_WEIGHT + line->services_counted + 1ull;
    if (weight > MEAN_MEMORY)
        weight = MEAN_MEMORY;
    line->service_mean_ms = (uint32_t)(((weight - 1) * old_ms + 1000ull * served_s) / weight);
    line->services_counted++;
    return line_row_put(c->state, key, line);
}
