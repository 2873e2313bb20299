// clerk.c - a clerk opens the counter by the plan, calls whoever is next, waits for them to walk
// up, serves them (visit.c), and goes to lunch when the ticket at hand is done.
//
//   AWAY ──sign on──▶ READY ──open──▶ FREE ──call──▶ CALLING ──walk, start──▶ SERVING ──finish──▶ FREE
//                                     │ ▲             └─recall … no-show──▶ FREE   └─hold──▶ FREE; later
//                              pause  ▼ │ resume             FREE ──resume──▶ SERVING
//                                     BREAK                  FREE ──close, sign off──▶ AWAY
//
// With empty hands a clerk looks whether the hall agrees: an outcome may have been lost, and the
// shift lead may have paused the counter or settled its ticket.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sim/clerk.h"

static void posted_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        clerk_look(c);
}

static void opened_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        clerk_free(c);
    else if (result->outcome == HALLQ_REFUSED && c->post == READY)
        c->post = AWAY; // begins anew
}

static void signed_on_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome != HALLQ_APPLIED)
        return;
    c->post = READY;
    clerk_look(c);
}

static void come(struct clerk *c) {
    char pin[LIMIT_PIN_MAX + 1];
    snprintf(pin, sizeof pin, "%s", c->world->options->pin);
    ASK(c, SIGN_ON, sign_on, SignOn, SIGN_ON, signed_on_cb, body_.staff = c->staff; body_.pin = pin;
        body_.counter = c->counter);
}

static void go(struct clerk *c, bool to_break) {
    const Hallq__HallSettings *h = hallq_follow_view(c->world->follow)->now.settings;
    if (to_break && h && h->n_pause_reasons) {
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
    visit_take_up(c, counter->ticket, counter->state == HALLQ__COUNTER__STATE__CALLING);
    return false;
}

static bool form_filled_in(const struct clerk *c) {
    return c->held && agenda_now_ms(&c->world->agenda) >= c->held_till_ms;
}

static enum duty_now duty_now(const struct clerk *c) {
    const struct world *w = c->world;
    return duty_at(&c->duty, world_day_s(w));
}

static void look_while_free(struct clerk *c, enum duty_now duty) {
    bool stays = duty == DUTY_OPEN || duty == DUTY_SOON;
    if (!agrees(c))
        return;
    if (form_filled_in(c))
        visit_resume(c);
    else if (!stays && !c->held)
        go(c, duty == DUTY_BREAK);
    else if (stays && somebody_waits(c))
        visit_call(c);
}

// Whether the shift lead has opened the counter meanwhile.
static bool opened_by_lead(const struct clerk *c) {
    const Hallq__CounterNow *counter =
        hallq_view_counter(hallq_follow_view(c->world->follow), c->counter);
    return counter && counter->state == HALLQ__COUNTER__STATE__FREE;
}

static bool shows_ticket(const struct clerk *c) {
    const Hallq__CounterNow *counter =
        hallq_view_counter(hallq_follow_view(c->world->follow), c->counter);
    return !counter || counter->ticket == c->ticket;
}

void clerk_look(struct clerk *c) {
    if (c->world->ending || c->asking)
        return;
    if (c->duty.spare && !duty_takes_spare(&c->duty, world_day_s(c->world)))
        duty_extra_end(&c->duty, world_day_s(c->world)); // its own clerk is back
    enum duty_now duty = duty_now(c);
    switch (c->post) {
    case AWAY:
        if (duty == DUTY_OPEN || duty == DUTY_SOON)
            come(c);
        break;
    case READY:
        if (duty == DUTY_OPEN && opened_by_lead(c))
            clerk_free(c);
        else if (duty == DUTY_OPEN)
            ASK(c, COUNTER_OPEN, counter_open, CounterOpen, COUNTER_OPEN, opened_cb, (void)body_);
        else if (duty != DUTY_SOON)
            go(c, false);
        break;
    case FREE:
        look_while_free(c, duty);
        break;
    case BREAK:
        if (duty == DUTY_OPEN && opened_by_lead(c))
            clerk_free(c);
        else if (duty == DUTY_OPEN)
            ASK(c, COUNTER_RESUME, counter_resume, CounterResume, COUNTER_RESUME, opened_cb,
                (void)body_);
        else if (duty == DUTY_AWAY)
            go(c, false);
        break;
    case CALLING:
    case SERVING:
        if (!c->act && !shows_ticket(c))
            visit_let_go(c); // a no-show that was told while another command was on its way
        break;
    }
}

static void look_cb(void *arg) {
    clerk_look(arg);
}

void clerks_look(struct world *w) {
    for (size_t i = 0; i < w->clerk_count; i++)
        clerk_look(&w->clerks[i]);
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
            visit_let_go(c);
    }
}

