#include "broker/hall/wait/outlook.h"

#include "broker/forecast/rough.h"
#include "broker/hall/core/rows.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/oldest.h"

static int line_look(struct state *s, uint32_t hall, uint32_t service, const Hallq__LineRow **ret) {
    static const Hallq__LineRow none = HALLQ__LINE_ROW__INIT;
    struct key key = key_line(hall, HALLQ__LINE__KIND__SERVICE, service);
    int err = line_row_need(s, key, ret);
    if (!row_passed(s, TABLE_LINE, key, err))
        return err;
    *ret = &none;
    return ERR_OK;
}

static int service_look(struct state *s, uint32_t hall, uint32_t service,
                        const Hallq__Service **ret) {
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (err)
        return err;
    *ret = settings_service(settings, service);
    return *ret ? ERR_OK : ERR_NOT_FOUND;
}

// The rule of thumb tells one number, which is all of its range.
static void say_rough(const Hallq__Service *service, const Hallq__LineRow *line,
                      struct outlook *ret) {
    uint64_t mean_ms = rough_mean_now_ms(line->service_mean_ms, service->target_service_s);
    ret->told = line->counters;
    ret->forecast_s = rough_wait_s(mean_ms, line->waiting, line->counters);
    ret->lower_s = ret->upper_s = ret->forecast_s;
}

int outlook_read(struct state *s, int64_t now_ms, uint32_t hall, uint32_t service,
                 struct outlook *ret) {
    const Hallq__Service *settings;
    const Hallq__LineRow *line;
    int64_t oldest_ms = 0;
    *ret = (struct outlook){.told = false};
    int err = service_look(s, hall, service, &settings);
    if (!err)
        err = line_look(s, hall, service, &line);
    if (!err && line->waiting)
        err = oldest_entered(s, hall, service, &oldest_ms);
    if (err)
        return err;
    say_rough(settings, line, ret);
    ret->waiting = line->waiting;
    ret->counters = line->counters;
    ret->longest_s = oldest_ms && now_ms > oldest_ms ? (double)(now_ms - oldest_ms) / 1000 : 0;
    return ERR_OK;
}
