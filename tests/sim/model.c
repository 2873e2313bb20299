// model.c - the model's own things: what it keeps, how it is asked, where a ticket waits, local
// time.
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/limit.h"
#include "tests/sim/model_own.h"

// --- refusing and saying

void may(struct model_ask *a, Hallq__Refusal__Reason reason) {
    a->may[reason] = 1;
}

void must(struct model_ask *a, Hallq__Refusal__Reason reason) {
    may(a, reason);
    a->must_count++;
    a->must = reason;
}

void must_if(struct model_ask *a, bool so, Hallq__Refusal__Reason reason) {
    if (so)
        must(a, reason);
}

bool goes(const struct model_ask *a) {
    return !a->must_count && a->seen == R(NONE);
}

void trouble(struct model_ask *a, const char *format, ...) {
    va_list args;
    if (a->trouble[0])
        return;
    va_start(args, format);
    vsnprintf(a->trouble, sizeof a->trouble, format, args);
    va_end(args);
}

struct said *event(struct model_ask *a, const char *name) {
    said_add(&a->events, "%s{", name);
    a->event_count++;
    a->m->seq += !a->request || a->request->hall == PLAN_HALL;
    return &a->events;
}

void event_end(struct model_ask *a) {
    said_add(&a->events, "}\n");
}

void said_line(struct said *s, const char *name, struct model_line line) {
    if (!line.kind)
        return;
    said_add(s, "%s%s={kind=%d id=%u}", s->size && s->text[s->size - 1] != '{' ? " " : "", name,
             (int)line.kind, line.id);
}

void said_by(struct model_ask *a) {
    struct said *s = &a->events;
    said_add(s, "%sby={", s->text[s->size - 1] != '{' ? " " : "");
    said_u64(s, "device", a->asker ? a->asker->device : 0);
    said_u64(s, "staff", a->staff);
    if (a->asker)
        said_hex(s, "principal", a->asker->principal.data, a->asker->principal.len);
    said_add(s, "}");
}

// --- what it keeps

struct model *model_create(const struct plan *plans) {
    struct model *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->plans = plans;
    m->alerts = calloc(MODEL_ALERTS, sizeof *m->alerts);
    if (!m->alerts)
        abort();
    return m;
}

void model_destroy(struct model *m) {
    if (!m)
        return;
    for (size_t i = 0; i < m->ticket_count; i++) {
        free(m->tickets[i].steps);
        free(m->tickets[i].notes);
    }
    for (size_t i = 0; i < m->request_count; i++)
        free(m->requests[i].done);
    measures_free(m);
    free(m->alerts);
    free(m->tickets);
    free(m->requests);
    free(m->calls);
    free(m);
}

struct model_ticket *ticket_of(struct model *m, uint64_t id) {
    struct model_ticket *t = id && id <= m->ticket_count ? &m->tickets[id - 1] : NULL;
    return t && t->id ? t : NULL; // forgotten ones have none
}

const struct model_ticket *model_ticket(const struct model *m, uint64_t id) {
    return ticket_of((struct model *)(uintptr_t)m, id);
}

struct model_counter *counter_of(struct model *m, uint32_t id) {
    struct model_counter *c = &m->counters[id < 1000 ? id : 0];
    if (!c->state)
        c->state = CLOSED;
    c->id = id;
    return c;
}

struct model_service *service_of(struct model *m, uint32_t id) {
    for (size_t i = 0; i < m->service_count; i++)
        if (m->services[i].id == id)
            return &m->services[i];
    m->services[m->service_count].id = id;
    return &m->services[m->service_count++];
}

struct model_person *person_of(struct model *m, uint32_t id) {
    for (size_t i = 0; i < m->person_count; i++)
        if (m->people[i].id == id)
            return &m->people[i];
    m->people[m->person_count].id = id;
    return &m->people[m->person_count++];
}

struct model_step *step_of(struct model_ticket *t) {
    return t->step_count ? &t->steps[t->step_count - 1] : NULL;
}

bool is_open(enum model_state state) {
    return state >= EXPECTED && state <= HELD;
}

bool same_line(struct model_line a, struct model_line b) {
    return a.kind == b.kind && a.id == b.id;
}

bool from_customer(const struct model_ask *a) {
    return a->asker && (a->asker->role == HALLQ__DEVICE__ROLE__KIOSK ||
                        a->asker->role == HALLQ__DEVICE__ROLE__GATEWAY);
}

bool is_terminal(const struct model_ask *a) {
    return a->asker->role == HALLQ__DEVICE__ROLE__COUNTER;
}

