// model_visit.c - the commands of a visit, told a second time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/contact.h"
#include "base/limit.h"
#include "tests/sim/model_own.h"

// The beginning every event of a ticket has.
static struct said *event_of(struct model_ask *a, const char *name, const struct model_ticket *t) {
    struct said *s = event(a, name);
    said_u64(s, "ticket", t->id);
    said_text(s, "number", t->number);
    return s;
}

static uint32_t service_now(const struct model_ticket *t) {
    return t->steps[t->step_count - 1].service;
}

static bool elsewhere(const struct model_ask *a, const struct model_ticket *t) {
    return (t->state == CALLED || t->state == SERVING) && t->counter != a->counter;
}

// Guides, leads and managers keep what they may do when they sit at a counter.
static bool on_floor(const struct model_ask *a) {
    return !from_customer(a) && (!is_terminal(a) || a->staff_role > PLAN_CLERK);
}

// --- cards

static void said_steps(const struct model_ticket *t, struct said *to) {
    said_add(to, " steps=[");
    for (size_t i = 0; i < t->step_count; i++) {
        const struct model_step *step = &t->steps[i];
        said_add(to, "{");
        said_u64(to, "service", step->service);
        said_i64(to, "entered_at_ms", step->entered_ms);
        said_i64(to, "called_at_ms", step->called_ms);
        said_i64(to, "started_at_ms", step->started_ms);
        said_i64(to, "finished_at_ms", step->finished_ms);
        said_u64(to, "counter", step->counter);
        said_u64(to, "clerk", step->clerk);
        said_text(to, "outcome", step->outcome);
        if (*step->topics)
            said_add(to, " topics=[%s]", step->topics);
        said_u64(to, "served_s", step->served_s);
        said_u64(to, "left_out", step->left_out);
        said_add(to, "}");
    }
    said_add(to, "]");
}

// Scores are for leads.
static bool sees_scores(const struct model_ask *a) {
    return a->staff && a->staff_role >= PLAN_LEAD;
}

void said_card(const struct model_ask *a, const struct model_ticket *t, bool staff, bool with_code,
               struct said *to) {
    const struct model *m = a->m;
    bool at_counter = t->state == CALLED || t->state == SERVING;
    said_u64(to, "ticket", t->id);
    said_text(to, "number", t->number);
    said_u64(to, "service", service_now(t));
    said_u64(to, "state", t->state);
    said_u64(to, "counter", at_counter || staff ? t->counter : 0);
    if (t->state == WAITING)
        said_u64(to, "people_ahead", people_ahead(m, t->line, t->rank_ms, t->id));
    if (with_code)
        said_hex(to, "code", t->code, t->code_stored ? MODEL_CODE : 0);
    said_i64(to, "issued_at_ms", t->issued_ms);
    if (!staff)
        return;
    said_u64(to, "customer_class", t->customer_class);
    said_steps(t, to);
    said_list(to, "next_services", t->next, t->next_count);
    said_u64(to, "has_contact", t->contact != 0);
    said_u64(to, "call_count", t->call_count);
    said_i64(to, "due_at_ms", t->due_ms);
    uint32_t own = t->rated_at_counter ? t->second_rating : t->rating;
    said_u64(to, "rating", sees_scores(a) ? (own ? own : t->rating) : 0);
    said_i64(to, "day", t->day);
}

// The counter of a ticket that is not at one is the staff's to see; the judge leaves the staff's
// fields of an answer out.
void answer_card(struct model_ask *a, const struct model_ticket *t, bool with_code) {
    said_add(&a->done, "ticket={");
    said_card(a, t, false, with_code, &a->done);
    said_add(&a->done, "}");
}

// --- a number

// Somebody of today had it, or somebody still here has it.
static bool number_taken(const struct model *m, const char *letters, uint32_t index) {
    char number[16];
    snprintf(number, sizeof number, "%s%03u", letters, index);
    for (size_t i = m->ticket_count; i--;) {
        const struct model_ticket *t = &m->tickets[i];
        if (t->id && (t->day == m->day || is_open(t->state)) && !strcmp(t->number, number))
            return true;
    }
    return false;
}

// The next number of the range that is not taken; 0 if all are.
static uint32_t number_next(const struct model *m, const struct plan_service *p, uint32_t last) {
    uint32_t range = p->last - p->first + 1;
    uint32_t from = last >= p->first && last < p->last ? last + 1 : p->first;
    for (uint32_t i = 0; i < range; i++) {
        uint32_t index = p->first + (from - p->first + i) % range;
        if (!number_taken(m, p->letters, index))
            return index;
    }
    return 0;
}

static struct model_ticket *ticket_add(struct model *m) {
    if (m->ticket_count == m->ticket_room) {
        m->ticket_room = m->ticket_room * 2 + 256;
        m->tickets = realloc(m->tickets, m->ticket_room * sizeof *m->tickets);
        if (!m->tickets)
            abort();
    }
    struct model_ticket *t = &m->tickets[m->ticket_count++];
    memset(t, 0, sizeof *t);
    t->id = m->ticket_count;
    return t;
}

static uint32_t open_tickets(const struct model *m) {
    uint32_t count = 0;
    for (size_t i = 0; i < m->ticket_count; i++)
        count += is_open(m->tickets[i].state);
    return count;
}

static bool given_somewhere(const struct model *m, uint32_t service) {
    for (size_t i = 0; i < m->plan->counter_count; i++)
        if (gives(m, m->plan->counters[i].id, service))
            return true;
    return false;
}

static uint32_t cap_now(const struct plan_service *p, const struct model_service *service) {
    return service->cap_today > p->daily_cap ? service->cap_today : p->daily_cap;
}

// So many in a hundred, a begun one counted whole.
static uint32_t share(uint32_t of, uint32_t percent) {
    uint32_t whole = (uint32_t)((uint64_t)of * percent / 100);
    return whole + ((uint64_t)of * percent % 100 != 0);
}

// Of kiosks and gateways. A kiosk does not mind those who have not come.
static void cap_refusals(struct model_ask *a, const struct plan_service *p,
                         const struct model_service *service) {
    const struct plan *plan = a->m->plan;
    bool gateway = a->asker->role == HALLQ__DEVICE__ROLE__GATEWAY;
    int64_t cap = cap_now(p, service);
    int64_t all = (int64_t)service->issued - (gateway ? 0 : service->away);
    int64_t customers = all > service->by_staff ? all - service->by_staff : 0;
    int64_t for_customers = cap - cap * plan->staff_share_percent / 100;
    must_if(a, all >= cap || customers >= for_customers, R(DAILY_CAP));
    must_if(a,
            gateway && plan->gateway_share_percent &&
                service->by_gateway >= share((uint32_t)cap, plan->gateway_share_percent),
            R(DAILY_CAP));
}

