// client_think.c - what people in a hall might ask for next: mostly what makes sense just now,
// sometimes anything at all. Which operations a seed likes is drawn once for the seed, some not at
// all (swarm testing).
#include <stdio.h>
#include <string.h>

#include "tests/sim/canary.h"
#include "tests/sim/client.h"
#include "tests/sim/host.h"
#include "tests/sim/model.h"

struct think {
    struct sim *s;
    struct client *c;
    struct dice *d;
    struct arena *arena;
    Hallq__Request *request;
    const struct model *m;
    const struct plan *p;
};

#define NEW(t, Type, type, name)                                                                   \
    Hallq__##Type *name = arena_need((t)->arena, sizeof *name);                                    \
    hallq__##type##__init(name)
#define ASK(t, CASE, member, name)                                                                 \
    (t)->request->body_case = HALLQ__REQUEST__BODY_##CASE;                                         \
    (t)->request->member = name

#define BIT(state) (1u << (state))
#define ANY_STATE 0x1feu

// --- picking things

// A ticket in one of these states, each state as likely as any other; NULL if there is none.
static const struct model_ticket *ticket_in(struct think *t, unsigned states) {
    const struct model_ticket *found[MODEL_STATES] = {NULL};
    unsigned seen[MODEL_STATES] = {0}, weights[MODEL_STATES] = {0};
    size_t from = t->m->ticket_count > 400 ? t->m->ticket_count - 400 : 0;
    for (size_t i = from; i < t->m->ticket_count; i++) {
        const struct model_ticket *one = &t->m->tickets[i];
        if (!one->id || !(states & BIT(one->state)))
            continue;
        weights[one->state] = 1;
        if (!dice_below(t->d, ++seen[one->state]))
            found[one->state] = one;
    }
    size_t state = dice_weighted(t->d, weights, MODEL_STATES);
    return state < MODEL_STATES ? found[state] : NULL;
}

// Now and then one that was never issued.
static Hallq__Which *which_of(struct think *t, const struct model_ticket *one) {
    NEW(t, Which, which, which);
    if (!one || dice_chance(t->d, 10)) {
        which->ticket = t->m->ticket_count + 1 + dice_below(t->d, 9);
        return which;
    }
    if (dice_chance(t->d, 300))
        which->number = arena_text(t->arena, one->number);
    else
        which->ticket = one->id;
    if ((t->c->role == HALLQ__DEVICE__ROLE__KIOSK || t->c->role == HALLQ__DEVICE__ROLE__GATEWAY) &&
        dice_chance(t->d, 970)) {
        which->code.data = arena_copy(t->arena, one->code, sizeof one->code);
        which->code.len = sizeof one->code;
    }
    return which;
}

// Mostly one in the states that make sense.
static Hallq__Which *which_in(struct think *t, unsigned states) {
    const struct model_ticket *one = ticket_in(t, dice_chance(t->d, 750) ? states : ANY_STATE);
    return which_of(t, one ? one : ticket_in(t, ANY_STATE));
}

static uint32_t service_any(struct think *t) {
    if (dice_chance(t->d, 20))
        return 1 + (uint32_t)dice_below(t->d, 9);
    return t->p->services[dice_below(t->d, t->p->service_count)].id;
}

static uint32_t counter_any(struct think *t) {
    if (dice_chance(t->d, 20))
        return 1 + (uint32_t)dice_below(t->d, 9);
    return t->p->counters[dice_below(t->d, t->p->counter_count)].id;
}

static uint32_t person_any(struct think *t) {
    if (dice_chance(t->d, 20))
        return 1 + (uint32_t)dice_below(t->d, 99);
    return t->p->staff[dice_below(t->d, t->p->staff_count)].id;
}

static char *code_any(struct think *t, const char *const *codes) {
    if (dice_chance(t->d, 30))
        return arena_text(t->arena, dice_chance(t->d, 500) ? "" : "no-such-code");
    return arena_text(t->arena, codes[dice_below(t->d, PLAN_CODES)]);
}