uint32_t model_waiting(const struct model *m, struct model_line line) {
    uint32_t waiting = 0;
    for (size_t i = 0; i < m->ticket_count; i++)
        waiting += m->tickets[i].in_line && same_line(m->tickets[i].line, line);
    return waiting;
}

uint32_t people_ahead(const struct model *m, struct model_line line, int64_t rank_ms, uint64_t id) {
    uint32_t ahead = 0;
    for (size_t i = 0; i < m->ticket_count; i++) {
        const struct model_ticket *t = &m->tickets[i];
        ahead += t->in_line && same_line(t->line, line) && t->id != id &&
                 (t->rank_ms < rank_ms || (t->rank_ms == rank_ms && t->id < id));
    }
    return ahead;
}

size_t services_given(const struct model *m, uint32_t counter, uint32_t *to) {
    const struct model_counter *c = &m->counters[counter < 1000 ? counter : 0];
    const struct plan_counter *p = m->plan ? plan_counter(m->plan, counter) : NULL;
    const uint32_t *from = c->service_count ? c->services : p ? p->services : NULL;
    size_t count = c->service_count ? c->service_count : p ? p->service_count : 0;
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
    return count;
}

bool gives(const struct model *m, uint32_t counter, uint32_t service) {
    uint32_t services[PLAN_SERVICES * 2];
    size_t count = services_given(m, counter, services);
    for (size_t i = 0; i < count; i++)
        if (services[i] == service)
            return true;
    return false;
}

// --- naming tickets

static bool number_named(const struct model_ticket *t, const char *number) {
    size_t letters = strcspn(t->number, "0123456789");
    return strcspn(number, "0123456789") == letters && !strncasecmp(number, t->number, letters) &&
           strtoul(number + letters, NULL, 10) == strtoul(t->number + letters, NULL, 10);
}

// Codes that are made end with their day; who only sees may as well read.
static bool code_good(const struct model_ask *a, const struct model_ticket *t,
                      const ProtobufCBinaryData *given) {
    unsigned char act[MODEL_CODE], see[MODEL_CODE];
    if (given->len != MODEL_CODE)
        return false;
    if (t->code_stored)
        return !memcmp(given->data, t->code, MODEL_CODE);
    a->asker->code_cb(t->id, t->day, false, act);
    a->asker->code_cb(t->id, t->day, true, see);
    return t->day == a->m->day && (!memcmp(given->data, act, MODEL_CODE) ||
                                   (a->reads && !memcmp(given->data, see, MODEL_CODE)));
}

struct model_ticket *ticket_named(struct model_ask *a, const Hallq__Which *which, bool today) {
    struct model *m = a->m;
    struct model_ticket *t = which ? ticket_of(m, which->ticket) : NULL;
    if (which && !which->ticket && which->number[0])
        for (size_t i = 0; i < m->ticket_count; i++)
            if (m->tickets[i].id && (m->tickets[i].day == m->day || is_open(m->tickets[i].state)) &&
                number_named(&m->tickets[i], which->number))
                t = &m->tickets[i];
    if (t && from_customer(a) && !code_good(a, t, &which->code))
        t = NULL;
    if (!t)
        must(a, R(NO_TICKET));
    else if (today)
        must_if(a, t->day != m->day, R(DAY_OVER));
    return t;
}

static void counter_state_refused(struct model_ask *a, const struct model_counter *c) {
    switch (c->state) {
    case PAUSED:
        return must(a, R(COUNTER_PAUSED));
    case FREE:
        return must(a, R(COUNTER_FREE));
    case CALLING:
    case BUSY:
        return must(a, R(COUNTER_BUSY));
    default:
        return must(a, R(COUNTER_CLOSED));
    }
}

struct model_ticket *ticket_own(struct model_ask *a, enum model_state wanted) {
    struct model_counter *c = counter_of(a->m, a->counter);
    struct model_ticket *t = ticket_of(a->m, c->ticket);
    if (!t)
        counter_state_refused(a, c);
    else if (wanted && t->state != wanted)
        must(a, R(WRONG_STATE));
    return t;
}

void counter_must_be_free(struct model_ask *a) {
    const struct model_counter *c = counter_of(a->m, a->counter);
    if (c->state != FREE)
        counter_state_refused(a, c);
}

// --- where a ticket waits

int64_t rank_now(const struct model_ask *a, const struct model_ticket *t) {
    const struct plan_class *c = plan_class(a->m->plan, t->customer_class);
    return a->now_ms - (c ? c->head_start_s * 1000LL : 0);
}

