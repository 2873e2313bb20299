#include "plain_feed.h"

#include "clients/text/phrase.h"
#include "plain_verbs.h"

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct plain *p = arg;
    (void)follow, (void)late;
    if (!p->arguments->no_events)
        out_event(&p->out, event);
}

static void call_cb(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg) {
    struct plain *p = arg;
    (void)follow;
    if (!p->arguments->no_events)
        out_call(&p->out, call, late);
}

static void reset_cb(struct hallq_follow *follow, void *arg) {
    struct plain *p = arg;
    const struct hallq_view *v = hallq_follow_view(follow);
    Hallq__Snapshot snapshot = HALLQ__SNAPSHOT__INIT;
    snapshot.epoch = v->now.epoch;
    snapshot.hall = v->now.hall;
    snapshot.seq = v->now.seq;
    snapshot.version = v->now.version;
    if (!p->arguments->no_events)
        out_message(&p->out, "snapshot", &snapshot.base);
    plain_verb_heard(p, v->loaded);
}

static Hallq__LineWait *wait_printed(struct plain *p, uint32_t service) {
    for (size_t i = 0; i < p->wait_count; i++)
        if (p->waits[i].service == service)
            return &p->waits[i];
    if (p->wait_count == LIMIT_SERVICES)
        return NULL;
    Hallq__LineWait *fresh = &p->waits[p->wait_count++];
    hallq__line_wait__init(fresh);
    fresh->service = service;
    return fresh;
}

static bool wait_same(const Hallq__LineWait *a, const Hallq__LineWait *b) {
    return a->waiting == b->waiting && a->oldest_entered_at_ms == b->oldest_entered_at_ms &&
           a->rough_wait_s == b->rough_wait_s && a->lower_min == b->lower_min &&
           a->upper_min == b->upper_min && a->counters == b->counters && a->by_rule == b->by_rule;
}

static void waits_cb(struct hallq_follow *follow, void *arg) {
    struct plain *p = arg;
    const Hallq__WaitFigures *waits = hallq_follow_view(follow)->now.waits;
    for (size_t i = 0; waits && i < waits->n_lines && !p->arguments->no_events; i++) {
        const Hallq__LineWait *wait = waits->lines[i];
        Hallq__LineWait *printed = wait_printed(p, wait->service);
        if (!printed || wait_same(printed, wait))
            continue;
        *printed = *wait;
        out_message(&p->out, "waits", &wait->base);
    }
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct plain *p = arg;
    (void)follow;
    if (!p->arguments->no_events)
        out_word(&p->out, stale ? "stale" : "fresh");
    station_stale(&p->station, stale);
}

static void clock_cb(struct hallq_follow *follow, void *arg) {
    struct plain *p = arg;
    const struct hallq_view *v = hallq_follow_view(follow);
    int64_t now_ms = hallq_follow_now_ms(follow);
    char sentence[PHRASE_SIZE] = "";
    if (p->arguments->no_events)
        return;
    if (v->now.clock)
        phrase_clock_doubt(sentence, v, now_ms, v->staff, p->arguments->language);
    else
        text_join(sentence, sizeof sentence, text_of(TEXT_CLOCK_FINE, p->arguments->language));
    out_clock(&p->out, v->now.clock, now_ms, v->now.clock ? v->now.clock->wall_at_ms : 0, sentence);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct plain *p = arg;
    (void)follow;
    station_refused(&p->station, reason);
}

const struct hallq_follow_callbacks plain_feed_callbacks = {.event_cb = event_cb,
                                                            .call_cb = call_cb,
                                                            .reset_cb = reset_cb,
                                                            .waits_cb = waits_cb,
                                                            .stale_cb = stale_cb,
                                                            .clock_cb = clock_cb,
                                                            .refused_cb = refused_cb};