static void issue_refusals(struct model_ask *a, const Hallq__Issue *issue) {
    struct model *m = a->m;
    const struct plan_service *p = plan_service(m->plan, issue->service);
    must_if(a, contact_is_long(issue->contact) || strlen(issue->note) > LIMIT_NOTE, R(BAD_MESSAGE));
    must_if(a, *issue->note && from_customer(a), R(NOT_ALLOWED));
    must_if(a, issue->away && a->asker->role == HALLQ__DEVICE__ROLE__KIOSK, R(NOT_ALLOWED));
    must_if(a, !p, R(NO_SERVICE));
    const struct plan_class *class = plan_class(m->plan, issue->customer_class);
    must_if(a, issue->customer_class && !class, R(NO_CLASS));
    must_if(a, issue->customer_class && class && !class->self_service && from_customer(a),
            R(NOT_ALLOWED));
    must_if(a, issue->n_next_services > LIMIT_STEPS - 1, R(TOO_MANY_STEPS));
    for (size_t i = 0; i < issue->n_next_services; i++)
        must_if(a, !plan_service(m->plan, issue->next_services[i]), R(NO_SERVICE));
}

static void issue_closed(struct model_ask *a, const Hallq__Issue *issue) {
    struct model *m = a->m;
    const struct plan_service *p = plan_service(m->plan, issue->service);
    struct model_service *service = service_of(m, p->id);
    must_if(a, service->suspended, R(SERVICE_SUSPENDED));
    must_if(a, !service->open, R(SERVICE_CLOSED));
    must_if(a, !given_somewhere(m, p->id), R(NOT_SERVED));
    if (from_customer(a))
        cap_refusals(a, p, service);
    must_if(a, open_tickets(m) >= m->plan->max_open_tickets, R(HALL_FULL));
    must_if(a, !number_next(m, p, service->last_number), R(NUMBERS_USED_UP));
}

static int channel_of(const struct model_ask *a) {
    if (!from_customer(a))
        return HALLQ__TICKET__CHANNEL__BY_STAFF;
    return a->asker->role == HALLQ__DEVICE__ROLE__KIOSK ? HALLQ__TICKET__CHANNEL__AT_KIOSK
                                                        : HALLQ__TICKET__CHANNEL__BY_PHONE;
}

static void issued_say(struct model_ask *a, const struct model_ticket *t, uint32_t service,
                       uint32_t index, bool over_cap) {
    struct said *s = event_of(a, "ticket_issued", t);
    said_u64(s, "service", service);
    said_u64(s, "customer_class", t->customer_class);
    said_i64(s, "channel", t->channel);
    said_i64(s, "day", t->day);
    said_i64(s, "rank_ms", t->rank_ms);
    if (t->in_line)
        said_line(s, "entered", t->line);
    said_list(s, "next_services", t->next, t->next_count);
    said_u64(s, "contact_sealed", t->contact);
    said_u64(s, "note_sealed", t->note);
    said_u64(s, "number_index", index);
    said_hex(s, "code", t->code, t->code_stored ? MODEL_CODE : 0);
    said_by(a);
    said_u64(s, "over_cap", over_cap);
    event_end(a);
}

static bool asks_for(const Hallq__Issue *issue, const struct model_ticket *t) {
    return t->step_count == 1 && t->steps[0].service == issue->service &&
           t->customer_class == issue->customer_class && t->next_count == issue->n_next_services &&
           (!t->next_count ||
            !memcmp(t->next, issue->next_services, t->next_count * sizeof t->next[0]));
}

// What this kiosk took for the same, with the same contact or none, a moment ago and is still here.
static const struct model_ticket *pressed_before(const struct model_ask *a,
                                                 const Hallq__Issue *issue) {
    const struct model *m = a->m;
    int64_t since_ms = a->now_ms - m->plan->double_press_s * 1000LL;
    if (a->asker->role != HALLQ__DEVICE__ROLE__KIOSK)
        return NULL;
    for (size_t i = m->ticket_count; i--;) {
        const struct model_ticket *t = &m->tickets[i];
        if (t->id && t->device == a->asker->device && t->issued_ms > since_ms && t->day == m->day &&
            is_open(t->state) && !strcmp(t->contact_text, issue->contact) && asks_for(issue, t))
            return t;
    }
    return NULL;
}

void do_issue(struct model_ask *a) {
    const Hallq__Issue *issue = a->request->issue;
    struct model *m = a->m;
    issue_refusals(a, issue);
    if (a->must_count)
        return;
    const struct model_ticket *pressed = pressed_before(a, issue);
    if (!pressed)
        issue_closed(a, issue);
    if (!goes(a))
        return;
    if (pressed) {
        event_of(a, "issue_repeated", pressed);
        said_by(a);
        event_end(a);
        return answer_card(a, pressed, true);
    }
    const struct plan_service *p = plan_service(m->plan, issue->service);
    struct model_service *service = service_of(m, p->id);
    uint32_t index = number_next(m, p, service->last_number);
    struct model_ticket *t = ticket_add(m);
    snprintf(t->number, sizeof t->number, "%s%03u", p->letters, index);
    t->day = m->day;
    t->customer_class = issue->customer_class;
    t->channel = channel_of(a);
    t->issued_ms = a->now_ms;
    t->device = a->asker->device;
    t->code_stored = !a->asker->code_cb;
    memcpy(t->code, a->asker->code, MODEL_CODE);
    for (size_t i = 0; i < issue->n_next_services; i++)
        t->next[t->next_count++] = issue->next_services[i];
    t->contact = seal(a, a->asker->contact);
    snprintf(t->contact_text, sizeof t->contact_text, "%s", issue->contact);
    seal_note(a, t);
    step_add(a, t, p->id);
    if (issue->away) {
        t->state = EXPECTED;
        step_of(t)->entered_ms = 0;
    } else {
        wait_in(a, t, (struct model_place){{OF_SERVICE, p->id}, rank_now(a, t), 0});
    }
    service->last_number = index;
    bool over_cap = service->issued >= cap_now(p, service);
    service->issued++;
    service->by_staff += !from_customer(a);
    service->by_gateway += a->asker->role == HALLQ__DEVICE__ROLE__GATEWAY;
    service->away += issue->away;
    issued_say(a, t, p->id, index, over_cap);
    answer_card(a, t, true);
}