struct model_place place_at(const struct model_ask *a, const struct model_ticket *t,
                            struct model_line line, int64_t rank_ms) {
    int64_t offer_ms = t->called_ms + a->m->plan->min_gap_s * 1000LL;
    bool gap = t->called_ms && same_line(t->line, line) && offer_ms > a->now_ms;
    return (struct model_place){line, rank_ms, gap ? offer_ms : 0};
}

static bool line_exists(const struct plan *p, struct model_line line) {
    switch (line.kind) {
    case OF_SERVICE:
        return plan_service(p, line.id);
    case OF_COUNTER:
        return plan_counter(p, line.id);
    case OF_CLERK:
        return plan_person(p, line.id);
    default:
        return false;
    }
}

// A service that is there: this one, where its people go, or the first.
uint32_t service_kept(const struct plan *p, uint32_t service) {
    for (size_t i = 0; i < p->move_count && !plan_service(p, service); i++)
        if (p->moves[i].service == service)
            return p->moves[i].to_service;
    return plan_service(p, service) ? service : p->services[0].id;
}

// Where the settings move its people, else the line of the step's service, else the first service.
static struct model_line line_instead(const struct plan *p, struct model_line gone,
                                      uint32_t service) {
    for (size_t i = 0; i < p->move_count; i++)
        if ((gone.kind == OF_SERVICE && p->moves[i].service == gone.id) ||
            (gone.kind == OF_COUNTER && p->moves[i].counter == gone.id))
            return (struct model_line){OF_SERVICE, p->moves[i].to_service};
    return (struct model_line){OF_SERVICE, service_kept(p, service)};
}

// Nobody waits for a clerk who is not here.
struct model_line line_again(const struct model_ask *a, const struct model_ticket *t) {
    const struct plan *p = a->m->plan;
    uint32_t service = t->steps[t->step_count - 1].service;
    struct model_line line = t->line.kind ? t->line : (struct model_line){OF_SERVICE, service};
    uint32_t device = line.kind == OF_CLERK ? person_of(a->m, line.id)->device : 0;
    bool here = line.kind != OF_CLERK || (device && !a->m->on[device % MODEL_DEVICES].over);
    return line_exists(p, line) && here ? line : line_instead(p, line, service);
}

struct model_place place_again(const struct model_ask *a, const struct model_ticket *t,
                               int64_t rank_ms) {
    return place_at(a, t, line_again(a, t), rank_ms);
}

void wait_in(struct model_ask *a, struct model_ticket *t, struct model_place p) {
    if (!same_line(t->line, p.to))
        t->called_ms = 0;
    t->state = WAITING;
    t->line = p.to;
    t->rank_ms = p.rank_ms;
    t->in_line = !p.offer_ms;
    t->line_ms = t->in_line ? a->now_ms : 0;
    t->due_ms = p.offer_ms;
    t->counter = t->clerk = t->call_count = 0;
}

// --- serving

uint32_t served_now_s(const struct model_ticket *t, int64_t now_ms) {
    if (t->state != SERVING || now_ms < t->serving_since_ms)
        return t->served_s;
    return t->served_s + (uint32_t)((now_ms - t->serving_since_ms) / 1000);
}

void step_add(struct model_ask *a, struct model_ticket *t, uint32_t service) {
    if (t->step_count == MODEL_STEPS)
        memmove(t->steps, t->steps + 1, --t->step_count * sizeof *t->steps);
    t->steps = realloc(t->steps, (t->step_count + 1) * sizeof *t->steps);
    if (!t->steps)
        abort();
    struct model_step *step = &t->steps[t->step_count++];
    memset(step, 0, sizeof *step);
    step->service = service;
    step->entered_ms = a->now_ms;
    t->served_s = 0;
    t->serving_since_ms = 0;
}

void step_over(struct model_ask *a, struct model_ticket *t) {
    struct model_step *step = step_of(t);
    if (t->state == SERVING) {
        step->finished_ms = a->now_ms;
        step->served_s = served_now_s(t, a->now_ms);
    }
    t->served_s = 0;
    t->serving_since_ms = 0;
}

void counter_takes(struct model_ask *a, uint32_t counter, struct model_ticket *t,
                   enum model_counter_state state) {
    struct model_counter *c = counter_of(a->m, counter);
    struct model_step *step = step_of(t);
    if (c->ticket && c->ticket != t->id)
        trouble(a, "counter %u would hold two tickets", counter);
    if (c->state != state)
        c->since_ms = a->now_ms;
    c->state = state;
    c->ticket = t->id;
    t->counter = step->counter = counter;
    t->clerk = step->clerk = c->clerk;
    t->in_line = false;
    t->due_ms = 0;
}

