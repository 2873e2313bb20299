#include "broker/hall/core/change.h"

#include "broker/hall/visit/queue.h"

int change_ticket_get(struct change *c, uint64_t ticket, Hallq__TicketRow **ret) {
    int err = ticket_row_get(c->state, key_ticket(c->hall, ticket), ret);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

int change_ticket_put(struct change *c, const Hallq__TicketRow *row) {
    return ticket_row_put(c->state, key_ticket(c->hall, row->ticket), row);
}

int change_counter_get(struct change *c, uint32_t counter, Hallq__CounterRow **ret) {
    return counter_row_edit(c->state, key_counter(c->hall, counter), ret);
}

int change_counter_put(struct change *c, uint32_t counter, const Hallq__CounterRow *row) {
    return counter_row_put(c->state, key_counter(c->hall, counter), row);
}

int change_settings(struct change *c, const Hallq__HallSettings **ret) {
    return settings_get(c->state, c->hall, c->row->version, ret);
}

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
    row->state = HALLQ__TICKET__STATE__WAITING;
    return queue_put(c->state, c->hall, own, rank_ms, row->ticket);
}

int ticket_leave(struct change *c, Hallq__TicketRow *row) {
    if (!row->in_line)
        return ERR_OK;
    row->in_line = false;
    return queue_del(c->state, c->hall, row->line, row->rank_ms, row->ticket);
}

// The kinds a ticket's due row may have; a ticket has at most one.
static Hallq__DueRow__Kind ticket_due_kind(const Hallq__TicketRow *row) {
    switch (row->state) {
    case HALLQ__TICKET__STATE__CALLED:
        return HALLQ__DUE_ROW__KIND__NO_SHOW;
    case HALLQ__TICKET__STATE__HELD:
        return HALLQ__DUE_ROW__KIND__HOLD_END;
    case HALLQ__TICKET__STATE__WAITING:
        return HALLQ__DUE_ROW__KIND__GAP_END;
    case HALLQ__TICKET__STATE__NO_STATE:
    case HALLQ__TICKET__STATE__EXPECTED:
    case HALLQ__TICKET__STATE__SERVING:
    case HALLQ__TICKET__STATE__FINISHED:
    case HALLQ__TICKET__STATE__NO_SHOW:
    case HALLQ__TICKET__STATE__CANCELLED:
    case _HALLQ__TICKET__STATE_IS_INT_SIZE:
        break;
    }
    return HALLQ__DUE_ROW__KIND__NO_KIND;
}

// What is on hold also stands in the index, by its counter.
static int due_drop(struct change *c, Hallq__TicketRow *row) {
    Hallq__DueRow__Kind kind = ticket_due_kind(row);
    int err = due_del(c->state, row->due_at_ms, c->hall, kind, row->ticket);
    if (err || kind != HALLQ__DUE_ROW__KIND__HOLD_END)
        return err;
    row->held_at_ms = 0;
    return queue_unhold(c->state, c->hall, row);
}

int ticket_due_set(struct change *c, Hallq__TicketRow *row, Hallq__DueRow__Kind kind,
                   int64_t at_ms) {
    int err = row->due_at_ms ? due_drop(c, row) : ERR_OK;
    row->due_at_ms = at_ms;
    if (err || !at_ms)
        return err;
    err = due_put(c->state, at_ms, c->hall, kind, row->ticket, NULL, 0);
    if (err || kind != HALLQ__DUE_ROW__KIND__HOLD_END)
        return err;
    return queue_hold(c->state, c->hall, row);
}

Hallq__Step *ticket_step(Hallq__TicketRow *row) {
    return row->n_steps ? row->steps[row->n_steps - 1] : NULL;
}

Hallq__Step *ticket_step_add(struct change *c, Hallq__TicketRow *row, uint32_t service) {
    struct arena *arena = c->state->arena;
    Hallq__Step *step = arena_need(arena, sizeof *step);
    hallq__step__init(step);
    step->service = service;
    size_t first = row->n_steps == LIMIT_STEPS_KEPT ? 1 : 0; // the oldest makes room
    Hallq__Step **steps = arena_need(arena, (row->n_steps + 1) * sizeof(Hallq__Step *));
    size_t count = 0;
    for (size_t i = first; i < row->n_steps; i++)
        steps[count++] = row->steps[i];
    steps[count++] = step;
    row->steps = steps;
    row->n_steps = count;
    return step;
}

