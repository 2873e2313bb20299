// clerk.c - a clerk opens the counter by the plan, calls whoever is next, waits for them to walk
// up, serves them, and goes to lunch when the ticket at hand is done.
//
//   AWAY ──sign on, open──▶ FREE ──call──▶ CALLING ──walk, start──▶ SERVING ──finish──▶ FREE
//                            │ ▲              └─recall … no-show──▶ FREE      └─hold──▶ FREE; later
//                     pause  ▼ │ resume             FREE ──resume──▶ SERVING
//                            BREAK                  FREE ──close, sign off──▶ AWAY
//
// With empty hands a clerk looks whether the hall agrees: an outcome may have been lost, and the
// shift lead may have paused the counter or settled its ticket.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sim/words.h"
#include "bench/sim/world.h"

enum post {
    AWAY,
    FREE,
    CALLING,
    SERVING,
    BREAK,
};

struct clerk {
    struct world *world;
    struct hallq *client;
    uint32_t counter;
    uint32_t staff;
    size_t shift_first, shift_end; // of the day's shifts
    enum post post;
    bool asking; // a command is on its way
    uint64_t ticket;
    uint32_t service;
    struct person person; // who has the ticket
    uint64_t last;        // let go of; the view may show it a little longer
    uint64_t held;        // on hold, to be taken back
    uint32_t held_service;
    int64_t held_till_ms;         // its form is filled in
    double rest_s;                // of the held one's service
    void (*act)(struct clerk *c); // what comes next at the counter; NULL: nothing
    int64_t act_at_ms;
};

static void look(struct clerk *c);

// Whether the plan has the counter open now; ret_again: whether it will be open later today.
static bool on_duty(const struct clerk *c, bool *ret_again) {
    const struct world *w = c->world;
    int64_t now_ms = agenda_now_ms(&w->agenda);
    bool open = false;
    *ret_again = false;
    for (size_t i = c->shift_first; i < c->shift_end; i++) {
        const struct day_shift *shift = &w->day.shifts[i];
        if (world_at_ms(w, shift->from_s) > now_ms)
            *ret_again = true;
        else if (now_ms < world_at_ms(w, shift->to_s))
            open = true;
    }
    return open;
}

// Refusals that any day has: somebody was quicker, or the broker was away.
static bool usual(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__NOTHING_WAITING ||
           reason == HALLQ__REFUSAL__REASON__TOO_SOON ||
           reason == HALLQ__REFUSAL__REASON__COUNTER_FREE || // a no-show, or settled by the lead
           reason == HALLQ__REFUSAL__REASON__COUNTER_BUSY || // an outcome was lost: see agrees()
           reason == HALLQ__REFUSAL__REASON__WRONG_STATE ||
           reason == HALLQ__REFUSAL__REASON__RETRY_LATER ||
           reason == HALLQ__REFUSAL__REASON__DISK_FULL || reason == HALLQ__REFUSAL__REASON__BUSY;
}

static void told(struct clerk *c, const struct hallq_result *result) {
    world_heard(c->world, result);
    c->asking = !result->final;
    if (result->outcome == HALLQ_UNKNOWN && result->final &&
        (c->post == CALLING || c->post == SERVING)) {
        c->post = FREE; // as far as the clerk knows
        c->act = NULL;
    }
    if (result->outcome == HALLQ_REFUSED && !usual(result->reason))
        fprintf(stderr, "%s: %s\n", refusal_name(result->reason),
                refusal_text(result->reason, words_language_get()));
}

// ASK: sends a command of this clerk; the callback must call told().
#define ASK(c, FIELD, field, Type, type, done, ...)                                                \
    do {                                                                                           \
        Hallq__##Type body_ = HALLQ__##type##__INIT;                                               \
        __VA_ARGS__;                                                                               \
        HALLQ_REQUEST(request_, (c)->world->options->hall, FIELD, field, &body_);                  \
        (c)->asking = !hallq_send((c)->client, &request_, WORLD_DEADLINE_MS, done, c, NULL);       \
    } while (0)

