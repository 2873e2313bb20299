// model_hall.c - counters, people, services, settings, the day, keys and the clock, told a second
// time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limit.h"
#include "tests/sim/item_words.h"
#include "tests/sim/model_own.h"

// --- counters

// A terminal acts on its own counter, a lead's console names one.
static struct model_counter *counter_wanted(struct model_ask *a, uint32_t wanted) {
    if (is_terminal(a)) {
        must_if(a, wanted && wanted != a->counter, R(NOT_ALLOWED));
        return counter_of(a->m, a->counter);
    }
    must_if(a, !plan_counter(a->m->plan, wanted), R(NO_COUNTER));
    return counter_of(a->m, wanted);
}

static void counter_say(struct model_ask *a, const char *name, uint32_t counter, uint32_t clerk,
                        const char *reason) {
    struct said *s = event(a, name);
    said_u64(s, "counter", counter);
    said_u64(s, "clerk", clerk);
    said_text(s, "reason", reason);
    said_by(a);
    event_end(a);
}

static void counter_becomes(struct model_ask *a, struct model_counter *c,
                            enum model_counter_state state, const char *reason) {
    if (c->state != state)
        c->since_ms = a->now_ms;
    c->state = state;
    snprintf(c->pause_reason, sizeof c->pause_reason, "%s", reason);
}

void do_counter_open(struct model_ask *a) {
    struct model_counter *c = counter_wanted(a, a->request->counter_open->counter);
    must_if(a, c->state == FREE || c->state == CALLING || c->state == BUSY, R(ALREADY));
    must_if(a, c->state == PAUSED, R(COUNTER_PAUSED));
    must_if(a, c->state == CLOSED && !c->clerk, R(NOT_SIGNED_ON));
    if (!goes(a))
        return;
    counter_becomes(a, c, FREE, "");
    a->opened = c->id;
    counter_say(a, "counter_opened", c->id, c->clerk, "");
}

void do_counter_close(struct model_ask *a) {
    struct model_counter *c = counter_wanted(a, a->request->counter_close->counter);
    must_if(a, c->state == CLOSED, R(ALREADY));
    must_if(a, c->state == CALLING || c->state == BUSY, R(COUNTER_BUSY));
    if (!goes(a))
        return;
    counter_becomes(a, c, CLOSED, "");
    counter_say(a, "counter_closed", c->id, 0, "");
}

void do_counter_pause(struct model_ask *a) {
    const char *reason = a->request->counter_pause->reason;
    struct model_counter *c = counter_wanted(a, a->request->counter_pause->counter);
    must_if(a, c->state == CLOSED, R(COUNTER_CLOSED));
    must_if(a, c->state == CALLING || c->state == BUSY, R(COUNTER_BUSY));
    must_if(a, c->state == PAUSED, R(ALREADY));
    must_if(a, !plan_code_known(plan_pause_reasons, reason), R(NO_REASON));
    if (!goes(a))
        return;
    counter_becomes(a, c, PAUSED, reason);
    counter_say(a, "counter_paused", c->id, 0, reason);
}

void do_counter_resume(struct model_ask *a) {
    struct model_counter *c = counter_wanted(a, a->request->counter_resume->counter);
    must_if(a, c->state == CLOSED, R(COUNTER_CLOSED));
    must_if(a, c->state == FREE || c->state == CALLING || c->state == BUSY, R(ALREADY));
    if (!goes(a))
        return;
    counter_becomes(a, c, FREE, "");
    a->opened = c->id;
    counter_say(a, "counter_resumed", c->id, 0, "");
}

void do_counter_services(struct model_ask *a) {
    const Hallq__CounterServices *c = a->request->counter_services;
    must_if(a, !plan_counter(a->m->plan, c->counter), R(NO_COUNTER));
    for (size_t i = 0; i < c->n_services; i++) {
        must_if(a, !plan_service(a->m->plan, c->services[i]), R(NO_SERVICE));
        for (size_t k = 0; k < i; k++)
            must_if(a, c->services[k] == c->services[i], R(BAD_MESSAGE));
    }
    if (!goes(a))
        return;
    struct model_counter *counter = counter_of(a->m, c->counter);
    counter->service_count = c->n_services;
    for (size_t i = 0; i < c->n_services; i++)
        counter->services[i] = c->services[i];
    struct said *s = event(a, "counter_services_set");
    said_u64(s, "counter", c->counter);
    said_list(s, "services", c->services, c->n_services);
    said_by(a);
    event_end(a);
}

static void signed_off(struct model_ask *a, uint32_t staff, uint32_t device, uint32_t counter) {
    struct model_person *person = person_of(a->m, staff);
    person->device = person->counter = 0;
    a->m->on[device % MODEL_DEVICES] = (struct model_sign_on){0};
    if (!counter)
        return;
    struct model_counter *c = counter_of(a->m, counter);
    c->clerk = c->device = 0;
}

static void signed_off_say(struct model_ask *a, uint32_t staff, uint32_t device, uint32_t counter) {
    signed_off(a, staff, device, counter);
    struct said *s = event(a, "staff_signed_off");
    said_u64(s, "staff", staff);
    said_u64(s, "device", device);
    said_u64(s, "counter", counter);
    said_by(a);
    event_end(a);
}

// An open counter is closed first.
static void sign_off(struct model_ask *a, uint32_t staff, uint32_t device, uint32_t counter) {
    struct model_counter *c = counter ? counter_of(a->m, counter) : NULL;
    if (c && c->state != CLOSED) {
        counter_becomes(a, c, CLOSED, "");
        counter_say(a, "counter_closed", counter, 0, "");
    }
    signed_off_say(a, staff, device, counter);
}