static char *note_any(struct think *t, unsigned permille) {
    if (!dice_chance(t->d, permille))
        return arena_text(t->arena, "");
    char *note = arena_printf(t->arena, CANARY_SECRET " note %u", (unsigned)dice_below(t->d, 999));
    return dice_chance(t->d, 20) ? arena_printf(t->arena, "%s%0210d", note, 7) : note;
}

static bool from_customer(const struct think *t) {
    return t->c->role == HALLQ__DEVICE__ROLE__KIOSK || t->c->role == HALLQ__DEVICE__ROLE__GATEWAY;
}

// --- a visit

static void think_issue(struct think *t) {
    NEW(t, Issue, issue, issue);
    static const size_t steps[] = {0, 0, 0, 0, 0, 1, 2, 4};
    issue->service = service_any(t);
    if (t->p->class_count && dice_chance(t->d, 400))
        issue->customer_class = t->p->classes[dice_below(t->d, t->p->class_count)].id;
    else if (dice_chance(t->d, 10))
        issue->customer_class = (uint32_t)dice_below(t->d, 16);
    issue->n_next_services = dice_chance(t->d, 10) ? 5 : steps[dice_below(t->d, 8)];
    issue->next_services = arena_need(t->arena, 8 * sizeof *issue->next_services);
    for (size_t i = 0; i < issue->n_next_services; i++)
        issue->next_services[i] = service_any(t);
    if (dice_chance(t->d, 600)) {
        unsigned number = (unsigned)dice_below(t->d, 100000000);
        if (number % 4 == 0) { // one of two people, who want the same each time, and press again
            number = number / 4 % 2;
            issue->service = t->p->services[0].id;
            issue->customer_class = 0;
            issue->n_next_services = 0;
        }
        issue->contact = arena_printf(t->arena, CANARY_SECRET "138%08u", number);
    }
    issue->note = note_any(t, from_customer(t) ? 20 : 250);
    issue->away = dice_chance(t->d, t->c->role == HALLQ__DEVICE__ROLE__KIOSK ? 10 : 300);
    ASK(t, ISSUE, issue, issue);
}

static void think_check_in(struct think *t) {
    NEW(t, CheckIn, check_in, c);
    c->which = which_in(t, BIT(EXPECTED));
    ASK(t, CHECK_IN, check_in, c);
}

static void think_cancel(struct think *t) {
    NEW(t, Cancel, cancel, c);
    c->which = which_in(t, BIT(EXPECTED) | BIT(WAITING) | BIT(CALLED) | BIT(HELD));
    c->reason = code_any(t, plan_cancel_reasons);
    ASK(t, CANCEL, cancel, c);
}

static void think_rate(struct think *t) {
    NEW(t, Rate, rate, c);
    c->score = (uint32_t)dice_below(t->d, dice_chance(t->d, 50) ? 9 : 5) + 1;
    if (t->c->role != HALLQ__DEVICE__ROLE__COUNTER || dice_chance(t->d, 500))
        c->which = which_in(t, BIT(FINISHED));
    ASK(t, RATE, rate, c);
}

static void think_reinstate(struct think *t) {
    NEW(t, Reinstate, reinstate, c);
    c->which = which_in(t, BIT(NO_SHOW));
    ASK(t, REINSTATE, reinstate, c);
}

// --- a counter

#define PLAIN(name, CASE, Type, type)                                                              \
    static void think_##name(struct think *t) {                                                    \
        NEW(t, Type, type, c);                                                                     \
        ASK(t, CASE, type, c);                                                                     \
    }
PLAIN(call_next, CALL_NEXT, CallNext, call_next)
PLAIN(recall, RECALL, Recall, recall)
PLAIN(start, START, Start, start)
PLAIN(no_show, NO_SHOW, NoShow, no_show)
PLAIN(sign_off, SIGN_OFF, SignOff, sign_off)
PLAIN(ping, PING, Ping, ping)
PLAIN(get_snapshot, GET_SNAPSHOT, GetSnapshot, get_snapshot)
PLAIN(get_settings, GET_SETTINGS, GetSettings, get_settings)

