// changed.c - the parts of a view that changed, as a message for a reader that has the rest.
#include "fold.h"

#include <assert.h>

#define FIELD_SEQ 3
#define FIELD_AT_MS 4
#define FIELD_VERSION 7

static void field_add(struct hallq_changed *c, uint32_t field) {
    for (size_t i = 0; i < c->field_count; i++)
        if (c->fields[i] == field)
            return;
    assert(c->field_count < HALLQ_FIELDS_MAX);
    c->fields[c->field_count++] = field;
}

// A line that is gone is sent as a line in which nobody waits.
static Hallq__LineState *line_of(const struct hallq_view *v, struct hallq_part part,
                                 struct arena *a) {
    Hallq__LineState *l = line_find(v, part.line, part.id);
    if (l)
        return l;
    l = arena_need(a, sizeof *l);
    hallq__line_state__init(l);
    l->line = arena_need(a, sizeof *l->line);
    hallq__line__init(l->line);
    l->line->kind = part.line;
    l->line->id = part.id;
    return l;
}

static void part_take(struct hallq_changed *c, const struct hallq_view *v, struct hallq_part part,
                      struct arena *a) {
    Hallq__Snapshot *m = &c->message;
    field_add(c, part.kind);
    switch (part.kind) {
    case HALLQ_PART_SETTINGS:
        field_add(c, FIELD_VERSION);
        m->settings = v->now.settings;
        m->version = v->now.version;
        break;
    case HALLQ_PART_LINE:
        m->lines[m->n_lines++] = line_of(v, part, a);
        break;
    case HALLQ_PART_COUNTER:
        if (counter_find(v, part.id))
            m->counters[m->n_counters++] = counter_find(v, part.id);
        break;
    case HALLQ_PART_CALLS:
        m->calls = v->now.calls;
        m->n_calls = v->now.n_calls;
        break;
    case HALLQ_PART_WAITS:
        m->waits = v->now.waits;
        break;
    case HALLQ_PART_PEOPLE:
        m->people = v->now.people;
        m->n_people = v->now.n_people;
        break;
    case HALLQ_PART_TIME_ZONE:
        m->time_zone = v->now.time_zone;
        break;
    case HALLQ_PART_ALERTS:
        m->alerts = v->now.alerts;
        m->n_alerts = v->now.n_alerts;
        break;
    case HALLQ_PART_BOOKINGS:
        m->bookings = v->now.bookings;
        break;
    case HALLQ_PART_HELPS:
        m->helps = v->now.helps;
        m->n_helps = v->now.n_helps;
        break;
    case HALLQ_PART_CLOCK:
        m->clock = v->now.clock;
        break;
    case HALLQ_PART_MEASURES:
        m->measures = v->now.measures;
        m->n_measures = v->now.n_measures;
        break;
    case HALLQ_PART_OFFERS:
        m->offers = v->now.offers;
        m->n_offers = v->now.n_offers;
        break;
    }
}

static void all_take(struct hallq_changed *c, const struct hallq_view *v) {
    const ProtobufCMessageDescriptor *type = &hallq__snapshot__descriptor;
    c->message = v->now;
    for (unsigned i = 0; i < type->n_fields; i++)
        field_add(c, type->fields[i].id);
}

void hallq_view_changed(const struct hallq_view *v, const struct hallq_parts *parts,
                        struct arena *a, struct hallq_changed *ret_changed) {
    struct hallq_changed *c = ret_changed;
    *c = (struct hallq_changed){.message = HALLQ__SNAPSHOT__INIT};
    if (parts->all) {
        all_take(c, v);
        return;
    }
    c->message.seq = v->now.seq;
    c->message.at_ms = v->now.at_ms;
    field_add(c, FIELD_SEQ);
    field_add(c, FIELD_AT_MS);
    c->message.lines = arena_need(a, (parts->count + 1) * sizeof(void *));
    c->message.counters = arena_need(a, (parts->count + 1) * sizeof(void *));
    for (size_t i = 0; i < parts->count; i++)
        part_take(c, v, parts->list[i], a);
}