// Signed on no longer: at once, or once the ticket at the counter is ended. False: so already.
static bool sign_on_ends(struct model_ask *a, uint32_t device) {
    struct model_sign_on *on = &a->m->on[device % MODEL_DEVICES];
    if (!on->counter || !counter_of(a->m, on->counter)->ticket) {
        sign_off(a, on->staff, device, on->counter);
        return true;
    }
    if (on->over)
        return false;
    on->over = true;
    struct said *s = event(a, "sign_on_ended");
    said_u64(s, "staff", on->staff);
    said_u64(s, "device", device);
    said_u64(s, "counter", on->counter);
    event_end(a);
    return true;
}

// Where the ticket of a stuck counter waits again: not in the own line of a lost one.
static struct model_place freed_place(const struct model_ask *a, const struct model_counter *c,
                                      const struct model_ticket *t) {
    struct model_ticket as = *t;
    if (c->lost && t->line.kind != OF_SERVICE) {
        as.line = (struct model_line){OF_SERVICE, t->steps[t->step_count - 1].service};
        as.called_ms = 0; // it was called from another line
    }
    return place_again(a, &as, t->rank_ms);
}

static void free_ticket(struct model_ask *a, struct model_counter *c, struct model_ticket *t,
                        int wanted) {
    uint32_t served_s = served_now_s(t, a->now_ms);
    struct model_place p = freed_place(a, c, t);
    if (wanted == WAITING) {
        wait_in(a, t, p);
        t->served_s = served_s;
        t->serving_since_ms = 0;
    } else {
        if (wanted == FINISHED) { // a no-show was not served, whatever was pressed
            step_over(a, t);
            step_of(t)->left_out = true;
            t->next_count = 0;
            memset(t->returns, 0, sizeof t->returns);
            t->return_count = 0;
            c->last_finished = t->id;
        }
        t->serving_since_ms = 0;
        t->state = (enum model_state)wanted;
        t->due_ms = 0;
    }
    counter_lets_go(a, c->id);
    struct said *s = event(a, "counter_freed");
    said_u64(s, "counter", c->id);
    said_u64(s, "ticket", t->id);
    said_text(s, "number", t->number);
    said_i64(s, "ticket_state", wanted);
    if (t->in_line)
        said_line(s, "entered", t->line);
    said_i64(s, "rank_ms", wanted == WAITING ? t->rank_ms : 0);
    said_u64(s, "served_s", served_s);
    said_by(a);
    if (wanted == WAITING)
        said_line(s, "to", t->line);
    said_i64(s, "offer_at_ms", wanted == WAITING ? t->due_ms : 0);
    event_end(a);
}

void do_counter_free(struct model_ask *a) {
    const Hallq__CounterFree *ask = a->request->counter_free;
    int wanted = (int)ask->ticket_state;
    must_if(a, !plan_counter(a->m->plan, ask->counter), R(NO_COUNTER));
    must_if(a, wanted != WAITING && wanted != NO_SHOW && wanted != FINISHED, R(BAD_MESSAGE));
    struct model_counter *c = counter_of(a->m, ask->counter);
    struct model_ticket *t = ticket_of(a->m, c->ticket);
    must_if(a, !t, R(COUNTER_NOT_STUCK));
    if (!goes(a))
        return;
    free_ticket(a, c, t, wanted);
    if (!c->lost)
        return;
    counter_becomes(a, c, CLOSED, "");
    counter_say(a, "counter_closed", c->id, 0, "");
    uint32_t clerk = c->clerk;
    if (!clerk)
        return;
    signed_off_say(a, clerk, c->device, c->id);
    line_returns(a, clerk);
}

void leavers_after(struct model_ask *a) {
    for (size_t i = 0; i < a->let_go_count; i++) {
        struct model_counter *c = counter_of(a->m, a->let_go[i]);
        uint32_t clerk = c->clerk;
        bool listed = clerk && plan_person(a->m->plan, clerk);
        if (!clerk || (listed && !a->m->on[c->device % MODEL_DEVICES].over))
            continue;
        counter_becomes(a, c, CLOSED, "");
        counter_say(a, "counter_closed", c->id, 0, "");
        signed_off_say(a, clerk, c->device, c->id);
        if (listed)
            line_returns(a, clerk);
    }
    a->let_go_count = 0;
}

void model_heard(struct model_ask *a, uint32_t counter, bool heard) {
    struct model_counter *c = counter_of(a->m, counter);
    if (heard && c->lost)
        said_u64(event(a, "counter_found"), "counter", counter);
    else if (!heard && !c->lost && c->state != CLOSED)
        said_u64(event(a, "counter_lost"), "counter", counter);
    else
        return;
    event_end(a);
    c->lost = !heard;
}

// --- people

static bool may_sign_on_at(Hallq__Device__Role role, enum plan_role who) {
    switch (role) {
    case HALLQ__DEVICE__ROLE__COUNTER:
        return true;
    case HALLQ__DEVICE__ROLE__GUIDE:
        return who >= PLAN_GUIDE;
    case HALLQ__DEVICE__ROLE__LEAD:
        return who >= PLAN_LEAD;
    case HALLQ__DEVICE__ROLE__MANAGER:
        return who == PLAN_MANAGER;
    default:
        return false;
    }
}

static uint32_t sign_on_counter(struct model_ask *a, const Hallq__SignOn *c) {
    uint32_t counter = c->counter ? c->counter : a->asker->counter;
    if (!is_terminal(a)) {
        must_if(a, c->counter, R(BAD_MESSAGE));
        return 0;
    }
    must_if(a, !counter, R(BAD_MESSAGE));
    must_if(a, a->asker->counter && counter != a->asker->counter, R(NOT_ALLOWED));
    must_if(a, counter && !plan_counter(a->m->plan, counter), R(NO_COUNTER));
    return counter;
}