void counter_set_free(struct change *c, Hallq__CounterRow *row) {
    row->state = HALLQ__COUNTER__STATE__FREE;
    row->ticket = 0;
    row->number = (char *)protobuf_c_empty_string;
    row->since_ms = c->at_ms;
}

int counter_held_add(struct change *c, uint32_t counter, int change) {
    Hallq__CounterRow *row;
    if (!counter)
        return ERR_OK;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    if (change < 0 && !row->held)
        return ERR_CORRUPT;
    row->held = (uint32_t)((int64_t)row->held + change);
    return change_counter_put(c, counter, row);
}

bool ticket_ended(const Hallq__TicketRow *row) {
    return row->state == HALLQ__TICKET__STATE__NO_SHOW ||
           row->state == HALLQ__TICKET__STATE__CANCELLED ||
           row->state == HALLQ__TICKET__STATE__FINISHED;
}

bool counter_closed(const Hallq__CounterRow *row) {
    return row->state == HALLQ__COUNTER__STATE__CLOSED ||
           row->state == HALLQ__COUNTER__STATE__NO_STATE;
}

bool counter_works(const Hallq__CounterRow *row) {
    return row->state == HALLQ__COUNTER__STATE__FREE ||
           row->state == HALLQ__COUNTER__STATE__CALLING ||
           row->state == HALLQ__COUNTER__STATE__SERVING;
}

static bool counter_serves(const Hallq__CounterSettings *set, const Hallq__CounterRow *row,
                           uint32_t service) {
    if (!counter_works(row))
        return false;
    return row->n_services ? id_listed(row->services, row->n_services, service)
                           : id_listed(set->services, set->n_services, service);
}

static int line_counters_set(struct change *c, uint32_t service, uint32_t counters) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    Hallq__LineRow *row;
    int err = line_row_edit(c->state, key, &row);
    if (row_passed(c->state, TABLE_LINE, key, err))
        return ERR_OK;
    if (err || row->counters == counters)
        return err;
    row->counters = counters;
    return line_row_put(c->state, key, row);
}

// NULL if it cannot be read: that counter gives nothing to anybody.
static int counter_look(struct change *c, uint32_t counter, Hallq__CounterRow **ret) {
    int err = change_counter_get(c, counter, ret);
    if (!row_passed(c->state, TABLE_COUNTER, key_counter(c->hall, counter), err))
        return err;
    *ret = NULL;
    return ERR_OK;
}

int lines_count_counters(struct change *c) {
    const Hallq__HallSettings *h;
    int err = change_settings(c, &h);
    if (err)
        return err;
    Hallq__CounterRow **rows =
        arena_need(c->state->arena, (h->n_counters + 1) * sizeof(Hallq__CounterRow *));
    for (size_t i = 0; i < h->n_counters && !err; i++)
        err = counter_look(c, h->counters[i]->id, &rows[i]);
    for (size_t k = 0; k < h->n_services && !err; k++) {
        uint32_t counters = 0;
        for (size_t i = 0; i < h->n_counters; i++)
            counters += rows[i] && counter_serves(h->counters[i], rows[i], h->services[k]->id);
        err = line_counters_set(c, h->services[k]->id, counters);
    }
    return err;
}

int due_put(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject, const void *from_key, size_t from_key_size) {
    Hallq__DueRow row = HALLQ__DUE_ROW__INIT;
    row.kind = kind;
    row.from_key.data = (uint8_t *)(uintptr_t)from_key;
    row.from_key.len = from_key_size;
    return due_row_put(s, key_due(at_ms, hall, kind, subject), &row);
}

int due_del(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject) {
    return row_del(s, TABLE_DUE, key_due(at_ms, hall, kind, subject));
}
