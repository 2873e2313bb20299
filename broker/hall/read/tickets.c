// tickets.c - the reads of tickets and lines.
#include "broker/hall/core/queue.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/visit/card.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"
#include "broker/hall/wait/known.h"

static int ticket_answer(struct deciding *d, const Hallq__Which *which, bool staff,
                         Hallq__Reply *reply) {
    Hallq__TicketRow *t;
    int err = ticket_find(d, which, &t);
    if (err)
        return err;
    reply->body_case = HALLQ__REPLY__BODY_TICKET;
    return card_make(d, t, staff, &reply->ticket);
}

int get_place_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    return ticket_answer(d, request->get_place->which, false, reply);
}

int get_ticket_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    return ticket_answer(d, request->get_ticket->which, true, reply);
}

// NULL if its row cannot be read: the others of the line are shown.
static int line_card(struct deciding *d, const struct hall_now *now, uint64_t ticket, size_t ahead,
                     uint32_t counters, Hallq__TicketCard **ret) {
    Hallq__TicketRow *t;
    struct key key = key_ticket(d->hall, ticket);
    int err = ticket_row_get(d->state, key, &t);
    *ret = NULL;
    if (row_passed(d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    return err ? err : card_in_line(d, now, t, (uint32_t)ahead, counters, ret);
}

static int line_cards(struct deciding *d, const Hallq__Line *line, size_t max,
                      Hallq__LineList *list) {
    struct queue_entry entries[LIMIT_LINE_LIST];
    struct hall_now now;
    uint32_t counters;
    size_t count;
    int err = queue_first(d->state, d->hall, line->kind, line->id, max, entries, &count);
    if (!err)
        err = line_counters(d, line, &counters);
    if (!err)
        err = hall_now_begin(&now, d->state, d->now_ms, d->hall, d->row->version, d->settings);
    if (err)
        return err;
    list->tickets = arena_need(d->state->arena, max * sizeof(Hallq__TicketCard *));
    for (size_t i = 0; i < count && !err; i++) {
        Hallq__TicketCard *card;
        err = line_card(d, &now, entries[i].ticket, i, counters, &card);
        if (!err && card)
            list->tickets[list->n_tickets++] = card;
    }
    return err;
}

int get_line_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__Line *line = request->get_line->line;
    uint32_t limit = request->get_line->limit;
    const Hallq__LineRow *row;
    int err = line_check(d, line);
    if (err)
        return err;
    if ((err = line_row_need(d->state, key_line(d->hall, line->kind, line->id), &row)))
        return err;
    Hallq__LineList *list = arena_need(d->state->arena, sizeof *list);
    hallq__line_list__init(list);
    list->waiting = row->waiting;
    reply->body_case = HALLQ__REPLY__BODY_LINE;
    reply->line = list;
    return line_cards(d, line, limit && limit < LIMIT_LINE_LIST ? limit : LIMIT_LINE_LIST, list);
}

static int held_add(struct deciding *d, uint64_t ticket, Hallq__HeldList *list) {
    Hallq__HeldList__One *one = arena_need(d->state->arena, sizeof *one);
    Hallq__TicketRow *t;
    struct key key = key_ticket(d->hall, ticket);
    int err = ticket_row_get(d->state, key, &t);
    if (row_passed(d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    hallq__held_list__one__init(one);
    one->ticket = t->ticket;
    one->number = t->number;
    one->counter = t->counter;
    one->service = service_now(t);
    one->since_ms = t->held_at_ms;
    one->until_ms = t->due_at_ms;
    one->customer_class = t->customer_class;
    one->has_note = t->note_sealed != 0;
    list->held[list->n_held++] = one;
    return ERR_OK;
}

static int held_list(struct deciding *d, uint32_t counter, Hallq__HeldList *list) {
    struct arena *arena = d->state->arena;
    uint64_t *tickets = arena_need(arena, (LIMIT_HELD_LIST + 1) * sizeof *tickets);
    size_t count;
    list->held = arena_need(arena, LIMIT_HELD_LIST * sizeof *list->held);
    int err = queue_held(d->state, d->hall, counter, LIMIT_HELD_LIST + 1, tickets, &count);
    list->more = count > LIMIT_HELD_LIST;
    for (size_t i = 0; i < count && i < LIMIT_HELD_LIST && !err; i++)
        err = held_add(d, tickets[i], list);
    return err;
}

int get_held_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    uint32_t counter = request->get_held->counter;
    if (!on_floor(d) && counter && counter != d->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "counter");
    if (counter && !settings_counter(d->settings, counter))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_COUNTER, NULL);
    Hallq__HeldList *list = arena_need(d->state->arena, sizeof *list);
    hallq__held_list__init(list);
    reply->body_case = HALLQ__REPLY__BODY_HELD;
    reply->held = list;
    return held_list(d, on_floor(d) ? counter : d->counter, list);
}