// One more: from `from` on it locks, each time for twice as long, a quarter of an hour at most.
static void wrong_count(struct model_wrong *w, uint32_t from, int64_t now_ms) {
    int64_t lock_ms = PIN_LOCK_MS;
    w->count++;
    for (uint32_t i = from; i < w->count; i++)
        lock_ms = lock_ms * 2 < PIN_LOCK_MAX_MS ? lock_ms * 2 : PIN_LOCK_MAX_MS;
    w->until_ms = w->count >= from ? now_ms + lock_ms : 0;
}

// A wrong PIN counts though it is refused: for the person here, for the terminal, for the person.
static void pin_wrong(struct model_ask *a, struct model_person *p) {
    uint32_t device = a->asker->device % MODEL_DEVICES;
    must(a, R(WRONG_PIN));
    if (a->must_count > 1 || a->seen != R(WRONG_PIN))
        return;
    wrong_count(&p->at[device], 5, a->now_ms);
    wrong_count(&a->m->wrong[device], 20, a->now_ms);
    wrong_count(&p->everywhere, 100, a->now_ms);
    struct said *s = event(a, "sign_on_failed");
    said_u64(s, "staff", p->id);
    said_u64(s, "device", a->asker->device);
    said_u64(s, "failures", p->at[device].count);
    said_i64(s, "locked_until_ms", p->at[device].until_ms);
    said_u64(s, "at_terminal", a->m->wrong[device].count);
    said_i64(s, "terminal_locked_until_ms", a->m->wrong[device].until_ms);
    said_u64(s, "everywhere", p->everywhere.count);
    said_i64(s, "everywhere_locked_until_ms", p->everywhere.until_ms);
    event_end(a);
}

static void pin_right(struct model_ask *a, struct model_person *p) {
    uint32_t device = a->asker->device % MODEL_DEVICES;
    uint32_t count = p->at[device].count;
    struct model_wrong *terminal = &a->m->wrong[device];
    p->at[device] = (struct model_wrong){0, 0};
    p->everywhere.count -= count < p->everywhere.count ? count : p->everywhere.count;
    terminal->count -= count < terminal->count ? count : terminal->count;
    p->proved_device = a->asker->device;
}

// What was counted of a person whose PIN is another, or none.
static void person_forget_wrong(struct model_person *p) {
    memset(p->at, 0, sizeof p->at);
    p->everywhere = (struct model_wrong){0, 0};
    p->proved_device = 0;
}

// Another day: the counts are over, locks last.
static void day_forgets_wrong(struct model *m) {
    for (size_t device = 0; device < MODEL_DEVICES; device++) {
        m->wrong[device].count = 0;
        for (size_t i = 0; i < m->person_count; i++)
            m->people[i].at[device].count = 0;
    }
    for (size_t i = 0; i < m->person_count; i++)
        m->people[i].everywhere.count = 0;
}

static bool locked_out(const struct model_ask *a, const struct model_person *p) {
    uint32_t device = a->asker->device % MODEL_DEVICES;
    return a->now_ms < p->at[device].until_ms || a->now_ms < a->m->wrong[device].until_ms ||
           (a->now_ms < p->everywhere.until_ms && p->proved_device != a->asker->device);
}

void pin_given_again(struct model_ask *a, uint32_t staff) {
    struct model_person *p = person_of(a->m, staff);
    must_if(a, !p->has_pin, R(PIN_NOT_SET));
    must_if(a, p->has_pin && locked_out(a, p), R(LOCKED_OUT));
}

// The person's PIN is right; if the command then goes, pin_right.
bool pin_given(struct model_ask *a, uint32_t staff) {
    struct model_person *p = person_of(a->m, staff);
    pin_given_again(a, staff);
    if (a->must_count)
        return false;
    if (!a->asker->pin_matches)
        pin_wrong(a, p);
    return a->asker->pin_matches;
}

void pin_proven(struct model_ask *a, uint32_t staff) {
    pin_right(a, person_of(a->m, staff));
}

// Refusals beside the PIN, which is looked at first.
static void sign_on_refusals(struct model_ask *a, const struct model_person *p,
                             const struct model_sign_on *former, uint32_t counter) {
    const struct model_counter *c = counter ? counter_of(a->m, counter) : NULL;
    bool makes_room = former->staff && former->counter == counter && former->staff != p->id;
    bool stays = former->staff == p->id && former->counter == counter;
    must_if(a, c && c->clerk && c->clerk != p->id && !(makes_room && c->clerk == former->staff),
            R(COUNTER_TAKEN));
    if (p->device && p->device != a->asker->device && p->counter) {
        const struct model_counter *other = counter_of(a->m, p->counter);
        must_if(a, !other->lost || other->ticket, R(SIGNED_ON_ELSEWHERE));
    }
    if (former->staff && !stays && former->counter)
        must_if(a, counter_of(a->m, former->counter)->ticket, R(COUNTER_BUSY));
}

static void sign_on(struct model_ask *a, struct model_person *p, struct model_sign_on former,
                    uint32_t counter) {
    enum plan_role role = plan_person(a->m->plan, p->id)->role;
    a->staff = p->id;
    if (p->device && p->device != a->asker->device)
        sign_off(a, p->id, p->device, p->counter);
    if (former.staff && !(former.staff == p->id && former.counter == counter))
        sign_off(a, former.staff, a->asker->device, former.counter);
    if (former.staff && former.staff != p->id)
        line_returns(a, former.staff);
    a->m->on[a->asker->device % MODEL_DEVICES] =
        (struct model_sign_on){p->id, role, counter, false};
    p->device = a->asker->device;
    p->counter = counter;
    pin_right(a, p);
    if (counter) {
        counter_of(a->m, counter)->clerk = p->id;
        counter_of(a->m, counter)->device = a->asker->device;
    }
    struct said *s = event(a, "staff_signed_on");
    said_u64(s, "staff", p->id);
    said_u64(s, "device", a->asker->device);
    said_u64(s, "counter", counter);
    said_i64(s, "role", role);
    said_u64(s, "pin_measured", 1);
    event_end(a);
}

