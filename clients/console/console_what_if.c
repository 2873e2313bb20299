#include "console_what_if.h"

#include "base/limit.h"
#include "console_pages.h"

#define MINUTE_MS 60000

static bool is_open(const Hallq__CounterNow *counter) {
    return counter->state != HALLQ__COUNTER__STATE__CLOSED &&
           counter->state != HALLQ__COUNTER__STATE__PAUSED;
}

// What was ticked or unticked meanwhile is compared with the counters as they are now.
static void counters_given(struct desk *desk, const struct hallq_view *v) {
    uint32_t open[LIMIT_COUNTERS], close[LIMIT_COUNTERS];
    Hallq__WhatIf body = HALLQ__WHAT_IF__INIT;
    body.open = open;
    body.close = close;
    for (size_t i = 0; i < desk->modal.item_count; i++) {
        const struct modal_item *item = &desk->modal.items[i];
        const Hallq__CounterNow *counter = hallq_view_counter(v, item->id);
        if (!counter || is_open(counter) == item->picked)
            continue;
        if (item->picked)
            open[body.n_open++] = item->id;
        else
            close[body.n_close++] = item->id;
    }
    DESK_READ(desk, v, WHAT_IF, what_if, &body);
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
    console_page_what_if(&d->desk.modal, v, answer, d->desk.language);
}