void counter_lets_go(struct model_ask *a, uint32_t counter) {
    struct model_counter *c = counter_of(a->m, counter);
    c->state = FREE;
    c->ticket = 0;
    c->since_ms = a->now_ms;
    if (a->let_go_count < MODEL_LET_GO)
        a->let_go[a->let_go_count++] = counter;
}

void unhold(struct model *m, uint32_t counter) {
    if (counter)
        counter_of(m, counter)->held--;
}

uint64_t seal(struct model_ask *a, bool text) {
    return text ? ++a->m->sealed : 0;
}

uint64_t seal_note(struct model_ask *a, struct model_ticket *t) {
    uint64_t sealed = seal(a, a->asker->note);
    if (!sealed)
        return 0;
    t->notes = realloc(t->notes, (t->note_count + 1) * sizeof *t->notes);
    if (!t->notes)
        abort();
    t->notes[t->note_count++] = (struct model_note){sealed, a->m->day};
    return t->note = sealed;
}

void call_add(struct model_ask *a, const struct model_ticket *t) {
    struct model *m = a->m;
    if (m->call_count == m->call_room) {
        m->call_room = m->call_room * 2 + 64;
        m->calls = realloc(m->calls, m->call_room * sizeof *m->calls);
        if (!m->calls)
            abort();
    }
    m->calls[m->call_count++] =
        (struct model_call){m->seq, a->now_ms, t->id, t->counter, t->call_count};
}

// --- asking

void model_ask_init(struct model_ask *a, struct model *m, int64_t now_ms) {
    memset(a, 0, sizeof *a);
    a->m = m;
    a->now_ms = now_ms;
    said_clear(&a->events);
    said_clear(&a->done);
}

void model_ask_fini(struct model_ask *a) {
    said_fini(&a->events);
    said_fini(&a->done);
}

static const struct model_request *request_find(const struct model *m, uint32_t hall,
                                                const struct model_asker *asker, uint64_t session,
                                                uint32_t number) {
    for (size_t i = m->request_count; i--;) {
        const struct model_request *r = &m->requests[i];
        if (r->number == number && r->session == session && r->device == asker->device &&
            r->web == asker->web && r->hall == hall)
            return r;
    }
    return NULL;
}

// Who asks; of a sign-on, who is there afterwards.
static uint32_t asks_as(const struct model_ask *a) {
    return a->request->body_case == HALLQ__REQUEST__BODY_SIGN_ON ? a->request->sign_on->staff
                                                                 : a->staff;
}

void model_remember(struct model *m, const struct model_ask *a, uint64_t seq, const char *done) {
    if (m->request_count == m->request_room) {
        m->request_room = m->request_room * 2 + 256;
        m->requests = realloc(m->requests, m->request_room * sizeof *m->requests);
        if (!m->requests)
            abort();
    }
    m->requests[m->request_count++] = (struct model_request){
        .hall = a->request->hall,
        .device = a->asker->device,
        .web = a->asker->web,
        .session = a->request->session,
        .number = a->request->number,
        .command = (int)a->request->body_case,
        .staff = asks_as(a),
        .day = m->day,
        .seq = seq,
        .at_ms = a->now_ms,
        .done = strdup(done),
    };
}

enum {
    KIOSK = 1 << HALLQ__DEVICE__ROLE__KIOSK,
    COUNTER = 1 << HALLQ__DEVICE__ROLE__COUNTER,
    DISPLAY = 1 << HALLQ__DEVICE__ROLE__DISPLAY,
    GUIDE = 1 << HALLQ__DEVICE__ROLE__GUIDE,
    LEAD = 1 << HALLQ__DEVICE__ROLE__LEAD,
    MANAGER = 1 << HALLQ__DEVICE__ROLE__MANAGER,
    GATEWAY = 1 << HALLQ__DEVICE__ROLE__GATEWAY,
    ADMIN = 1 << HALLQ__DEVICE__ROLE__ADMIN,
    FORWARDER = 1 << HALLQ__DEVICE__ROLE__FORWARDER,
    TAKING = KIOSK | GATEWAY | GUIDE | LEAD | MANAGER,
    FLOOR = GUIDE | LEAD | MANAGER,
    STAFFED = COUNTER | FLOOR,
};

// Who may send what, from the marks in command.proto.
struct grant {
    int devices;
    bool person;  // somebody must be signed on
    bool leading; // and be a lead or manager
    bool broker;  // of hall 0
    model_do *run;
};