void do_sign_on(struct model_ask *a) {
    const Hallq__SignOn *c = a->request->sign_on;
    const struct plan_person *who = plan_person(a->m->plan, c->staff);
    struct model_sign_on former = a->m->on[a->asker->device % MODEL_DEVICES];
    uint32_t counter = sign_on_counter(a, c);
    must_if(a, !who, R(NO_STAFF));
    must_if(a, who && !may_sign_on_at(a->asker->role, who->role), R(PERSON_MAY_NOT));
    if (a->must_count)
        return;
    struct model_person *p = person_of(a->m, c->staff);
    if (!pin_given(a, p->id))
        return;
    sign_on_refusals(a, p, &former, counter);
    if (goes(a))
        sign_on(a, p, former, counter);
}

void do_sign_off(struct model_ask *a) {
    struct model_counter *c = a->counter ? counter_of(a->m, a->counter) : NULL;
    must_if(a, c && c->ticket, R(COUNTER_BUSY));
    if (!goes(a))
        return;
    sign_off(a, a->staff, a->asker->device, a->counter);
    line_returns(a, a->staff);
}

// What is wrong with a PIN: any of these may be said.
static void pin_choice(struct model_ask *a, const char *pin, const struct plan_person *who) {
    char twice[32], number[16];
    size_t len = strlen(pin), zeros = strspn(pin, "0");
    bool fits = len >= 4 && len <= 12 && strspn(pin, "0123456789") == len;
    must_if(a, !fits, R(BAD_MESSAGE));
    if (!fits || !who)
        return;
    snprintf(twice, sizeof twice, "%s%s", pin, pin);
    snprintf(number, sizeof number, "%u", who->id);
    must_if(a, who->role >= PLAN_LEAD && len < 6, R(PIN_TOO_SHORT));
    must_if(a, !strcmp(pin + zeros, number), R(PIN_OWN_NUMBER));
    must_if(a, strstr("012345678901234567890", pin) || strstr("098765432109876543210", pin),
            R(PIN_RUN));
    must_if(a, strstr(twice + 1, pin) < twice + len, R(PIN_REPEAT));
    must_if(a, !strcmp(pin, "147258") || !strcmp(pin, "1004"), R(PIN_COMMON)); // what clients try
}

static void pin_say(struct model_ask *a, struct model_person *p, const char *pin) {
    p->has_pin = true;
    snprintf(p->pin, sizeof p->pin, "%s", pin);
    person_forget_wrong(p);
    struct said *s = event(a, "pin_set");
    said_u64(s, "staff", p->id);
    said_hex(s, "pin_hash", a->asker->pin_hash.data, a->asker->pin_hash.len);
    said_by(a);
    event_end(a);
}

void do_set_pin(struct model_ask *a) {
    const Hallq__SetPin *c = a->request->set_pin;
    const struct plan_person *who = plan_person(a->m->plan, c->staff);
    pin_choice(a, c->pin, who);
    must_if(a, !who, R(NO_STAFF));
    if (!goes(a))
        return;
    struct model_person *p = person_of(a->m, c->staff);
    pin_say(a, p, c->pin);
    if (a->staff == p->id)
        p->proved_device = a->asker->device;
    if (!p->device)
        return;
    sign_on_ends(a, p->device);
    line_returns(a, p->id);
}

// Who changes it goes on.
void do_change_pin(struct model_ask *a) {
    const Hallq__ChangePin *c = a->request->change_pin;
    pin_choice(a, c->new_pin, plan_person(a->m->plan, a->staff));
    must_if(a, !strcmp(c->old_pin, c->new_pin), R(ALREADY));
    if (a->must_count || !pin_given(a, a->staff) || !goes(a))
        return;
    struct model_person *p = person_of(a->m, a->staff);
    pin_say(a, p, c->new_pin);
    p->proved_device = a->asker->device;
}

// --- services

static void service_say(struct model_ask *a, const char *name, uint32_t service,
                        const char *reason) {
    struct said *s = event(a, name);
    said_u64(s, "service", service);
    said_text(s, "reason", reason);
    said_by(a);
    event_end(a);
}

void do_service_suspend(struct model_ask *a) {
    const Hallq__ServiceSuspend *c = a->request->service_suspend;
    must_if(a, !plan_service(a->m->plan, c->service), R(NO_SERVICE));
    must_if(a, !plan_code_known(plan_suspend_reasons, c->reason), R(NO_REASON));
    if (a->must_count && !plan_service(a->m->plan, c->service))
        return;
    struct model_service *service = service_of(a->m, c->service);
    must_if(a, service->suspended, R(ALREADY));
    if (!goes(a))
        return;
    service->suspended = true;
    snprintf(service->reason, sizeof service->reason, "%s", c->reason);
    service_say(a, "service_suspended", c->service, c->reason);
}

void do_raise_cap(struct model_ask *a) {
    const Hallq__RaiseCap *c = a->request->raise_cap;
    const struct plan_service *p = plan_service(a->m->plan, c->service);
    must_if(a, !p, R(NO_SERVICE));
    if (a->must_count)
        return;
    struct model_service *service = service_of(a->m, c->service);
    must_if(a, c->cap > p->last - p->first + 1, R(BAD_MESSAGE));
    must_if(a, c->cap <= p->daily_cap || c->cap <= service->cap_today, R(ALREADY));
    if (!goes(a))
        return;
    service->cap_today = c->cap;
    struct said *s = event(a, "cap_raised");
    said_u64(s, "service", c->service);
    said_u64(s, "cap", c->cap);
    said_by(a);
    event_end(a);
}

