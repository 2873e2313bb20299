// ahead.c - a service or counter that settings take away and bring back later is not the service or
// counter that was planned or promised, though it bears the same number. Tickets are not looked
// through when settings are applied, there may be two million: each ticket knows the version of the
// settings that its plan was made under, and each service and counter the version that took it away
// last.
//
//     settings      4     5        6     7
//     service 2     is    gone     gone  is      gone_version 5
//     ticket        plan_version 4               4 < 5: not that service any more
#include "broker/hall/visit/ahead.h"

#include "broker/hall/core/settings_parts.h"

static bool since(uint32_t gone_version, uint32_t version) {
    return gone_version && gone_version >= version;
}

// A service whose row cannot be read is not kept: nobody goes there.
static int service_kept(struct state *s, struct key key, uint32_t version, bool *ret) {
    const Hallq__LineRow *line;
    int err = line_row_need(s, key, &line);
    *ret = !err && !since(line->gone_version, version);
    return row_passed(s, TABLE_LINE, key, err) ? ERR_OK : err;
}

static int counter_kept(struct state *s, struct key key, uint32_t version, bool *ret) {
    const Hallq__CounterRow *counter;
    int err = counter_row_need(s, key, &counter);
    *ret = !err && !since(counter->gone_version, version);
    return row_passed(s, TABLE_COUNTER, key, err) ? ERR_OK : err;
}

static int services_keep(struct state *s, uint32_t hall, const Hallq__HallSettings *h,
                         Hallq__TicketRow *t) {
    uint32_t *kept = arena_need(s->arena, t->n_next_services * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < t->n_next_services; i++) {
        uint32_t service = t->next_services[i];
        struct key key = key_line(hall, HALLQ__LINE__KIND__SERVICE, service);
        bool keep = settings_service(h, service);
        int err = keep ? service_kept(s, key, t->plan_version, &keep) : ERR_OK;
        if (err)
            return err;
        if (keep)
            kept[count++] = service;
    }
    t->next_services = kept;
    t->n_next_services = count;
    return ERR_OK;
}

static int returns_keep(struct state *s, uint32_t hall, const Hallq__HallSettings *h,
                        Hallq__TicketRow *t) {
    uint32_t *kept = arena_need(s->arena, (t->n_returns_after + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i <= t->n_returns_after; i++) {
        uint32_t counter = i ? t->returns_after[i - 1] : t->return_to_counter;
        bool keep = settings_counter(h, counter);
        int err =
            keep ? counter_kept(s, key_counter(hall, counter), t->returns_version, &keep) : ERR_OK;
        if (err)
            return err;
        if (keep)
            kept[count++] = counter;
    }
    t->return_to_counter = count ? kept[0] : 0;
    t->returns_after = kept + 1;
    t->n_returns_after = count ? count - 1 : 0;
    return ERR_OK;
}

int ahead_keep(struct state *s, uint32_t hall, const Hallq__HallSettings *h, Hallq__TicketRow *t) {
    if (!h)
        return ERR_OK; // the settings are lost: nothing is known to be gone
    int err = t->n_next_services ? services_keep(s, hall, h, t) : ERR_OK;
    return err || !t->return_to_counter ? err : returns_keep(s, hall, h, t);
}