#define GRANT(CASE, devices, person, leading, run)                                                 \
    [HALLQ__REQUEST__BODY_##CASE] = {devices, person, leading, false, run}
#define GRANT_BROKER(CASE, run) [HALLQ__REQUEST__BODY_##CASE] = {ADMIN, false, false, true, run}
static const struct grant grants[] = {
    GRANT(ISSUE, TAKING, true, false, do_issue),
    GRANT(CHECK_IN, TAKING, true, false, do_check_in),
    GRANT(CANCEL, TAKING | COUNTER, true, false, do_cancel),
    GRANT(RATE, KIOSK | GATEWAY | COUNTER, true, false, do_rate),
    GRANT(REINSTATE, STAFFED, true, false, do_reinstate),
    GRANT(CALL_NEXT, COUNTER, true, false, do_call_next),
    GRANT(CALL_NAMED, COUNTER, true, false, do_call_named),
    GRANT(RECALL, COUNTER, true, false, do_recall),
    GRANT(START, COUNTER, true, false, do_start),
    GRANT(HOLD, COUNTER, true, false, do_hold),
    GRANT(RESUME, STAFFED, true, false, do_resume),
    GRANT(TRANSFER, STAFFED, true, false, do_transfer),
    GRANT(FINISH, COUNTER, true, false, do_finish),
    GRANT(FURTHER, STAFFED, true, false, do_further),
    GRANT(NO_SHOW, COUNTER, true, false, do_no_show),
    GRANT(SIGN_ON, STAFFED, false, false, do_sign_on),
    GRANT(SIGN_OFF, STAFFED, true, false, do_sign_off),
    GRANT(COUNTER_OPEN, COUNTER | LEAD | MANAGER, true, false, do_counter_open),
    GRANT(COUNTER_CLOSE, COUNTER | LEAD | MANAGER, true, false, do_counter_close),
    GRANT(COUNTER_PAUSE, COUNTER | LEAD | MANAGER, true, false, do_counter_pause),
    GRANT(COUNTER_RESUME, COUNTER | LEAD | MANAGER, true, false, do_counter_resume),
    GRANT(COUNTER_SERVICES, LEAD | MANAGER, true, true, do_counter_services),
    GRANT(COUNTER_FREE, LEAD | MANAGER, true, true, do_counter_free),
    GRANT(SERVICE_SUSPEND, LEAD | MANAGER, true, true, do_service_suspend),
    GRANT(SERVICE_UNSUSPEND, LEAD | MANAGER, true, true, do_service_unsuspend),
    GRANT(RAISE_CAP, LEAD | MANAGER, true, true, do_raise_cap),
    GRANT(SEE_ALERT, LEAD | MANAGER, true, true, do_see_alert),
    GRANT(TAKE_MEASURE, FLOOR, true, false, do_take_measure),
    GRANT(END_MEASURE, FLOOR, true, false, do_end_measure),
    GRANT(REVEAL_CONTACT, LEAD | MANAGER, true, true, do_reveal_contact),
    GRANT(FORGET_CONTACT, ADMIN | LEAD | MANAGER, true, true, do_forget_contact),
    GRANT(APPLY_SETTINGS, ADMIN | MANAGER, true, true, do_apply_settings),
    GRANT(CHANGE_PIN, STAFFED, true, false, do_change_pin),
    GRANT(SET_PIN, ADMIN | MANAGER, true, true, do_set_pin),
    GRANT_BROKER(ADD_DEVICE, do_add_device),
    GRANT_BROKER(REVOKE_DEVICE, do_revoke_device),
    GRANT_BROKER(REKEY_DEVICE, do_rekey_device),
    GRANT(PURGE, ADMIN, false, false, do_purge),
    GRANT_BROKER(ACCEPT_CLOCK, do_accept_clock),
    GRANT(PING, STAFFED | KIOSK | DISPLAY | GATEWAY | ADMIN | FORWARDER, false, false, NULL),
    GRANT(GET_SNAPSHOT, STAFFED | KIOSK | DISPLAY | GATEWAY | ADMIN | FORWARDER, false, false,
          NULL),
    GRANT(GET_EVENTS, STAFFED | KIOSK | DISPLAY | GATEWAY | ADMIN | FORWARDER, false, false, NULL),
    GRANT(GET_SETTINGS, STAFFED | KIOSK | DISPLAY | GATEWAY | ADMIN | FORWARDER, false, false,
          NULL),
    GRANT(GET_PLACE, KIOSK | GATEWAY | STAFFED, false, false, NULL),
    GRANT(GET_TICKET, STAFFED, true, false, NULL),
    GRANT(GET_LINE, STAFFED, true, false, NULL),
    GRANT(GET_REPORT, LEAD | MANAGER | ADMIN, true, true, NULL),
    GRANT(GET_ALERTS, LEAD | MANAGER, true, true, NULL),
    GRANT(GET_MEASURES, LEAD | MANAGER, true, true, NULL),
    GRANT(GET_JOURNAL, ADMIN | FORWARDER, false, false, NULL),
};

static const struct grant *grant_of(int body_case) {
    static const struct grant none;
    return (size_t)body_case < sizeof grants / sizeof grants[0] ? &grants[body_case] : &none;
}

// Whose sign-on is over may end the ticket at hand, but not send it to themselves.
static bool ends_ticket(const struct model_ask *a) {
    const Hallq__Transfer *c = a->request->transfer;
    uint64_t ticket = a->counter ? counter_of(a->m, a->counter)->ticket : 0;
    if (!ticket)
        return false;
    switch (a->request->body_case) {
    case HALLQ__REQUEST__BODY_RECALL:
    case HALLQ__REQUEST__BODY_START:
    case HALLQ__REQUEST__BODY_HOLD:
    case HALLQ__REQUEST__BODY_FINISH:
    case HALLQ__REQUEST__BODY_NO_SHOW:
    case HALLQ__REQUEST__BODY_SIGN_OFF:
        return true;
    case HALLQ__REQUEST__BODY_CALL_NEXT:
        return a->request->call_next->finish || a->request->call_next->no_show;
    case HALLQ__REQUEST__BODY_TRANSFER:
        if (c->to && c->to->kind == HALLQ__LINE__KIND__CLERK && c->to->id == a->staff)
            return false;
        return !c->which || c->which->ticket == ticket || !(c->which->ticket || *c->which->number);
    default:
        return false;
    }
}

// Who is at the device, and whether they may.
static void ask_person(struct model_ask *a, const struct grant *g) {
    const struct model_sign_on *on = &a->m->on[a->asker->device % MODEL_DEVICES];
    bool staffed = STAFFED >> a->asker->role & 1;
    a->staff = on->staff;
    const struct plan_person *person = a->m->plan ? plan_person(a->m->plan, on->staff) : NULL;
    a->staff_role = person ? person->role : on->role;
    a->counter = on->counter;
    if (!staffed || !g->person)
        return;
    must_if(a, !a->staff || (on->over && !ends_ticket(a)), R(NOT_SIGNED_ON));
    must_if(a, a->staff && g->leading && a->staff_role < PLAN_LEAD, R(PERSON_MAY_NOT));
}

// What a gateway may not give is for who would be signed on in the browser that it asks for.
static Hallq__Refusal__Reason not_granted(const struct model_ask *a, const struct grant *g) {
    if (a->asker->role != HALLQ__DEVICE__ROLE__GATEWAY || !a->asker->principal.len ||
        !(g->devices & STAFFED))
        return R(NOT_ALLOWED);
    return a->request->body_case == HALLQ__REQUEST__BODY_SIGN_ON ? R(NOT_ENROLLED)
                                                                 : R(NOT_SIGNED_ON);
}

static void ask_grant(struct model_ask *a, const struct grant *g) {
    must_if(a, a->asker->principal.len && a->asker->role != HALLQ__DEVICE__ROLE__GATEWAY,
            R(BAD_MESSAGE));
    must_if(a, !(g->devices >> a->asker->role & 1), not_granted(a, g));
    must_if(a, !a->request->hall && a->asker->role != HALLQ__DEVICE__ROLE__ADMIN, R(OTHER_HALL));
    must_if(a, a->request->hall == PLAN_HALL && !a->m->plan && g->run != do_apply_settings,
            R(NO_HALL));
    must_if(a, a->request->hall != 0 && a->request->hall != PLAN_HALL, R(NO_HALL));
    must_if(a, a->request->hall != 0 && g->broker, R(BAD_MESSAGE));
}

static void reasons_drop(struct model_ask *a) {
    memset(a->may, 0, sizeof a->may);
    a->must_count = 0;
}

// What tells whether a PIN was right tells nothing while a lock holds.
static void pin_asked_again(struct model_ask *a) {
    const Hallq__Request *r = a->request;
    if (r->body_case == HALLQ__REQUEST__BODY_SIGN_ON)
        pin_given_again(a, r->sign_on->staff);
    if (r->body_case == HALLQ__REQUEST__BODY_SET_PIN)
        pin_given_again(a, r->set_pin->staff);
    if (r->body_case == HALLQ__REQUEST__BODY_CHANGE_PIN)
        pin_given_again(a, a->staff);
    if (a->must_count)
        a->retry = NULL;
}

// A retry is for who was there; nobody else may have come where somebody signs on or off. A contact
// is shown anew.
static void ask_again(struct model_ask *a) {
    bool on = a->request->body_case == HALLQ__REQUEST__BODY_SIGN_ON;
    bool off = a->request->body_case == HALLQ__REQUEST__BODY_SIGN_OFF;
    const struct model_request *then = a->retry;
    bool nobody = !a->staff && (on || off);
    a->anew = a->request->body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT;
    if (a->staff == then->staff || nobody) {
        a->retry = a->anew ? NULL : then;
        if (a->anew)
            return;
        reasons_drop(a); // what it would be refused for as a new one
        pin_asked_again(a);
        return;
    }
    a->retry = NULL;
    reasons_drop(a);
    must(a, a->staff ? R(BAD_MESSAGE) : R(NOT_SIGNED_ON));
}

void model_command(struct model_ask *a) {
    const struct grant *g = grant_of((int)a->request->body_case);
    if (!g->run)
        return must(a, R(UNKNOWN_COMMAND));
    must_if(a, !a->request->session || !a->request->number, R(NO_SESSION));
    ask_grant(a, g);
    if (a->must_count)
        return;
    a->retry =
        request_find(a->m, a->request->hall, a->asker, a->request->session, a->request->number);
    if (a->retry && a->retry->command != (int)a->request->body_case)
        return must(a, R(BAD_MESSAGE));
    ask_person(a, g);
    if (a->retry) {
        ask_again(a);
        if (!a->anew)
            return;
    }
    if (!a->must_count)
        g->run(a);
    leavers_after(a);
    measures_follow(a);
}

bool model_read(struct model_ask *a) {
    a->reads = true;
    const struct grant *g = grant_of((int)a->request->body_case);
    ask_grant(a, g);
    if (!a->must_count)
        ask_person(a, g);
    return a->must_count || read_answer(a);
}

// The ticket a command names, NULL if it names none; *ret_named: it is about a ticket.
static const Hallq__Which *which_asked(const Hallq__Request *r, bool *ret_named) {
    *ret_named = true;
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_CHECK_IN:
        return r->check_in->which;
    case HALLQ__REQUEST__BODY_CANCEL:
        return r->cancel->which;
    case HALLQ__REQUEST__BODY_RATE:
        return r->rate->which;
    case HALLQ__REQUEST__BODY_REINSTATE:
        return r->reinstate->which;
    case HALLQ__REQUEST__BODY_CALL_NAMED:
        return r->call_named->which;
    case HALLQ__REQUEST__BODY_RESUME:
        return r->resume->which;
    case HALLQ__REQUEST__BODY_TRANSFER:
        return r->transfer->which;
    case HALLQ__REQUEST__BODY_FURTHER:
        return r->further->which;
    case HALLQ__REQUEST__BODY_REVEAL_CONTACT:
        return r->reveal_contact->which;
    case HALLQ__REQUEST__BODY_FORGET_CONTACT:
        return r->forget_contact->which;
    default:
        *ret_named = false;
        return NULL;
    }
}