void do_service_unsuspend(struct model_ask *a) {
    uint32_t id = a->request->service_unsuspend->service;
    must_if(a, !plan_service(a->m->plan, id), R(NO_SERVICE));
    if (a->must_count)
        return;
    struct model_service *service = service_of(a->m, id);
    must_if(a, !service->suspended, R(ALREADY));
    if (!goes(a))
        return;
    service->suspended = false;
    service->reason[0] = '\0';
    service_say(a, "service_unsuspended", id, "");
}

// --- settings

static bool line_kept(const struct plan *p, struct model_line line) {
    switch (line.kind) {
    case OF_SERVICE:
        return plan_service(p, line.id);
    case OF_COUNTER:
        return plan_counter(p, line.id);
    case OF_CLERK:
        return plan_person(p, line.id);
    default:
        return true;
    }
}

// Where those of a line that is no more go: a service, 0 nowhere.
static uint32_t move_of(const struct plan *p, struct model_line line, uint32_t service) {
    if (line.kind == OF_CLERK && plan_service(p, service))
        return service;
    for (size_t i = 0; i < p->move_count; i++)
        if ((line.kind == OF_COUNTER && p->moves[i].counter == line.id) ||
            (line.kind == OF_SERVICE && p->moves[i].service == line.id) ||
            (line.kind == OF_CLERK && p->moves[i].service == service))
            return p->moves[i].to_service;
    return 0;
}

// Waits in a line, or will by itself.
static bool waits(const struct model_ticket *t) {
    return t->state == WAITING || t->state == HELD;
}

static void settings_refusals(struct model_ask *a, const struct plan *p) {
    struct model *m = a->m;
    must_if(a, p->bad, R(BAD_SETTINGS));
    for (size_t i = 0; i < m->ticket_count; i++) {
        const struct model_ticket *t = &m->tickets[i];
        if (t->id && waits(t) && !line_kept(p, t->line))
            must_if(a, !move_of(p, t->line, t->steps[t->step_count - 1].service),
                    R(PEOPLE_WAITING));
    }
    for (size_t i = 0; m->plan && i < m->plan->counter_count; i++) {
        const struct model_counter *c = counter_of(m, m->plan->counters[i].id);
        if (!plan_counter(p, c->id))
            must_if(a, c->state != CLOSED || c->held, R(COUNTER_BUSY));
    }
}

// A place is for what the person is.
static bool stays(const struct plan *p, const struct model_sign_on *on) {
    const struct plan_person *person = plan_person(p, on->staff);
    return person && person->role == on->role && (!on->counter || plan_counter(p, on->counter));
}

static size_t leavers_sign_off(struct model_ask *a, const struct plan *p,
                               uint32_t off[MODEL_DEVICES]) {
    size_t count = 0;
    for (uint32_t device = MODEL_DEVICES; device--;) {
        struct model_sign_on on = a->m->on[device];
        if (on.staff && !stays(p, &on) && sign_on_ends(a, device))
            off[count++] = on.staff;
    }
    return count;
}

// Who leaves the list, comes to it, or has more to do as a lead or manager, needs a new PIN.
static void pins_clear(struct model_ask *a, const struct plan *old, const struct plan *p) {
    uint32_t cleared[PLAN_STAFF * 4];
    size_t count = 0;
    for (uint32_t id = 1; id < 200; id++) {
        const struct plan_person *was = old ? plan_person(old, id) : NULL, *is = plan_person(p, id);
        bool more = was && is && is->role > was->role && is->role >= PLAN_LEAD;
        if (!was && !is)
            continue;
        struct model_person *person = person_of(a->m, id);
        if (!person->has_pin || (was && is && !more))
            continue;
        person->has_pin = false;
        person_forget_wrong(person);
        cleared[count++] = id;
    }
    if (!count)
        return;
    said_list(event(a, "pins_cleared"), "staff", cleared, count);
    event_end(a);
}

// A service that is gone leaves the lists that a lead has set.
static void lists_clean(struct model_ask *a, const struct plan *old, const struct plan *p) {
    for (size_t i = 0; old && i < old->counter_count; i++) {
        struct model_counter *c = counter_of(a->m, old->counters[i].id);
        size_t kept = 0;
        if (!plan_counter(p, c->id))
            continue;
        for (size_t k = 0; k < c->service_count; k++)
            if (plan_service(p, c->services[k]))
                c->services[kept++] = c->services[k];
        if (kept == c->service_count)
            continue;
        c->service_count = kept;
        struct said *s = event(a, "counter_services_set");
        said_u64(s, "counter", c->id);
        said_list(s, "services", c->services, kept);
        said_by(a);
        event_end(a);
    }
}

// Tickets that change line.
static void moved_say(struct model_ask *a, struct said *s, const struct plan *p) {
    struct model *m = a->m;
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t i = 0; i < m->ticket_count; i++) {
        struct model_ticket *t = &m->tickets[i];
        bool concerned = t->id && (waits(t) || t->state == CALLED || t->state == SERVING);
        uint32_t to =
            concerned && !line_kept(p, t->line) ? move_of(p, t->line, step_of(t)->service) : 0;
        if (!to)
            continue;
        said_u64(&one, "ticket", t->id);
        if (t->in_line)
            said_line(&one, "left", t->line);
        t->line = (struct model_line){OF_SERVICE, to};
        step_of(t)->service = to;
        if (t->in_line)
            said_line(&one, "entered", t->line);
        said_i64(&one, "rank_ms", t->rank_ms);
        said_u64(&one, "service", to);
        if (!t->in_line)
            said_line(&one, "to", t->line);
        texts_add(&texts, &one);
    }
    texts_say(&texts, "moved", s);
    said_fini(&one);
}

