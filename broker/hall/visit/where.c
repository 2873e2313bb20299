#include "broker/hall/visit/where.h"

#include "broker/hall/core/present.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/wait/stream.h"

static bool line_known(const Hallq__HallSettings *h, const Hallq__Line *line) {
    switch (line->kind) {
    case HALLQ__LINE__KIND__SERVICE:
        return settings_service(h, line->id);
    case HALLQ__LINE__KIND__COUNTER:
        return settings_counter(h, line->id);
    case HALLQ__LINE__KIND__CLERK:
        return settings_staff(h, line->id);
    case HALLQ__LINE__KIND__NO_LINE:
    case _HALLQ__LINE__KIND_IS_INT_SIZE:
        break;
    }
    return false;
}

int line_check(struct deciding *d, const Hallq__Line *line) {
    if (line && line_known(d->settings, line))
        return ERR_OK;
    switch (line ? line->kind : HALLQ__LINE__KIND__NO_LINE) {
    case HALLQ__LINE__KIND__SERVICE:
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    case HALLQ__LINE__KIND__COUNTER:
        return refuse(d, HALLQ__REFUSAL__REASON__NO_COUNTER, NULL);
    case HALLQ__LINE__KIND__CLERK:
        return refuse(d, HALLQ__REFUSAL__REASON__NO_STAFF, NULL);
    case HALLQ__LINE__KIND__NO_LINE:
    case _HALLQ__LINE__KIND_IS_INT_SIZE:
        break;
    }
    return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "line");
}

bool line_same(const Hallq__Line *a, const Hallq__Line *b) {
    return a && b && a->kind == b->kind && a->id == b->id;
}

struct place place_in(struct deciding *d, const Hallq__TicketRow *t, const Hallq__Line *line,
                      int64_t rank_ms) {
    struct place p = {.to = line_make(d, line->kind, line->id), .rank_ms = rank_ms};
    int64_t offer_at_ms = t->called_at_ms + (int64_t)d->settings->min_gap_s * 1000;
    if (t->called_at_ms && line_same(t->line, line) && offer_at_ms > d->now_ms)
        p.offer_at_ms = offer_at_ms;
    else
        p.entered = p.to;
    return p;
}

uint32_t settings_service_left(const Hallq__HallSettings *h, uint32_t service) {
    if (settings_service(h, service))
        return service;
    uint32_t moved = settings_moved_to(h, HALLQ__LINE__KIND__SERVICE, service);
    return moved ? moved : h->services[0]->id;
}

// Whether tickets are called from this line, or will be: the settings have it, and if it is a
// clerk's line, that clerk is signed on.
static int line_attended(struct deciding *d, const Hallq__Line *line, bool *ret) {
    *ret = line && line_known(d->settings, line);
    if (!*ret || line->kind != HALLQ__LINE__KIND__CLERK)
        return ERR_OK;
    return clerk_here(d, line->id, ret);
}

int line_back(struct deciding *d, const Hallq__TicketRow *t, Hallq__Line *ret) {
    const Hallq__HallSettings *h = d->settings;
    bool attended;
    int err = line_attended(d, t->line, &attended);
    hallq__line__init(ret);
    if (attended) {
        ret->kind = t->line->kind;
        ret->id = t->line->id;
        return err;
    }
    uint32_t moved = t->line ? settings_moved_to(h, t->line->kind, t->line->id) : 0;
    ret->kind = HALLQ__LINE__KIND__SERVICE;
    ret->id = moved ? moved : settings_service_left(h, service_now(t));
    return err;
}

int place_back(struct deciding *d, const Hallq__TicketRow *t, int64_t rank_ms, struct place *ret) {
    Hallq__Line line;
    int err = line_back(d, t, &line);
    *ret = place_in(d, t, &line, rank_ms);
    return err;
}

int64_t rank_of(const Hallq__HallSettings *settings, uint32_t customer_class,
                int64_t entered_at_ms) {
    const Hallq__CustomerClass *class = settings_class(settings, customer_class);
    return entered_at_ms - (class ? (int64_t) class->head_start_s * 1000 : 0);
}

// ---------------------------------------------------------------- apply

int ticket_enter(struct change *c, Hallq__TicketRow *row, const Hallq__Line *line,
                 int64_t rank_ms) {
    if (row->in_line)
        return ERR_CORRUPT;
    Hallq__Line *own = arena_need(c->state->arena, sizeof *own);
    hallq__line__init(own);
    own->kind = line->kind;
    own->id = line->id;
    row->line = own;
    row->rank_ms = rank_ms;
    row->in_line = true;
    row->line_at_ms = c->at_ms;
    row->state = HALLQ__TICKET__STATE__WAITING;
    row->forecast = NULL;
    int err = stream_join(c, row);
    return err ? err : queue_put(c->state, c->hall, own, rank_ms, row->ticket);
}

int ticket_leave(struct change *c, Hallq__TicketRow *row) {
    if (!row->in_line)
        return ERR_OK;
    row->in_line = false;
    int err = stream_part(c, row);
    return err ? err : queue_del(c->state, c->hall, row->line, row->rank_ms, row->ticket);
}

// A ticket that is on hold or inside the gap is in no line, and stands aside in the index.
static bool is_aside(const Hallq__TicketRow *row) {
    return row->due_kind == HALLQ__DUE_ROW__KIND__HOLD_END ||
           row->due_kind == HALLQ__DUE_ROW__KIND__GAP_END;
}

static int due_drop(struct change *c, Hallq__TicketRow *row) {
    int err = due_del(c->state, row->due_at_ms, c->hall, row->due_kind, row->ticket);
    row->held_at_ms = 0;
    return err || !is_aside(row) ? err : queue_aside_del(c->state, c->hall, row);
}

int ticket_due_set(struct change *c, Hallq__TicketRow *row, Hallq__DueRow__Kind kind,
                   int64_t at_ms) {
    int err = row->due_at_ms ? due_drop(c, row) : ERR_OK;
    row->due_at_ms = at_ms;
    row->due_kind = at_ms ? kind : HALLQ__DUE_ROW__KIND__NO_KIND;
    if (err || !at_ms)
        return err;
    err = due_put(c->state, at_ms, c->hall, kind, row->ticket, NULL, 0);
    return err || !is_aside(row) ? err : queue_aside_put(c->state, c->hall, row);
}

int ticket_take(struct change *c, uint64_t ticket, Hallq__TicketRow **ret) {
    int err = change_ticket_get(c, ticket, ret);
    return err ? err : ticket_due_set(c, *ret, HALLQ__DUE_ROW__KIND__NO_KIND, 0);
}

int ticket_take_out(struct change *c, uint64_t ticket, Hallq__TicketRow **ret) {
    int err = ticket_take(c, ticket, ret);
    return err ? err : ticket_leave(c, *ret);
}

int ticket_wait(struct change *c, Hallq__TicketRow *t, const Hallq__Line *to,
                const Hallq__Line *entered, int64_t rank_ms, int64_t offer_at_ms) {
    if (!to && !entered)
        return ERR_CORRUPT;
    if (!line_same(t->line, entered ? entered : to))
        t->called_at_ms = 0;
    t->counter = 0;
    t->clerk = 0;
    t->call_count = 0;
    if (entered)
        return ticket_enter(c, t, entered, rank_ms);
    t->line = arena_copy(c->state->arena, to, sizeof *to);
    t->rank_ms = rank_ms;
    t->state = HALLQ__TICKET__STATE__WAITING;
    return ticket_due_set(c, t, HALLQ__DUE_ROW__KIND__GAP_END, offer_at_ms);
}