static void think_accept_clock(struct think *t) {
    NEW(t, AcceptClock, accept_clock, c);
    t->request->hall = dice_chance(t->d, 100) ? PLAN_HALL : 0;
    ASK(t, ACCEPT_CLOCK, accept_clock, c);
}

static void think_call_named(struct think *t) {
    NEW(t, CallNamed, call_named, c);
    c->which = which_in(t, BIT(WAITING));
    c->reason = code_any(t, plan_named_reasons);
    ASK(t, CALL_NAMED, call_named, c);
}

static void think_hold(struct think *t) {
    NEW(t, Hold, hold, c);
    c->note = note_any(t, 200);
    ASK(t, HOLD, hold, c);
}

static void think_resume(struct think *t) {
    NEW(t, Resume, resume, c);
    const struct model_ticket *mine = NULL;
    for (size_t i = 0; i < t->m->ticket_count && dice_chance(t->d, 990); i++)
        if (t->m->tickets[i].state == HELD && t->m->tickets[i].counter == t->c->counter)
            mine = &t->m->tickets[i];
    c->which = mine && dice_chance(t->d, 800) ? which_of(t, mine) : which_in(t, BIT(HELD));
    c->here = dice_chance(t->d, 600);
    ASK(t, RESUME, resume, c);
}

static void think_transfer(struct think *t) {
    NEW(t, Transfer, transfer, c);
    NEW(t, Line, line, line);
    bool terminal = t->c->role == HALLQ__DEVICE__ROLE__COUNTER;
    if (!terminal || dice_chance(t->d, 300))
        c->which = which_in(t, BIT(WAITING));
    line->kind = (Hallq__Line__Kind)dice_range(t->d, dice_chance(t->d, 20) ? 0 : 1, 3);
    line->id = line->kind == HALLQ__LINE__KIND__COUNTER ? counter_any(t)
               : line->kind == HALLQ__LINE__KIND__CLERK ? person_any(t)
                                                        : service_any(t);
    c->to = dice_chance(t->d, 10) ? NULL : line;
    if (dice_chance(t->d, 200))
        c->service = service_any(t);
    c->come_back = dice_chance(t->d, 300);
    c->at_end = dice_chance(t->d, 300);
    c->reason = code_any(t, plan_past_line_reasons);
    c->note = note_any(t, 150);
    ASK(t, TRANSFER, transfer, c);
}

static Hallq__Finish *finish_any(struct think *t) {
    NEW(t, Finish, finish, c);
    if (dice_chance(t->d, 600))
        c->outcome = code_any(t, plan_outcomes);
    c->n_topics = dice_chance(t->d, 300) ? 1 + dice_below(t->d, 2) : 0;
    c->topics = arena_need(t->arena, 4 * sizeof *c->topics);
    for (size_t i = 0; i < c->n_topics; i++)
        c->topics[i] = code_any(t, plan_topics);
    c->note = note_any(t, 100);
    return c;
}

static void think_finish(struct think *t) {
    ASK(t, FINISH, finish, finish_any(t));
}

// One press: the end of this one and the call of the next. Never both ends, but by mistake.
static void think_next(struct think *t, bool finished) {
    NEW(t, CallNext, call_next, c);
    bool both = dice_chance(t->d, 10);
    if (finished || both)
        c->finish = finish_any(t);
    if (!finished || both) {
        NEW(t, NoShow, no_show, missed);
        c->no_show = missed;
    }
    ASK(t, CALL_NEXT, call_next, c);
}

static void think_finish_next(struct think *t) {
    think_next(t, true);
}

static void think_no_show_next(struct think *t) {
    think_next(t, false);
}

static void think_further(struct think *t) {
    NEW(t, Further, further, c);
    if (t->c->role != HALLQ__DEVICE__ROLE__COUNTER || dice_chance(t->d, 400))
        c->which = which_in(t, BIT(FINISHED));
    c->service = service_any(t);
    c->here = dice_chance(t->d, 500);
    ASK(t, FURTHER, further, c);
}

