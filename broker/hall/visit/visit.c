// visit.c - the ticket of a visit: who may name it, where it waits, who holds it.
//
// The minimum gap. After a call the same ticket is not offered again before min_gap_s have passed
// since that call: whenever it comes back to the line it was called from, it waits outside the
// index, with a row in the due table. called_at_ms of its row is the last call from the line the
// row names; a ticket that comes to another line has none. Example, a gap of 120 s: called
// 11:40:00, a no-show 11:41:00, reinstated 11:41:30: it enters its line at 11:42:00.
#include "broker/hall/visit/visit.h"

#include <string.h>

#include "broker/hall/counter/leaving.h"
#include "broker/hall/visit/numbers.h"

bool by_customer(const struct deciding *d) {
    return d->asker->role == HALLQ__DEVICE__ROLE__KIOSK ||
           d->asker->role == HALLQ__DEVICE__ROLE__GATEWAY;
}

bool on_floor(const struct deciding *d) {
    if (by_customer(d))
        return false;
    return d->asker->role != HALLQ__DEVICE__ROLE__COUNTER ||
           d->staff_role == HALLQ__STAFF__ROLE__GUIDE ||
           d->staff_role == HALLQ__STAFF__ROLE__LEAD ||
           d->staff_role == HALLQ__STAFF__ROLE__MANAGER;
}

// Takes the same time whatever the code is, so that it cannot be found byte by byte.
static bool code_right(const ProtobufCBinaryData *mine, const ProtobufCBinaryData *given) {
    volatile unsigned char difference = 0;
    if (mine->len != CODE_SIZE || given->len != CODE_SIZE)
        return false;
    for (size_t i = 0; i < CODE_SIZE; i++)
        difference = difference | (mine->data[i] ^ given->data[i]);
    return !difference;
}

static bool code_made_right(const struct deciding *d, const Hallq__TicketRow *t,
                            enum code_power power, const ProtobufCBinaryData *given) {
    unsigned char made[CODE_SIZE];
    const ProtobufCBinaryData mine = {sizeof made, made};
    const struct code_maker *codes = d->asker->codes;
    return codes->code_cb(codes->arg, d->hall, t->day, t->ticket, power, made) &&
           code_right(&mine, given);
}

// Codes end with the business day of their ticket, whatever it has come to. One that an earlier
// version stored is good for all until then.
static bool code_good(const struct deciding *d, const Hallq__TicketRow *t,
                      const ProtobufCBinaryData *given) {
    if (!d->asker->codes)
        return code_right(&t->code, given);
    if (t->day != d->row->day)
        return false;
    if (t->code.len)
        return code_right(&t->code, given);
    return code_made_right(d, t, CODE_ACT, given) ||
           (d->reads && code_made_right(d, t, CODE_SEE, given));
}

// The one of those that bear a number: for a customer the one whose code they gave. Of two that it
// may mean, nobody but the asker can say which.
static int bearer_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret) {
    struct bearers bearers;
    size_t count = 0;
    int err = number_find(d, which->number, &bearers);
    for (size_t i = 0; i < bearers.count && !err; i++) {
        if (by_customer(d) && !code_good(d, bearers.rows[i], &which->code))
            continue;
        *ret = bearers.rows[i];
        count++;
    }
    if (err || count < 2)
        return err;
    return refuse(d, HALLQ__REFUSAL__REASON__NUMBER_TWICE, which->number);
}

int ticket_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret) {
    int err = ERR_OK;
    *ret = NULL;
    if (which && which->ticket)
        err = ticket_row_get(d->state, key_ticket(d->hall, which->ticket), ret);
    else if (which)
        err = bearer_find(d, which, ret);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (*ret && by_customer(d) && !code_good(d, *ret, &which->code))
        *ret = NULL;
    return *ret ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__NO_TICKET, NULL);
}

// What keeps an asker's counter from what was asked.
static int counter_refuse(struct deciding *d) {
    switch (d->counter_row->state) {
    case HALLQ__COUNTER__STATE__PAUSED:
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_PAUSED, NULL);
    case HALLQ__COUNTER__STATE__FREE:
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_FREE, NULL);
    case HALLQ__COUNTER__STATE__CALLING:
    case HALLQ__COUNTER__STATE__SERVING:
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY, NULL);
    case HALLQ__COUNTER__STATE__NO_STATE:
    case HALLQ__COUNTER__STATE__CLOSED:
    case _HALLQ__COUNTER__STATE_IS_INT_SIZE:
        break;
    }
    return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_CLOSED, NULL);
}

int ticket_find_own(struct deciding *d, Hallq__Ticket__State wanted, Hallq__TicketRow **ret) {
    if (!d->counter_row->ticket)
        return counter_refuse(d);
    int err = ticket_row_get(d->state, key_ticket(d->hall, d->counter_row->ticket), ret);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    if (!wanted || (*ret)->state == wanted)
        return ERR_OK;
    return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
}

bool elsewhere(const struct deciding *d, const Hallq__TicketRow *t) {
    return (t->state == HALLQ__TICKET__STATE__CALLED ||
            t->state == HALLQ__TICKET__STATE__SERVING) &&
           t->counter != d->counter;
}

int counter_free_check(struct deciding *d) {
    return d->counter_row->state == HALLQ__COUNTER__STATE__FREE ? ERR_OK : counter_refuse(d);
}

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

// Somebody calls from this line, or will: the settings have it, and a clerk's clerk is here.
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

