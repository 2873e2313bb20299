// fold.c - tickets of days that are over become sums: the last of the chores after a day roll
// (day/chore.h). It walks over the tickets by their ids, behind those folded before, a chunk to a
// record; each ticket is added to the sums of its own day, once, when it has ended.
//
//   tickets   1 ....... 412 ...... 5020 ......... 5400        FoldedRow {upto_ticket 5020, passed [412]}:
//             folded    passed     folded up to   of today    412 was being served when it was looked at
//
// A ticket of an earlier day that has ended changes no more: ratings, further services and returns
// are for tickets of today. One that has not ended is passed over, named in the row, and looked at
// again after the next day. When as many are passed over as the row holds, the walk stops there
// until some have ended; whoever reads a range counts what is in no sums from its tickets.
//
// The event has the numbers that are added, so that a replay under other rules or settings comes to
// the same sums. Measures are copied from their rows, which stand in the state as well.
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/measures.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/day/chore.h"
#include "broker/hall/fold/folded.h"
#include "broker/hall/visit/ticket.h"

// The sums of one day, among those of a chunk.
struct day_tally {
    struct day_tally *next;
    int32_t day;
    struct tally tally;
};

struct folding {
    struct deciding *d;
    Hallq__FiguresFolded *event;
    struct day_tally *days;
    struct arena scratch; // for one row
    size_t looked_count;
    bool more; // the walk stops before its end, for now
};

// ---------------------------------------------------------------- decide

static struct tally *tally_of(struct folding *f, int32_t day) {
    struct day_tally **at = &f->days;
    while (*at && (*at)->day != day)
        at = &(*at)->next;
    if (!*at) {
        *at = arena_need(f->d->state->arena, sizeof **at);
        (*at)->day = day;
        tally_init(&(*at)->tally, f->d->state->arena, f->d->settings);
    }
    return &(*at)->tally;
}

// Takes a ticket in; false if it cannot be passed over any more.
static bool ticket_take(struct folding *f, const Hallq__TicketRow *row) {
    Hallq__FiguresFolded *event = f->event;
    if (ticket_ended(row)) {
        tally_ticket(tally_of(f, row->day), row);
        event->tickets++;
    } else if (event->n_passed == LIMIT_FOLD_PASSED) {
        return false;
    } else {
        event->passed[event->n_passed++] = row->ticket;
    }
    return true;
}

// Looks again at what was passed over; a ticket that cannot be read is dropped.
static int passed_look(struct folding *f, const Hallq__FoldedRow *folded) {
    for (size_t i = 0; i < folded->n_passed; i++) {
        Hallq__TicketRow *row;
        struct key key = key_ticket(f->d->hall, folded->passed[i]);
        int err = ticket_row_get(f->d->state, key, &row);
        if (err == ERR_NOT_FOUND || row_passed(f->d->state, TABLE_TICKET, key, err))
            continue;
        if (err)
            return err;
        ticket_take(f, row);
    }
    return ERR_OK;
}

static int ticket_cb(void *arg, struct bytes key, struct bytes value) {
    struct folding *f = arg;
    uint64_t ticket = key_read_u64(key, KEY_HALL_SIZE);
    if (ticket >= f->d->row->first_ticket)
        return 1;
    arena_reset(&f->scratch);
    const Hallq__TicketRow *row =
        wire_unpack_stored(&hallq__ticket_row__descriptor, &f->scratch, value.data, value.size);
    if (!row)
        row_unread(f->d->state, TABLE_TICKET, key);
    else if (!ticket_take(f, row))
        return 1;
    f->event->upto_ticket = ticket;
    f->more = ++f->looked_count == LIMIT_CHUNK_ROWS;
    return f->more;
}

static void part_add(struct folding *f, int32_t day, Hallq__FiguresRow__Kind kind, uint32_t number,
                     Hallq__FiguresRow *sums) {
    Hallq__FiguresPart *part = arena_need(f->d->state->arena, sizeof *part);
    hallq__figures_part__init(part);
    part->day = day;
    part->kind = kind;
    part->number = number;
    part->sums = sums;
    f->event->parts[f->event->n_parts++] = part;
}

static size_t parts_count(const struct tally *t) {
    const struct tally_service *service;
    const struct tally_clerk *clerk;
    size_t count = 1;
    STAILQ_FOREACH(service, &t->services, entry)
        count++;
    STAILQ_FOREACH(clerk, &t->clerks, entry)
        count++;
    return count;
}

static void parts_add(struct folding *f, const struct day_tally *day) {
    const struct tally *t = &day->tally;
    const struct tally_service *service;
    const struct tally_clerk *clerk;
    STAILQ_FOREACH(service, &t->services, entry)
        part_add(f, day->day, HALLQ__FIGURES_ROW__KIND__SERVICE, service->service,
                 tally_service_row(t, service));
    STAILQ_FOREACH(clerk, &t->clerks, entry)
        part_add(f, day->day, HALLQ__FIGURES_ROW__KIND__CLERK, clerk->staff,
                 tally_clerk_row(t, clerk));
    part_add(f, day->day, HALLQ__FIGURES_ROW__KIND__DAY, 0, tally_day_row(t));
}