static bool has_pin(const struct model *m, uint32_t person) {
    for (size_t i = 0; i < m->person_count; i++)
        if (m->people[i].id == person)
            return m->people[i].has_pin;
    return false;
}

// The PIN that is right now, or one of which the number of tries is soon used up.
static char *pin_of(struct think *t, uint32_t person, unsigned wrong_in_1000) {
    const char *pin = "0001";
    for (size_t i = 0; i < t->m->person_count && !dice_chance(t->d, wrong_in_1000); i++)
        if (t->m->people[i].id == person)
            pin = t->m->people[i].pin;
    return arena_text(t->arena, pin);
}

// A new one, good for anybody, and now and then one that is not.
static char *pin_new(struct think *t, uint32_t person) {
    static const char *const bad[] = {"12", "3456", "777777", "252525", "147258", "1004", "12a456"};
    if (dice_chance(t->d, 60))
        return arena_text(t->arena, bad[dice_below(t->d, sizeof bad / sizeof bad[0])]);
    if (dice_chance(t->d, 20))
        return arena_printf(t->arena, "%08u", person);
    return arena_printf(t->arena, "%u",
                        730000 + 17 * (person % 1000) + 20000 * (uint32_t)dice_below(t->d, 3));
}

// Mostly somebody who is not signed on anywhere and may sign on here.
static void think_sign_on(struct think *t) {
    NEW(t, SignOn, sign_on, c);
    c->staff = person_any(t);
    for (int tries = 0; tries < 6 && dice_chance(t->d, 900); tries++) {
        const struct plan_person *who = plan_person(t->p, c->staff);
        bool fits = who && (t->c->role == HALLQ__DEVICE__ROLE__COUNTER ||
                            (t->c->role == HALLQ__DEVICE__ROLE__GUIDE && who->role > PLAN_CLERK) ||
                            who->role >= PLAN_LEAD);
        bool busy = false;
        for (uint32_t i = 0; i < MODEL_DEVICES; i++)
            busy |= t->m->on[i].staff == c->staff;
        if (fits && !busy && has_pin(t->m, c->staff))
            break;
        c->staff = person_any(t);
    }
    c->pin = pin_of(t, c->staff, t->s->seed % 8 ? 60 : 700);
    if (t->c->role == HALLQ__DEVICE__ROLE__COUNTER)
        c->counter = dice_chance(t->d, 950) ? t->c->counter : counter_any(t);
    else if (dice_chance(t->d, 20))
        c->counter = counter_any(t);
    ASK(t, SIGN_ON, sign_on, c);
}

static uint32_t counter_of_mine(struct think *t) {
    if (t->c->role != HALLQ__DEVICE__ROLE__COUNTER || dice_chance(t->d, 20))
        return counter_any(t);
    return 0;
}

static void think_counter_open(struct think *t) {
    NEW(t, CounterOpen, counter_open, c);
    c->counter = counter_of_mine(t);
    ASK(t, COUNTER_OPEN, counter_open, c);
}

static void think_counter_close(struct think *t) {
    NEW(t, CounterClose, counter_close, c);
    c->counter = counter_of_mine(t);
    ASK(t, COUNTER_CLOSE, counter_close, c);
}

static void think_counter_pause(struct think *t) {
    NEW(t, CounterPause, counter_pause, c);
    c->counter = counter_of_mine(t);
    c->reason = code_any(t, plan_pause_reasons);
    ASK(t, COUNTER_PAUSE, counter_pause, c);
}

static void think_counter_resume(struct think *t) {
    NEW(t, CounterResume, counter_resume, c);
    c->counter = counter_of_mine(t);
    ASK(t, COUNTER_RESUME, counter_resume, c);
}

// --- the shift lead

static void think_counter_services(struct think *t) {
    NEW(t, CounterServices, counter_services, c);
    c->counter = counter_any(t);
    c->services = arena_need(t->arena, 4 * sizeof *c->services);
    c->n_services = dice_below(t->d, 4);
    for (size_t i = 0; i < c->n_services; i++)
        c->services[i] = service_any(t);
    ASK(t, COUNTER_SERVICES, counter_services, c);
}

