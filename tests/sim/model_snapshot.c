// model_snapshot.c - what a screen ought to show, from the model alone.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/model_own.h"

static void lines_say(const struct model *m, bool staff, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t i = 0; i < m->plan->service_count; i++) {
        const struct model_service *s =
            service_of((struct model *)(uintptr_t)m, m->plan->services[i].id);
        struct model_line line = {OF_SERVICE, s->id};
        said_line(&one, "line", line);
        said_u64(&one, "waiting", model_waiting(m, line));
        said_u64(&one, "open", s->open);
        said_u64(&one, "suspended", s->suspended);
        said_text(&one, "reason", s->reason);
        said_u64(&one, "issued", s->issued);
        texts_add(&texts, &one);
    }
    for (uint32_t id = 1; staff && id < 200; id++)
        for (int kind = OF_COUNTER; kind <= OF_CLERK; kind++) {
            struct model_line line = {(enum model_line_kind)kind, id};
            uint32_t waiting = kind == OF_COUNTER && id > 20 ? 0 : model_waiting(m, line);
            if (!waiting)
                continue;
            said_line(&one, "line", line);
            said_u64(&one, "waiting", waiting);
            texts_add(&texts, &one);
        }
    texts_say(&texts, "lines", to);
    said_fini(&one);
}

static void counters_say(const struct model *m, bool staff, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t i = 0; i < m->plan->counter_count; i++) {
        const struct model_counter *c =
            counter_of((struct model *)(uintptr_t)m, m->plan->counters[i].id);
        const struct model_ticket *t = model_ticket(m, c->ticket);
        said_u64(&one, "counter", c->id);
        said_u64(&one, "state", c->state);
        said_u64(&one, "ticket", c->ticket);
        said_text(&one, "number", t ? t->number : "");
        said_text(&one, "pause_reason", c->pause_reason);
        said_i64(&one, "since_ms", c->since_ms);
        if (staff) {
            said_u64(&one, "clerk", c->clerk);
            said_list(&one, "services", c->services, c->service_count);
            said_u64(&one, "lost", c->lost);
            said_u64(&one, "held", c->held);
        }
        texts_add(&texts, &one);
    }
    texts_say(&texts, "counters", to);
    said_fini(&one);
}

static void calls_say(const struct model *m, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t i = m->call_count > 16 ? m->call_count - 16 : 0; i < m->call_count; i++) {
        const struct model_call *c = &m->calls[i];
        said_u64(&one, "seq", c->seq);
        said_i64(&one, "at_ms", c->at_ms);
        said_u64(&one, "ticket", c->ticket);
        said_text(&one, "number", m->tickets[c->ticket - 1].number);
        said_u64(&one, "counter", c->counter);
        said_u64(&one, "call_count", c->call_count);
        texts_add(&texts, &one);
    }
    texts_say(&texts, "calls", to);
    said_fini(&one);
}

static void people_say(const struct model *m, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (uint32_t device = 0; device < MODEL_DEVICES; device++) {
        const struct model_sign_on *on = &m->on[device];
        if (!on->staff)
            continue;
        said_u64(&one, "staff", on->staff);
        said_u64(&one, "device", device);
        said_u64(&one, "counter", on->counter);
        said_u64(&one, "role", on->role);
        texts_add(&texts, &one);
    }
    texts_say(&texts, "people", to);
    said_fini(&one);
}

void model_snapshot(const struct model *m, enum feed feed, uint64_t epoch, struct said *to) {
    bool staff = feed_is_of_staff(feed);
    said_u64(to, "epoch", epoch);
    said_u64(to, "hall", PLAN_HALL);
    said_u64(to, "seq", m->seq);
    said_i64(to, "day", m->day);
    said_u64(to, "version", m->version);
    lines_say(m, staff, to);
    counters_say(m, staff, to);
    calls_say(m, to);
    if (staff)
        people_say(m, to);
    if (feed == FEED_LEAD)
        measures_say(m, to);
    offers_say(m, to);
}

// --- a day's figures

struct figures {
    uint32_t issued, served, cancelled, no_shows, called, over_target, over_20_min;
    uint32_t service_left_out, walk_left_out, wait_left_out;
    bool any;
};

static void figures_add(const struct plan *p, const struct model_ticket *t, uint32_t service,
                        struct figures *f) {
    for (size_t i = 0; i < t->step_count; i++) {
        const struct model_step *step = &t->steps[i];
        if (step->service != service)
            continue;
        f->any = true;
        f->issued += i == 0;
        f->served += step->finished_ms != 0;
        f->cancelled += i + 1 == t->step_count && t->state == CANCELLED;
        f->no_shows += i + 1 == t->step_count && t->state == NO_SHOW;
        f->service_left_out += step->finished_ms && (step->left_out || step->served_s > 4 * 3600);
        f->walk_left_out +=
            step->called_ms && step->started_ms &&
            (step->started_ms - step->called_ms > 3600 * 1000 ||
             calendar_day_of(p, step->called_ms) != calendar_day_of(p, step->started_ms));
        if (!step->entered_ms || !step->called_ms)
            continue;
        if (calendar_day_of(p, step->called_ms) != calendar_day_of(p, step->entered_ms)) {
            f->wait_left_out++; // over night
            continue;
        }
        int64_t wait_s = (step->called_ms - step->entered_ms) / 1000;
        f->called++;
        f->over_target += wait_s > 600; // every plan's target
        f->over_20_min += wait_s > 1200;
    }
}