// --- coming into a line and leaving it

// A ticket taken away from the hall stands as if it had come check_in_grace_s ago, but not before
// it was taken.
void do_check_in(struct model_ask *a) {
    struct model_ticket *t = ticket_named(a, a->request->check_in->which, false);
    if (!t)
        return;
    must_if(a, t->state != EXPECTED, R(WRONG_STATE));
    if (a->must_count)
        return;
    int64_t back_ms = a->m->plan->check_in_grace_s * 1000LL, late_ms = a->now_ms - t->issued_ms;
    int64_t rank_ms = rank_now(a, t) - (late_ms < back_ms ? late_ms : back_ms);
    struct model_place p = place_again(a, t, rank_ms);
    if (!goes(a))
        return;
    p.offer_ms = 0;
    wait_in(a, t, p);
    step_of(t)->entered_ms = a->now_ms;
    struct model_service *service = service_of(a->m, t->steps[0].service);
    if (t->day == a->m->day && service->away)
        service->away--;
    struct said *s = event_of(a, "ticket_checked_in", t);
    said_line(s, "entered", t->line);
    said_i64(s, "rank_ms", t->rank_ms);
    said_by(a);
    event_end(a);
    answer_card(a, t, false);
}

// What the report counts.
static void by_hand(const struct model_ask *a, struct model_ticket *t, int kind,
                    const char *reason) {
    if (t->exception_count == MODEL_EXCEPTIONS)
        return;
    t->exceptions[t->exception_count].kind = kind;
    t->exceptions[t->exception_count].staff = a->staff;
    t->exceptions[t->exception_count++].reason = reason;
}

void do_cancel(struct model_ask *a) {
    struct model_ticket *t = ticket_named(a, a->request->cancel->which, false);
    bool clerk = !from_customer(a) && !on_floor(a);
    if (!t)
        return;
    if (clerk && elsewhere(a, t))
        may(a, R(NOT_YOUR_TICKET));
    must_if(a, !is_open(t->state) || t->state == SERVING, R(WRONG_STATE));
    must_if(a, clerk && t->state != WAITING, R(WRONG_STATE));
    const char *why = plan_code_of(plan_cancel_reasons, a->request->cancel->reason);
    must_if(a, !from_customer(a) && !*why, R(NO_REASON));
    if (!goes(a))
        return;
    if (!from_customer(a))
        by_hand(a, t, HALLQ__EXCEPTION__KIND__CANCELLED, why);
    struct said *s = event_of(a, "ticket_cancelled", t);
    said_i64(s, "reason",
             from_customer(a) ? HALLQ__TICKET__CANCEL_REASON__CUSTOMER
                              : HALLQ__TICKET__CANCEL_REASON__STAFF);
    if (t->in_line)
        said_line(s, "left", t->line);
    said_u64(s, "counter", t->state == CALLED ? t->counter : 0);
    said_by(a);
    said_u64(s, "held_counter", t->state == HELD ? t->counter : 0);
    said_text(s, "staff_reason", from_customer(a) ? "" : why);
    event_end(a);
    if (t->state == CALLED)
        counter_lets_go(a, t->counter);
    if (t->state == HELD)
        unhold(a->m, t->counter);
    t->state = CANCELLED;
    t->in_line = false;
    t->due_ms = 0;
    answer_card(a, t, false);
}

static const struct model_ticket *nth_waiting(const struct model *m, struct model_line line,
                                              uint32_t n) {
    for (size_t i = 0; i < m->ticket_count; i++) {
        const struct model_ticket *t = &m->tickets[i];
        if (t->in_line && same_line(t->line, line) && people_ahead(m, line, t->rank_ms, t->id) == n)
            return t;
    }
    return NULL;
}

static bool stands_before(int64_t rank_ms, uint64_t id, const struct model_ticket *other) {
    return rank_ms < other->rank_ms || (rank_ms == other->rank_ms && id < other->id);
}

// Just behind the k-th waiting, or the last if there are fewer: the least rank that does it. Behind
// nobody: before the first, unless it stands there anyway.
static int64_t rank_behind(const struct model *m, const struct model_ticket *t,
                           struct model_line line) {
    uint32_t waiting = model_waiting(m, line), k = m->plan->behind;
    if (!waiting)
        return t->rank_ms;
    if (!k) {
        const struct model_ticket *first = nth_waiting(m, line, 0);
        if (stands_before(t->rank_ms, t->id, first))
            return t->rank_ms;
        return first->rank_ms - (t->id > first->id);
    }
    const struct model_ticket *at = nth_waiting(m, line, (k < waiting ? k : waiting) - 1);
    return at->rank_ms + (t->id < at->id);
}

void do_reinstate(struct model_ask *a) {
    struct model_ticket *t = ticket_named(a, a->request->reinstate->which, false);
    if (!t)
        return;
    must_if(a, t->state != NO_SHOW, R(WRONG_STATE));
    must_if(a, t->state == NO_SHOW && t->day != a->m->day, R(DAY_OVER));
    if (a->must_count)
        return;
    struct model_place p = place_again(a, t, t->rank_ms);
    if (!goes(a))
        return;
    if (a->m->plan->reinstate == PLAN_BEHIND)
        p.rank_ms = rank_behind(a->m, t, p.to);
    if (a->m->plan->reinstate == PLAN_AT_END)
        p.rank_ms = rank_now(a, t);
    wait_in(a, t, p);
    struct said *s = event_of(a, "ticket_reinstated", t);
    if (t->in_line)
        said_line(s, "entered", t->line);
    said_line(s, "to", t->line);
    said_i64(s, "rank_ms", t->rank_ms);
    said_i64(s, "offer_at_ms", t->due_ms);
    said_by(a);
    event_end(a);
    answer_card(a, t, false);
}

// --- calling

struct pick {
    struct model_ticket *ticket;
    int rule;
    uint32_t part, taken;
};

// Who is first in a line, one ticket left out.
static struct model_ticket *head_of(struct model *m, struct model_line line, uint64_t but) {
    struct model_ticket *head = NULL;
    for (size_t i = 0; i < m->ticket_count; i++) {
        struct model_ticket *t = &m->tickets[i];
        if (t->in_line && t->id != but && same_line(t->line, line) &&
            (!head || stands_before(t->rank_ms, t->id, head)))
            head = t;
    }
    return head;
}

