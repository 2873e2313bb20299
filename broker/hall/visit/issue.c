// issue.c - giving a ticket with its number.
//
// A service's numbers run from its first to its last, go on from the last number given, and begin
// again after the last; a number that is taken is passed over (numbers.h). A number is printed as
// the letter and at least three digits, A045.
#include <string.h>

#include "base/character.h"
#include "base/contact.h"
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/booked.h"
#include "broker/hall/visit/double_press.h"
#include "broker/hall/visit/numbers.h"
#include "broker/hall/visit/slip.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"
#include "broker/hall/wait/join.h"
#include "broker/hall/wait/learn.h"

static bool by_staff(const struct deciding *d) {
    return !by_customer(d);
}

static int message_check(struct deciding *d, const Hallq__Issue *issue) {
    if (contact_is_long(issue->contact))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "contact");
    if (*issue->contact && !text_has_word(issue->contact, strlen(issue->contact)))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_WORDS, "contact");
    if (*issue->note && !by_staff(d))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "note");
    if (issue->away && d->asker->role == HALLQ__DEVICE__ROLE__KIOSK)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "away");
    return note_check(d, issue->note);
}

static int no_service(struct deciding *d, uint32_t service) {
    return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE,
                  arena_printf(d->state->arena, "%u", service));
}

// Everything the command names exists.
static int exists_check(struct deciding *d, const Hallq__Issue *issue) {
    if (!settings_service(d->settings, issue->service))
        return no_service(d, issue->service);
    if (issue->customer_class) {
        const Hallq__CustomerClass *class = settings_class(d->settings, issue->customer_class);
        if (!class)
            return refuse(d, HALLQ__REFUSAL__REASON__NO_CLASS, NULL);
        if (by_customer(d) && !class->self_service)
            return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "customer_class");
    }
    if (issue->n_next_services > LIMIT_STEPS - 1)
        return refuse(d, HALLQ__REFUSAL__REASON__TOO_MANY_STEPS, NULL);
    for (size_t i = 0; i < issue->n_next_services; i++)
        if (!settings_service(d->settings, issue->next_services[i]))
            return no_service(d, issue->next_services[i]);
    return ERR_OK;
}

// Whether some counter of the settings gives the service, by the settings or because a lead set it
// so. The counters that give it by the settings are looked at first: as a rule one row answers.
static int given_somewhere(struct deciding *d, uint32_t service, bool *ret) {
    *ret = false;
    for (int by_settings = 1; by_settings >= 0; by_settings--)
        for (size_t i = 0; i < d->settings->n_counters; i++) {
            uint32_t counter = d->settings->counters[i]->id;
            const Hallq__CounterRow *row;
            if (counter_gives(d->settings, counter, NULL, service) != by_settings)
                continue;
            struct key key = key_counter(d->hall, counter);
            int err = counter_row_need(d->state, key, &row);
            if (row_passed(d->state, TABLE_COUNTER, key, err))
                continue;
            if (err)
                return err;
            if ((*ret = counter_gives(d->settings, counter, row, service)))
                return ERR_OK;
        }
    return ERR_OK;
}

static int closed(struct deciding *d, const Hallq__Service *service) {
    int64_t next_ms = d->row->hours_at_ms;
    bool opens = next_ms > d->now_ms && calendar_open(d->settings, service, next_ms);
    return refuse_until(d, HALLQ__REFUSAL__REASON__SERVICE_CLOSED, opens ? next_ms : 0, NULL);
}

// Rounded down: a begun ticket is not kept for staff, so that customers get the only ticket of a
// cap of one.
static uint32_t part_kept(uint32_t whole, uint32_t percent) {
    return (uint32_t)((uint64_t)whole * percent / 100);
}

static uint32_t part_at_most(uint32_t whole, uint32_t percent) {
    return (uint32_t)(((uint64_t)whole * percent + 99) / 100);
}

static uint32_t number_count(const Hallq__Service *service) {
    return service->last_number - service->first_number + 1;
}

