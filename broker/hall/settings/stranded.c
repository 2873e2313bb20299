#include "broker/hall/settings/stranded.h"

#include <string.h>

#include "broker/hall/core/counters.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/settings/applying.h"

static bool line_gone(const struct applying *a, Hallq__Line__Kind kind, uint32_t id) {
    switch (kind) {
    case HALLQ__LINE__KIND__SERVICE:
        return !settings_service(a->h, id);
    case HALLQ__LINE__KIND__COUNTER:
        return !settings_counter(a->h, id);
    case HALLQ__LINE__KIND__CLERK:
        return !settings_staff(a->h, id);
    case HALLQ__LINE__KIND__NO_LINE:
    case _HALLQ__LINE__KIND_IS_INT_SIZE:
        break;
    }
    return false;
}

static void stranded_add(struct applying *a, struct stranded s) {
    if (a->stranded_count < MOVES_MAX)
        a->stranded[a->stranded_count++] = s;
    else
        a->too_many = true;
}

static int line_look(struct applying *a, Hallq__Line__Kind kind, uint32_t id) {
    struct state *s = a->d->state;
    struct queue_entry *entries;
    size_t count;
    const Hallq__LineRow *row;
    if (!line_gone(a, kind, id))
        return ERR_OK;
    int err = line_row_need(s, key_line(a->d->hall, kind, id), &row);
    if (err || !row->waiting)
        return err;
    entries = arena_need(s->arena, (MOVES_MAX + 1) * sizeof *entries);
    err = queue_first(s, a->d->hall, kind, id, MOVES_MAX + 1, entries, &count);
    for (size_t i = 0; i < count && !err; i++)
        stranded_add(a, (struct stranded){entries[i].ticket, kind, id, true});
    return err;
}

static int lines_look(struct applying *a) {
    const Hallq__HallSettings *old = a->d->settings;
    int err = ERR_OK;
    for (size_t i = 0; i < old->n_services && !err; i++)
        err = line_look(a, HALLQ__LINE__KIND__SERVICE, old->services[i]->id);
    for (size_t i = 0; i < old->n_counters && !err; i++)
        err = line_look(a, HALLQ__LINE__KIND__COUNTER, old->counters[i]->id);
    for (size_t i = 0; i < old->n_staff && !err; i++)
        err = line_look(a, HALLQ__LINE__KIND__CLERK, old->staff[i]->id);
    return err;
}

// Looks at a ticket that is in no line now.
static int ticket_look(struct applying *a, uint64_t ticket, bool must) {
    Hallq__TicketRow *row;
    struct key key = key_ticket(a->d->hall, ticket);
    int err = ticket_row_get(a->d->state, key, &row);
    if (row_passed(a->d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    if (row->line && !row->in_line && line_gone(a, row->line->kind, row->line->id))
        stranded_add(a, (struct stranded){ticket, row->line->kind, row->line->id, must});
    return ERR_OK;
}

static int aside_cb(void *arg, uint64_t ticket) {
    struct applying *a = arg;
    return a->err = ticket_look(a, ticket, true);
}

// Looks at the tickets on hold and inside the gap.
static int aside_look(struct applying *a) {
    int err = queue_aside(a->d->state, a->d->hall, aside_cb, a);
    return err ? err : a->err;
}

static int busy_refuse(struct deciding *d, uint32_t counter) {
    return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY,
                  arena_printf(d->state->arena, "counters: %u", counter));
}

static int counters_look(struct applying *a) {
    struct deciding *d = a->d;
    int err = ERR_OK;
    for (size_t i = 0; i < d->settings->n_counters && !err; i++) {
        uint32_t counter = d->settings->counters[i]->id;
        const Hallq__CounterRow *row;
        struct key key = key_counter(d->hall, counter);
        err = counter_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_COUNTER, key, err)) {
            err = ERR_OK; // an unreadable counter is made anew by way of removing it
            continue;
        }
        if (err)
            return err;
        if (!settings_counter(a->h, counter) && (!counter_closed(row) || row->ticket || row->held))
            return busy_refuse(d, counter);
        if (row->ticket)
            err = ticket_look(a, row->ticket, false);
    }
    return err;
}

int stranded_find(struct applying *a) {
    if (!a->d->settings)
        return ERR_OK;
    a->stranded = arena_need(a->d->state->arena, MOVES_MAX * sizeof *a->stranded);
    int err = lines_look(a);
    if (!err)
        err = aside_look(a);
    if (!err)
        err = counters_look(a);
    return err;
}

uint32_t stranded_waiting(void *arg, Hallq__Line__Kind kind, uint32_t id) {
    const struct applying *a = arg;
    uint32_t waiting = 0;
    for (size_t i = 0; i < a->stranded_count; i++)
        waiting += a->stranded[i].must && a->stranded[i].kind == kind && a->stranded[i].id == id;
    return waiting;
}

// ---------------------------------------------------------------- where they go

// Returns the service if the new settings have it, else the service to which its tickets move.
static uint32_t service_kept(const struct applying *a, uint32_t service) {
    if (settings_service(a->h, service))
        return service;
    return settings_moved_to(a->h, HALLQ__LINE__KIND__SERVICE, service);
}

static Hallq__TicketMove *move_make(struct applying *a, const Hallq__TicketRow *row,
                                    uint32_t service) {
    Hallq__TicketMove *move = arena_need(a->d->state->arena, sizeof *move);
    hallq__ticket_move__init(move);
    move->ticket = row->ticket;
    move->service = service;
    move->rank_ms = row->rank_ms;
    Hallq__Line *to = line_make(a->d, HALLQ__LINE__KIND__SERVICE, service);
    if (row->in_line) {
        move->left = row->line;
        move->entered = to;
    } else {
        move->to = to;
    }
    return move;
}

static int move_add(struct applying *a, const struct stranded *s, Hallq__SettingsApplied *e) {
    Hallq__TicketRow *row;
    int err = ticket_row_get(a->d->state, key_ticket(a->d->hall, s->ticket), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    uint32_t own = row->n_steps ? row->steps[row->n_steps - 1]->service : 0;
    uint32_t service = s->kind == HALLQ__LINE__KIND__CLERK
                           ? service_kept(a, own)
                           : settings_moved_to(a->h, s->kind, s->id);
    if (service)
        e->moved[e->n_moved++] = move_make(a, row, service);
    else if (s->must)
        return refuse(a->d, HALLQ__REFUSAL__REASON__PEOPLE_WAITING,
                      arena_printf(a->d->state->arena, "staff: %u", s->id));
    return ERR_OK;
}

int moves_add(struct applying *a, Hallq__SettingsApplied *e) {
    int err = ERR_OK;
    if (a->stranded_count)
        e->moved = arena_need(a->d->state->arena, a->stranded_count * sizeof *e->moved);
    for (size_t i = 0; i < a->stranded_count && !err; i++)
        err = move_add(a, &a->stranded[i], e);
    return err;
}