static struct model_ticket *older(struct model_ticket *a, struct model_ticket *b) {
    if (!a || !b)
        return a ? a : b;
    return stands_before(a->rank_ms, a->id, b) ? a : b;
}

static uint32_t waited_s(const struct model_ask *a, const struct model_ticket *t) {
    int64_t since_ms = t->steps[t->step_count - 1].entered_ms;
    return since_ms && a->now_ms > since_ms ? (uint32_t)((a->now_ms - since_ms) / 1000) : 0;
}

struct heads {
    struct model_ticket *own; // what waits for the counter or for its clerk
    struct model_ticket *of[PLAN_SERVICES * 2];
    uint32_t services[PLAN_SERVICES * 2];
    size_t count;
};

static struct heads heads_of(const struct model_ask *a, uint64_t but) {
    struct heads h = {.own = older(head_of(a->m, (struct model_line){OF_COUNTER, a->counter}, but),
                                   head_of(a->m, (struct model_line){OF_CLERK, a->staff}, but))};
    h.count = services_given(a->m, a->counter, h.services);
    for (size_t i = 0; i < h.count; i++)
        h.of[i] = head_of(a->m, (struct model_line){OF_SERVICE, h.services[i]}, but);
    return h;
}

// The round of the ratio as a row of slots: two of A, one of B: A A B. From the cursor on, the
// first slot whose service has somebody.
static struct model_ticket *of_round(const struct heads *h, const struct plan_counter *p,
                                     struct pick *pick) {
    struct {
        uint32_t service, part, taken;
    } slots[PLAN_SERVICES * 3];
    size_t count = 0, from = 0;
    for (uint32_t part = 0; part < p->share_count; part++)
        for (uint32_t taken = 0; taken < p->ratio[part].count; taken++, count++) {
            slots[count].service = p->ratio[part].service;
            slots[count].part = part;
            slots[count].taken = taken;
            if (part < pick->part || (part == pick->part && taken < pick->taken))
                from = count + 1;
        }
    if (pick->part >= p->share_count)
        from = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = (from + i) % count, next = (at + 1) % count;
        for (size_t s = 0; s < h->count; s++)
            if (h->services[s] == slots[at].service && h->of[s]) {
                pick->part = slots[next].part;
                pick->taken = slots[next].taken;
                return h->of[s];
            }
    }
    return NULL;
}

static struct model_ticket *oldest_of(const struct model_ask *a, const struct heads *h,
                                      uint32_t longer_than_s) {
    struct model_ticket *best = NULL;
    for (size_t i = 0; i < h->count; i++)
        if (h->of[i] && (!longer_than_s || waited_s(a, h->of[i]) > longer_than_s))
            best = older(best, h->of[i]);
    return best;
}

static struct model_ticket *first_of(const struct heads *h) {
    for (size_t i = 0; i < h->count; i++)
        if (h->of[i])
            return h->of[i];
    return NULL;
}

static struct pick pick_next(const struct model_ask *a, uint64_t but) {
    const struct plan_counter *p = plan_counter(a->m->plan, a->counter);
    const struct model_counter *c = counter_of(a->m, a->counter);
    struct heads h = heads_of(a, but);
    struct pick pick = {.part = c->part, .taken = c->taken};
    if (!p || p->policy == PLAN_OLDEST) {
        pick.rule = HALLQ__WHY__RULE__OLDEST;
        pick.ticket = older(h.own, oldest_of(a, &h, 0));
    } else if (h.own) {
        pick.rule = HALLQ__WHY__RULE__OWN;
        pick.ticket = h.own;
    } else if ((pick.ticket = oldest_of(a, &h, p->limit_s))) {
        pick.rule = HALLQ__WHY__RULE__LIMIT;
    } else if (p->policy == PLAN_PREFERENCE) {
        pick.rule = HALLQ__WHY__RULE__PREFERENCE;
        pick.ticket = first_of(&h);
    } else {
        pick.rule = HALLQ__WHY__RULE__RATIO;
        pick.ticket = of_round(&h, p, &pick);
        if (!pick.ticket)
            pick.ticket = oldest_of(a, &h, 0);
    }
    return pick;
}

static void why_say(const struct model_ask *a, struct said *s, int rule,
                    const struct model_ticket *t, const struct model_ticket *second,
                    uint32_t waited, uint32_t second_waited, const char *reason) {
    said_add(s, "%swhy={", s->size && s->text[s->size - 1] != '{' ? " " : "");
    said_i64(s, "rule", rule);
    if (second) {
        said_u64(s, "second", second->id);
        said_text(s, "second_number", second->number);
        said_line(s, "second_line", second->line);
    }
    said_u64(s, "waited_s", waited);
    said_u64(s, "second_waited_s", second_waited);
    said_text(s, "reason", reason);
    said_add(s, "}");
    (void)a;
    (void)t;
}

// A call, the first or another; `pick` moves the counter's cursor.
static void call(struct model_ask *a, struct model_ticket *t, int rule,
                 const struct model_ticket *second, const char *reason, const struct pick *pick) {
    struct model_counter *c = counter_of(a->m, a->counter);
    struct model_step *step = step_of(t);
    bool was_in_line = t->in_line;
    uint32_t waited = waited_s(a, t), second_waited = second ? waited_s(a, second) : 0;
    if (rule != HALLQ__WHY__RULE__RECALL) {
        t->call_count = 0;
        counter_takes(a, a->counter, t, CALLING);
        t->state = CALLED;
        if (!step->called_ms)
            step->called_ms = a->now_ms;
    }
    t->call_count++;
    t->called_ms = a->now_ms;
    if (rule == HALLQ__WHY__RULE__NAMED)
        by_hand(a, t, HALLQ__EXCEPTION__KIND__NAMED, plan_code_of(plan_named_reasons, reason));
    t->due_ms = t->call_count >= a->m->plan->calls_before_no_show
                    ? a->now_ms + a->m->plan->seconds_between_calls * 1000LL
                    : 0;
    if (pick) {
        c->part = pick->part;
        c->taken = pick->taken;
    }
    struct said *s = event_of(a, "ticket_called", t);
    said_u64(s, "service", service_now(t));
    said_u64(s, "counter", t->counter);
    said_u64(s, "call_count", t->call_count);
    said_u64(s, "clerk", a->staff);
    if (was_in_line)
        said_line(s, "left", t->line);
    why_say(a, s, rule, t, second, waited, second_waited, reason);
    said_i64(s, "no_show_at_ms", t->due_ms);
    said_u64(s, "ratio_part", c->part);
    said_u64(s, "ratio_taken", c->taken);
    said_by(a);
    event_end(a);
    call_add(a, t);
    answer_card(a, t, false);
    why_say(a, &a->done, rule, t, second, waited, second_waited, reason);
}