// The counter a command names; else `own`.
static uint32_t counter_asked(const Hallq__Request *r, uint32_t own) {
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_COUNTER_FREE:
        return r->counter_free->counter;
    case HALLQ__REQUEST__BODY_COUNTER_SERVICES:
        return r->counter_services->counter;
    case HALLQ__REQUEST__BODY_COUNTER_OPEN:
        return own ? own : r->counter_open->counter;
    case HALLQ__REQUEST__BODY_COUNTER_CLOSE:
        return own ? own : r->counter_close->counter;
    case HALLQ__REQUEST__BODY_COUNTER_PAUSE:
        return own ? own : r->counter_pause->counter;
    case HALLQ__REQUEST__BODY_COUNTER_RESUME:
        return own ? own : r->counter_resume->counter;
    default:
        return own;
    }
}

static bool about_nothing(const Hallq__Request *r) {
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_ISSUE:
    case HALLQ__REQUEST__BODY_SERVICE_SUSPEND:
    case HALLQ__REQUEST__BODY_SERVICE_UNSUSPEND:
    case HALLQ__REQUEST__BODY_SET_PIN:
    case HALLQ__REQUEST__BODY_CHANGE_PIN:
    case HALLQ__REQUEST__BODY_APPLY_SETTINGS:
    case HALLQ__REQUEST__BODY_PURGE:
    case HALLQ__REQUEST__BODY_SEE_ALERT:
    case HALLQ__REQUEST__BODY_TAKE_MEASURE:
    case HALLQ__REQUEST__BODY_END_MEASURE:
        return true;
    default:
        return !r->hall;
    }
}