static void act_cb(void *arg) {
    struct clerk *c = arg;
    if (c->world->ending || !c->act || agenda_now_ms(&c->world->agenda) < c->act_at_ms)
        return;
    if (c->asking) { // the last command has no outcome yet
        agenda_in(&c->world->agenda, 1, act_cb, c);
        return;
    }
    void (*act)(struct clerk *) = c->act;
    c->act = NULL;
    act(c);
}

// One thing at a time is to come at a counter; what was to come before is forgotten.
static void act_in(struct clerk *c, double delay_s, void (*act)(struct clerk *)) {
    c->act = act;
    c->act_at_ms = agenda_now_ms(&c->world->agenda) + (int64_t)(delay_s * 1000);
    agenda_at(&c->world->agenda, c->act_at_ms, act_cb, c);
}

static void to_free(struct clerk *c) {
    c->post = FREE;
    c->ticket = 0;
    c->act = NULL;
    look(c);
}

static void let_go(struct clerk *c) {
    c->last = c->ticket;
    to_free(c);
}

static void rated_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    look(c);
}

static void rate(struct clerk *c) {
    if (!c->person.score) {
        look(c);
        return;
    }
    Hallq__Which which = HALLQ__WHICH__INIT;
    which.ticket = c->ticket;
    ASK(c, RATE, rate, Rate, RATE, rated_cb, body_.which = &which; body_.score = c->person.score);
}

static void finished_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    c->post = FREE;
    c->last = result->outcome == HALLQ_APPLIED ? c->ticket : 0;
    if (result->outcome == HALLQ_APPLIED &&
        result->reply->done->ticket->state == HALLQ__TICKET__STATE__FINISHED)
        rate(c);
    else
        look(c);
}

static void finish(struct clerk *c) {
    ASK(c, FINISH, finish, Finish, FINISH, finished_cb, (void)body_);
}

static void held_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_APPLIED) {
        c->held = c->ticket;
        c->held_service = c->service;
        c->held_till_ms = agenda_now_ms(&c->world->agenda) + WORLD_FORM_S * 1000;
        let_go(c);
    } else if (result->outcome == HALLQ_REFUSED) {
        act_in(c, c->rest_s, finish);
    }
}

static void hold(struct clerk *c) { // a form is missing: the customer fills it in
    ASK(c, HOLD, hold, Hold, HOLD, held_cb, (void)body_);
}

static void transferred_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        let_go(c);
    else if (result->outcome == HALLQ_REFUSED)
        finish(c);
}

static void transfer(struct clerk *c) { // done here, the rest elsewhere
    Hallq__Line to = HALLQ__LINE__INIT;
    to.kind = HALLQ__LINE__KIND__SERVICE;
    to.id = c->person.next_service;
    ASK(c, TRANSFER, transfer, Transfer, TRANSFER, transferred_cb, body_.to = &to;
        body_.service = to.id);
}

static void serve(struct clerk *c) {
    double time_s = person_service_s(&c->person, c->service);
    bool first = c->service == c->person.service;
    c->post = SERVING;
    if (first && c->person.holds && !c->held) {
        c->rest_s = time_s * 2 / 3;
        act_in(c, time_s / 3, hold);
    } else if (first && c->person.next_service) {
        act_in(c, time_s, transfer);
    } else {
        act_in(c, time_s, finish);
    }
}

static void started_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        serve(c);
    else if (result->outcome == HALLQ_REFUSED)
        to_free(c); // it was cancelled on the way
}

static void start(struct clerk *c) {
    ASK(c, START, start, Start, START, started_cb, (void)body_);
}

static void recall(struct clerk *c);

static double recall_delay_s(const struct clerk *c) {
    const Hallq__HallSettings *h = hallq_follow_view(c->world->follow)->now.settings;
    return h ? h->seconds_between_calls + .2 : 20;
}

static void recalled_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    bool again =
        result->outcome == HALLQ_APPLIED || result->reason == HALLQ__REFUSAL__REASON__TOO_SOON;
    if (again && c->post == CALLING)
        act_in(c, recall_delay_s(c), recall);
    else if (result->reason == HALLQ__REFUSAL__REASON__COUNTER_FREE)
        to_free(c); // it became a no-show meanwhile
    // else all calls are made: the broker makes it a no-show by itself
}

