#include "console_what_if.h"

#include "base/limit.h"
#include "base/number.h"
#include "console_counters.h"
#include "console_pages.h"

#define MINUTE_MS 60000
#define SERVICES_KEY L's' // of the switches
#define PEOPLE_KEY L'e'

static bool is_open(const Hallq__CounterNow *counter) {
    return counter->state != HALLQ__COUNTER__STATE__CLOSED &&
           counter->state != HALLQ__COUNTER__STATE__PAUSED;
}

static struct what_if_asked *asked(struct desk *desk) {
    return &console_of(desk)->what_if;
}

// The draft as the command; its parts live as long as the draft and `parts`.
struct what_if_parts {
    Hallq__WhatIf body;
    Hallq__WhatIfServices services, *services_list[1];
    Hallq__WhatIfElsewhere elsewhere, *elsewhere_list[1];
};

static void parts_fill(struct what_if_parts *parts, struct what_if_asked *a) {
    Hallq__WhatIf *body = &parts->body;
    hallq__what_if__init(body);
    hallq__what_if_services__init(&parts->services);
    hallq__what_if_elsewhere__init(&parts->elsewhere);
    body->open = a->open;
    body->n_open = a->open_count;
    body->close = a->close;
    body->n_close = a->close_count;
    parts->services.counter = a->counter;
    parts->services.services = a->services;
    parts->services.n_services = a->service_count;
    parts->elsewhere.service = a->from;
    parts->elsewhere.people = a->people;
    parts->services_list[0] = &parts->services;
    parts->elsewhere_list[0] = &parts->elsewhere;
    body->services = parts->services_list;
    body->n_services = a->service_count ? 1 : 0;
    body->elsewhere = parts->elsewhere_list;
    body->n_elsewhere = a->people ? 1 : 0;
}

static void what_if_send(struct desk *desk, const struct hallq_view *v) {
    struct what_if_parts parts;
    parts_fill(&parts, asked(desk));
    DESK_READ(desk, v, WHAT_IF, what_if, &parts.body);
}

// ---------------------------------------------------------------- question by question

static desk_act people_ask;

static void people_given(struct desk *desk, const struct hallq_view *v) {
    if (!number_read_32(desk->modal.input, 0, UINT32_MAX, &asked(desk)->people))
        people_ask(desk, v); // what is no number is asked for again
    else
        what_if_send(desk, v);
}

static void people_ask(struct desk *desk, const struct hallq_view *v) {
    (void)v;
    desk_ask(desk, MODAL_INPUT, TEXT_ASK_WHAT_IF_PEOPLE, people_given);
}

static void from_given(struct desk *desk, const struct hallq_view *v) {
    asked(desk)->from = desk_chosen(desk)->id;
    people_ask(desk, v);
}

static void from_ask(struct desk *desk, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    desk_ask(desk, MODAL_MENU, TEXT_ASK_WHAT_IF_FROM, from_given);
    for (size_t i = 0; i < v->now.n_lines; i++) {
        const Hallq__Line *line = v->now.lines[i]->line;
        if (line->kind == HALLQ__LINE__KIND__SERVICE)
            modal_item_add(&desk->modal, 0, line->id,
                           phrase_service(number, v, line->id, desk->language));
    }
}

static void rest_ask(struct desk *desk, const struct hallq_view *v) {
    if (asked(desk)->sends)
        from_ask(desk, v);
    else
        what_if_send(desk, v);
}

static void services_given(struct desk *desk, const struct hallq_view *v) {
    struct what_if_asked *a = asked(desk);
    for (size_t i = 0; i < desk->modal.item_count && a->service_count < LIMIT_SERVICES; i++)
        if (desk->modal.items[i].picked)
            a->services[a->service_count++] = desk->modal.items[i].id;
    rest_ask(desk, v);
}

static void counter_given(struct desk *desk, const struct hallq_view *v) {
    asked(desk)->counter = desk_chosen(desk)->id;
    desk_ask(desk, MODAL_PICKS, TEXT_ASK_WHAT_IF_SERVICES, services_given);
    console_services_add(desk, v, asked(desk)->counter);
}