static uint32_t cap_now(const Hallq__Service *service, const Hallq__LineRow *line) {
    return line->cap_today > service->daily_cap ? line->cap_today : service->daily_cap;
}

// Customers' tickets may reach the cap, but not the part kept for staff nor, by a gateway, more
// than the gateway's share. A kiosk does not suffer from people who took a ticket elsewhere and
// have not come. Staff go on beyond the cap, on record, as long as there are numbers.
static int cap_check(struct deciding *d, const Hallq__Service *service,
                     const Hallq__LineRow *line) {
    uint32_t cap = cap_now(service, line), kept_percent = d->settings->staff_share_percent;
    uint32_t share_percent = d->settings->gateway_share_percent;
    bool gateway = d->asker->role == HALLQ__DEVICE__ROLE__GATEWAY;
    if (!by_customer(d))
        return ERR_OK;
    uint32_t counted = line->issued - (gateway ? 0 : line->away);
    uint32_t counted_customers = counted > line->by_staff ? counted - line->by_staff : 0;
    if (counted >= cap || counted_customers + part_kept(cap, kept_percent) >= cap)
        return refuse(d, HALLQ__REFUSAL__REASON__DAILY_CAP, NULL);
    if (gateway && share_percent && line->by_gateway >= part_at_most(cap, share_percent))
        return refuse(d, HALLQ__REFUSAL__REASON__DAILY_CAP, "gateway_share_percent");
    return ERR_OK;
}

// Whether the service takes another ticket now.
static int open_check(struct deciding *d, const Hallq__Service *service,
                      const Hallq__LineRow *line) {
    bool given;
    if (line->suspended)
        return refuse(d, HALLQ__REFUSAL__REASON__SERVICE_SUSPENDED, line->reason);
    if (!line->open)
        return closed(d, service);
    int err = given_somewhere(d, service->id, &given);
    if (err)
        return err;
    if (!given)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_SERVED, NULL);
    if ((err = cap_check(d, service, line)))
        return err;
    if (d->row->open_tickets >= d->settings->max_open_tickets)
        return refuse(d, HALLQ__REFUSAL__REASON__HALL_FULL, NULL);
    return ERR_OK;
}

// The next free number: behind the last number given, else from the first number on again.
static int number_give(struct deciding *d, const Hallq__Service *service,
                       const Hallq__LineRow *line, uint32_t *ret_number) {
    int err = number_next(d, service, line->last_number, ret_number);
    if (err || *ret_number)
        return err;
    return refuse(d, HALLQ__REFUSAL__REASON__NUMBERS_USED_UP, NULL);
}

static Hallq__Ticket__Channel channel_of(const struct deciding *d) {
    switch (d->asker->role) {
    case HALLQ__DEVICE__ROLE__KIOSK:
        return HALLQ__TICKET__CHANNEL__AT_KIOSK;
    case HALLQ__DEVICE__ROLE__GATEWAY:
        return HALLQ__TICKET__CHANNEL__BY_PHONE;
    case HALLQ__DEVICE__ROLE__COUNTER:
    case HALLQ__DEVICE__ROLE__GUIDE:
    case HALLQ__DEVICE__ROLE__LEAD:
    case HALLQ__DEVICE__ROLE__MANAGER:
    case HALLQ__DEVICE__ROLE__ADMIN:
    case HALLQ__DEVICE__ROLE__DISPLAY:
    case HALLQ__DEVICE__ROLE__FORWARDER:
    case HALLQ__DEVICE__ROLE__NO_ROLE:
    case _HALLQ__DEVICE__ROLE_IS_INT_SIZE:
        break;
    }
    return HALLQ__TICKET__CHANNEL__BY_STAFF;
}