static void recall(struct clerk *c) {
    ASK(c, RECALL, recall, Recall, RECALL, recalled_cb, (void)body_);
}

static void wait_for_them(struct clerk *c) {
    c->post = CALLING;
    c->last = 0;
    if (c->person.comes)
        act_in(c, WORLD_WALK_S, start);
    else
        act_in(c, recall_delay_s(c), recall);
}

static void called_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    if (result->outcome == HALLQ_REFUSED)
        return; // somebody else was quicker; the next event looks again
    c->ticket = result->reply->done->ticket->ticket;
    c->service = result->reply->done->ticket->service;
    c->person = customer_person(c->world->customers, c->ticket, c->service);
    wait_for_them(c);
}

static void resumed_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    c->ticket = c->held;
    c->service = c->held_service;
    c->person = customer_person(c->world->customers, c->ticket, c->service);
    c->held = 0;
    if (result->outcome == HALLQ_APPLIED) {
        c->post = SERVING;
        act_in(c, c->rest_s, finish);
    } else {
        to_free(c); // it went back to its line by itself
    }
}

static void resume_held(struct clerk *c) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    which.ticket = c->held;
    c->last = 0;
    ASK(c, RESUME, resume, Resume, RESUME, resumed_cb, body_.which = &which; body_.here = true);
}

static void posted_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        look(c);
}

static void opened_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        to_free(c);
}

static void signed_on_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        ASK(c, COUNTER_OPEN, counter_open, CounterOpen, COUNTER_OPEN, opened_cb, (void)body_);
}

static void come(struct clerk *c) {
    char pin[LIMIT_PIN_MAX + 1];
    snprintf(pin, sizeof pin, "%s", c->world->options->pin);
    ASK(c, SIGN_ON, sign_on, SignOn, SIGN_ON, signed_on_cb, body_.staff = c->staff; body_.pin = pin;
        body_.counter = c->counter);
}

static void go(struct clerk *c, bool again) {
    const Hallq__HallSettings *h = hallq_follow_view(c->world->follow)->now.settings;
    if (again && h && h->n_pause_reasons) {
        c->post = BREAK;
        ASK(c, COUNTER_PAUSE, counter_pause, CounterPause, COUNTER_PAUSE, posted_cb,
            body_.reason = h->pause_reasons[0]->code);
        return;
    }
    c->post = AWAY;
    ASK(c, SIGN_OFF, sign_off, SignOff, SIGN_OFF, posted_cb, (void)body_);
}

static bool somebody_waits(const struct clerk *c) {
    const struct hallq_view *view = hallq_follow_view(c->world->follow);
    const Hallq__LineState *own = hallq_view_line(view, HALLQ__LINE__KIND__COUNTER, c->counter);
    size_t count;
    const uint32_t *services = hallq_view_services_of(view, c->counter, &count);
    for (size_t i = 0; i < count; i++) {
        const Hallq__LineState *line =
            hallq_view_line(view, HALLQ__LINE__KIND__SERVICE, services[i]);
        if (line && line->waiting)
            return true;
    }
    return own && own->waiting;
}

// Whether the hall holds the counter for open and empty, too; else takes up the ticket it shows, or
// waits for the shift lead.
static bool agrees(struct clerk *c) {
    const Hallq__CounterNow *counter =
        hallq_view_counter(hallq_follow_view(c->world->follow), c->counter);
    if (!counter || counter->state == HALLQ__COUNTER__STATE__FREE)
        return true;
    if (!counter->ticket)
        return false; // closed or paused
    if (counter->ticket == c->last)
        return true;
    c->ticket = counter->ticket;
    c->person = customer_person(c->world->customers, c->ticket, c->service);
    c->service = c->person.service; // as far as the clerk can see
    if (counter->state == HALLQ__COUNTER__STATE__CALLING)
        wait_for_them(c);
    else
        serve(c);
    return false;
}

static bool form_filled_in(const struct clerk *c) {
    return c->held && agenda_now_ms(&c->world->agenda) >= c->held_till_ms;
}