static void think_counter_free(struct think *t) {
    static const int states[] = {WAITING, NO_SHOW, FINISHED, HELD};
    NEW(t, CounterFree, counter_free, c);
    c->counter = counter_any(t);
    for (size_t i = 0; i < t->p->counter_count && dice_chance(t->d, 800); i++)
        if (t->m->counters[t->p->counters[i].id].ticket && dice_chance(t->d, 500))
            c->counter = t->p->counters[i].id;
    c->ticket_state = (Hallq__Ticket__State)states[dice_below(t->d, dice_chance(t->d, 50) ? 4 : 3)];
    ASK(t, COUNTER_FREE, counter_free, c);
}

static void think_service_suspend(struct think *t) {
    NEW(t, ServiceSuspend, service_suspend, c);
    c->service = service_any(t);
    c->reason = code_any(t, plan_suspend_reasons);
    ASK(t, SERVICE_SUSPEND, service_suspend, c);
}

static void think_service_unsuspend(struct think *t) {
    NEW(t, ServiceUnsuspend, service_unsuspend, c);
    c->service = service_any(t);
    for (size_t i = 0; i < t->m->service_count && dice_chance(t->d, 900); i++)
        if (t->m->services[i].suspended)
            c->service = t->m->services[i].id;
    ASK(t, SERVICE_UNSUSPEND, service_unsuspend, c);
}

static void think_raise_cap(struct think *t) {
    NEW(t, RaiseCap, raise_cap, c);
    c->service = service_any(t);
    const struct plan_service *service = plan_service(t->p, c->service);
    uint32_t numbers = service ? service->last - service->first + 1 : 1000;
    c->cap = 1 + (uint32_t)dice_below(t->d, 1000);
    if (dice_chance(t->d, 700)) // all its numbers, or nearly
        c->cap = numbers - (uint32_t)dice_below(t->d, numbers / 4 + 1);
    ASK(t, RAISE_CAP, raise_cap, c);
}

static void think_reveal_contact(struct think *t) {
    NEW(t, RevealContact, reveal_contact, c);
    c->which = which_in(t, ANY_STATE);
    c->reason = arena_text(t->arena, dice_chance(t->d, 50) ? "" : "to call back");
    uint32_t staff = t->m->on[t->c->device % MODEL_DEVICES].staff;
    c->pin = dice_chance(t->d, 30) ? arena_text(t->arena, "") : pin_of(t, staff, 60);
    ASK(t, REVEAL_CONTACT, reveal_contact, c);
}

// --- reads

static void think_get_place(struct think *t) {
    NEW(t, GetPlace, get_place, c);
    c->which = which_in(t, ANY_STATE);
    ASK(t, GET_PLACE, get_place, c);
}

static void think_get_ticket(struct think *t) {
    NEW(t, GetTicket, get_ticket, c);
    c->which = which_in(t, ANY_STATE);
    ASK(t, GET_TICKET, get_ticket, c);
}

static void think_get_line(struct think *t) {
    NEW(t, GetLine, get_line, c);
    c->line = arena_need(t->arena, sizeof *c->line);
    hallq__line__init(c->line);
    c->line->kind = (Hallq__Line__Kind)dice_range(t->d, 1, 3);
    c->line->id = c->line->kind == HALLQ__LINE__KIND__COUNTER ? counter_any(t)
                  : c->line->kind == HALLQ__LINE__KIND__CLERK ? person_any(t)
                                                              : service_any(t);
    c->limit = (uint32_t)dice_below(t->d, 30);
    ASK(t, GET_LINE, get_line, c);
}

static void think_get_report(struct think *t) {
    NEW(t, GetReport, get_report, c);
    ASK(t, GET_REPORT, get_report, c);
}