static void parts_make(struct folding *f) {
    size_t count = 0;
    for (struct day_tally *day = f->days; day; day = day->next)
        count += parts_count(&day->tally);
    f->event->parts = arena_need(f->d->state->arena, (count + 1) * sizeof *f->event->parts);
    for (struct day_tally *day = f->days; day; day = day->next)
        parts_add(f, day);
}

// The chain's first chunk looks at what was passed over, the others walk on.
static int chunk_look(struct folding *f, const Hallq__FoldedRow *folded, bool first) {
    Hallq__FiguresFolded *event = f->event;
    if (first && folded->n_passed) {
        f->more = true;
        return passed_look(f, folded);
    }
    if (folded->n_passed)
        memcpy(event->passed, folded->passed, folded->n_passed * sizeof *event->passed);
    event->n_passed = folded->n_passed;
    return rows_scan_over(f->d->state, TABLE_TICKET,
                          key_ticket(f->d->hall, folded->upto_ticket + 1), KEY_HALL_SIZE, ticket_cb,
                          f);
}

int fold_due(struct deciding *d, const struct due_key *due) {
    Hallq__DueRow *row;
    Hallq__FoldedRow *folded;
    int err = due_row_get(d->state, key_due(due->at_ms, d->hall, due->kind, due->subject), &row);
    if (!err)
        err = folded_get(d->state, d->hall, &folded);
    if (err)
        return err;
    EMIT(d, FIGURES_FOLDED, FiguresFolded, figures_folded, event);
    struct folding f = {.d = d, .event = event};
    event->passed = arena_need(d->state->arena, LIMIT_FOLD_PASSED * sizeof *event->passed);
    event->upto_ticket = folded->upto_ticket;
    event->upto_measure = d->row->first_measure ? d->row->first_measure - 1 : 0;
    arena_init(&f.scratch, 0);
    err = chunk_look(&f, folded, !row->from_key.len);
    arena_fini(&f.scratch);
    parts_make(&f);
    event->done = !f.more;
    return err;
}

// ---------------------------------------------------------------- apply

static int part_apply(struct change *c, const Hallq__FiguresPart *part) {
    struct tally tally;
    const Hallq__HallSettings *settings;
    Hallq__FiguresRow *row;
    struct key key = key_figures(c->hall, part->day, part->kind, part->number);
    int err = change_settings(c, &settings);
    if (err)
        return err;
    err = figures_row_get(c->state, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(c->state, TABLE_FIGURES, key, err))
        return figures_row_put(c->state, key, part->sums); // one that cannot be read begins anew
    if (err)
        return err;
    tally_init(&tally, c->state->arena, settings);
    tally_join(&tally, part->kind, part->number, row);
    tally_join(&tally, part->kind, part->number, part->sums);
    return figures_row_put(c->state, key, tally_kind_row(&tally, part->kind));
}

// Adds a measure to those of its day.
static int measure_keep(struct change *c, Hallq__MeasureNow *measure, int32_t day) {
    struct key key = key_figures(c->hall, day, HALLQ__FIGURES_ROW__KIND__MEASURES, 0);
    Hallq__MeasuresRow none = HALLQ__MEASURES_ROW__INIT, *row;
    int err = folded_measures(c->state, c->hall, day, &row);
    if (err)
        return err;
    const Hallq__MeasuresRow *old = row ? row : &none;
    Hallq__MeasuresRow grown = HALLQ__MEASURES_ROW__INIT;
    grown.measures = arena_need(c->state->arena, (old->n_measures + 1) * sizeof *grown.measures);
    for (size_t i = 0; i < old->n_measures; i++)
        grown.measures[grown.n_measures++] = old->measures[i];
    grown.measures[grown.n_measures++] = measure;
    return measures_row_put(c->state, key, &grown);
}

static int measures_keep(struct change *c, uint32_t after, uint32_t upto) {
    struct measures kept = {.count = 0};
    const Hallq__HallSettings *settings;
    int err = change_settings(c, &settings);
    if (!err && upto > after)
        err = measures_read(c->state, c->hall, c->row, &kept);
    for (size_t i = 0; i < kept.count && !err; i++) {
        Hallq__MeasureNow *now = kept.rows[i]->now;
        if (now->measure > after && now->measure <= upto)
            err = measure_keep(c, now, calendar_business_day(settings, now->at_ms));
    }
    return err;
}

int apply_figures_folded(struct change *c, const Hallq__FiguresFolded *event) {
    Hallq__FoldedRow *row;
    int err = folded_get(c->state, c->hall, &row);
    if (!err)
        err = measures_keep(c, row->upto_measure, event->upto_measure);
    for (size_t i = 0; i < event->n_parts && !err; i++)
        err = part_apply(c, event->parts[i]);
    if (err)
        return err;
    row->upto_ticket = event->upto_ticket;
    row->upto_measure = event->upto_measure;
    row->passed = event->passed;
    row->n_passed = event->n_passed;
    err = folded_row_put(c->state, key_folded(c->hall), row);
    if (err || event->done)
        return err ? err : chore_done(c);
    struct key from = key_ticket(c->hall, event->upto_ticket + 1);
    return chore_go_on(c, from.data, from.size);
}
