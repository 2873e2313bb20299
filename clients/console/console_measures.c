// console_measures.c - which measure -> what it is about (a counter, a zone or hall, a reason or notice) -> which services ->
// taken. A question that has one answer only is asked all the same: it says what will be done.
#include "console_measures.h"

#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "clients/text/alert.h"
#include "clients/text/measure.h"
#include "console_alerts.h"
#include "console_pages.h"

// NULL: nothing is proposed.
static const Hallq__Proposal *proposal_of(const Hallq__Alert *alert) {
    return alert->proposal && alert->proposal->n_measures ? alert->proposal : NULL;
}

// Other lines that it brings over their target are always told with it.
static void worse_join(char to[PHRASE_SIZE], const struct hallq_view *v,
                       const Hallq__Proposal *proposal, enum language language) {
    char number[PHRASE_SHORT], without[PHRASE_SHORT], with[PHRASE_SHORT], line[PHRASE_SIZE];
    for (size_t i = 0; i < proposal->n_worse; i++) {
        const Hallq__Proposal__Worse *worse = proposal->worse[i];
        phrase_minutes(without, worse->without_s, language);
        phrase_minutes(with, worse->with_s, language);
        TEXT_FILL(line, TEXT_PROPOSAL_WORSE, language,
                  phrase_service(number, v, worse->service, language), without, with);
        text_join(to, PHRASE_SIZE, line);
    }
}

void console_proposal_phrase(char to[PHRASE_SIZE], const struct hallq_view *v,
                             const Hallq__Alert *alert, enum language language) {
    char part[PHRASE_SIZE];
    const Hallq__Proposal *proposal = proposal_of(alert);
    *to = 0;
    if (!proposal)
        return;
    for (size_t i = 0; i < proposal->n_measures; i++) {
        measure_phrase(part, v, proposal->measures[i], language);
        text_join(to, PHRASE_SIZE, i ? text_of(TEXT_LIST_COMMA, language) : "");
        text_join(to, PHRASE_SIZE, part);
    }
    measure_gain(part, v, proposal->without_s, proposal->with_s, proposal->later_at_ms, language);
    text_join(to, PHRASE_SIZE, part);
    worse_join(to, v, proposal, language);
}

static void measure_send(struct desk *desk, const struct hallq_view *v,
                         const Hallq__Measure *measure, uint64_t alert) {
    Hallq__TakeMeasure body = HALLQ__TAKE_MEASURE__INIT;
    Hallq__Measure what = *measure;
    body.alert = alert;
    body.measure = &what;
    DESK_SEND(desk, v, TAKE_MEASURE, take_measure, &body);
}

// A proposal of two counters is one act: the second does not wait for the first.
static void proposal_send(struct desk *desk, const struct hallq_view *v,
                          const Hallq__Proposal *proposal, uint64_t alert) {
    bool busy = desk->status.busy;
    for (size_t i = 0; i < proposal->n_measures; i++) {
        desk->status.busy = busy;
        measure_send(desk, v, proposal->measures[i], alert);
    }
}

void console_alert_act(struct desk *desk, const struct hallq_view *v) {
    const Hallq__Alert *alert = console_alert_chosen(console_of(desk), v);
    const Hallq__Proposal *proposal = proposal_of(alert);
    if (proposal)
        proposal_send(desk, v, proposal, alert->alert);
    else
        console_measures_ask(desk, v, alert);
}

// ---------------------------------------------------------------- what is asked step by step

static struct measure_asked *asked(struct desk *desk) {
    return &console_of(desk)->asked;
}

static void take(struct desk *desk, const struct hallq_view *v) {
    struct measure_asked *a = asked(desk);
    Hallq__Measure what = HALLQ__MEASURE__INIT;
    what.kind = a->kind;
    what.counter = a->counter;
    what.to_hall = a->to_hall;
    what.zone = a->zone;
    what.text_code = a->text_code;
    what.services = a->services;
    what.n_services = a->service_count;
    measure_send(desk, v, &what, a->alert);
}

static void services_given(struct desk *desk, const struct hallq_view *v) {
    struct measure_asked *a = asked(desk);
    a->service_count = 0;
    for (size_t i = 0; i < desk->modal.item_count && a->service_count < LIMIT_SERVICES; i++)
        if (desk->modal.items[i].picked)
            a->services[a->service_count++] = desk->modal.items[i].id;
    take(desk, v);
}