static void think_get_journal(struct think *t) {
    NEW(t, GetJournal, get_journal, c);
    c->after = dice_below(t->d, t->m->seq + 1);
    c->limit = 20;
    ASK(t, GET_JOURNAL, get_journal, c);
}

// --- the administrator

static void think_settings(struct think *t) {
    NEW(t, ApplySettings, apply_settings, c);
    struct sim *s = t->s;
    if (s->plan_count == SIM_PLANS)
        return think_ping(t);
    struct plan *plan = &s->plans[s->plan_count];
    if (!t->p)
        plan_make(plan, t->d, s->now_ms);
    else
        plan_change(plan, t->p, t->d, (uint32_t)s->plan_count);
    plan->serial = (uint32_t)s->plan_count++;
    c->settings = plan_message(plan, t->arena);
    ASK(t, APPLY_SETTINGS, apply_settings, c);
}

static void think_set_pin(struct think *t) {
    NEW(t, SetPin, set_pin, c);
    c->staff = person_any(t);
    for (size_t i = 0; i < t->p->staff_count && dice_chance(t->d, 990); i++)
        if (!has_pin(t->m, t->p->staff[i].id))
            c->staff = t->p->staff[i].id;
    c->pin = pin_new(t, c->staff);
    ASK(t, SET_PIN, set_pin, c);
}

static void think_change_pin(struct think *t) {
    NEW(t, ChangePin, change_pin, c);
    uint32_t staff = t->m->on[t->c->device % MODEL_DEVICES].staff;
    c->old_pin = pin_of(t, staff, 60);
    c->new_pin = dice_chance(t->d, 20) ? c->old_pin : pin_new(t, staff);
    ASK(t, CHANGE_PIN, change_pin, c);
}

static char *name_any(struct think *t) {
    return arena_printf(t->arena, "device-%u", (unsigned)dice_below(t->d, 6));
}

static ProtobufCBinaryData key_any(struct think *t) {
    ProtobufCBinaryData key = {32, arena_need(t->arena, 32)};
    memset(key.data, 1 + (int)dice_below(t->d, 12), 32);
    return key;
}

static void think_add_device(struct think *t) {
    static uint32_t halls[] = {1};
    NEW(t, AddDevice, add_device, c);
    if (t->m->key_count + 2 > MODEL_KEYS)
        return think_ping(t);
    t->request->hall = 0;
    c->name = name_any(t);
    c->role = HALLQ__DEVICE__ROLE__KIOSK;
    c->n_halls = dice_below(t->d, 8) != 0;
    c->halls = halls;
    c->public_key = key_any(t);
    ASK(t, ADD_DEVICE, add_device, c);
}

static void think_revoke_device(struct think *t) {
    NEW(t, RevokeDevice, revoke_device, c);
    t->request->hall = 0;
    c->name = name_any(t);
    ASK(t, REVOKE_DEVICE, revoke_device, c);
}

static void think_rekey_device(struct think *t) {
    NEW(t, RekeyDevice, rekey_device, c);
    t->request->hall = 0;
    c->name = name_any(t);
    c->public_key = key_any(t);
    c->overlap_s = dice_below(t->d, 2) ? 3600 : 0;
    ASK(t, REKEY_DEVICE, rekey_device, c);
}

static void think_purge(struct think *t) {
    NEW(t, Purge, purge, c);
    c->upto_day = t->m->day - (int32_t)dice_below(t->d, 4);
    ASK(t, PURGE, purge, c);
}

// --- habits

enum {
    KIOSK = 1 << HALLQ__DEVICE__ROLE__KIOSK,
    COUNTER = 1 << HALLQ__DEVICE__ROLE__COUNTER,
    GUIDE = 1 << HALLQ__DEVICE__ROLE__GUIDE,
    LEAD = 1 << HALLQ__DEVICE__ROLE__LEAD,
    MANAGER = 1 << HALLQ__DEVICE__ROLE__MANAGER,
    GATEWAY = 1 << HALLQ__DEVICE__ROLE__GATEWAY,
    ADMIN = 1 << HALLQ__DEVICE__ROLE__ADMIN,
    FORWARDER = 1 << HALLQ__DEVICE__ROLE__FORWARDER,
    FLOOR = GUIDE | LEAD | MANAGER,
};