// What is planned or promised ends with its service or counter, whatever comes back later.
static void ahead_end(struct model_ask *a, const struct plan *p) {
    for (size_t i = 0; i < a->m->ticket_count; i++) {
        struct model_ticket *t = &a->m->tickets[i];
        size_t next = 0, back = 0;
        for (size_t k = 0; k < t->next_count; k++)
            if (plan_service(p, t->next[k]))
                t->next[next++] = t->next[k];
        for (size_t k = 0; k < t->return_count; k++)
            if (plan_counter(p, t->returns[k]))
                t->returns[back++] = t->returns[k];
        t->next_count = next;
        t->return_count = back;
        for (size_t k = back; k < MODEL_RETURNS; k++)
            t->returns[k] = 0;
    }
}

static void parts_change(struct model_ask *a, const struct plan *old, const struct plan *p) {
    ahead_end(a, p);
    for (size_t i = 0; old && i < old->service_count; i++) {
        struct model_service *service = service_of(a->m, old->services[i].id);
        if (plan_service(p, service->id))
            continue;
        service->open = service->suspended = false;
        service->reason[0] = '\0';
        service->issued = service->by_staff = service->by_gateway = service->away = 0;
        service->cap_today = 0;
    }
    for (size_t i = 0; i < p->counter_count; i++) {
        struct model_counter *c = counter_of(a->m, p->counters[i].id);
        if (old && plan_counter(old, c->id))
            continue;
        *c = (struct model_counter){.id = c->id, .state = CLOSED, .since_ms = a->now_ms};
    }
}

static const struct plan *plan_asked(const struct model_ask *a) {
    const Hallq__HallSettings *h = a->request->apply_settings->settings;
    return &a->m->plans[strtoul(h->name->en + 5, NULL, 10)];
}

// The judge leaves `settings` and the next change of hours out of the event.
void do_apply_settings(struct model_ask *a) {
    struct model *m = a->m;
    const struct plan *p = plan_asked(a), *old = m->plan;
    settings_refusals(a, p);
    if (!goes(a))
        return;
    uint32_t off[MODEL_DEVICES];
    size_t off_count = leavers_sign_off(a, p, off);
    pins_clear(a, old, p);
    lists_clean(a, old, p);
    struct said *s = event(a, "settings_applied");
    said_u64(s, "version", ++m->version);
    moved_say(a, s, p);
    parts_change(a, old, p);
    hours_say(a, s, p);
    m->plan = p;
    a->applied = true;
    if (!old)
        m->day = calendar_day_of(p, a->now_ms);
    m->roll_ms = calendar_start_of(p, m->day + 1);
    said_i64(s, "next_roll_at_ms", m->roll_ms);
    said_by(a);
    said_i64(s, "day", old ? 0 : m->day);
    event_end(a);
    for (size_t i = 0; i < off_count; i++)
        if (plan_person(p, off[i]))
            line_returns(a, off[i]);
    said_u64(&a->done, "version", m->version);
}

// --- the day

static void day_opened(struct model_ask *a) {
    day_forgets_wrong(a->m);
    struct model *m = a->m;
    const struct plan *p = m->plan;
    uint32_t closed[PLAN_COUNTERS], off[PLAN_COUNTERS];
    size_t closed_count = 0, off_count = 0;
    int32_t day = calendar_day_of(p, a->now_ms);
    bool leaps = day > m->day + 4;
    if (leaps || a->now_ms >= m->spared_until_ms)
        m->spared_until_ms = leaps ? a->now_ms + 24 * 3600 * 1000 : 0;
    m->day = day > m->day ? day : m->day + 1;
    m->roll_ms = calendar_start_of(p, m->day + 1);
    m->leftovers = p->day_end == PLAN_CANCEL;
    m->leftovers_upto = 0;
    m->first_measure = m->last_measure + 1;
    a->day_over = true;
    for (size_t i = 0; i < p->service_count; i++) {
        struct model_service *service = service_of(m, p->services[i].id);
        service->issued = service->by_staff = service->by_gateway = service->away = 0;
        service->cap_today = 0;
        if (!p->services[i].goes_on)
            service->last_number = 0;
    }
    struct said *s = event(a, "day_opened");
    said_i64(s, "day", m->day);
    said_i64(s, "next_roll_at_ms", m->roll_ms);
    hours_say(a, s, p);
    for (size_t i = 0; i < p->counter_count; i++) {
        struct model_counter *c = counter_of(m, p->counters[i].id);
        if (c->ticket || (c->state == CLOSED && !c->clerk))
            continue;
        closed[closed_count++] = c->id;
        counter_becomes(a, c, CLOSED, "");
        if (!c->clerk)
            continue;
        off[off_count++] = c->clerk;
        signed_off(a, c->clerk, c->device, c->id);
    }
    said_list(s, "closed_counters", closed, closed_count);
    said_i64(s, "spared_until_ms", m->spared_until_ms);
    event_end(a);
    for (size_t i = 0; i < off_count; i++)
        line_returns(a, off[i]);
    for (uint32_t device = MODEL_DEVICES; device--;) {
        struct model_sign_on on = m->on[device];
        if (!on.staff)
            continue;
        sign_on_ends(a, device);
        line_returns(a, on.staff);
    }
}

static void leftover_say(struct model_ask *a, struct said *s, struct model_ticket *t) {
    said_u64(s, "ticket", t->id);
    said_text(s, "number", t->number);
    if (t->in_line)
        said_line(s, "left", t->line);
    said_u64(s, "counter", t->state == CALLED ? t->counter : 0);
    said_u64(s, "held_counter", t->state == HELD ? t->counter : 0);
    if (t->state == CALLED)
        counter_lets_go(a, t->counter);
    if (t->state == HELD)
        unhold(a->m, t->counter);
    t->state = CANCELLED;
    t->in_line = false;
    t->due_ms = 0;
}

static bool is_leftover(const struct model *m, const struct model_ticket *t) {
    return t->id && t->day < m->day && is_open(t->state) && t->state != SERVING;
}