static Hallq__TicketIssued *issued_emit(struct deciding *d, const Hallq__Issue *issue,
                                        const Hallq__Service *service, uint32_t number,
                                        bool over_cap) {
    EMIT(d, TICKET_ISSUED, TicketIssued, ticket_issued, issued);
    issued->ticket = d->row->tickets + 1;
    issued->number = number_text(d->state->arena, service->letter, number);
    issued->service = service->id;
    issued->customer_class = issue->customer_class;
    issued->channel = channel_of(d);
    issued->day = d->row->day;
    issued->n_next_services = issue->n_next_services;
    issued->next_services = issue->next_services;
    issued->contact_sealed = seal_take(d, &d->asker->sealed_contact, 0);
    issued->note_sealed = seal_take(d, &d->asker->sealed_note, 0);
    issued->number_index = number;
    if (!d->asker->codes) {
        issued->code.data = arena_copy(d->state->arena, d->asker->code, CODE_SIZE);
        issued->code.len = CODE_SIZE;
    }
    issued->by = by_make(d);
    issued->over_cap = over_cap;
    if (issue->away)
        return issued;
    issued->rank_ms = rank_of(d->settings, issue->customer_class, d->now_ms);
    issued->entered = line_make(d, HALLQ__LINE__KIND__SERVICE, service->id);
    return issued;
}

// The ticket's row as the event makes it, without the index.
static void ticket_init(Hallq__TicketRow *t, const Hallq__TicketIssued *event, int64_t at_ms) {
    hallq__ticket_row__init(t);
    t->ticket = event->ticket;
    t->number = event->number;
    t->day = event->day;
    t->customer_class = event->customer_class;
    t->state = event->entered || event->to ? HALLQ__TICKET__STATE__WAITING
                                           : HALLQ__TICKET__STATE__EXPECTED;
    t->channel = event->channel;
    t->issued_at_ms = at_ms;
    t->rank_ms = event->rank_ms;
    t->n_next_services = event->n_next_services;
    t->next_services = event->next_services;
    t->contact_sealed = event->contact_sealed;
    t->note_sealed = event->note_sealed;
    t->code = event->code;
    t->booking = event->booking;
}

// The customer's answer: the card. The codes that stand for the paper from now on are put into the
// answer where they are made, and are kept nowhere.
static int answer_issued(struct deciding *d, const Hallq__TicketIssued *issued, Hallq__Slip *slip) {
    Hallq__TicketRow *t = arena_need(d->state->arena, sizeof *t);
    Hallq__Step **steps = arena_need(d->state->arena, sizeof(Hallq__Step *));
    ticket_init(t, issued, d->now_ms);
    t->plan_version = d->row->version;
    t->line = issued->entered ? issued->entered : issued->to;
    t->forecast = issued->forecast;
    t->slip = slip;
    t->n_steps = 1;
    t->steps = steps;
    steps[0] = arena_need(d->state->arena, sizeof *steps[0]);
    hallq__step__init(steps[0]);
    steps[0]->service = issued->service;
    int err = answer(d, t, false);
    if (!err)
        decision_done(d)->ticket->code = issued->code;
    return err;
}

int issue_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Issue *issue = request->issue;
    const Hallq__LineRow *line;
    Hallq__TicketRow *pressed;
    Hallq__Slip *slip;
    uint32_t number;
    int err = message_check(d, issue);
    if (!err)
        err = exists_check(d, issue);
    if (err)
        return err;
    if ((err = double_press_find(d, issue, &pressed)))
        return err;
    if (pressed)
        return double_press_emit(d, pressed);
    const Hallq__Service *service = settings_service(d->settings, issue->service);
    err =
        line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service->id), &line);
    if (!err)
        err = open_check(d, service, line);
    if (!err)
        err = number_give(d, service, line, &number);
    if (err)
        return err;
    // Only where there would be a ticket: an asker who gets none anyhow learns nothing of others'
    // contacts.
    if (by_customer(d) && d->settings->one_ticket_per_contact && d->asker->contact_ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__CONTACT_HAS_TICKET, NULL);
    bool over_cap = line->issued >= cap_now(service, line);
    Hallq__TicketIssued *issued = issued_emit(d, issue, service, number, over_cap);
    if (issued->entered)
        err = join_forecast(d, issued->entered, issued->customer_class, issued->rank_ms,
                            &issued->forecast);
    if (!err)
        err = slip_issue(d, issue, issued->ticket, &slip);
    return err ? err : answer_issued(d, issued, slip);
}