// What a clerk with empty hands does now.
static void look(struct clerk *c) {
    bool again;
    if (c->world->ending || c->asking)
        return;
    bool open = on_duty(c, &again);
    if (c->post == FREE && !agrees(c))
        return;
    if (c->post == FREE && form_filled_in(c))
        resume_held(c);
    else if (c->post == FREE && !open && !c->held)
        go(c, again);
    else if (c->post == FREE && open && somebody_waits(c))
        ASK(c, CALL_NEXT, call_next, CallNext, CALL_NEXT, called_cb, (void)body_);
    else if (c->post == BREAK && open)
        ASK(c, COUNTER_RESUME, counter_resume, CounterResume, COUNTER_RESUME, opened_cb,
            (void)body_);
    else if (c->post == AWAY && open)
        come(c);
}

static void look_cb(void *arg) {
    look(arg);
}

void clerks_look(struct world *w) {
    for (size_t i = 0; i < w->clerk_count; i++)
        look(&w->clerks[i]);
}

void clerks_event(struct world *w, const Hallq__Event *event) {
    uint32_t counter = 0;
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_NO_SHOW)
        counter = event->ticket_no_show->counter;
    else if (event->body_case == HALLQ__EVENT__BODY_COUNTER_FREED)
        counter = event->counter_freed->counter;
    else if (event->body_case == HALLQ__EVENT__BODY_TICKET_CANCELLED)
        counter = event->ticket_cancelled->counter;
    for (size_t i = 0; counter && i < w->clerk_count; i++) {
        struct clerk *c = &w->clerks[i];
        if (c->counter == counter && (c->post == CALLING || c->post == SERVING) && !c->asking)
            let_go(c);
    }
}

static int clerk_create(struct world *w, size_t shift_first, size_t shift_end) {
    struct clerk *c = &w->clerks[w->clerk_count];
    char name[LIMIT_DEVICE_NAME];
    *c = (struct clerk){.world = w, .shift_first = shift_first, .shift_end = shift_end};
    c->counter = w->day.shifts[shift_first].counter;
    c->staff = 100 + c->counter;
    if (c->counter == w->options->leave_counter)
        return ERR_OK;
    snprintf(name, sizeof name, "counter-%u", c->counter);
    int err = world_connect(w, name, HALLQ__DEVICE__ROLE__COUNTER, 1000 + c->counter, &c->client);
    if (!err)
        w->clerk_count++;
    return err;
}

int clerks_create(struct world *w) {
    w->clerks = calloc(w->day.shift_count + 1, sizeof *w->clerks);
    if (!w->clerks)
        return ERR_NO_MEMORY;
    for (size_t i = 0, end; i < w->day.shift_count; i = end) {
        for (end = i; end < w->day.shift_count; end++)
            if (w->day.shifts[end].counter != w->day.shifts[i].counter)
                break;
        int err = clerk_create(w, i, end);
        if (err)
            return err;
    }
    return ERR_OK;
}

void clerks_begin(struct world *w) {
    for (size_t i = 0; i < w->clerk_count; i++) {
        struct clerk *c = &w->clerks[i];
        for (size_t k = c->shift_first; k < c->shift_end; k++) {
            agenda_at(&w->agenda, world_at_ms(w, w->day.shifts[k].from_s), look_cb, c);
            agenda_at(&w->agenda, world_at_ms(w, w->day.shifts[k].to_s), look_cb, c);
        }
        agenda_in(&w->agenda, 0, look_cb, c);
    }
}

struct closing {
    size_t open_count;
    void (*closed_cb)(void *arg);
    void *arg;
};

static void clerk_closed_cb(void *arg) {
    struct closing *closing = arg;
    if (--closing->open_count)
        return;
    closing->closed_cb(closing->arg);
    free(closing);
}

void clerks_close(struct world *w, void (*closed_cb)(void *arg), void *arg) {
    struct closing *closing = calloc(1, sizeof *closing);
    if (!closing)
        abort();
    *closing = (struct closing){w->clerk_count + 1, closed_cb, arg};
    for (size_t i = 0; i < w->clerk_count; i++)
        hallq_close(&w->clerks[i].client, clerk_closed_cb, closing);
    clerk_closed_cb(closing);
}

void clerks_destroy(struct world *w) {
    free(w->clerks);
    w->clerks = NULL;
    w->clerk_count = 0;
}
