// advice.c - the lead who follows the broker's advice: does what the alert of a crowded line proposes,
// that is opens counters, or has a counter that works give the crowded service as well until the alert
// is over. Beside it, once a minute, the lead asks how long people would wait now and half an hour from
// now (what_if); where somebody would wait too long, asks of each counter that could be opened what it
// would change, and opens the one that leaves least over the limit. A counter is closed again when the
// broker says that nobody would wait long without it.
#include <stdio.h>
#include <stdlib.h>

#include "bench/sim/lead.h"

#define ASK_S 60
#define LIMIT_S 1200  // twenty minutes
#define LONGEST_S 600 // somebody waits so long already: half of the limit
#define CROWDED_S 900 // one in ten may wait so long, or somebody has: done something about in time
#define CALM_UPPER_S 600 // without the window, for one in ten, in all its lines
#define AGAIN_S 300      // what a new window does is not in the waits before
#define STAYS_S 900      // no window for less
#define HELPS_S 60       // a window that changes less is not worth it
#define TRIED_MAX 64
#define LENT_MAX 16
#define STAFF 302 // the other lead of the example hall: 301 is for who watches
#define DEVICE 903

struct lent { // a counter that gives a service as well
    uint32_t counter, service;
};

struct advice {
    struct lead *lead;
    struct hallq *client;
    bool signed_on, asking;
    // The counters that could be opened, being tried one after the other.
    uint32_t service;      // for whose sake
    double now_s, later_s; // its waits as it is
    uint32_t tried[TRIED_MAX];
    size_t tried_count, tried_next;
    uint32_t best; // 0: none helps yet
    double best_over_s;
    double best_later_s; // of the service, with the best
    uint32_t closing;    // a counter that may close
    struct lent lent[LENT_MAX];
    size_t lent_count;
};

static void heard(struct advice *a, const struct hallq_result *result) {
    world_heard(a->lead->world, result);
    a->asking = !result->final;
    if (result->outcome == HALLQ_REFUSED && result->reason == HALLQ__REFUSAL__REASON__NOT_SIGNED_ON)
        a->signed_on = false;
    else if (result->outcome == HALLQ_REFUSED && result->reason != HALLQ__REFUSAL__REASON__BUSY &&
             result->reason != HALLQ__REFUSAL__REASON__ALREADY)
        fprintf(stderr, "%s: %s\n", refusal_name(result->reason),
                refusal_text(result->reason, words_language_get()));
}

static const Hallq__WhatIfAnswer *answer_of(const struct hallq_result *result) {
    bool told =
        result->outcome == HALLQ_APPLIED && result->reply->body_case == HALLQ__REPLY__BODY_WHAT_IF;
    return told && !result->reply->what_if->too_many ? result->reply->what_if : NULL;
}

static void ask(struct advice *a, uint32_t open, uint32_t close, hallq_done_cb told_cb) {
    Hallq__WhatIf what_if = HALLQ__WHAT_IF__INIT;
    what_if.open = &open;
    what_if.n_open = open > 0;
    what_if.close = &close;
    what_if.n_close = close > 0;
    what_if.later_s = LEAD_LATER_S;
    HALLQ_REQUEST(request, a->lead->world->options->hall, WHAT_IF, what_if, &what_if);
    a->asking = !hallq_send(a->client, &request, WORLD_DEADLINE_MS, told_cb, a, NULL);
}

// What a plan is judged by, less is better: seconds by which people will wait too long in all lines,
// now and later (one in ten over the lower limit, the mean over the upper), and a little for what one
// in ten waits in the line itself, too long or not.
static double over_s(const Hallq__WhatIfAnswer *answer, uint32_t service, bool changed) {
    double sum_s = 0;
    for (size_t i = 0; i < answer->n_lines; i++) {
        const Hallq__WhatIfLine *line = answer->lines[i];
        const Hallq__WhatIfWait *waits[] = {changed ? line->now_if : line->now,
                                            changed ? line->later_if : line->later};
        for (size_t k = 0; k < COUNT(waits); k++) {
            sum_s += waits[k]->upper_s > CROWDED_S ? waits[k]->upper_s - CROWDED_S : 0;
            sum_s += waits[k]->forecast_s > LIMIT_S ? waits[k]->forecast_s - LIMIT_S : 0;
            sum_s += line->service == service ? waits[k]->upper_s / 2.0 : 0;
        }
    }
    return sum_s;
}

static const Hallq__WhatIfLine *line_of(const Hallq__WhatIfAnswer *answer, uint32_t service) {
    for (size_t i = 0; i < answer->n_lines; i++)
        if (answer->lines[i]->service == service)
            return answer->lines[i];
    return NULL;
}

