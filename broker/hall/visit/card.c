#include "broker/hall/visit/card.h"

#include "base/visible.h"
#include "broker/forecast/rough.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/printers.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/ticket.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/own.h"

// *ret_count is 1 if a counter's own line, or the line of the clerk at it, is served now, else 0.
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

int line_counters(struct deciding *d, const Hallq__Line *line, uint32_t *ret_count) {
    const Hallq__LineRow *row;
    if (line->kind != HALLQ__LINE__KIND__SERVICE)
        return own_line_counters(d, line, ret_count);
    int err = line_row_need(d->state, key_line(d->hall, line->kind, line->id), &row);
    *ret_count = err ? 0 : row->counters;
    return err;
}

// *ret_s is 0, unknown, if no counter takes from the line.
static int rough_wait(struct deciding *d, uint32_t service, uint32_t people_ahead,
                      uint32_t counters, uint32_t *ret_s) {
    const Hallq__Service *settings = settings_service(d->settings, service);
    const Hallq__LineRow *row;
    *ret_s = 0;
    int err = line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service), &row);
    if (err || !counters)
        return err;
    *ret_s = rough_wait_s(
        rough_mean_now_ms(row->service_mean_ms, settings ? settings->target_service_s : 0),
        people_ahead, counters);
    return ERR_OK;
}

static void range_show(struct range range, Hallq__TicketCard *card) {
    card->lower_min = range.lower_min;
    card->upper_min = range.upper_min;
}

// The range of a ticket that is about to join its line is that of the forecast it is given; of a ticket
// that waits it is made anew, by its place in the hall as of `now`.
static int card_wait(struct deciding *d, const struct hall_now *now, const Hallq__TicketRow *t,
                     uint32_t counters, Hallq__TicketCard *card) {
    const Hallq__Forecast *f = t->in_line ? NULL : t->forecast;
    struct given rest = {.told = false};
    if (!forecasts(d->settings))
        return rough_wait(d, service_now(t), card->people_ahead, counters, &card->rough_wait_s);
    int err = f ? ERR_OK : own_rest(now, t, &rest);
    const struct score_said *said = &rest.forecast.said;
    range_show(f ? range_said(f->told, f->lower_s, f->upper_s)
                 : range_said(rest.told, said->lower_s, said->upper_s),
               card);
    return err;
}

static int card_place(struct deciding *d, const Hallq__TicketRow *t, Hallq__TicketCard *card) {
    const Hallq__LineRow *line;
    struct hall_now now;
    uint32_t counters;
    bool or_more;
    if (t->state != HALLQ__TICKET__STATE__WAITING || !t->line)
        return ERR_OK;
    bool made_anew = forecasts(d->settings) && (t->in_line || !t->forecast);
    int err = line_row_need(d->state, key_line(d->hall, t->line->kind, t->line->id), &line);
    if (err)
        return err;
    uint32_t others = line->waiting - (t->in_line && line->waiting);
    err = queue_ahead(d->state, d->hall, t->line->kind, t->line->id, others, t->rank_ms, t->ticket,
                      &card->people_ahead, &or_more);
    if (!err)
        err = line_counters(d, t->line, &counters);
    if (!err && made_anew)
        err = hall_now_begin(&now, d->state, d->now_ms, d->hall, d->row->version, d->settings);
    if (err)
        return err;
    card->or_more = or_more;
    card->no_counter = !counters;
    return card_wait(d, made_anew ? &now : NULL, t, counters, card);
}

// Ratings are shown to those who lead, not to those who are rated.
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
    card->slip = slip_now(d->state->arena, t->slip, d->now_ms);
    *ret = card;
    return staff ? card_staff(d, t, card) : ERR_OK;
}

// The card as the asker may see it, by the marks of the schema.
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

int card_in_line(struct deciding *d, const struct hall_now *now, const Hallq__TicketRow *t,
                 uint32_t people_ahead, uint32_t counters, Hallq__TicketCard **ret) {
    Hallq__TicketCard *card = NULL;
    int err = card_plain(d, t, true, &card);
    if (err)
        return err;
    card->people_ahead = people_ahead;
    err = card_wait(d, now, t, counters, card);
    if (!err)
        *ret = card_shown(d, card, true);
    return err;
}
