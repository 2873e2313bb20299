// model_measure_say.c - what the model says of a measure: how its lines stand, its events' fields, what a screen shows.
#include <string.h>

#include "tests/sim/model_own.h"

enum { LOOKED = 16 }; // tickets of a line, for the longest wait

// --- how its lines stand

static bool has_service(const struct model_what *w, uint32_t service) {
    for (size_t i = 0; i < w->service_count; i++)
        if (w->services[i] == service)
            return true;
    return false;
}

static bool concerns(const struct model *m, const struct model_what *w, uint32_t service) {
    if (has_service(w, service) || (!w->service_count && !w->counter))
        return true;
    return w->counter && plan_counter(m->plan, w->counter) && gives(m, w->counter, service);
}

static uint32_t counters_open(const struct model *m, uint32_t service) {
    uint32_t open = 0;
    for (size_t i = 0; i < m->plan->counter_count; i++) {
        uint32_t id = m->plan->counters[i].id;
        enum model_counter_state state = m->counters[id % 1000].state;
        open += (state == FREE || state == CALLING || state == BUSY) && gives(m, id, service);
    }
    return open;
}

// Since it entered the line; who came back, behind others or after a call, waits from then on. The first of the line
// are looked at.
static int64_t longest_ms(const struct model *m, struct model_line line, int64_t now_ms) {
    int64_t longest = 0;
    for (size_t i = 0; i < m->ticket_count; i++) {
        const struct model_ticket *t = &m->tickets[i];
        if (!t->id || !t->in_line || !same_line(t->line, line) ||
            people_ahead(m, line, t->rank_ms, t->id) >= LOOKED)
            continue;
        const struct model_step *step = &t->steps[t->step_count - 1];
        int64_t entered_ms =
            step->called_ms && t->line_ms > step->entered_ms ? t->line_ms : step->entered_ms;
        int64_t waited_ms = now_ms - (t->rank_ms > entered_ms ? t->rank_ms : entered_ms);
        longest = waited_ms > longest ? waited_ms : longest;
    }
    return longest;
}

void measure_lines_say(const struct model *m, const struct model_what *w, int64_t now_ms,
                       struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    said_clear(to);
    for (size_t i = 0; i < m->plan->service_count; i++) {
        uint32_t service = m->plan->services[i].id, open = counters_open(m, service);
        struct model_line line = {OF_SERVICE, service};
        if (!concerns(m, w, service))
            continue;
        said_u64(&one, "service", service);
        said_u64(&one, "told", open > 0);
        said_i64(&one, "longest_s", (longest_ms(m, line, now_ms) + 500) / 1000);
        said_u64(&one, "waiting", model_waiting(m, line));
        said_u64(&one, "counters", open);
        texts_add(&texts, &one);
    }
    texts_say(&texts, "lines", to);
    said_fini(&one);
}

// --- words

void measure_what_say(struct said *s, const struct model_what *w) {
    said_add(s, "%swhat={", s->size && s->text[s->size - 1] != '{' ? " " : "");
    said_i64(s, "kind", w->kind);
    said_u64(s, "counter", w->counter);
    said_list(s, "services", w->services, w->service_count);
    said_text(s, "zone", w->zone);
    said_u64(s, "to_hall", w->to_hall);
    said_text(s, "text_code", w->text_code);
    said_u64(s, "people", w->people);
    said_u64(s, "minutes", w->minutes);
    said_add(s, "}");
}

static void who_say(struct said *s, const char *name, uint32_t device, uint32_t staff) {
    if (!staff)
        return;
    said_add(s, " %s={", name);
    said_u64(s, "device", device);
    said_u64(s, "staff", staff);
    said_add(s, "}");
}

void measure_part_say(struct said *s, const struct said *part) {
    if (part->size)
        said_add(s, "%s%s", s->size && s->text[s->size - 1] != '{' ? " " : "", part->text);
}

void measure_promise_say(struct said *s, const struct model_measure *one) {
    said_u64(s, "proposed", one->proposed);
    said_u64(s, "proposed_with_s", one->with_s);
    said_u64(s, "proposed_without_s", one->without_s);
    said_i64(s, "proposed_for_ms", one->for_ms);
}

void offer_fields_say(struct said *s, const struct model_measure *one) {
    said_u64(s, "measure", one->number);
    measure_what_say(s, &one->what);
    said_i64(s, "since_ms", one->at_ms);
    said_i64(s, "until_ms", one->until_ms);
}

// --- what is shown

static void outcomes_say(struct said *s, const struct model_measure *one) {
    struct texts texts = {0};
    struct said text = {0};
    for (size_t i = 0; i < one->outcome_count; i++) {
        said_clear(&text);
        measure_part_say(&text, &one->outcomes[i]);
        texts_add(&texts, &text);
    }
    texts_say(&texts, "outcomes", s);
    said_fini(&text);
}

static void measure_say(struct said *s, const struct model_measure *one) {
    said_u64(s, "measure", one->number);
    measure_what_say(s, &one->what);
    said_i64(s, "at_ms", one->at_ms);
    who_say(s, "by", one->device, one->staff);
    said_u64(s, "alert", one->alert);
    said_u64(s, "lasts", one->lasts);
    said_i64(s, "until_ms", one->until_ms);
    said_i64(s, "ended_at_ms", one->ended_ms);
    said_i64(s, "end", one->end);
    who_say(s, "ended_by", one->ended_device, one->ended_staff);
    measure_part_say(s, &one->lines);
    outcomes_say(s, one);
    measure_promise_say(s, one);
}

static bool of_today(const struct model *m, const struct model_measure *one) {
    return one->number && one->number >= m->first_measure;
}

void measures_say(const struct model *m, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t i = 0; i < MODEL_MEASURES; i++) {
        if (!of_today(m, &m->measures[i]))
            continue;
        measure_say(&one, &m->measures[i]);
        texts_add(&texts, &one);
    }
    texts_say(&texts, "measures", to);
    said_fini(&one);
}

// Those that stand.
void offers_say(const struct model *m, struct said *to) {
    struct texts texts = {0};
    struct said one = {0};
    said_clear(&one);
    for (size_t i = 0; i < MODEL_MEASURES; i++) {
        const struct model_measure *measure = &m->measures[i];
        if (!measure->lasts || !measure_is_shown(measure->what.kind))
            continue;
        offer_fields_say(&one, measure);
        texts_add(&texts, &one);
    }
    texts_say(&texts, "offers", to);
    said_fini(&one);
}