// What is left of earlier days and is not being served is cancelled; in chunks, of which the event
// itself says how far it went. A ticket that was being served when its chunk came, and was put on hold
// or in a line before the next one, is the next night's.
static void leftovers_closed(struct model_ask *a) {
    struct model *m = a->m;
    const Hallq__LeftoversClosed *seen =
        a->seen_record ? a->seen_record->events[0]->leftovers_closed : NULL;
    struct said *s = event(a, "leftovers_closed");
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    if (!m->leftovers || !seen)
        return trouble(a, "no leftovers are to be closed");
    for (size_t i = 0; i < m->ticket_count && m->tickets[i].id <= seen->looked_upto; i++)
        if (m->tickets[i].id > m->leftovers_upto && is_leftover(m, &m->tickets[i])) {
            leftover_say(a, &one, &m->tickets[i]);
            texts_add(&texts, &one);
        }
    texts_say(&texts, "tickets", s);
    event_end(a);
    said_fini(&one);
    m->leftovers = !seen->done;
    m->leftovers_upto = seen->looked_upto;
    for (size_t i = 0; seen->done && i < m->ticket_count; i++)
        if (m->tickets[i].id > seen->looked_upto && is_leftover(m, &m->tickets[i]))
            trouble(a, "ticket %s of an earlier day is left", m->tickets[i].number);
}

static void hours_changed(struct model_ask *a) {
    hours_say(a, event(a, "hours_changed"), a->m->plan);
    event_end(a);
}

static void requests_forget(struct model *m, int32_t before_day) {
    size_t kept = 0;
    for (size_t i = 0; i < m->request_count; i++) {
        if (m->requests[i].day < before_day && m->requests[i].hall)
            free(m->requests[i].done);
        else
            m->requests[kept++] = m->requests[i];
    }
    m->request_count = kept;
}

static void tickets_forget(struct model *m, int32_t before_day) {
    for (size_t i = 0; i < m->ticket_count; i++)
        if (m->tickets[i].day < before_day && !is_open(m->tickets[i].state))
            m->tickets[i].id = 0;
}

// Housekeeping in chunks: how many rows each takes is the broker's to choose, which days are not.
static void rows_forgotten(struct model_ask *a) {
    struct model *m = a->m;
    const Hallq__RowsForgotten *seen =
        a->seen_record ? a->seen_record->events[0]->rows_forgotten : NULL;
    event(a, "rows_forgotten");
    if (!seen)
        return trouble(a, "no rows were forgotten");
    int32_t yesterday = m->day - 1, kept = m->day - (int32_t)m->plan->journal_days;
    int32_t before = seen->before_day;
    bool right = false;
    switch (seen->kind) {
    case HALLQ__ROWS_FORGOTTEN__KIND__REQUESTS:
        right = before <= yesterday;
        if (seen->done)
            requests_forget(m, before);
        break;
    case HALLQ__ROWS_FORGOTTEN__KIND__NUMBERS:
        right = before < m->day;
        break;
    case HALLQ__ROWS_FORGOTTEN__KIND__TICKETS:
        right = before <= kept;
        if (seen->done)
            tickets_forget(m, before);
        break;
    case HALLQ__ROWS_FORGOTTEN__KIND__JOURNAL:
    case HALLQ__ROWS_FORGOTTEN__KIND__FIGURES:
        right = before <= kept;
        break;
    case HALLQ__ROWS_FORGOTTEN__KIND__SCORES:
        right = before <= kept || before <= m->day - 400;
        break;
    case HALLQ__ROWS_FORGOTTEN__KIND__SEALED:
        right = before <= m->purged_upto + 1;
        break;
    default:
        break;
    }
    if (m->spared_until_ms)
        trouble(a, "rows are forgotten on a day that is spared");
    if (!right)
        trouble(a, "rows of day %d are forgotten too early, it is day %d", before - 1, m->day);
    said_add(&a->events, "}\n");
}

// What becomes sums in a chunk is the broker's to choose; what waits for its end is not.
static void figures_folded(struct model_ask *a) {
    const struct model *m = a->m;
    const Hallq__FiguresFolded *seen =
        a->seen_record ? a->seen_record->events[0]->figures_folded : NULL;
    event(a, "figures_folded");
    if (!seen)
        return trouble(a, "nothing was folded");
    for (size_t i = 0; i < m->ticket_count; i++) {
        const struct model_ticket *t = &m->tickets[i];
        bool passed = false;
        for (size_t k = 0; k < seen->n_passed; k++)
            passed = passed || seen->passed[k] == t->id;
        if (!t->id || t->id > seen->upto_ticket)
            continue;
        if (t->day >= m->day)
            trouble(a, "ticket %s of today is folded", t->number);
        if (passed != is_open(t->state))
            trouble(a, "ticket %s is %s", t->number, passed ? "passed over" : "folded, and open");
    }
    event_say(&seen->base, &a->events); // the sums are computed a second way by tests/figures
    said_add(&a->events, "}\n");
}

static void contacts_purged(struct model_ask *a, int32_t upto_day, bool by_somebody) {
    struct model *m = a->m;
    m->purged_upto = upto_day > m->purged_upto ? upto_day : m->purged_upto;
    struct said *s = event(a, "contacts_purged");
    said_i64(s, "upto_day", m->purged_upto);
    if (by_somebody)
        said_by(a);
    event_end(a);
}

void do_purge(struct model_ask *a) {
    int32_t upto_day = a->request->purge->upto_day;
    must_if(a, upto_day >= a->m->day, R(DAY_OPEN));
    must_if(a, upto_day <= a->m->purged_upto, R(ALREADY));
    if (goes(a))
        contacts_purged(a, upto_day, true);
}

