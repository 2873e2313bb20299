// latest.c - fields that have no sequence number and no event: the feed tells their latest value.
#include "fold.h"

void hallq_view_whole(struct hallq_view *v, int64_t at_ms) {
    if (at_ms > v->whole_at_ms)
        v->whole_at_ms = at_ms;
}

bool hallq_view_apply_clock(struct hallq_view *v, const Hallq__ClockDoubt *doubt) {
    bool changed = !v->now.clock != !doubt;
    view_tidy(v);
    if (!doubt)
        v->now.clock = NULL;
    else if (v->now.clock)
        v->now.clock->wall_at_ms = doubt->wall_at_ms;
    else
        v->now.clock = view_copy(doubt, &v->memory);
    if (changed || doubt)
        part_changed(v, HALLQ_PART_CLOCK);
    return changed;
}

static void wait_put(struct hallq_view *v, const Hallq__LineWait *wait) {
    Hallq__WaitFigures *waits = v->now.waits;
    size_t at = 0;
    while (at < waits->n_lines && waits->lines[at]->service != wait->service)
        at++;
    if (at == LIMIT_SERVICES)
        return;
    if (at == waits->n_lines)
        waits->lines[waits->n_lines++] = view_copy(wait, &v->memory);
    else
        *waits->lines[at] = *wait; // a wait holds only numbers, so the copy is whole
}

void hallq_view_apply_waits(struct hallq_view *v, const Hallq__WaitFigures *told) {
    view_tidy(v);
    Hallq__WaitFigures *waits = v->now.waits;
    if (!waits) {
        waits = v->now.waits = arena_need(&v->memory, sizeof *waits);
        hallq__wait_figures__init(waits);
        waits->lines = view_list(v, LIMIT_SERVICES);
    }
    waits->hall = told->hall;
    waits->at_ms = told->at_ms;
    for (size_t i = 0; i < told->n_lines; i++)
        wait_put(v, told->lines[i]);
    view_seen(v, told->at_ms);
    part_changed(v, HALLQ_PART_WAITS);
}
