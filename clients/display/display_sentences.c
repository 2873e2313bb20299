// display_sentences.c - what the public feed tells, a sentence an event that people care for:
//
//     2026-12-01 周二  城东营业厅
//     08:30  3号窗口 开放
//     08:46  请 B010 号到 4号窗口
//     09:00  等候 14 人：业务咨询 9人（最长12分，现在取号约15–25分钟），售后 5人（最长 31分）
//
// Calls are told once each by the follower, also those that a cut kept away for a while.
#include "display_sentences.h"

#include <stdio.h>
#include <stdlib.h>

#include "clients/line/lines.h"
#include "clients/line/station.h"
#include "clients/text/measure.h"
#include "clients/text/wait.h"

#define SENTENCE_SIZE 4096 // waits of all services; cut at a whole character
#define WAIT_SIZE (PHRASE_SIZE + PHRASE_SHORT * 3)

struct sentences {
    struct station station;
    enum language language;
    bool headed;      // the day and the hall's name were said
    bool stale_said;  // and that it is right again is still to be said
    int64_t waits_ms; // when the waits were said last, in whole steps; 0 never
};

static const struct hallq_view *view(const struct sentences *s) {
    return hallq_follow_view(s->station.follow);
}

static void say(struct sentences *s, const char *sentence) {
    if (!lines_write(sentence))
        station_stop(&s->station, EXIT_OUTPUT);
}

// "08:46  sentence"
static void say_at(struct sentences *s, int64_t at_ms, const char *sentence) {
    char clock[PHRASE_SHORT], line[SENTENCE_SIZE];
    phrase_clock(clock, view(s), at_ms, false);
    TEXT_FILL(line, TEXT_SENTENCE, s->language, clock, sentence);
    say(s, line);
}

// ---------------------------------------------------------------- calls and counters

static void call_cb(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg) {
    struct sentences *s = arg;
    char sentence[PHRASE_SIZE], number[PHRASE_SHORT];
    (void)follow, (void)late;
    TEXT_FILL(sentence, TEXT_CALL, s->language, call->number,
              phrase_counter(number, view(s), call->counter, s->language));
    if (call->call_count > 1)
        text_join(sentence, sizeof sentence, text_of(TEXT_CALL_AGAIN, s->language));
    say_at(s, call->at_ms, sentence);
}

static void counter_say(struct sentences *s, int64_t at_ms, enum text text, uint32_t counter,
                        const char *reason) {
    char sentence[PHRASE_SIZE], number[PHRASE_SHORT];
    TEXT_FILL(sentence, text, s->language, phrase_counter(number, view(s), counter, s->language),
              reason);
    say_at(s, at_ms, sentence);
}

static void service_say(struct sentences *s, int64_t at_ms, enum text text, uint32_t service,
                        const char *reason) {
    char sentence[PHRASE_SIZE], number[PHRASE_SHORT];
    TEXT_FILL(sentence, text, s->language, phrase_service(number, view(s), service, s->language),
              reason);
    say_at(s, at_ms, sentence);
}

static void offer_say(struct sentences *s, int64_t at_ms, const Hallq__OfferChanged *changed) {
    char sentence[PHRASE_SIZE];
    if (changed->ended || !changed->offer)
        return;
    offer_phrase(sentence, view(s), changed->offer, s->language);
    if (*sentence)
        say_at(s, at_ms, sentence);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct sentences *s = arg;
    const struct hallq_view *v = view(s);
    (void)follow, (void)late;
    // Not a switch: people in the hall need no other events, and none of those to come.
    if (event->body_case == HALLQ__EVENT__BODY_COUNTER_OPENED)
        counter_say(s, event->at_ms, TEXT_SENTENCE_OPENED, event->counter_opened->counter, "");
    else if (event->body_case == HALLQ__EVENT__BODY_COUNTER_CLOSED)
        counter_say(s, event->at_ms, TEXT_SENTENCE_CLOSED, event->counter_closed->counter, "");
    else if (event->body_case == HALLQ__EVENT__BODY_COUNTER_PAUSED)
        counter_say(s, event->at_ms, TEXT_SENTENCE_PAUSED, event->counter_paused->counter,
                    phrase_pause_reason(v, event->counter_paused->reason, s->language));
    else if (event->body_case == HALLQ__EVENT__BODY_COUNTER_RESUMED)
        counter_say(s, event->at_ms, TEXT_SENTENCE_RESUMED, event->counter_resumed->counter, "");
    else if (event->body_case == HALLQ__EVENT__BODY_SERVICE_SUSPENDED)
        service_say(s, event->at_ms, TEXT_SENTENCE_SUSPENDED, event->service_suspended->service,
                    phrase_suspend_reason(v, event->service_suspended->reason, s->language));
    else if (event->body_case == HALLQ__EVENT__BODY_SERVICE_UNSUSPENDED)
        service_say(s, event->at_ms, TEXT_SENTENCE_UNSUSPENDED, event->service_unsuspended->service,
                    "");
    else if (event->body_case == HALLQ__EVENT__BODY_OFFER_CHANGED)
        offer_say(s, event->at_ms, event->offer_changed);
}

