// time_zone.c - whether the hall's table of zone changes is still the law. The comparison needs the
// machine's zone data and is made outside of the rules; here its result becomes the hall's state,
// so that every console knows the result until other settings are applied.
#include "broker/hall/settings/time_zone.h"

#include "broker/hall/core/deciding.h"
#include "broker/hall/core/rules_by_event.h"

static bool is_known(const Hallq__TimeZone *known, const Hallq__TimeZone *found) {
    if (!known)
        return found->finding == HALLQ__TIME_ZONE__FINDING__NO_FINDING;
    return known->finding == found->finding && known->wrong_from_ms == found->wrong_from_ms;
}

// Each comparison finds a table that is already wrong to be wrong from now on: the first time
// counts.
static int64_t wrong_from_ms(const Hallq__TimeZone *known, const Hallq__TimeZone *found) {
    bool same = known && known->finding == found->finding;
    return same && known->wrong_from_ms < found->wrong_from_ms ? known->wrong_from_ms
                                                               : found->wrong_from_ms;
}

int decide_time_zone(struct state *s, int64_t now_ms, uint32_t hall, const Hallq__TimeZone *found,
                     struct decision *ret) {
    struct deciding d;
    int err = deciding_begin(&d, s, now_ms, hall, ret);
    if (err)
        return err;
    const Hallq__TimeZone *known = d.row->time_zone;
    Hallq__TimeZone *now = arena_need(s->arena, sizeof *now);
    *now = *found;
    if (found->wrong_from_ms <= now_ms)
        now->wrong_from_ms = wrong_from_ms(known, found);
    if (is_known(known, now)) {
        ret->record = NULL;
        return ERR_OK;
    }
    EMIT(&d, TIME_ZONE_COMPARED, TimeZoneCompared, time_zone_compared, compared);
    compared->time_zone = now;
    return ERR_OK;
}

int apply_time_zone_compared(struct change *c, const Hallq__TimeZoneCompared *event) {
    const Hallq__TimeZone *found = event->time_zone;
    bool fine = !found || found->finding == HALLQ__TIME_ZONE__FINDING__NO_FINDING;
    c->row->time_zone = fine ? NULL : event->time_zone;
    return ERR_OK;
}
