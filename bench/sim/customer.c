// customer.c - a customer takes a ticket at the kiosk, waits, comes when called (most do), or loses
// patience and gives up.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sim/world.h"

#define KIOSK_S 3 // one customer takes at a kiosk, at least

enum stage {
    TO_COME,
    ASKED, // at the kiosk
    WAITING,
    CALLED,
    DONE,
};

struct customer {
    struct customers *all;
    const struct day_arrival *arrival;
    enum stage stage;
    uint64_t ticket;
    int64_t issued_at_ms;
    struct person person;
    bool called_once;
    uint8_t code[32];
    size_t code_size;
};

struct customers {
    struct world *world;
    struct customer *list; // in order of arrival
    size_t count;
    size_t done_count;
    struct customer **by_ticket; // open addressing
    size_t slot_count;
};

struct customers *customers_create(struct world *w) {
    struct customers *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->world = w;
    c->slot_count = 16;
    while (c->slot_count < 4 * w->day.arrival_count)
        c->slot_count *= 2;
    c->list = calloc(w->day.arrival_count + 1, sizeof *c->list);
    c->by_ticket = calloc(c->slot_count, sizeof(struct customer *));
    if (!c->list || !c->by_ticket) {
        customers_destroy(c);
        return NULL;
    }
    return c;
}

void customers_destroy(struct customers *c) {
    if (!c)
        return;
    free(c->list);
    free(c->by_ticket);
    free(c);
}

static struct customer **slot_of(const struct customers *c, uint64_t ticket) {
    size_t i = ticket & (c->slot_count - 1);
    while (c->by_ticket[i] && c->by_ticket[i]->ticket != ticket)
        i = (i + 1) & (c->slot_count - 1);
    return &c->by_ticket[i];
}

static struct tally_service *tally_of(struct customer *customer) {
    return tally_service(&customer->all->world->tally, customer->arrival->service);
}

static void done(struct customer *customer) {
    if (customer->stage == DONE)
        return;
    customer->stage = DONE;
    customer->all->done_count++;
}

static void gave_up_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct customer *customer = arg;
    (void)client;
    world_heard(customer->all->world, result);
    if (result->outcome == HALLQ_APPLIED) {
        tally_of(customer)->gave_up++;
        done(customer);
    }
}

static void impatient_cb(void *arg) {
    struct customer *customer = arg;
    struct world *w = customer->all->world;
    if (customer->stage != WAITING || w->ending)
        return;
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__Cancel cancel = HALLQ__CANCEL__INIT;
    which.ticket = customer->ticket;
    which.code.data = customer->code;
    which.code.len = customer->code_size;
    cancel.which = &which;
    HALLQ_REQUEST(request, w->options->hall, CANCEL, cancel, &cancel);
    hallq_send(w->kiosk, &request, WORLD_DEADLINE_MS, gave_up_cb, customer, NULL);
}

static void arrive_cb(void *arg);

static void issued_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct customer *customer = arg;
    struct customers *c = customer->all;
    (void)client;
    world_heard(c->world, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    if (result->outcome == HALLQ_REFUSED) {
        tally_of(customer)->refused++;
        done(customer);
        return;
    }
    const Hallq__TicketCard *card = result->reply->done->ticket;
    if (*slot_of(c, card->ticket)) { // taken for a second press: at a kiosk one stands at a time
        agenda_in(&c->world->agenda, KIOSK_S, arrive_cb, customer);
        return;
    }
    tally_of(customer)->issued++;
    if (customer->arrival->measured_wait_s >= 0)
        samples_add(&tally_of(customer)->measured_s, customer->arrival->measured_wait_s);
    customer->ticket = card->ticket;
    customer->issued_at_ms = result->reply->at_ms;
    customer->code_size =
        card->code.len < sizeof customer->code ? card->code.len : sizeof customer->code;
    if (customer->code_size)
        memcpy(customer->code, card->code.data, customer->code_size);
    customer->stage = WAITING;
    *slot_of(c, customer->ticket) = customer;
    agenda_in(&c->world->agenda, customer->person.patience_s, impatient_cb, customer);
}

static void arrive_cb(void *arg) {
    struct customer *customer = arg;
    struct world *w = customer->all->world;
    if (w->ending)
        return;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    issue.service = customer->arrival->service;
    issue.customer_class = customer->arrival->customer_class;
    HALLQ_REQUEST(request, w->options->hall, ISSUE, issue, &issue);
    customer->stage = ASKED;
    if (hallq_send(w->kiosk, &request, WORLD_DEADLINE_MS, issued_cb, customer, NULL)) {
        tally_of(customer)->refused++;
        done(customer);
    }
}

void customers_begin(struct customers *c) {
    struct world *w = c->world;
    for (size_t i = 0; i < w->day.arrival_count; i++) {
        const struct day_arrival *arrival = &w->day.arrivals[i];
        if (arrival->issue_s < w->options->from_s || arrival->issue_s >= w->options->to_s)
            continue;
        struct customer *customer = &c->list[c->count++];
        *customer = (struct customer){.all = c, .arrival = arrival};
        customer->person =
            person_draw(&w->day, w->options->seed, i, arrival->service, w->options->shares);
        agenda_at(&w->agenda, world_at_ms(w, arrival->issue_s), arrive_cb, customer);
    }
}

bool customers_left(const struct customers *c) {
    return c->done_count < c->count;
}

static void called(struct customer *customer, int64_t at_ms) {
    customer->stage = CALLED;
    if (customer->called_once)
        return;
    customer->called_once = true;
    samples_add(&tally_of(customer)->wait_s, (double)(at_ms - customer->issued_at_ms) / 1000);
}

void customers_event(struct customers *c, const Hallq__Event *event) {
    struct customer *customer;
    switch (event->body_case) {
    case HALLQ__EVENT__BODY_TICKET_CALLED:
        if ((customer = *slot_of(c, event->ticket_called->ticket)))
            called(customer, event->at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_NO_SHOW:
        if ((customer = *slot_of(c, event->ticket_no_show->ticket))) {
            tally_of(customer)->no_shows++;
            done(customer);
        }
        break;
    case HALLQ__EVENT__BODY_TICKET_FINISHED:
        if ((customer = *slot_of(c, event->ticket_finished->ticket)) &&
            !event->ticket_finished->visit_goes_on) {
            tally_of(customer)->served++;
            done(customer);
        }
        break;
    case HALLQ__EVENT__BODY_TICKET_CANCELLED: // by staff, or at the day's end
        if ((customer = *slot_of(c, event->ticket_cancelled->ticket)) &&
            event->ticket_cancelled->reason != HALLQ__TICKET__CANCEL_REASON__CUSTOMER)
            done(customer);
        break;
    default:
        break;
    }
}

// A stranger's place in the day is beyond that of all who were expected.
struct person customer_person(const struct customers *c, uint64_t ticket, uint32_t service) {
    const struct world *w = c->world;
    const struct customer *customer = *slot_of(c, ticket);
    if (customer)
        return customer->person;
    struct person stranger = person_draw(&w->day, w->options->seed, w->day.arrival_count + ticket,
                                         service, w->options->shares);
    stranger.comes = true;
    return stranger;
}