static void call_picked(struct model_ask *a, const struct pick *first) {
    struct pick second = pick_next(a, first->ticket->id);
    call(a, first->ticket, first->rule, second.ticket, "", first);
}

void do_call_named(struct model_ask *a) {
    const Hallq__CallNamed *named = a->request->call_named;
    const struct plan_person *person = plan_person(a->m->plan, a->staff);
    must_if(a, a->staff_role < PLAN_LEAD && !(person && person->may_call_named), R(PERSON_MAY_NOT));
    must_if(a, !plan_code_known(plan_named_reasons, named->reason), R(NO_REASON));
    counter_must_be_free(a);
    struct model_ticket *t = ticket_named(a, named->which, false);
    if (!t)
        return;
    must_if(a, elsewhere(a, t), R(NOT_YOUR_TICKET));
    must_if(a, t->state != WAITING, R(WRONG_STATE));
    if (t->state == WAITING) {
        bool own = (t->line.kind == OF_COUNTER && t->line.id == a->counter) ||
                   (t->line.kind == OF_CLERK && t->line.id == a->staff);
        must_if(a, !own && !gives(a->m, a->counter, service_now(t)), R(SERVICE_NOT_GIVEN));
    }
    if (!goes(a))
        return;
    struct pick second = pick_next(a, t->id);
    call(a, t, HALLQ__WHY__RULE__NAMED, second.ticket, named->reason, NULL);
}

void do_recall(struct model_ask *a) {
    struct model_ticket *t = ticket_own(a, CALLED);
    const struct plan *p = a->m->plan;
    if (t && t->state == CALLED) {
        must_if(a, t->call_count >= p->calls_before_no_show, R(WRONG_STATE));
        must_if(a, a->now_ms < t->called_ms + p->seconds_between_calls * 1000LL, R(TOO_SOON));
    }
    if (goes(a))
        call(a, t, HALLQ__WHY__RULE__RECALL, NULL, "", NULL);
}

void do_start(struct model_ask *a) {
    struct model_ticket *t = ticket_own(a, CALLED);
    if (!goes(a))
        return;
    struct model_step *step = step_of(t);
    if (!step->started_ms)
        step->started_ms = a->now_ms;
    counter_takes(a, t->counter, t, BUSY);
    t->state = SERVING;
    t->serving_since_ms = a->now_ms;
    struct said *s = event_of(a, "ticket_started", t);
    said_u64(s, "counter", t->counter);
    said_by(a);
    event_end(a);
    answer_card(a, t, false);
}

static void no_show(struct model_ask *a, struct model_ticket *t, bool by_clerk) {
    struct said *s = event_of(a, "ticket_no_show", t);
    said_u64(s, "counter", t->counter);
    if (by_clerk)
        said_by(a);
    event_end(a);
    counter_lets_go(a, t->counter);
    t->state = NO_SHOW;
    t->due_ms = 0;
}

// The ticket at the counter, ended so; NULL and refused otherwise. The same of a finish below.
static struct model_ticket *no_show_own(struct model_ask *a) {
    struct model_ticket *t = ticket_own(a, CALLED);
    if (t && t->state == CALLED)
        must_if(a, t->call_count < a->m->plan->calls_before_no_show, R(CALLS_LEFT));
    if (!goes(a))
        return NULL;
    no_show(a, t, true);
    return t;
}

void do_no_show(struct model_ask *a) {
    struct model_ticket *t = no_show_own(a);
    if (t)
        answer_card(a, t, false);
}

// --- hold

void do_hold(struct model_ask *a) {
    struct model_ticket *t = ticket_own(a, SERVING);
    struct model_counter *c = counter_of(a->m, a->counter);
    must_if(a, c->held >= a->m->plan->hold_limit_per_counter && t, R(HOLD_LIMIT));
    must_if(a, strlen(a->request->hold->note) > LIMIT_NOTE, R(BAD_MESSAGE));
    if (!goes(a))
        return;
    t->served_s = served_now_s(t, a->now_ms);
    t->serving_since_ms = 0;
    t->state = HELD;
    t->held_ms = a->now_ms;
    t->due_ms = a->now_ms + a->m->plan->hold_limit_s * 1000LL;
    uint64_t note = seal_note(a, t);
    counter_lets_go(a, a->counter);
    c->held++;
    struct said *s = event_of(a, "ticket_held", t);
    said_u64(s, "counter", a->counter);
    said_i64(s, "until_ms", t->due_ms);
    said_u64(s, "note_sealed", note);
    said_by(a);
    event_end(a);
    answer_card(a, t, false);
}

static void back_from_hold(struct model_ask *a, struct model_ticket *t, bool by_somebody) {
    uint32_t held_counter = t->counter;
    struct model_place p = place_again(a, t, t->rank_ms);
    unhold(a->m, held_counter);
    wait_in(a, t, p);
    struct said *s = event_of(a, "ticket_resumed", t);
    if (t->in_line)
        said_line(s, "entered", t->line);
    said_i64(s, "rank_ms", t->rank_ms);
    if (by_somebody)
        said_by(a);
    said_u64(s, "held_counter", held_counter);
    said_line(s, "to", t->line);
    said_i64(s, "offer_at_ms", t->due_ms);
    event_end(a);
}

static void resume_here(struct model_ask *a, struct model_ticket *t) {
    struct said *s = event_of(a, "ticket_resumed", t);
    said_u64(s, "counter", a->counter);
    said_i64(s, "rank_ms", t->rank_ms);
    said_by(a);
    said_u64(s, "held_counter", t->counter);
    event_end(a);
    unhold(a->m, t->counter);
    counter_takes(a, a->counter, t, BUSY);
    t->state = SERVING;
    t->serving_since_ms = a->now_ms;
}