void model_due(struct model_ask *a, Hallq__DueRow__Kind kind, uint64_t subject, int64_t at_ms) {
    struct model *m = a->m;
    if (at_ms > a->now_ms || !m->plan)
        return trouble(a, "it was not due yet");
    switch (kind) {
    case HALLQ__DUE_ROW__KIND__NO_SHOW:
    case HALLQ__DUE_ROW__KIND__HOLD_END:
    case HALLQ__DUE_ROW__KIND__GAP_END:
        ticket_due(a, kind, subject, at_ms);
        return leavers_after(a);
    case HALLQ__DUE_ROW__KIND__DAY_ROLL:
        if (m->roll_ms > a->now_ms)
            trouble(a, "the day is not over");
        day_opened(a);
        return measures_follow(a);
    case HALLQ__DUE_ROW__KIND__HOURS:
        return hours_changed(a);
    case HALLQ__DUE_ROW__KIND__LEFTOVERS:
        leftovers_closed(a);
        return leavers_after(a);
    case HALLQ__DUE_ROW__KIND__MEASURE_JUDGE:
    case HALLQ__DUE_ROW__KIND__MEASURE_END:
        return measure_due(a, kind, subject);
    case HALLQ__DUE_ROW__KIND__FOLD:
        return figures_folded(a);
    case HALLQ__DUE_ROW__KIND__PURGE:
        return contacts_purged(a, m->day - 1 - (int32_t)m->plan->contact_days, false);
    default:
        return rows_forgotten(a);
    }
}

bool model_due_late(const struct model *m, int64_t at_ms, int64_t now_ms, char *to, size_t size) {
    for (size_t i = 0; i < m->ticket_count; i++)
        if (m->tickets[i].due_ms && m->tickets[i].due_ms < at_ms && m->tickets[i].id) {
            snprintf(to, size, "ticket %s", m->tickets[i].number);
            return true;
        }
    if (measure_late(m, at_ms, to, size))
        return true;
    snprintf(to, size, "the day");
    if (m->plan && m->roll_ms < at_ms)
        return true;
    for (size_t i = 0; m->plan && i < m->plan->service_count; i++) {
        const struct plan_service *s = &m->plan->services[i];
        bool open = service_of((struct model *)(uintptr_t)m, s->id)->open;
        snprintf(to, size, "the hours of service %u", s->id);
        if (calendar_is_open(m->plan, s, at_ms) != open &&
            calendar_is_open(m->plan, s, now_ms) != open)
            return true;
    }
    return false;
}

// --- keys and the clock, hall 0

static struct model_key *key_named(struct model *m, const char *name) {
    struct model_key *revoked = NULL;
    for (size_t i = 0; i < m->key_count; i++) {
        if (strcmp(m->keys[i].name, name) != 0)
            continue;
        if (!m->keys[i].revoked)
            return &m->keys[i];
        revoked = &m->keys[i];
    }
    return revoked;
}

static void must_be_new(struct model_ask *a, const ProtobufCBinaryData *key) {
    must_if(a, key->len != 32, R(BAD_MESSAGE));
    for (size_t i = 0; key->len == 32 && i < a->m->key_count; i++)
        must_if(a,
                !memcmp(a->m->keys[i].key, key->data, 32) ||
                    (a->m->keys[i].two && !memcmp(a->m->keys[i].previous, key->data, 32)),
                R(ALREADY));
}

void do_add_device(struct model_ask *a) {
    const Hallq__AddDevice *c = a->request->add_device;
    const struct model_key *same = key_named(a->m, c->name);
    must_if(a, a->request->hall != 0 || !*c->name || c->role == HALLQ__DEVICE__ROLE__NO_ROLE,
            R(BAD_MESSAGE));
    must_if(a, !c->n_halls, R(HALLS_MISSING)); // they are all kiosks
    must_be_new(a, &c->public_key);
    must_if(a, same && !same->revoked, R(ALREADY));
    if (!goes(a))
        return;
    struct model_key *k = &a->m->keys[a->m->key_count++];
    k->device = (uint32_t)a->m->key_count;
    k->role = (int)c->role;
    snprintf(k->name, sizeof k->name, "%s", c->name);
    memcpy(k->key, c->public_key.data, 32);
    struct said *s = event(a, "device_added");
    said_u64(s, "device", k->device);
    said_text(s, "name", k->name);
    said_i64(s, "role", k->role);
    said_list(s, "halls", c->halls, c->n_halls);
    said_hex(s, "public_key", k->key, 32);
    event_end(a);
    said_u64(&a->done, "device", k->device);
}

void do_revoke_device(struct model_ask *a) {
    struct model_key *k = key_named(a->m, a->request->revoke_device->name);
    must_if(a, !k, R(NO_DEVICE));
    must_if(a, k && k->revoked, R(ALREADY));
    must_if(a, k && k->device == a->asker->device, R(NOT_ALLOWED));
    if (!goes(a))
        return;
    k->revoked = true;
    said_u64(event(a, "device_revoked"), "device", k->device);
    event_end(a);
}

void do_rekey_device(struct model_ask *a) {
    const Hallq__RekeyDevice *c = a->request->rekey_device;
    struct model_key *k = key_named(a->m, c->name);
    must_if(a, !k, R(NO_DEVICE));
    must_if(a, k && k->revoked, R(KEY_REVOKED));
    must_be_new(a, &c->public_key);
    if (!goes(a))
        return;
    k->two = c->overlap_s > 0;
    memcpy(k->previous, k->key, 32);
    memcpy(k->key, c->public_key.data, 32);
    struct said *s = event(a, "device_rekeyed");
    said_u64(s, "device", k->device);
    said_hex(s, "public_key", k->key, 32);
    said_i64(s, "previous_until_ms", k->two ? a->now_ms + (int64_t)c->overlap_s * 1000 : 0);
    event_end(a);
}

void do_accept_clock(struct model_ask *a) {
    must(a, R(ALREADY)); // the simulation raises no alarm
}
