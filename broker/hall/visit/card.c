// card.c - a ticket as people see it, and the reads of tickets and lines.
//
// The rough wait is the queue-length estimate: (people ahead + 1) x mean service time / open
// counters that give the service. It is rough, and marked so wherever it is shown.
#include <string.h>

#include "base/character.h"
#include "base/pin.h"
#include "broker/hall/counter/pin.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/queue.h"
#include "broker/hall/visit/visit.h"

// Whether one counter's own line, or the line of the clerk at it, is served now.
static int own_line_counters(struct deciding *d, const Hallq__Line *line, uint32_t *ret_count) {
    uint32_t counter = line->id;
    const Hallq__CounterRow *row;
    Hallq__StaffRow *staff;
    *ret_count = 0;
    if (line->kind == HALLQ__LINE__KIND__CLERK) {
        struct key key = key_staff(d->hall, line->id);
        int err = staff_row_need(d->state, key, &staff);
        if (row_passed(d->state, TABLE_STAFF, key, err))
            return ERR_OK;
        if (err || !staff->counter)
            return err;
        counter = staff->counter;
    }
    struct key key = key_counter(d->hall, counter);
    int err = counter_row_need(d->state, key, &row);
    if (row_passed(d->state, TABLE_COUNTER, key, err))
        return ERR_OK;
    if (!err)
        *ret_count = counter_works(row);
    return err;
}

// How many open counters take from a line.
static int line_counters(struct deciding *d, const Hallq__Line *line, uint32_t *ret_count) {
    const Hallq__LineRow *row;
    if (line->kind != HALLQ__LINE__KIND__SERVICE)
        return own_line_counters(d, line, ret_count);
    int err = line_row_need(d->state, key_line(d->hall, line->kind, line->id), &row);
    *ret_count = err ? 0 : row->counters;
    return err;
}

// 0: unknown, since no counter takes from the line.
static int rough_wait(struct deciding *d, uint32_t service, uint32_t people_ahead,
                      uint32_t counters, uint32_t *ret_s) {
    const Hallq__Service *settings = settings_service(d->settings, service);
    const Hallq__LineRow *row;
    *ret_s = 0;
    int err = line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service), &row);
    if (err || !counters)
        return err;
    uint64_t mean_ms = row->service_mean_ms;
    if (!mean_ms && settings)
        mean_ms = settings->target_service_s * 1000ull;
    *ret_s = (uint32_t)(mean_ms * (people_ahead + 1ull) / counters / 1000);
    return ERR_OK;
}

static int card_place(struct deciding *d, const Hallq__TicketRow *t, Hallq__TicketCard *card) {
    const Hallq__LineRow *line;
    uint32_t counters;
    bool or_more;
    if (t->state != HALLQ__TICKET__STATE__WAITING || !t->line)
        return ERR_OK;
    int err = line_row_need(d->state, key_line(d->hall, t->line->kind, t->line->id), &line);
    if (err)
        return err;
    uint32_t others = line->waiting - (t->in_line && line->waiting);
    err = queue_ahead(d->state, d->hall, t->line->kind, t->line->id, others, t->rank_ms, t->ticket,
                      &card->people_ahead, &or_more);
    if (!err)
        err = line_counters(d, t->line, &counters);
    if (err)
        return err;
    card->or_more = or_more;
    card->no_counter = !counters;
    return rough_wait(d, service_now(t), card->people_ahead, counters, &card->rough_wait_s);
}

// Scores are not for those who are rated.
static bool leading(const struct deciding *d) {
    return d->staff_role == HALLQ__STAFF__ROLE__LEAD ||
           d->staff_role == HALLQ__STAFF__ROLE__MANAGER;
}

static int card_staff(const struct deciding *d, const Hallq__TicketRow *t,
                      Hallq__TicketCard *card) {
    Hallq__TicketRow kept = *t;
    struct ratings given = ticket_ratings(t);
    int err = ahead_keep(d->state, d->hall, d->settings, &kept);
    card->customer_class = t->customer_class;
    card->n_steps = t->n_steps;
    card->steps = t->steps;
    card->n_next_services = kept.n_next_services;
    card->next_services = kept.next_services;
    card->has_contact = t->contact_sealed != 0;
    card->call_count = t->call_count;
    card->due_at_ms = t->due_at_ms;
    card->rating = given.customer ? given.customer : given.counter;
    card->day = t->day;
    return err;
}