// ---------------------------------------------------------------- waits

static void wait_join(const struct sentences *s, const Hallq__LineState *line, int64_t now_ms,
                      char to[SENTENCE_SIZE]) {
    const struct hallq_view *v = view(s);
    const Hallq__LineWait *wait = hallq_view_wait(v, line->line->id);
    char number[PHRASE_SHORT], people[PHRASE_SHORT], longest[PHRASE_SHORT],
        range[PHRASE_SHORT] = "";
    char one[WAIT_SIZE];
    int64_t since_ms = wait && wait->oldest_entered_at_ms ? wait->oldest_entered_at_ms : now_ms;
    phrase_number(people, line->waiting);
    phrase_minutes(longest, (now_ms - since_ms) / 1000, s->language);
    bool told = wait_told(v, line) == WAIT_RANGE;
    if (told)
        wait_range_long(range, wait->lower_min, wait->upper_min, s->language);
    TEXT_FILL(one, told ? TEXT_SENTENCE_WAIT_RANGE : TEXT_SENTENCE_WAIT, s->language,
              phrase_service(number, v, line->line->id, s->language), people, longest, range);
    if (*to)
        text_join(to, SENTENCE_SIZE, text_of(TEXT_SENTENCE_COMMA, s->language));
    text_join(to, SENTENCE_SIZE, one);
}

static void waits_say(struct sentences *s, int64_t now_ms) {
    const struct hallq_view *v = view(s);
    char list[SENTENCE_SIZE] = "", sentence[SENTENCE_SIZE], number[PHRASE_SHORT];
    size_t waiting = 0;
    for (size_t i = 0; i < v->now.n_lines; i++) {
        if (v->now.lines[i]->line->kind != HALLQ__LINE__KIND__SERVICE || !v->now.lines[i]->waiting)
            continue;
        waiting += v->now.lines[i]->waiting;
        wait_join(s, v->now.lines[i], now_ms, list);
    }
    phrase_number(number, waiting);
    TEXT_FILL(sentence, waiting ? TEXT_SENTENCE_WAITS : TEXT_SENTENCE_NOBODY, s->language, number,
              list);
    say_at(s, now_ms, sentence);
}

// Each quarter of an hour by the hall's clock, whatever the zone: zones lie whole quarters apart.
static void changed_cb(struct hallq_follow *follow, void *arg) {
    struct sentences *s = arg;
    int64_t now_ms = hallq_follow_now_ms(follow);
    int64_t step_ms = now_ms - now_ms % SENTENCES_WAITS_MS;
    if (!s->headed || step_ms <= s->waits_ms)
        return;
    if (s->waits_ms)
        waits_say(s, now_ms);
    s->waits_ms = step_ms;
}

// ---------------------------------------------------------------- the link

static void reset_cb(struct hallq_follow *follow, void *arg) {
    struct sentences *s = arg;
    const struct hallq_view *v = view(s);
    char date[PHRASE_SHORT], hall[PHRASE_SIZE], line[SENTENCE_SIZE];
    if (s->headed || !v->loaded)
        return;
    s->headed = true;
    phrase_date(date, v, hallq_follow_now_ms(follow), s->language);
    phrase_hall(hall, v, s->language);
    TEXT_FILL(line, TEXT_SENTENCE, s->language, date, hall);
    say(s, line);
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct sentences *s = arg;
    station_stale(&s->station, stale);
    if (!s->headed || stale == s->stale_said)
        return;
    s->stale_said = stale;
    say_at(s, hallq_follow_now_ms(follow),
           text_of(stale ? TEXT_SENTENCE_CUT : TEXT_SENTENCE_BACK, s->language));
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct sentences *s = arg;
    (void)follow;
    station_refused(&s->station, reason);
}

static void reach_cb(void *arg) {
    struct sentences *s = arg;
    station_tell(&s->station);
}

enum exit_code display_sentences_run(const struct arguments *args) {
    struct hallq_follow_callbacks callbacks = {.event_cb = event_cb,
                                               .call_cb = call_cb,
                                               .reset_cb = reset_cb,
                                               .changed_cb = changed_cb,
                                               .stale_cb = stale_cb,
                                               .refused_cb = refused_cb};
    struct station_callbacks station_callbacks = {.reach_cb = reach_cb};
    struct sentences *s = calloc(1, sizeof *s);
    enum exit_code exit_code = EXIT_FAILED;
    if (!s)
        abort();
    s->language = args->language;
    if (station_start(&s->station, args, &station_callbacks, &callbacks, s))
        exit_code = station_run(&s->station);
    free(s);
    return exit_code;
}