uint32_t service_now(const Hallq__TicketRow *t) {
    return t->n_steps ? t->steps[t->n_steps - 1]->service : 0;
}

uint32_t served_so_far_s(const Hallq__TicketRow *t, int64_t now_ms) {
    int64_t since_ms = t->state == HALLQ__TICKET__STATE__SERVING ? now_ms - t->serving_since_ms : 0;
    return t->served_s + (uint32_t)(since_ms > 0 ? since_ms / 1000 : 0);
}

bool of_today(const struct deciding *d, const Hallq__TicketRow *t) {
    return t->day == d->row->day && t->ticket >= d->row->first_ticket;
}

int note_check(struct deciding *d, const char *note) {
    return strlen(note) <= LIMIT_NOTE ? ERR_OK
                                      : refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "note");
}

int answer(struct deciding *d, const Hallq__TicketRow *t, bool staff) {
    return card_make(d, t, staff, &decision_done(d)->ticket);
}

void answer_service(struct deciding *d, Hallq__TicketRow *t, uint32_t service) {
    struct change c = {.state = d->state};
    if (t->state == HALLQ__TICKET__STATE__WAITING && ticket_step(t))
        ticket_step(t)->service = service;
    else
        ticket_step_add(&c, t, service)->entered_at_ms = d->now_ms;
}

int answer_place(struct deciding *d, Hallq__TicketRow *t, const struct place *p) {
    if (!line_same(t->line, p->to))
        t->in_line = false;
    t->line = p->to;
    t->rank_ms = p->rank_ms;
    t->due_at_ms = p->offer_at_ms;
    t->state = HALLQ__TICKET__STATE__WAITING;
    t->counter = 0;
    t->call_count = 0;
    return answer(d, t, false);
}

void counter_services(const struct deciding *d, uint32_t counter, const Hallq__CounterRow *row,
                      const uint32_t **ret_services, size_t *ret_count) {
    const Hallq__CounterSettings *settings = settings_counter(d->settings, counter);
    if (row && row->n_services) {
        *ret_services = row->services;
        *ret_count = row->n_services;
        return;
    }
    *ret_services = settings ? settings->services : NULL;
    *ret_count = settings ? settings->n_services : 0;
}

bool counter_gives(const struct deciding *d, uint32_t counter, const Hallq__CounterRow *row,
                   uint32_t service) {
    const uint32_t *services;
    size_t count;
    counter_services(d, counter, row, &services, &count);
    return id_listed(services, count, service);
}

int64_t rank_of(const Hallq__HallSettings *settings, uint32_t customer_class,
                int64_t entered_at_ms) {
    const Hallq__CustomerClass *class = settings_class(settings, customer_class);
    return entered_at_ms - (class ? (int64_t) class->head_start_s * 1000 : 0);
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

void returns_clear(Hallq__TicketRow *t) {
    t->return_to_counter = 0;
    t->n_returns_after = 0;
}

void step_end(struct change *c, Hallq__TicketRow *t) {
    Hallq__Step *step = ticket_step(t);
    if (step && t->state == HALLQ__TICKET__STATE__SERVING) {
        step->finished_at_ms = c->at_ms;
        step->served_s = served_so_far_s(t, c->at_ms);
    }
    t->served_s = 0;
    t->serving_since_ms = 0;
}

void step_at(Hallq__TicketRow *t, uint32_t counter, uint32_t clerk) {
    Hallq__Step *step = ticket_step(t);
    t->counter = counter;
    t->clerk = clerk;
    if (!step)
        return;
    step->counter = counter;
    step->clerk = clerk;
}

int counter_take(struct change *c, uint32_t counter, const Hallq__TicketRow *t,
                 Hallq__Counter__State state) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    if (row->ticket && row->ticket != t->ticket)
        return ERR_CORRUPT;
    row->state = state;
    row->ticket = t->ticket;
    row->number = t->number;
    row->since_ms = c->at_ms;
    return change_counter_put(c, counter, row);
}

int counter_let_go(struct change *c, uint32_t counter) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    counter_set_free(c, row);
    return change_counter_put(c, counter, row);
}

// The set target counts as so many services, or a new hall's estimate would lag for days; and no
// service weighs less than one part in so many: .99 old + .01 new.
#define MEAN_TARGET_WEIGHT 10
#define MEAN_MEMORY 100

int service_sample(struct change *c, uint32_t service, uint32_t served_s) {
    const Hallq__HallSettings *settings;
    Hallq__LineRow *line;
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    int err = change_settings(c, &settings);
    if (err)
        return err;
    const Hallq__Service *s = settings_service(settings, service);
    if (!s)
        return ERR_OK;
    if ((err = line_row_edit(c->state, key, &line)))
        return err;
    uint64_t old_ms = line->service_mean_ms ? line->service_mean_ms : s->target_service_s * 1000ull;
    uint64_t weight = MEAN_TARGET_WEIGHT + line->services_counted + 1ull;
    if (weight > MEAN_MEMORY)
        weight = MEAN_MEMORY;
    line->service_mean_ms = (uint32_t)(((weight - 1) * old_ms + 1000ull * served_s) / weight);
    line->services_counted++;
    return line_row_put(c->state, key, line);
}

int open_add(struct change *c, int change) {
    if (change < 0 && !c->row->open_tickets)
        return ERR_CORRUPT;
    c->row->open_tickets = (uint32_t)((int64_t)c->row->open_tickets + change);
    return ERR_OK;
}