// The line that will be crowded most, now or later, or is, and that nothing was done for just now;
// NULL: there is none.
static const Hallq__WhatIfLine *crowded(const struct advice *a, const Hallq__WhatIfAnswer *answer) {
    const Hallq__WhatIfLine *worst = NULL;
    uint32_t worst_s = CROWDED_S;
    for (size_t i = 0; i < answer->n_lines; i++) {
        const Hallq__WhatIfLine *line = answer->lines[i];
        uint32_t upper_s =
            line->now->upper_s > line->later->upper_s ? line->now->upper_s : line->later->upper_s;
        if (upper_s < worst_s || lead_helped_since(a->lead, line->service, AGAIN_S))
            continue;
        worst = line;
        worst_s = upper_s;
    }
    return worst;
}

static void try_next(struct advice *a);

static void taken_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    (void)client;
    heard(arg, result);
}

// Sets it on record with the broker, which does it where it can, and tells later what came of it.
static void take_measure(struct advice *a, uint32_t service, Hallq__Measure *measure) {
    Hallq__TakeMeasure take = HALLQ__TAKE_MEASURE__INIT;
    take.measure = measure;
    take.alert = lead_alert_of(a->lead, service);
    HALLQ_REQUEST(request, a->lead->world->options->hall, TAKE_MEASURE, take_measure, &take);
    a->asking = !hallq_send(a->client, &request, WORLD_DEADLINE_MS, taken_cb, a, NULL);
}

// waits_s: now, and half an hour later without the window and with it.
static void open_window(struct advice *a, uint32_t service, uint32_t counter,
                        const double waits_s[3]) {
    struct lead *l = a->lead;
    if (!clerks_open_more(l->world, counter))
        return;
    struct lead_window *window = lead_remember(l, counter, service);
    if (window)
        window->without_s = waits_s[1];
    Hallq__Measure measure = HALLQ__MEASURE__INIT;
    measure.kind = HALLQ__MEASURE__KIND__OPEN_COUNTER;
    measure.counter = counter;
    lead_tell(l, WORD_ADVICE, service, counter, waits_s);
    take_measure(a, service, &measure);
}

static void lend_counter(struct advice *a, uint32_t service, Hallq__Measure *measure,
                         const double waits_s[3]) {
    if (a->lent_count == LENT_MAX)
        return;
    a->lent[a->lent_count++] = (struct lent){measure->counter, service};
    lead_tell(a->lead, WORD_LENT, service, measure->counter, waits_s);
    take_measure(a, service, measure);
}

static bool is_lent(const struct advice *a, uint32_t counter) {
    for (size_t i = 0; i < a->lent_count; i++)
        if (a->lent[i].counter == counter)
            return true;
    return false;
}

// Counters that were lent to lines whose alerts are over give those services again that the settings
// say, once they help no other line either.
static void give_back(struct advice *a) {
    for (size_t i = a->lent_count; i-- > 0 && !a->lead->storm;) {
        const struct lent lent = a->lent[i];
        Hallq__Measure measure = HALLQ__MEASURE__INIT;
        measure.kind = HALLQ__MEASURE__KIND__COUNTER_SERVICES;
        measure.counter = lent.counter;
        if (lead_alert_of(a->lead, lent.service))
            continue;
        a->lent[i] = a->lent[--a->lent_count];
        if (is_lent(a, lent.counter))
            continue;
        lead_tell(a->lead, WORD_LENT_BACK, lent.service, lent.counter, (const double[3]){0});
        take_measure(a, 0, &measure);
    }
}

static void open_best(struct advice *a) {
    const double waits_s[3] = {a->now_s, a->later_s, a->best_later_s};
    if (a->best)
        open_window(a, a->service, a->best, waits_s);
}

void advice_follow(struct advice *a, uint32_t service, const Hallq__Proposal *proposal) {
    const double waits_s[3] = {proposal->now_s, proposal->without_s, proposal->with_s};
    for (size_t i = 0; i < proposal->n_measures; i++) {
        Hallq__Measure *measure = proposal->measures[i];
        if (measure->kind == HALLQ__MEASURE__KIND__OPEN_COUNTER)
            open_window(a, service, measure->counter, waits_s);
        else if (measure->kind == HALLQ__MEASURE__KIND__COUNTER_SERVICES)
            lend_counter(a, service, measure, waits_s);
    }
}

static void tried_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct advice *a = arg;
    (void)client;
    heard(a, result);
    const Hallq__WhatIfAnswer *answer = answer_of(result);
    const Hallq__WhatIfLine *line = answer ? line_of(answer, a->service) : NULL;
    if (line && over_s(answer, a->service, true) < a->best_over_s - HELPS_S) {
        a->best = a->tried[a->tried_next - 1];
        a->best_over_s = over_s(answer, a->service, true);
        a->best_later_s = line->later_if->forecast_s;
    }
    try_next(a);
}