void do_resume(struct model_ask *a) {
    const Hallq__Resume *resume = a->request->resume;
    must_if(a, resume->here && !a->counter, R(BAD_MESSAGE));
    struct model_ticket *t = ticket_named(a, resume->which, false);
    if (!t)
        return;
    if (elsewhere(a, t))
        may(a, R(NOT_YOUR_TICKET));
    must_if(a, t->state != HELD, R(WRONG_STATE));
    must_if(a, t->state == HELD && !on_floor(a) && t->counter != a->counter, R(NOT_YOUR_TICKET));
    if (resume->here && a->counter)
        counter_must_be_free(a);
    if (!goes(a))
        return;
    if (resume->here)
        resume_here(a, t);
    else
        back_from_hold(a, t, true);
    answer_card(a, t, false);
}

// --- transfer

static bool names_none(const Hallq__Which *which) {
    return !which || (!which->ticket && !*which->number);
}

// Out of a service's line into one that counters call from first.
static bool goes_past(const Hallq__Transfer *c, const struct model_ticket *t) {
    return t->state == WAITING && t->line.kind == OF_SERVICE && c->to &&
           (c->to->kind == HALLQ__LINE__KIND__COUNTER || c->to->kind == HALLQ__LINE__KIND__CLERK);
}

static void transfer_refusals(struct model_ask *a, const Hallq__Transfer *c,
                              const struct model_ticket *t, uint32_t *ret_service) {
    const struct plan *p = a->m->plan;
    bool at_counter = t->state == CALLED || t->state == SERVING;
    int kind = c->to ? (int)c->to->kind : NO_LINE;
    uint32_t id = c->to ? c->to->id : 0;
    must_if(a, elsewhere(a, t), R(NOT_YOUR_TICKET));
    must_if(a, !at_counter && t->state != WAITING, R(WRONG_STATE));
    must_if(a, t->state == WAITING && !on_floor(a), R(PERSON_MAY_NOT));
    must_if(a, kind < OF_SERVICE || kind > OF_CLERK, R(BAD_MESSAGE));
    must_if(a, kind == OF_SERVICE && !plan_service(p, id), R(NO_SERVICE));
    must_if(a, kind == OF_COUNTER && !plan_counter(p, id), R(NO_COUNTER));
    must_if(a, kind == OF_CLERK && !plan_person(p, id), R(NO_STAFF));
    *ret_service = kind == OF_SERVICE ? id : c->service ? c->service : service_now(t);
    must_if(a, kind == OF_SERVICE && c->service && c->service != id, R(BAD_MESSAGE));
    must_if(a, kind != OF_SERVICE && c->service && !plan_service(p, c->service), R(NO_SERVICE));
    must_if(a, c->come_back && !at_counter, R(BAD_MESSAGE));
    must_if(a,
            t->state == WAITING && !c->at_end && (int)t->line.kind == kind && t->line.id == id &&
                *ret_service == service_now(t),
            R(ALREADY));
    must_if(a, strlen(c->note) > LIMIT_NOTE, R(BAD_MESSAGE));
    must_if(a, goes_past(c, t) && !plan_code_known(plan_past_line_reasons, c->reason),
            R(NO_REASON));
}

static void returns_drop(struct model_ticket *t, size_t at) {
    memmove(&t->returns[at], &t->returns[at + 1], (--t->return_count - at) * sizeof t->returns[0]);
    t->returns[t->return_count] = 0;
}

// Who asked last gets it first, and once.
static void returns_add(struct model_ticket *t, uint32_t counter) {
    for (size_t i = 0; i < t->return_count; i++)
        if (t->returns[i] == counter)
            returns_drop(t, i--);
    memmove(&t->returns[1], &t->returns[0], t->return_count++ * sizeof t->returns[0]);
    t->returns[0] = counter;
}

static void returns_say(struct said *s, const struct model_ticket *t) {
    said_list(s, "returns_after", t->returns + 1, t->return_count ? t->return_count - 1 : 0);
}

void line_returns(struct model_ask *a, uint32_t staff) {
    struct model_line line = {OF_CLERK, staff};
    struct model_ticket *t;
    while ((t = head_of(a->m, line, 0))) {
        struct model_line to = {OF_SERVICE, service_kept(a->m->plan, service_now(t))};
        step_of(t)->service = to.id;
        wait_in(a, t, (struct model_place){to, t->rank_ms, 0});
        struct said *s = event_of(a, "ticket_transferred", t);
        said_line(s, "left", line);
        said_line(s, "entered", to);
        said_line(s, "to", to);
        said_u64(s, "service", to.id);
        said_i64(s, "rank_ms", t->rank_ms);
        said_u64(s, "return_to_counter", t->returns[0]);
        said_by(a);
        returns_say(s, t);
        event_end(a);
    }
}

static void transfer(struct model_ask *a, const Hallq__Transfer *c, struct model_ticket *t,
                     uint32_t service) {
    struct model_line to = {(enum model_line_kind)c->to->kind, c->to->id}, left = t->line;
    uint32_t from = t->state == WAITING ? 0 : t->counter;
    bool was_in_line = t->in_line;
    const char *past = goes_past(c, t) ? plan_code_of(plan_past_line_reasons, c->reason) : "";
    struct model_place p = place_at(a, t, to, c->at_end ? rank_now(a, t) : t->rank_ms);
    uint64_t note = seal_note(a, t);
    if (from) {
        step_over(a, t);
        step_add(a, t, service);
        counter_lets_go(a, from);
    } else {
        step_of(t)->service = service;
    }
    if (c->come_back)
        returns_add(t, a->counter);
    if (*past)
        by_hand(a, t, HALLQ__EXCEPTION__KIND__PAST_LINE, past);
    wait_in(a, t, p);
    struct said *s = event_of(a, "ticket_transferred", t);
    said_u64(s, "from_counter", from);
    if (was_in_line)
        said_line(s, "left", left);
    if (t->in_line)
        said_line(s, "entered", to);
    said_line(s, "to", to);
    said_u64(s, "service", service);
    said_i64(s, "rank_ms", t->rank_ms);
    said_u64(s, "return_to_counter", t->returns[0]);
    said_u64(s, "note_sealed", note);
    said_i64(s, "offer_at_ms", t->due_ms);
    said_by(a);
    returns_say(s, t);
    said_text(s, "past_line_reason", past);
    said_u64(s, "past_line", *past != 0);
    event_end(a);
    answer_card(a, t, false);
}

void do_transfer(struct model_ask *a) {
    const Hallq__Transfer *c = a->request->transfer;
    uint32_t service = 0;
    struct model_ticket *t = names_none(c->which) && a->counter ? ticket_own(a, NO_TICKET)
                                                                : ticket_named(a, c->which, false);
    if (!t)
        return;
    transfer_refusals(a, c, t, &service);
    if (goes(a))
        transfer(a, c, t, service);
}