static const struct habit {
    void (*think)(struct think *t);
    int roles;
    unsigned weight;
    bool always; // no seed goes without
} habits[] = {
    {think_issue, KIOSK | GATEWAY | FLOOR, 80, true},
    {think_check_in, KIOSK | GATEWAY | FLOOR, 10, false},
    {think_cancel, KIOSK | GATEWAY | FLOOR | COUNTER, 6, false},
    {think_rate, KIOSK | GATEWAY | COUNTER, 10, false},
    {think_reinstate, FLOOR | COUNTER, 10, false},
    {think_call_next, COUNTER, 20, true},
    {think_call_named, COUNTER, 20, false},
    {think_recall, COUNTER, 12, false},
    {think_start, COUNTER, 20, true},
    {think_hold, COUNTER, 14, false},
    {think_resume, COUNTER | FLOOR, 16, false},
    {think_transfer, COUNTER | FLOOR, 20, false},
    {think_finish, COUNTER, 20, true},
    {think_further, COUNTER | FLOOR, 16, false},
    {think_no_show, COUNTER, 14, false},
    {think_finish_next, COUNTER, 14, false},
    {think_no_show_next, COUNTER, 14, false},
    {think_sign_on, COUNTER | FLOOR, 6, true},
    {think_sign_off, COUNTER, 6, false},
    {think_sign_off, FLOOR, 16, true}, // of no counter: they have few commands beside
    {think_counter_open, COUNTER | LEAD | MANAGER, 10, true},
    {think_counter_close, COUNTER | LEAD | MANAGER, 5, false},
    {think_counter_pause, COUNTER | LEAD | MANAGER, 14, false},
    {think_counter_resume, COUNTER | LEAD | MANAGER, 8, false},
    {think_counter_services, LEAD | MANAGER, 14, false},
    {think_counter_free, LEAD | MANAGER, 16, false},
    {think_service_suspend, LEAD | MANAGER, 4, false},
    {think_service_unsuspend, LEAD | MANAGER, 12, true},
    {think_reveal_contact, LEAD | MANAGER, 20, false},
    {think_get_place, KIOSK | GATEWAY | FLOOR | COUNTER, 4, false},
    {think_get_ticket, FLOOR | COUNTER, 5, false},
    {think_get_line, FLOOR | COUNTER, 5, false},
    {think_get_snapshot, KIOSK | LEAD, 2, false},
    {think_get_settings, KIOSK | LEAD, 1, false},
    {think_get_report, LEAD | ADMIN, 2, false},
    {think_get_journal, ADMIN | FORWARDER, 2, false},
    {think_ping, FORWARDER | COUNTER | KIOSK, 4, false},
    {think_settings, ADMIN, 6, false},
    {think_set_pin, ADMIN | MANAGER, 6, true},
    {think_change_pin, COUNTER | FLOOR, 2, false},
    {think_add_device, ADMIN, 3, false},
    {think_revoke_device, ADMIN, 2, false},
    {think_rekey_device, ADMIN, 3, false},
    {think_purge, ADMIN, 2, false},
    {think_accept_clock, ADMIN, 1, false},
    {think_raise_cap, LEAD | MANAGER, 20, false},
};
#define HABITS (sizeof habits / sizeof habits[0])

// The seed's liking for a habit: none, little, as usual, much.
static unsigned liking(const struct sim *s, size_t habit) {
    static const unsigned factors[] = {0, 1, 2, 2, 2, 6};
    struct dice d;
    dice_init(&d, s->seed, 1000 + habit);
    unsigned factor = factors[dice_below(&d, 6)];
    return factor || !habits[habit].always ? factor : 1;
}

static void think_habit(struct think *t, int roles) {
    unsigned weights[HABITS];
    for (size_t i = 0; i < HABITS; i++)
        weights[i] = habits[i].roles & roles ? habits[i].weight * liking(t->s, i) : 0;
    size_t habit = dice_weighted(t->d, weights, HABITS);
    if (habit < HABITS)
        habits[habit].think(t);
    else
        think_ping(t);
}