static int card_plain(struct deciding *d, const Hallq__TicketRow *t, bool staff,
                      Hallq__TicketCard **ret) {
    Hallq__TicketCard *card = arena_need(d->state->arena, sizeof *card);
    bool at_counter =
        t->state == HALLQ__TICKET__STATE__CALLED || t->state == HALLQ__TICKET__STATE__SERVING;
    hallq__ticket_card__init(card);
    card->ticket = t->ticket;
    card->number = t->number;
    card->service = service_now(t);
    card->state = t->state;
    card->counter = at_counter || staff ? t->counter : 0;
    card->issued_at_ms = t->issued_at_ms;
    *ret = card;
    return staff ? card_staff(d, t, card) : ERR_OK;
}

// What who asks may see of it, by the marks of the schema.
static Hallq__TicketCard *card_shown(const struct deciding *d, const Hallq__TicketCard *card,
                                     bool staff) {
    enum feed feed = !staff ? FEED_HOLDER : leading(d) ? FEED_LEAD : FEED_STAFF;
    return (Hallq__TicketCard *)(uintptr_t)visible_ticket_card(card, feed, d->state->arena);
}

int card_make(struct deciding *d, const Hallq__TicketRow *ticket, bool staff,
              Hallq__TicketCard **ret) {
    Hallq__TicketCard *card = NULL;
    int err = card_plain(d, ticket, staff, &card);
    if (!err)
        err = card_place(d, ticket, card);
    if (!err)
        *ret = card_shown(d, card, staff);
    return err;
}

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
static int line_card(struct deciding *d, uint64_t ticket, size_t ahead, uint32_t counters,
                     Hallq__TicketCard **ret) {
    Hallq__TicketRow *t;
    struct key key = key_ticket(d->hall, ticket);
    int err = ticket_row_get(d->state, key, &t);
    *ret = NULL;
    if (row_passed(d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    Hallq__TicketCard *card = NULL;
    if ((err = card_plain(d, t, true, &card)))
        return err;
    card->people_ahead = (uint32_t)ahead;
    err = rough_wait(d, service_now(t), (uint32_t)ahead, counters, &card->rough_wait_s);
    if (!err)
        *ret = card_shown(d, card, true);
    return err;
}

static int line_cards(struct deciding *d, const Hallq__Line *line, size_t max,
                      Hallq__LineList *list) {
    struct queue_entry entries[LIMIT_LINE_LIST];
    uint32_t counters;
    size_t count;
    int err = queue_first(d->state, d->hall, line->kind, line->id, max, entries, &count);
    if (!err)
        err = line_counters(d, line, &counters);
    if (err)
        return err;
    list->tickets = arena_need(d->state->arena, max * sizeof(Hallq__TicketCard *));
    for (size_t i = 0; i < count && !err; i++) {
        Hallq__TicketCard *card;
        err = line_card(d, entries[i].ticket, i, counters, &card);
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

// Why: a code where the settings have codes, else it has to be said in words, which are sealed.
static int reveal_check(struct deciding *d, const Hallq__RevealContact *c) {
    const Hallq__HallSettings *h = d->settings;
    if (strlen(c->reason) > LIMIT_REVEAL_REASON)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "reason");
    if (*c->code || h->n_reveal_reasons)
        return code_known(h->reveal_reasons, h->n_reveal_reasons, c->code)
                   ? ERR_OK
                   : refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    if (!*c->reason)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "reason");
    return text_has_word(c->reason, strlen(c->reason))
               ? ERR_OK
               : refuse(d, HALLQ__REFUSAL__REASON__NO_WORDS, "reason");
}

// The broker opens the seal when the record is on the disk: nobody sees a contact unrecorded.
int reveal_contact_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__RevealContact *c = request->reveal_contact;
    Hallq__TicketRow *t;
    int err = reveal_check(d, c);
    if (err)
        return err;
    err = ticket_find(d, c->which, &t);
    if (err)
        return err;
    if (!t->contact_sealed || t->day <= d->row->purged_upto_day)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_CONTACT, NULL);
    if (!*request->reveal_contact->pin)
        return refuse(d, HALLQ__REFUSAL__REASON__PIN_NEEDED, NULL);
    if ((err = pin_prove(d, d->staff)))
        return err;
    if (pin_is_short(c->pin, d->staff_role >= HALLQ__STAFF__ROLE__LEAD))
        return refuse(d, HALLQ__REFUSAL__REASON__PIN_TOO_SHORT, NULL);
    EMIT(d, CONTACT_REVEALED, ContactRevealed, contact_revealed, revealed);
    revealed->ticket = t->ticket;
    revealed->reason = c->code;
    revealed->reason_sealed = seal_take(d, &d->asker->sealed_note, 0);
    revealed->by = by_make(d);
    return answer(d, t, true);
}

// Kept in the journal alone; no row changes.
int apply_contact_revealed(struct change *c, const Hallq__ContactRevealed *event) {
    return event->by ? pin_proved(c, event->by->staff, event->by->device) : ERR_OK;
}