int booked_issue(struct deciding *d, const struct booked *booked,
                 const Hallq__TicketIssued **ret_issued) {
    Hallq__Issue nothing = HALLQ__ISSUE__INIT;
    const Hallq__Service *service = booked->service;
    const Hallq__LineRow *line;
    uint32_t number;
    int err =
        line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service->id), &line);
    if (!err && d->row->open_tickets >= d->settings->max_open_tickets)
        err = refuse(d, HALLQ__REFUSAL__REASON__HALL_FULL, NULL);
    if (!err)
        err = number_give(d, service, line, &number);
    if (err)
        return err;
    Hallq__TicketIssued *issued =
        issued_emit(d, &nothing, service, number, line->issued >= cap_now(service, line));
    *ret_issued = issued;
    issued->booking = booked->booking;
    issued->rank_ms = booked->rank_ms;
    if (booked->offer_at_ms > d->now_ms) {
        issued->to = issued->entered;
        issued->entered = NULL;
        issued->offer_at_ms = booked->offer_at_ms;
    } else {
        err = join_forecast(d, issued->entered, 0, issued->rank_ms, &issued->forecast);
    }
    return err ? err : answer_issued(d, issued, NULL);
}

static int issued_count(struct change *c, const Hallq__TicketIssued *event) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, event->service);
    Hallq__LineRow *line;
    int err = line_row_own(c->state, key, &line);
    if (err)
        return err;
    line->last_number = event->number_index;
    line->issued++;
    line->by_staff += event->channel == HALLQ__TICKET__CHANNEL__BY_STAFF;
    line->by_gateway += event->channel == HALLQ__TICKET__CHANNEL__BY_PHONE;
    line->away += !event->entered && !event->to;
    return line_row_own_put(c->state, key, line);
}

// Today's cap ends with the day, when the line is made anew.
int raise_cap_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__RaiseCap *raise = request->raise_cap;
    const Hallq__Service *service = settings_service(d->settings, raise->service);
    const Hallq__LineRow *line;
    if (!service)
        return no_service(d, raise->service);
    int err =
        line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service->id), &line);
    if (err)
        return err;
    if (raise->cap > number_count(service))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "cap");
    if (raise->cap <= cap_now(service, line))
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    EMIT(d, CAP_RAISED, CapRaised, cap_raised, raised);
    raised->service = service->id;
    raised->cap = raise->cap;
    raised->by = by_make(d);
    return ERR_OK;
}

int apply_cap_raised(struct change *c, const Hallq__CapRaised *event) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, event->service);
    Hallq__LineRow *line;
    int err = line_row_own(c->state, key, &line);
    if (err)
        return err;
    line->cap_today = event->cap;
    return line_row_own_put(c->state, key, line);
}

int apply_ticket_issued(struct change *c, const Hallq__TicketIssued *event) {
    Hallq__TicketRow t;
    ticket_init(&t, event, c->at_ms);
    t.plan_version = c->row->version;
    Hallq__Step *step = ticket_step_add(c, &t, event->service);
    if (event->entered)
        step->entered_at_ms = c->at_ms;
    c->row->tickets = event->ticket;
    int err = open_add(c, 1);
    if (!err)
        err = number_bear(c, event->number, event->ticket);
    if (!err)
        err = issued_count(c, event);
    if (!err && (event->entered || event->to))
        err = ticket_wait(c, &t, event->to, event->entered, event->rank_ms, event->offer_at_ms);
    wait_joined(&t, event->forecast);
    return err ? err : change_ticket_put(c, &t);
}
