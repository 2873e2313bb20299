#include "broker/turn/parts.h"

void turn_parts_fini(struct turn_parts *p) {
    contacts_fini(&p->contacts);
    pace_fini(&p->pace);
    arena_fini(&p->arena);
}

int turn_apply(struct turn_parts *p, struct state *s, Hallq__JournalRecord *record) {
    record->epoch = p->epoch;
    record->turn = p->number + 1;
    int err = record_apply(s, record);
    if (err)
        return err;
    halls_applied(p->halls, s->arena, record);
    p->written = true;
    return ERR_OK;
}

int turn_time_set(struct turn_parts *p, uint64_t number, bool last) {
    int64_t covered_ms = hall_time_cover(p->time, p->now_ms, last);
    store_set_clock(p->store, p->time->clock.wall_ms, covered_ms, p->time->clock.catching_up);
    return store_set_turn(p->store, number, p->now_ms);
}