static int clerk_create(struct world *w, size_t shift_first, size_t shift_end) {
    struct clerk *c = &w->clerks[w->clerk_count];
    char name[LIMIT_DEVICE_NAME];
    *c = (struct clerk){
        .world = w, .duty = {.day = &w->day, .shift_first = shift_first, .shift_end = shift_end}};
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
        for (size_t k = c->duty.shift_first; k < c->duty.shift_end; k++) {
            const struct day_shift *shift = &w->day.shifts[k];
            agenda_at(&w->agenda, world_at_ms(w, shift->from_s - DUTY_PREPARE_S), look_cb, c);
            agenda_at(&w->agenda, world_at_ms(w, shift->from_s), look_cb, c);
            agenda_at(&w->agenda, world_at_ms(w, shift->to_s), look_cb, c);
        }
        agenda_in(&w->agenda, 0, look_cb, c);
    }
}

// More windows.

static bool gives(const struct world *w, uint32_t counter, uint32_t service, size_t *ret_rank) {
    size_t count;
    const uint32_t *services =
        hallq_view_services_of(hallq_follow_view(w->follow), counter, &count);
    for (*ret_rank = 0; *ret_rank < count; ++*ret_rank)
        if (services[*ret_rank] == service)
            return true;
    return false;
}

static uint32_t spares_away(const struct world *w) {
    uint32_t count = 0;
    for (size_t i = 0; i < w->clerk_count; i++)
        count += duty_takes_spare(&w->clerks[i].duty, world_day_s(w));
    return count;
}

static bool can_open_more(const struct clerk *c) {
    enum duty_now duty = duty_now(c);
    return !c->duty.extra &&
           (duty == DUTY_BREAK ||
            (duty == DUTY_AWAY && spares_away(c->world) < c->world->options->spares));
}

static bool open_more(struct clerk *c) {
    if (!can_open_more(c) || !duty_extra_begin(&c->duty, world_day_s(c->world)))
        return false;
    c->world->tally.opened_more++;
    clerk_look(c);
    agenda_in(&c->world->agenda, DUTY_FETCH_S, look_cb, c);
    return true;
}

bool clerks_open_more(struct world *w, uint32_t counter) {
    for (size_t i = 0; i < w->clerk_count; i++)
        if (w->clerks[i].counter == counter)
            return open_more(&w->clerks[i]);
    return false;
}

size_t clerks_to_open(const struct world *w, uint32_t service, uint32_t *ret_counters,
                      size_t room) {
    size_t count = 0, rank;
    for (size_t i = 0; i < w->clerk_count && count < room; i++)
        if (can_open_more(&w->clerks[i]) && gives(w, w->clerks[i].counter, service, &rank))
            ret_counters[count++] = w->clerks[i].counter;
    return count;
}

uint32_t clerks_open_more_for(struct world *w, uint32_t service) {
    struct clerk *best = NULL;
    size_t best_rank = SIZE_MAX, rank;
    for (size_t i = 0; i < w->clerk_count; i++) {
        struct clerk *c = &w->clerks[i];
        if (!can_open_more(c) || !gives(w, c->counter, service, &rank))
            continue;
        rank =
            2 * rank + (duty_now(c) == DUTY_BREAK); // a break is cut only where nobody is to spare
        if (rank < best_rank) {
            best = c;
            best_rank = rank;
        }
    }
    return best && open_more(best) ? best->counter : 0;
}

void clerks_close_more(struct world *w, uint32_t counter) {
    for (size_t i = 0; i < w->clerk_count; i++) {
        if (w->clerks[i].counter != counter)
            continue;
        duty_extra_end(&w->clerks[i].duty, world_day_s(w));
        clerk_look(&w->clerks[i]);
    }
}

bool clerks_more(const struct world *w, uint32_t counter, double *ret_since_s) {
    for (size_t i = 0; i < w->clerk_count; i++) {
        const struct clerk *c = &w->clerks[i];
        if (c->counter != counter || !c->duty.extra)
            continue;
        *ret_since_s = world_day_s(w) - c->duty.extra_from_s;
        return true;
    }
    return false;
}

void clerks_count(struct world *w, double elapsed_s) {
    double now_s = world_day_s(w);
    for (size_t i = 0; i < w->clerk_count; i++) {
        const struct clerk *c = &w->clerks[i];
        bool open = c->post == FREE || c->post == CALLING || c->post == SERVING;
        if (open && now_s >= w->options->from_s && (c->duty.extra || now_s <= w->options->to_s))
            w->tally.window_s += elapsed_s;
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
