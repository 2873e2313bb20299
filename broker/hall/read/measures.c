#include "broker/hall/read/measures.h"

#include "broker/hall/core/measures.h"
#include "broker/hall/core/rules_by_command.h"

// Makes the list of today's measures, in the arena.
static Hallq__MeasureNow **today(struct arena *arena, const Hallq__HallRow *row,
                                 const struct measures *kept, size_t *ret_count) {
    Hallq__MeasureNow **list = arena_need(arena, (kept->count + 1) * sizeof(Hallq__MeasureNow *));
    *ret_count = 0;
    for (size_t i = 0; i < kept->count; i++)
        if (kept->rows[i]->now->measure >= row->first_measure)
            list[(*ret_count)++] = kept->rows[i]->now;
    return list;
}

int measures_show(struct state *s, uint32_t hall, const Hallq__HallRow *row,
                  Hallq__Snapshot *snapshot) {
    struct measures kept;
    int err = measures_read(s, hall, row, &kept);
    if (err)
        return err;
    snapshot->measures = today(s->arena, row, &kept, &snapshot->n_measures);
    snapshot->offers = arena_need(s->arena, (kept.count + 1) * sizeof(Hallq__Offer *));
    for (size_t i = 0; i < snapshot->n_measures; i++) {
        const Hallq__MeasureNow *now = snapshot->measures[i];
        if (now->lasts && measure_is_offered(now->what->kind))
            snapshot->offers[snapshot->n_offers++] = offer_make(s->arena, now);
    }
    return ERR_OK;
}

int get_measures_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    struct measures kept;
    (void)request;
    int err = measures_read(d->state, d->hall, d->row, &kept);
    if (err)
        return err;
    Hallq__MeasureList *list = arena_need(d->state->arena, sizeof *list);
    hallq__measure_list__init(list);
    list->measures = today(d->state->arena, d->row, &kept, &list->n_measures);
    reply->body_case = HALLQ__REPLY__BODY_MEASURES;
    reply->measures = list;
    return ERR_OK;
}