// --- finish, further, rate

static void finish_refusals(struct model_ask *a, const Hallq__Finish *c) {
    must_if(a, c->n_topics > LIMIT_TOPICS || strlen(c->note) > LIMIT_NOTE, R(BAD_MESSAGE));
    must_if(a, *c->outcome && !plan_code_known(plan_outcomes, c->outcome), R(NO_REASON));
    for (size_t i = 0; i < c->n_topics; i++)
        must_if(a, !plan_code_known(plan_topics, c->topics[i]), R(NO_REASON));
}

// The service it had at the counter it goes back to.
static uint32_t service_at(const struct model_ticket *t, uint32_t counter) {
    for (size_t i = t->step_count - 1; i > 0; i--)
        if (t->steps[i - 1].counter == counter)
            return t->steps[i - 1].service;
    return t->steps[t->step_count > 1 ? t->step_count - 2 : 0].service;
}

// Where the visit goes on: NO_LINE if it ends. Takes what it goes on with out of what is planned.
static struct model_line goes_on(struct model_ask *a, struct model_ticket *t,
                                 uint32_t *ret_service) {
    const struct plan *p = a->m->plan;
    *ret_service = 0;
    while (t->return_count) {
        uint32_t back = t->returns[0];
        returns_drop(t, 0);
        if (!plan_counter(p, back))
            continue;
        *ret_service = service_at(t, back);
        return (struct model_line){OF_COUNTER, back};
    }
    while (t->next_count && !*ret_service) {
        if (plan_service(p, t->next[0]))
            *ret_service = t->next[0];
        memmove(t->next, t->next + 1, --t->next_count * sizeof t->next[0]);
    }
    return (struct model_line){*ret_service ? OF_SERVICE : NO_LINE, *ret_service};
}

static void finished_say(struct model_ask *a, const Hallq__Finish *c, const struct model_ticket *t,
                         uint32_t service, const struct model_step *served, struct model_line to,
                         uint32_t next, uint64_t note) {
    struct said *s = event_of(a, "ticket_finished", t);
    said_u64(s, "counter", a->counter);
    said_text(s, "outcome", c->outcome);
    if (c->n_topics)
        said_add(s, " topics=[%s]", t->steps[t->step_count - (to.kind ? 2 : 1)].topics);
    said_u64(s, "served_s", served->served_s);
    said_u64(s, "visit_goes_on", to.kind != NO_LINE);
    said_line(s, "entered", to);
    said_u64(s, "next_service", next);
    said_i64(s, "rank_ms", t->rank_ms);
    said_u64(s, "note_sealed", note);
    said_by(a);
    said_u64(s, "service", service);
    said_u64(s, "left_out", served->left_out);
    event_end(a);
}

// The button was forgotten: over the day's end, or for more than four hours.
static bool forgotten(const struct plan *p, const struct model_step *step, int64_t since_ms) {
    int64_t started_ms = step->started_ms ? step->started_ms : since_ms;
    return step->served_s > 4 * 3600 ||
           calendar_day_of(p, started_ms) != calendar_day_of(p, step->finished_ms);
}

static void finish(struct model_ask *a, const Hallq__Finish *c, struct model_ticket *t) {
    struct model_step *step = step_of(t);
    struct model_counter *counter = counter_of(a->m, a->counter);
    uint32_t service = service_now(t), next;
    uint64_t note = seal_note(a, t);
    int64_t since_ms = t->serving_since_ms;
    step_over(a, t);
    step->left_out = forgotten(a->m->plan, step, since_ms);
    struct model_step served = *step; // a further step moves it
    snprintf(step->outcome, sizeof step->outcome, "%s", c->outcome);
    for (size_t i = 0; i < c->n_topics; i++) {
        size_t size = strlen(step->topics);
        snprintf(step->topics + size, sizeof step->topics - size, "%s%s", i ? " " : "",
                 c->topics[i]);
    }
    struct model_line to = goes_on(a, t, &next);
    counter_lets_go(a, a->counter);
    counter->last_finished = to.kind ? 0 : t->id;
    if (to.kind) {
        step_add(a, t, next);
        wait_in(a, t, (struct model_place){to, t->rank_ms, 0});
    } else {
        t->state = FINISHED;
        t->next_count = 0;
    }
    finished_say(a, c, t, service, &served, to, next, note);
}

static struct model_ticket *finish_own(struct model_ask *a, const Hallq__Finish *c) {
    struct model_ticket *t = ticket_own(a, SERVING);
    finish_refusals(a, c);
    if (!goes(a))
        return NULL;
    finish(a, c, t);
    return t;
}

void do_finish(struct model_ask *a) {
    struct model_ticket *t = finish_own(a, a->request->finish);
    if (t)
        answer_card(a, t, false);
}

// --- the next one, with or without an end of the one before

static void call_first(struct model_ask *a) {
    counter_must_be_free(a);
    struct pick first = pick_next(a, 0);
    must_if(a, !first.ticket, R(NOTHING_WAITING));
    if (goes(a))
        call_picked(a, &first);
}

// The end stands, whether somebody waits or not; whom it signs off calls nobody.
static void call_after(struct model_ask *a, const struct model_ticket *ended) {
    const struct model_counter *c = counter_of(a->m, a->counter);
    struct said card = {0};
    struct pick first = {0};
    said_clear(&card);
    said_card(a, ended, false, false, &card);
    leavers_after(a);
    if (c->state == FREE && (first = pick_next(a, 0)).ticket)
        call_picked(a, &first);
    said_add(&a->done, "%sended={%s}", first.ticket ? " " : "", card.text);
    if (!first.ticket)
        said_u64(&a->done, "not_called", c->state == FREE ? R(NOTHING_WAITING) : R(COUNTER_CLOSED));
    said_fini(&card);
}

void do_call_next(struct model_ask *a) {
    const Hallq__CallNext *c = a->request->call_next;
    if (c->finish && c->no_show)
        return must(a, R(BAD_MESSAGE));
    if (!c->finish && !c->no_show)
        return call_first(a);
    const struct model_ticket *ended = c->finish ? finish_own(a, c->finish) : no_show_own(a);
    if (ended)
        call_after(a, ended);
}

static struct model_ticket *finished_named(struct model_ask *a, const Hallq__Which *which) {
    Hallq__Which last = HALLQ__WHICH__INIT;
    if (names_none(which) && a->counter) {
        last.ticket = counter_of(a->m, a->counter)->last_finished;
        which = &last;
    }
    return ticket_named(a, which, false);
}