// The service that the alert is about is ticked already.
static void services_ask(struct desk *desk, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    const Hallq__HallSettings *s = v->now.settings;
    desk_ask(desk, MODAL_PICKS, TEXT_ASK_MEASURE_SERVICES, services_given);
    for (size_t i = 0; s && i < s->n_services; i++) {
        uint32_t id = s->services[i]->id;
        modal_item_add(&desk->modal, 0, id, phrase_service(number, v, id, desk->language))->picked =
            id == asked(desk)->about;
    }
}

static void counter_given(struct desk *desk, const struct hallq_view *v) {
    struct measure_asked *a = asked(desk);
    a->counter = desk_chosen(desk)->id;
    if (a->kind == HALLQ__MEASURE__KIND__COUNTER_SERVICES)
        services_ask(desk, v);
    else
        take(desk, v);
}

static bool is_for(Hallq__Measure__Kind kind, const Hallq__CounterNow *counter) {
    bool shut = counter->state == HALLQ__COUNTER__STATE__CLOSED ||
                counter->state == HALLQ__COUNTER__STATE__PAUSED;
    return kind == HALLQ__MEASURE__KIND__COUNTER_SERVICES || shut;
}

static void counter_ask(struct desk *desk, const struct hallq_view *v) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    desk_ask(desk, MODAL_MENU, TEXT_ASK_MEASURE_COUNTER, counter_given);
    for (size_t i = 0; i < v->now.n_counters; i++) {
        const Hallq__CounterNow *counter = v->now.counters[i];
        if (!is_for(asked(desk)->kind, counter))
            continue;
        TEXT_FILL(line, TEXT_COUNTER_IN_STATE, desk->language,
                  phrase_counter(number, v, counter->counter, desk->language),
                  phrase_counter_state(counter->state, desk->language));
        modal_item_add(&desk->modal, 0, counter->counter, line);
    }
}

static void place_given(struct desk *desk, const struct hallq_view *v) {
    struct measure_asked *a = asked(desk);
    a->to_hall = desk_chosen(desk)->id;
    strcpy(a->zone, desk_chosen(desk)->code);
    if (a->kind == HALLQ__MEASURE__KIND__DIVERT)
        services_ask(desk, v);
    else
        take(desk, v);
}

static void code_set(struct modal_item *item, const char *code) {
    *item->code = 0;
    text_join(item->code, sizeof item->code, code);
}

// Zones with machines at which customers serve themselves; to send people to, also other halls.
static void place_ask(struct desk *desk, const struct hallq_view *v) {
    const Hallq__HallSettings *s = v->now.settings;
    enum language language = desk->language;
    desk_ask(desk, MODAL_MENU, TEXT_ASK_MEASURE_PLACE, place_given);
    for (size_t i = 0; s && i < s->n_zones; i++)
        if (s->zones[i]->self_service)
            code_set(modal_item_add(&desk->modal, 0, 0, hallq_text(s->zones[i]->name, language)),
                     s->zones[i]->id);
    bool halls = asked(desk)->kind == HALLQ__MEASURE__KIND__DIVERT;
    for (size_t i = 0; s && halls && i < s->n_other_halls; i++)
        modal_item_add(&desk->modal, 0, s->other_halls[i]->hall,
                       hallq_text(s->other_halls[i]->name, language));
}

static void text_given(struct desk *desk, const struct hallq_view *v) {
    strcpy(asked(desk)->text_code, desk_chosen(desk)->code);
    take(desk, v);
}

static void notice_ask(struct desk *desk, const struct hallq_view *v) {
    desk_ask(desk, MODAL_MENU, TEXT_ASK_MEASURE_NOTICE, text_given);
    if (v->now.settings)
        desk_codes_add(desk, v->now.settings->notices, v->now.settings->n_notices);
}

static void suspended_given(struct desk *desk, const struct hallq_view *v) {
    struct measure_asked *a = asked(desk);
    a->services[0] = desk_chosen(desk)->id;
    a->service_count = 1;
    desk_ask(desk, MODAL_MENU, TEXT_ASK_MEASURE_REASON, text_given);
    if (v->now.settings)
        desk_codes_add(desk, v->now.settings->suspend_reasons, v->now.settings->n_suspend_reasons);
}