// What a clerk does next, by the state of the counter.
static void think_clerk(struct think *t) {
    const struct model_sign_on *on = &t->m->on[t->c->device % MODEL_DEVICES];
    const struct model_counter *counter = &t->m->counters[on->counter];
    if (!on->staff)
        return think_sign_on(t);
    const struct model_ticket *ticket = model_ticket(t->m, counter->ticket);
    switch (counter->state) {
    case FREE:
        if (dice_chance(t->d, 140))
            return dice_chance(t->d, 300)   ? think_sign_off(t)
                   : dice_chance(t->d, 300) ? think_sign_on(t) // the next shift takes over
                                            : think_counter_pause(t);
        return counter->held && dice_chance(t->d, 150) ? think_resume(t) : think_call_next(t);
    case CALLING:
        if (ticket->call_count >= t->p->calls_before_no_show && dice_chance(t->d, 600))
            return dice_chance(t->d, 350) ? think_no_show(t) : think_no_show_next(t);
        return dice_chance(t->d, 600)   ? think_start(t)
               : dice_chance(t->d, 800) ? think_recall(t)
               : dice_chance(t->d, 500) ? think_no_show(t)
                                        : think_no_show_next(t);
    case BUSY:
        return dice_chance(t->d, 350)   ? think_finish(t)
               : dice_chance(t->d, 400) ? think_finish_next(t)
               : dice_chance(t->d, 400) ? think_hold(t)
                                        : think_habit(t, COUNTER);
    case PAUSED:
        return dice_chance(t->d, 50)    ? think_sign_on(t)
               : dice_chance(t->d, 400) ? think_counter_resume(t)
               : dice_chance(t->d, 400) ? think_counter_close(t)
                                        : think_sign_off(t);
    default:
        return think_counter_open(t);
    }
}

// First the settings, then everybody's PIN.
static bool think_first(struct think *t) {
    if (!t->p && t->c->role == HALLQ__DEVICE__ROLE__ADMIN) {
        think_settings(t);
        return true;
    }
    if (!t->p)
        return false;
    if (t->c->role != HALLQ__DEVICE__ROLE__ADMIN)
        return true;
    for (size_t i = 0; i < t->p->staff_count; i++)
        if (!has_pin(t->m, t->p->staff[i].id) && dice_chance(t->d, 950)) {
            think_set_pin(t);
            return true;
        }
    return true;
}

// Nothing to do here, or not often.
static bool idle(struct think *t, bool staffed) {
    switch (t->c->role) {
    case HALLQ__DEVICE__ROLE__COUNTER:
        return !plan_counter(t->p, t->c->counter) && !staffed && dice_chance(t->d, 950);
    case HALLQ__DEVICE__ROLE__ADMIN:
    case HALLQ__DEVICE__ROLE__FORWARDER:
        return dice_chance(t->d, 700);
    default:
        return false;
    }
}

bool client_think(struct sim *s, struct client *c, struct arena *arena, Hallq__Request *request) {
    struct think t = {s, c, &s->dice_client, arena, request, s->model, s->model->plan};
    if (!think_first(&t))
        return false;
    if (request->body_case != HALLQ__REQUEST__BODY__NOT_SET)
        return true;
    bool staffed = s->model->on[c->device % MODEL_DEVICES].staff;
    if (idle(&t, staffed))
        return false;
    if (dice_chance(t.d, 4)) // a command that is not this device's
        think_habit(&t, dice_chance(t.d, 500) ? COUNTER : LEAD);
    else if (c->role == HALLQ__DEVICE__ROLE__COUNTER && dice_chance(t.d, 650))
        think_clerk(&t);
    else if (!staffed && (FLOOR >> c->role & 1) && dice_chance(t.d, 800))
        think_sign_on(&t);
    else
        think_habit(&t, 1 << c->role);
    return true;
}