static void finished_refusals(struct model_ask *a, const struct model_ticket *t, bool anybody) {
    const struct model_counter *c = counter_of(a->m, a->counter);
    if (elsewhere(a, t) && !anybody)
        may(a, R(NOT_YOUR_TICKET));
    must_if(a, t->state != FINISHED, R(WRONG_STATE));
    must_if(a, t->state == FINISHED && t->day != a->m->day, R(DAY_OVER));
    must_if(a,
            t->state == FINISHED && !anybody &&
                !(a->counter && c->last_finished == t->id && t->counter == a->counter),
            R(NOT_YOUR_TICKET));
}

void do_further(struct model_ask *a) {
    const Hallq__Further *c = a->request->further;
    struct model_ticket *t = finished_named(a, c->which);
    if (!t)
        return;
    finished_refusals(a, t, on_floor(a));
    must_if(a, !plan_service(a->m->plan, c->service), R(NO_SERVICE));
    must_if(a, c->here && !a->counter, R(BAD_MESSAGE));
    if (c->here && a->counter) {
        counter_must_be_free(a);
        must_if(a, !gives(a->m, a->counter, c->service), R(SERVICE_NOT_GIVEN));
    }
    if (!goes(a))
        return;
    step_add(a, t, c->service);
    if (c->here) {
        t->line = (struct model_line){OF_SERVICE, c->service};
        t->called_ms = 0;
        t->call_count = 0;
        counter_takes(a, a->counter, t, BUSY);
        t->state = SERVING;
        t->serving_since_ms = step_of(t)->started_ms = a->now_ms;
    } else {
        wait_in(a, t, (struct model_place){{OF_SERVICE, c->service}, t->rank_ms, 0});
    }
    struct said *s = event_of(a, "ticket_continued", t);
    said_u64(s, "service", c->service);
    said_u64(s, "counter", c->here ? a->counter : 0);
    if (!c->here)
        said_line(s, "entered", t->line);
    said_i64(s, "rank_ms", t->rank_ms);
    said_by(a);
    event_end(a);
    answer_card(a, t, false);
}

void do_rate(struct model_ask *a) {
    const Hallq__Rate *c = a->request->rate;
    must_if(a, c->score < 1 || c->score > 5, R(BAD_MESSAGE));
    struct model_ticket *t = finished_named(a, c->which);
    if (!t)
        return;
    finished_refusals(a, t, from_customer(a));
    bool at_counter = !from_customer(a), first = !t->rating;
    must_if(a, t->rating && (t->second_rating || t->rated_at_counter == at_counter),
            R(ALREADY_RATED));
    if (!goes(a))
        return;
    if (first)
        t->rated_at_counter = at_counter;
    *(first ? &t->rating : &t->second_rating) = c->score;
    struct said *s = event_of(a, "ticket_rated", t);
    said_u64(s, "score", c->score);
    said_u64(s, "clerk", t->clerk);
    said_u64(s, "at_counter", at_counter);
    event_end(a);
    answer_card(a, t, false);
}

void do_reveal_contact(struct model_ask *a) {
    const Hallq__RevealContact *c = a->request->reveal_contact;
    size_t len = strlen(c->reason);
    must_if(a, !len || len > 64, R(BAD_MESSAGE)); // a code the plans have none of
    struct model_ticket *t = ticket_named(a, c->which, false);
    if (!t)
        return;
    must_if(a, !t->contact, R(NO_CONTACT));
    must_if(a, t->day <= a->m->purged_upto, R(NO_CONTACT));
    must_if(a, !*c->pin, R(PIN_NEEDED));
    if (a->must_count || !pin_given(a, a->staff) || !goes(a))
        return;
    pin_proven(a, a->staff);
    struct said *s = event(a, "contact_revealed");
    said_u64(s, "ticket", t->id);
    said_by(a);
    said_u64(s, "reason_sealed", seal(a, a->asker->note));
    event_end(a);
    answer_card(a, t, false);
}

static void sealed_say(struct texts *texts, uint64_t sealed, int32_t day) {
    struct said one = {0};
    said_clear(&one);
    said_i64(&one, "day", day);
    said_u64(&one, "sealed", sealed);
    texts_add(texts, &one);
    said_fini(&one);
}

// What is purged is forgotten already.
void do_forget_contact(struct model_ask *a) {
    struct model_ticket *t = ticket_named(a, a->request->forget_contact->which, false);
    struct texts sealed = {0};
    if (!t)
        return;
    must_if(a, !t->contact && !t->note, R(NO_CONTACT));
    if (!goes(a))
        return;
    struct said *s = event(a, "contact_forgotten");
    said_u64(s, "ticket", t->id);
    said_by(a);
    if (t->contact && t->day > a->m->purged_upto)
        sealed_say(&sealed, t->contact, t->day);
    for (size_t i = 0; i < t->note_count; i++)
        if (t->notes[i].day > a->m->purged_upto)
            sealed_say(&sealed, t->notes[i].sealed, t->notes[i].day);
    texts_say(&sealed, "sealed", s);
    event_end(a);
    t->contact = t->note = t->note_count = 0;
    t->contact_text[0] = '\0'; // whoever presses again without one is them
    answer_card(a, t, false);
}

// --- by itself

static void gap_over(struct model_ask *a, struct model_ticket *t) {
    wait_in(a, t, (struct model_place){line_again(a, t), t->rank_ms, 0});
    struct said *s = event_of(a, "ticket_returned", t);
    said_line(s, "entered", t->line);
    event_end(a);
}

void ticket_due(struct model_ask *a, Hallq__DueRow__Kind kind, uint64_t subject, int64_t at_ms) {
    struct model_ticket *t = ticket_of(a->m, subject);
    if (!t || t->due_ms != at_ms)
        return trouble(a, "nothing of ticket %llu is due then", (unsigned long long)subject);
    if (kind == HALLQ__DUE_ROW__KIND__NO_SHOW && t->state == CALLED)
        no_show(a, t, false);
    else if (kind == HALLQ__DUE_ROW__KIND__HOLD_END && t->state == HELD)
        back_from_hold(a, t, false);
    else if (kind == HALLQ__DUE_ROW__KIND__GAP_END && t->state == WAITING && !t->in_line)
        gap_over(a, t);
    else
        trouble(a, "that is not due for a ticket in state %d", (int)t->state);
}
