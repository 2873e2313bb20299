#include "broker/hall/slot/following.h"

#include "broker/hall/slot/slot.h"

struct looking {
    struct deciding *d;
    const Hallq__HallSettings *settings; // that are applied
    Hallq__BookingsHit *hit;
};

static void number_add(struct arena *arena, uint32_t **numbers, size_t *count, uint32_t number) {
    // Room for twice as many, each time their count is a power of two.
    if (!(*count & (*count - 1))) {
        uint32_t *more = arena_need(arena, (*count ? *count * 2 : 1) * sizeof *more);
        for (size_t i = 0; i < *count; i++)
            more[i] = (*numbers)[i];
        *numbers = more;
    }
    (*numbers)[(*count)++] = number;
}

// The place of a booking has the minute; its row has the moment.
static int look_cb(void *arg, const Hallq__BookedAtRow *row) {
    struct looking *l = arg;
    Hallq__Booking *now;
    if (!row->waits)
        return 0;
    int err = booking_find(l->d->state, l->d->hall, row->booking, &now);
    if (row_passed(l->d->state, TABLE_CASE, key_of_cases(l->d->hall, PART_BOOKING, row->booking),
                   err) ||
        err == ERR_NOT_FOUND)
        return 0;
    if (err)
        return err;
    const Hallq__Service *service = settings_service(l->settings, now->service);
    bool fits = service && slot_inside(l->settings, service, now->at_ms);
    if (!fits && !now->to_decide)
        number_add(l->d->state->arena, &l->hit->bookings, &l->hit->n_bookings, now->booking);
    if (fits && now->to_decide)
        number_add(l->d->state->arena, &l->hit->freed, &l->hit->n_freed, now->booking);
    return 0;
}

static int settings_look(struct deciding *d, const Hallq__HallSettings *settings) {
    Hallq__BookingsHit *hit = arena_need(d->state->arena, sizeof *hit);
    struct looking l = {d, settings, hit};
    hallq__bookings_hit__init(hit);
    int err = booked_each(d->state, d->hall, 0, 0, INT64_MAX, look_cb, &l);
    if (err || (!hit->n_bookings && !hit->n_freed))
        return err;
    hit->to_decide =
        d->row->bookings_to_decide + (uint32_t)hit->n_bookings - (uint32_t)hit->n_freed;
    emit(d, HALLQ__EVENT__BODY_BOOKINGS_HIT)->bookings_hit = hit;
    Hallq__Done *done = decision_done(d);
    done->bookings_hit = hit->bookings;
    done->n_bookings_hit =
        hit->n_bookings < LIMIT_BOOKINGS_LIST ? hit->n_bookings : LIMIT_BOOKINGS_LIST;
    return ERR_OK;
}

static bool looked_already(const struct deciding *d) {
    const Hallq__JournalRecord *record = d->out->record;
    for (size_t i = 0; i < record->n_events; i++)
        if (record->events[i]->body_case == HALLQ__EVENT__BODY_BOOKINGS_HIT)
            return true;
    return false;
}

int bookings_after(struct deciding *d) {
    const Hallq__JournalRecord *record = d->out->record;
    for (size_t i = 0; i < record->n_events; i++)
        if (record->events[i]->body_case == HALLQ__EVENT__BODY_SETTINGS_APPLIED &&
            !looked_already(d))
            return settings_look(d, record->events[i]->settings_applied->settings);
    return ERR_OK;
}