// By kind, then reason; the plans have two reasons of each kind, in their order.
static void exceptions_say(const struct model *m, int32_t day, struct said *to) {
    static const struct {
        int kind;
        const char *const *codes;
    } kinds[] = {{HALLQ__EXCEPTION__KIND__NAMED, plan_named_reasons},
                 {HALLQ__EXCEPTION__KIND__PAST_LINE, plan_past_line_reasons},
                 {HALLQ__EXCEPTION__KIND__CANCELLED, plan_cancel_reasons}};
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t c = 0; c < PLAN_CODES; c++) {
            uint32_t count = 0;
            for (size_t i = 0; i < m->ticket_count; i++) {
                const struct model_ticket *t = &m->tickets[i];
                for (size_t e = 0; t->id && t->day == day && e < t->exception_count; e++)
                    count += t->exceptions[e].kind == kinds[k].kind &&
                             t->exceptions[e].reason == kinds[k].codes[c];
            }
            if (!count)
                continue;
            said_i64(&one, "kind", kinds[k].kind);
            said_text(&one, "reason", kinds[k].codes[c]);
            said_u64(&one, "count", count);
            texts_add(&texts, &one);
        }
    texts_say(&texts, "exceptions", to);
    said_fini(&one);
}

void model_report(const struct model *m, int32_t day, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (uint32_t service = 1; service < 100; service++) {
        struct figures f = {.any = plan_service(m->plan, service)};
        for (size_t i = 0; i < m->ticket_count; i++)
            if (m->tickets[i].id && m->tickets[i].day == (day ? day : m->day))
                figures_add(m->plan, &m->tickets[i], service, &f);
        if (!f.any)
            continue;
        said_u64(&one, "service", service);
        said_u64(&one, "issued", f.issued);
        said_u64(&one, "served", f.served);
        said_u64(&one, "cancelled", f.cancelled);
        said_u64(&one, "no_shows", f.no_shows);
        said_u64(&one, "called", f.called);
        said_u64(&one, "over_target", plan_service(m->plan, service) ? f.over_target : 0);
        said_u64(&one, "over_20_min", f.over_20_min);
        said_u64(&one, "service_left_out", f.service_left_out);
        said_u64(&one, "walk_left_out", f.walk_left_out);
        said_u64(&one, "wait_left_out", f.wait_left_out);
        texts_add(&texts, &one);
    }
    said_i64(to, "day", day ? day : m->day);
    texts_say(&texts, "services", to);
    exceptions_say(m, day ? day : m->day, to);
    said_fini(&one);
}

// --- reads

static bool read_card(struct model_ask *a, const Hallq__Which *which, bool staff) {
    const struct model_ticket *t = ticket_named(a, which, false);
    if (!t)
        return true;
    said_add(&a->done, "ticket={");
    said_card(a, t, staff, false, &a->done);
    said_add(&a->done, "}");
    return true;
}

static bool read_line(struct model_ask *a, const Hallq__GetLine *c) {
    const struct model *m = a->m;
    struct model_line line = {c->line ? (enum model_line_kind)c->line->kind : NO_LINE,
                              c->line ? c->line->id : 0};
    must_if(a, line.kind < OF_SERVICE || line.kind > OF_CLERK, R(BAD_MESSAGE));
    must_if(a, line.kind == OF_SERVICE && !plan_service(m->plan, line.id), R(NO_SERVICE));
    must_if(a, line.kind == OF_COUNTER && !plan_counter(m->plan, line.id), R(NO_COUNTER));
    must_if(a, line.kind == OF_CLERK && !plan_person(m->plan, line.id), R(NO_STAFF));
    if (a->must_count)
        return true;
    uint32_t waiting = model_waiting(m, line);
    uint32_t shown = c->limit && c->limit < 100 ? c->limit : 100;
    said_add(&a->done, "line={");
    for (uint32_t n = 0; n < waiting && n < shown; n++)
        for (size_t i = 0; i < m->ticket_count; i++) {
            const struct model_ticket *t = &m->tickets[i];
            if (!t->in_line || !same_line(t->line, line) ||
                people_ahead(m, line, t->rank_ms, t->id) != n)
                continue;
            said_add(&a->done, n ? "{" : "tickets=[{");
            said_card(a, t, true, false, &a->done);
            said_add(&a->done, "}");
        }
    said_add(&a->done, waiting ? "]" : "");
    said_u64(&a->done, "waiting", waiting);
    said_add(&a->done, "}");
    return true;
}

// False: the model has no opinion on the answer.
bool read_answer(struct model_ask *a) {
    bool staff = !from_customer(a) && a->asker->role != HALLQ__DEVICE__ROLE__DISPLAY;
    switch (a->request->body_case) {
    case HALLQ__REQUEST__BODY_PING:
        said_add(&a->done, "done={}");
        return true;
    case HALLQ__REQUEST__BODY_GET_PLACE:
        return read_card(a, a->request->get_place->which, false);
    case HALLQ__REQUEST__BODY_GET_TICKET:
        return read_card(a, a->request->get_ticket->which, true);
    case HALLQ__REQUEST__BODY_GET_MEASURES:
        said_add(&a->done, "measures={");
        measures_say(a->m, &a->done);
        said_add(&a->done, "}");
        return true;
    case HALLQ__REQUEST__BODY_GET_LINE:
        return read_line(a, a->request->get_line);
    case HALLQ__REQUEST__BODY_GET_SNAPSHOT:
        (void)staff;
        return false; // looked at apart
    default:
        return false;
    }
}