static void suspended_ask(struct desk *desk, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    desk_ask(desk, MODAL_MENU, TEXT_ASK_MEASURE_SUSPEND, suspended_given);
    for (size_t i = 0; i < v->now.n_lines; i++) {
        const Hallq__LineState *line = v->now.lines[i];
        if (line->line->kind == HALLQ__LINE__KIND__SERVICE && !line->suspended)
            modal_item_add(&desk->modal, 0, line->line->id,
                           phrase_service(number, v, line->line->id, desk->language));
    }
}

// ---------------------------------------------------------------- which measure

static const struct kind {
    Hallq__Measure__Kind kind;
    enum text text;
    desk_act *ask; // what comes next
} kinds[] = {
    {HALLQ__MEASURE__KIND__OPEN_COUNTER, TEXT_KIND_OPEN, counter_ask},
    {HALLQ__MEASURE__KIND__COUNTER_SERVICES, TEXT_KIND_SERVICES, counter_ask},
    {HALLQ__MEASURE__KIND__GUIDE, TEXT_KIND_GUIDE, take},
    {HALLQ__MEASURE__KIND__REST_AREA, TEXT_KIND_REST, services_ask},
    {HALLQ__MEASURE__KIND__DIVERT, TEXT_KIND_DIVERT, place_ask},
    {HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS, TEXT_KIND_APPOINTMENTS, services_ask},
    {HALLQ__MEASURE__KIND__SUSPEND_SERVICE, TEXT_KIND_SUSPEND, suspended_ask},
    {HALLQ__MEASURE__KIND__NOTICE, TEXT_KIND_NOTICE, notice_ask},
    {HALLQ__MEASURE__KIND__ZONE_OUT, TEXT_KIND_ZONE_OUT, place_ask},
};

enum row { ROW_TAKE, ROW_END }; // kinds of rows of the menu

static void kind_given(struct desk *desk, const struct hallq_view *v) {
    const struct modal_item *row = desk_chosen(desk);
    if (row->kind == ROW_END) {
        Hallq__EndMeasure body = HALLQ__END_MEASURE__INIT;
        body.measure = row->id;
        DESK_SEND(desk, v, END_MEASURE, end_measure, &body);
        return;
    }
    const struct kind *kind = &kinds[row->id];
    asked(desk)->kind = kind->kind;
    kind->ask(desk, v);
}

// Those that last stand beneath, to be ended.
static void ends_add(struct desk *desk, const struct hallq_view *v) {
    char what[PHRASE_SIZE], line[PHRASE_SIZE];
    for (size_t i = 0; i < v->now.n_measures; i++) {
        const Hallq__MeasureNow *now = v->now.measures[i];
        if (!now->lasts)
            continue;
        measure_phrase(what, v, now->what, desk->language);
        TEXT_FILL(line, TEXT_KIND_END, desk->language, what);
        modal_item_add(&desk->modal, ROW_END, now->measure, line);
    }
}

void console_measures_ask(struct desk *desk, const struct hallq_view *v,
                          const Hallq__Alert *alert) {
    char headline[PHRASE_SIZE] = "";
    bool service = alert && (alert->kind == HALLQ__ALERT__KIND__LINE_CROWDED ||
                             alert->kind == HALLQ__ALERT__KIND__CLOSING);
    *asked(desk) = (struct measure_asked){.alert = alert ? alert->alert : 0,
                                          .about = service ? alert->subject : 0};
    if (alert)
        alert_headline(headline, v, alert, desk->language);
    desk_ask_about(desk, MODAL_MENU, alert ? TEXT_ASK_MEASURE_FOR : TEXT_ASK_MEASURE, headline, "",
                   kind_given);
    for (uint32_t i = 0; i < COUNT(kinds); i++)
        modal_item_add(&desk->modal, ROW_TAKE, i, desk_say(desk, kinds[i].text));
    ends_add(desk, v);
}

void console_measure_ask(struct desk *desk, const struct hallq_view *v) {
    console_measures_ask(desk, v, console_alert_chosen(console_of(desk), v));
}

// ---------------------------------------------------------------- what was done

void console_measures_show(struct desk *desk, const struct hallq_view *v) {
    desk_ask(desk, MODAL_PAGE, TEXT_PAGE_MEASURES, NULL);
    console_page_measures(&desk->modal, v, desk->language);
}

void console_measures_refresh(struct desk *desk, const struct hallq_view *v) {
    size_t at = desk->modal.chosen;
    if (!desk_shows(desk, TEXT_PAGE_MEASURES))
        return;
    console_measures_show(desk, v);
    desk->modal.chosen = at < desk->modal.item_count ? at : 0;
}