int model_subject(const struct model *m, const struct model_asker *asker,
                  const Hallq__Request *request) {
    struct model_ask a = {.m = (struct model *)(uintptr_t)m, .asker = asker, .request = request};
    const struct model_counter *own = &m->counters[m->on[asker->device % MODEL_DEVICES].counter];
    bool named;
    const Hallq__Which *which = which_asked(request, &named);
    if (about_nothing(request))
        return 0;
    if (!named)
        return (int)m->counters[counter_asked(request, own->id) % 1000].state;
    const struct model_ticket *t = which ? ticket_named(&a, which, false)
                                   : request->body_case == HALLQ__REQUEST__BODY_TRANSFER
                                       ? model_ticket(m, own->ticket)
                                       : model_ticket(m, own->last_finished);
    return t ? (int)t->state : NO_TICKET;
}

int model_due_subject(const struct model *m, Hallq__DueRow__Kind kind, uint64_t subject) {
    const struct model_ticket *t = model_ticket(m, subject);
    bool of_ticket = kind == HALLQ__DUE_ROW__KIND__NO_SHOW ||
                     kind == HALLQ__DUE_ROW__KIND__HOLD_END ||
                     kind == HALLQ__DUE_ROW__KIND__GAP_END;
    return of_ticket && t ? (int)t->state : 0;
}