static void counter_ask(struct desk *desk, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    desk_ask(desk, MODAL_MENU, TEXT_ASK_WHAT_IF_COUNTER, counter_given);
    for (size_t i = 0; i < v->now.n_counters && i < LIMIT_COUNTERS; i++)
        modal_item_add(&desk->modal, 0, v->now.counters[i]->counter,
                       phrase_counter(number, v, v->now.counters[i]->counter, desk->language));
}

// What was ticked or unticked meanwhile is compared with the counters as they are now.
static void counters_given(struct desk *desk, const struct hallq_view *v) {
    struct what_if_asked *a = asked(desk);
    *a = (struct what_if_asked){.moves = modal_switched(&desk->modal, SERVICES_KEY),
                                .sends = modal_switched(&desk->modal, PEOPLE_KEY)};
    for (size_t i = 0; i < desk->modal.item_count; i++) {
        const struct modal_item *item = &desk->modal.items[i];
        const Hallq__CounterNow *counter = hallq_view_counter(v, item->id);
        if (!counter || is_open(counter) == item->picked)
            continue;
        if (item->picked)
            a->open[a->open_count++] = item->id;
        else
            a->close[a->close_count++] = item->id;
    }
    if (a->moves)
        counter_ask(desk, v);
    else
        rest_ask(desk, v);
}

void console_what_if_ask(struct desk *desk, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    desk_ask(desk, MODAL_PICKS, TEXT_ASK_WHAT_IF, counters_given);
    for (size_t i = 0; i < v->now.n_counters && i < LIMIT_COUNTERS; i++) {
        const Hallq__CounterNow *counter = v->now.counters[i];
        modal_item_add(&desk->modal, 0, counter->counter,
                       phrase_counter(number, v, counter->counter, desk->language))
            ->picked = is_open(counter);
    }
    modal_switch_add(&desk->modal, SERVICES_KEY, TEXT_WHAT_IF_SERVICES);
    modal_switch_add(&desk->modal, PEOPLE_KEY, TEXT_WHAT_IF_PEOPLE);
}

void console_expect_ask(struct console_desk *d, const struct hallq_view *v) {
    Hallq__WhatIf body = HALLQ__WHAT_IF__INIT;
    int64_t minute = v->now.at_ms / MINUTE_MS;
    if (!d->staff || v->stale || minute == d->expect_minute)
        return;
    d->expect_minute = minute;
    body.later_s = COMING_MIN * 60;
    HALLQ_REQUEST(request, v->now.hall, WHAT_IF, what_if, &body);
    d->desk.outlet.send(d->desk.outlet.arg, &request, TEXT_DO_EXPECT, false);
}

static struct past_band band_of(const Hallq__WhatIfWait *wait) {
    struct past_band unknown = {CHART_UNKNOWN, CHART_UNKNOWN};
    if (!wait || wait->nobody)
        return unknown;
    return (struct past_band){(int)(wait->lower_s / 60), (int)((wait->upper_s + 59) / 60)};
}

void console_what_if_answer(struct console_desk *d, const struct hallq_view *v,
                            const Hallq__Reply *reply, bool page) {
    const Hallq__WhatIfAnswer *answer = reply->what_if;
    for (size_t i = 0; i < answer->n_lines; i++) {
        struct past_band now = band_of(answer->lines[i]->now);
        struct past_band later = band_of(answer->lines[i]->later);
        if (now.upper_min != CHART_UNKNOWN && later.upper_min != CHART_UNKNOWN)
            console_past_expect(&d->past, answer->lines[i]->service, reply->at_ms, &now, &later);
    }
    if (!page)
        return;
    desk_ask(&d->desk, MODAL_PAGE, TEXT_PAGE_WHAT_IF, NULL);
    struct what_if_parts parts;
    parts_fill(&parts, &d->what_if);
    console_page_what_if(&d->desk.modal, v, &parts.body, answer, d->desk.language);
}