static void try_next(struct advice *a) {
    if (a->lead->world->ending || a->asking)
        return;
    if (a->tried_next < a->tried_count)
        ask(a, a->tried[a->tried_next++], 0, tried_cb);
    else
        open_best(a);
}

static void closing_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct advice *a = arg;
    struct lead *l = a->lead;
    (void)client;
    heard(a, result);
    const Hallq__WhatIfAnswer *answer = answer_of(result);
    for (size_t i = 0; answer && i < answer->n_lines; i++)
        if (answer->lines[i]->now_if->upper_s > CALM_UPPER_S ||
            answer->lines[i]->later_if->upper_s > CALM_UPPER_S)
            return;
    for (size_t i = 0; answer && i < l->window_count; i++) {
        struct lead_window *window = &l->windows[i];
        if (window->counter != a->closing)
            continue;
        const double waits_s[3] = {0, 0, 0};
        clerks_close_more(l->world, window->counter);
        lead_tell(l, WORD_CALM, window->service, window->counter, waits_s);
        lead_forget(l, window);
        return;
    }
}

// Asks whether the window that is open longest may close.
static void try_closing(struct advice *a) {
    struct lead *l = a->lead;
    const struct lead_window *oldest = NULL;
    double since_s;
    for (size_t i = l->window_count; i-- > 0;) {
        struct lead_window *window = &l->windows[i];
        if (!clerks_more(l->world, window->counter, &since_s))
            lead_forget(l, window); // its own clerk is back
    }
    for (size_t i = 0; i < l->window_count; i++)
        if (clerks_more(l->world, l->windows[i].counter, &since_s) && since_s >= STAYS_S &&
            (!oldest || l->windows[i].opened_s < oldest->opened_s))
            oldest = &l->windows[i];
    if (!oldest)
        return;
    a->closing = oldest->counter;
    ask(a, 0, oldest->counter, closing_cb);
}

static void watched_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct advice *a = arg;
    (void)client;
    heard(a, result);
    const Hallq__WhatIfAnswer *answer = answer_of(result);
    if (!answer || a->lead->world->ending)
        return;
    const Hallq__WhatIfLine *line = crowded(a, answer);
    if (!line) {
        try_closing(a);
        return;
    }
    a->service = line->service;
    a->now_s = line->now->forecast_s;
    a->later_s = line->later->forecast_s;
    a->best = 0;
    a->best_over_s = over_s(answer, a->service, false);
    a->tried_next = 0;
    a->tried_count = clerks_to_open(a->lead->world, line->service, a->tried, TRIED_MAX);
    try_next(a);
}

static void signed_on_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct advice *a = arg;
    (void)client;
    heard(a, result);
    a->signed_on = result->outcome == HALLQ_APPLIED;
}

static void sign_on(struct advice *a) {
    char pin[LIMIT_PIN_MAX + 1];
    Hallq__SignOn sign_on = HALLQ__SIGN_ON__INIT;
    snprintf(pin, sizeof pin, "%s", a->lead->world->options->pin);
    sign_on.staff = STAFF;
    sign_on.pin = pin;
    HALLQ_REQUEST(request, a->lead->world->options->hall, SIGN_ON, sign_on, &sign_on);
    a->asking = !hallq_send(a->client, &request, WORLD_DEADLINE_MS, signed_on_cb, a, NULL);
}

static void look_cb(void *arg) {
    struct advice *a = arg;
    struct world *w = a->lead->world;
    if (w->ending)
        return;
    if (a->signed_on)
        give_back(a);
    if (!a->asking && !a->signed_on)
        sign_on(a);
    else if (!a->asking)
        ask(a, 0, 0, watched_cb);
    agenda_in(&w->agenda, ASK_S, look_cb, a);
}

int advice_create(struct lead *l) {
    struct advice *a = calloc(1, sizeof *a);
    if (!a)
        return ERR_NO_MEMORY;
    l->advice = a;
    a->lead = l;
    return world_connect(l->world, "lead", HALLQ__DEVICE__ROLE__LEAD, DEVICE, &a->client);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    const struct advice *a = arg;
    (void)follow, (void)late;
    if (!a->lead->world->ending)
        lead_hear(a->lead, event);
}

void advice_begin(struct advice *a) {
    const struct hallq_follow_callbacks callbacks = {.event_cb = event_cb};
    struct hallq_follow *follow; // ends with the client
    hallq_follow(a->client, a->lead->world->options->hall, HALLQ_FEED_LEAD, &callbacks, a, &follow);
    agenda_in(&a->lead->world->agenda, 0, look_cb, a);
}

void advice_close(struct advice *a, void (*closed_cb)(void *arg), void *arg) {
    if (a->client)
        hallq_close(&a->client, closed_cb, arg);
    else
        closed_cb(arg);
}

void advice_destroy(struct advice *a) {
    free(a);
}