// --- the calendar, by trying each stretch of the zone

static int64_t offset_ms(const struct plan *p, int64_t at_ms) {
    int32_t offset_s = p->zone[0].offset_s;
    for (size_t i = 0; i < p->zone_count; i++)
        if (p->zone[i].at_ms <= at_ms)
            offset_s = p->zone[i].offset_s;
    return offset_s * 1000LL;
}

#define DAY_MS 86400000LL

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

int64_t calendar_start_of(const struct plan *p, int32_t day) {
    int64_t wall_ms = day * DAY_MS + p->roll_min * 60000LL, best_ms = INT64_MAX;
    for (size_t i = 0; i < p->zone_count; i++) {
        int64_t from_ms = i ? p->zone[i].at_ms : INT64_MIN;
        int64_t to_ms = i + 1 < p->zone_count ? p->zone[i + 1].at_ms : INT64_MAX;
        int64_t at_ms = wall_ms - p->zone[i].offset_s * 1000LL;
        if (at_ms < from_ms)
            at_ms = from_ms;
        if (at_ms < to_ms && at_ms < best_ms)
            best_ms = at_ms;
    }
    return best_ms;
}

int32_t calendar_day_of(const struct plan *p, int64_t at_ms) {
    int32_t day = (int32_t)floor_div(at_ms, DAY_MS) - 3;
    while (calendar_start_of(p, day + 1) <= at_ms)
        day++;
    return day;
}

bool calendar_is_open(const struct plan *p, const struct plan_service *s, int64_t at_ms) {
    int64_t wall_ms = at_ms + offset_ms(p, at_ms);
    int64_t day = floor_div(wall_ms, DAY_MS);
    uint32_t minute = (uint32_t)((wall_ms - day * DAY_MS) / 60000);
    size_t weekday = (size_t)((day % 7 + 10) % 7); // day 0 was a Thursday
    const struct plan_day *hours = s->week.set ? &s->week.day[weekday] : &p->week.day[weekday];
    for (size_t i = 0; i < p->holiday_count; i++)
        if (p->holidays[i].day == day)
            hours = &p->holidays[i].hours;
    for (size_t i = 0; i < hours->span_count; i++)
        if (minute >= hours->spans[i].from_min && minute < hours->spans[i].to_min)
            return true;
    return false;
}

void hours_say(struct model_ask *a, struct said *s, const struct plan *p) {
    uint32_t opened[PLAN_SERVICES], closed[PLAN_SERVICES];
    size_t opened_count = 0, closed_count = 0;
    for (size_t i = 0; i < p->service_count; i++) {
        struct model_service *service = service_of(a->m, p->services[i].id);
        bool open = calendar_is_open(p, &p->services[i], a->now_ms);
        if (open != service->open)
            *(open ? &opened[opened_count++] : &closed[closed_count++]) = service->id;
        service->open = open;
    }
    said_list(s, "opened", opened, opened_count);
    said_list(s, "closed", closed, closed_count);
}
