// hooks.c - each webhook goes round like this, whenever its hall has moved on:
//
//     ask what comes next ──nothing──▶ wait
//          │ something
//          ▼
//     take it ─▶ ask again ─▶ send one ─▶ say what came of it ─▶ send the next, or ask on
//        │ another gateway has it, or it is too early              │ failed
//        ▼                                                         ▼
//      wait                                                   wait, then ask
//
// What came of an attempt is said to the broker until it is answered, also over its restart: what was
// taken is not sent twice because the broker was away. An attempt is bounded in time, well below the
// time for which a webhook is taken.
#include "hooks.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "base/wire/wire.h"
#include "courier.h"
#include "hook_after.h"
#include "hook_message.h"
#include "say.h"
#include "secret.h"

#define SECOND_MS 1000
#define ASK_MS 3000
#define SETTLE_MS 60000
#define HELD_FRESH_MS 3000 // a message is sent no later: its answer comes while it is held
#define TURNED_AWAY_MS 2000
#define UNKNOWN_MS 60000 // the settings have no such webhook, or it is off
#define TAKEN_WAIT_MAX_MS 60000
#define PASSED_MAX 1000 // events that are not for it, after which its cursor is moved all the same
#define HEADER_SIZE 192

struct hook {
    LIST_ENTRY(hook) entry;
    struct hooks *hooks;
    struct hall *hall;
    uint32_t number;
    bool busy;                   // a call or a message is under way
    bool unsettled;              // `settle` was not answered yet
    bool held;                   // it is ours
    bool off_said;               // or that the settings have it not
    uint64_t held_ms;            // since then
    uint64_t wait_until_ms;      // nothing is done before
    uint64_t position;           // nothing is for it up to there
    uint64_t epoch;              // in which the position counts
    uint32_t version;            // of the settings it was looked at by
    int32_t day;                 // on which its cursor was moved on last, though nothing was for it
    struct arena memory;         // of the page
    const Hallq__HookList *page; // what is told next; NULL: to be asked
    int64_t page_at_ms;          // hall time then
    size_t next;                 // of the page's events
    bool gap_told;
    Hallq__SettleHook settle; // said, or to be said
    struct hook_message message;
};

// The webhooks of a hall, asked for once for each version of its settings.
struct listing {
    struct hooks *hooks;
    const struct hall *hall;
    uint32_t version;
};

struct hooks {
    struct hooks_options options;
    struct courier *courier;
    uv_timer_t second;
    uint64_t holder; // our number
    LIST_HEAD(, hook) list;
    struct listing listings[HALLS_MAX]; // by the order of halls
};

static void go(struct hook *h);

static uint64_t loop_ms(const struct hook *h) {
    return uv_now(h->hooks->options.loop);
}

static void wait_for(struct hook *h, uint64_t wait_ms) {
    h->wait_until_ms = loop_ms(h) + wait_ms;
}

static void page_drop(struct hook *h) {
    h->page = NULL;
    h->next = 0;
    h->gap_told = false;
    arena_fini(&h->memory);
    arena_init(&h->memory, 0);
}

// NULL: it is told from here no more.
static const struct hook_secret *secret_of(const struct hook *h) {
    return hook_secrets_of(&h->hooks->options.file->secrets, h->hall->hall, h->number);
}

static const Hallq__HookList__One *one_of(const struct hook *h) {
    return h->page->hooks[0];
}

#define SAY_OF(h, what, ...)                                                                       \
    SAY_LINE((h)->hooks->options.language, what, NUMBER((h)->hall->hall), NUMBER((h)->number),     \
             __VA_ARGS__)

// ---------------------------------------------------------------- said to the broker

static void settle_send(struct hook *h);

static void told_take(struct hook *h) {
    h->position = h->settle.upto;
    if (one_of(h)->failures)
        SAY_OF(h, SAY_HOOK_GOES_ON, SAME(""));
    h->page->hooks[0]->failures = 0;
    if (one_of(h)->gap && !h->gap_told)
        h->gap_told = true;
    else
        h->next++;
    h->held = h->settle.goes_on;
    if (h->next == h->page->batch->n_events)
        page_drop(h);
}

static void off_take(struct hook *h) {
    if (!h->off_said)
        SAY_OF(h, SAY_HOOK_OFF, SAME(""));
    h->off_said = true;
    h->held = false;
    page_drop(h);
    wait_for(h, UNKNOWN_MS);
}

static void settled(struct hook *h) {
    switch (h->settle.step) {
    case HALLQ__HOOK__STEP__TAKEN:
        h->held = true;
        page_drop(h); // another may have told it meanwhile
        break;
    case HALLQ__HOOK__STEP__TOLD:
        told_take(h);
        break;
    case HALLQ__HOOK__STEP__PASSED:
        h->held = false;
        break;
    case HALLQ__HOOK__STEP__SKIPPED:
        page_drop(h);
        break;
    case HALLQ__HOOK__STEP__FAILED:
        h->held = false;
        page_drop(h);
        wait_for(h, h->settle.wait_s * UINT64_C(1000));
        break;
    case HALLQ__HOOK__STEP__GONE:
        off_take(h);
        break;
    case HALLQ__HOOK__STEP__NO_STEP:
    case _HALLQ__HOOK__STEP_IS_INT_SIZE:
        break;
    }
    h->held_ms = loop_ms(h);
}

static bool is_for_later(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__RETRY_LATER ||
           reason == HALLQ__REFUSAL__REASON__DISK_FULL || reason == HALLQ__REFUSAL__REASON__BUSY ||
           reason == HALLQ__REFUSAL__REASON__INTERNAL;
}

static void refused(struct hook *h, const struct hallq_result *result) {
    if (is_for_later(result->reason)) {
        h->unsettled = true;
        wait_for(h, SECOND_MS);
        return;
    }
    int64_t wait_ms = result->reply->refusal->at_ms - result->reply->at_ms;
    h->held = false;
    page_drop(h);
    if (wait_ms < SECOND_MS || !result->reply->refusal->at_ms)
        wait_ms = SECOND_MS;
    wait_for(h, wait_ms > TAKEN_WAIT_MAX_MS ? TAKEN_WAIT_MAX_MS : (uint64_t)wait_ms);
}

static void settled_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct hook *h = arg;
    (void)client;
    if (!result->final)
        return; // asked on under the same key
    h->busy = false;
    if (result->outcome == HALLQ_APPLIED) {
        settled(h);
    } else if (result->outcome == HALLQ_REFUSED) {
        refused(h, result);
    } else {
        h->unsettled = true;
        wait_for(h, SECOND_MS);
    }
    go(h);
}

static void settle_send(struct hook *h) {
    HALLQ_REQUEST(request, h->hall->hall, SETTLE_HOOK, settle_hook, &h->settle);
    int err = hallq_send(h->hooks->options.halls->client, &request, SETTLE_MS, settled_cb, h, NULL);
    h->busy = !err;
    h->unsettled = err;
    if (err)
        wait_for(h, SECOND_MS);
}

static Hallq__SettleHook *settle_begin(struct hook *h, Hallq__Hook__Step step) {
    hallq__settle_hook__init(&h->settle);
    h->settle.hook = h->number;
    h->settle.holder = h->hooks->holder;
    h->settle.step = step;
    return &h->settle;
}

static void take(struct hook *h) {
    settle_begin(h, HALLQ__HOOK__STEP__TAKEN);
    settle_send(h);
}

static void skip(struct hook *h, uint64_t upto, uint32_t events) {
    settle_begin(h, HALLQ__HOOK__STEP__SKIPPED)->upto = upto;
    h->settle.events = events;
    SAY_OF(h, SAY_HOOK_SKIPPED, NUMBER(upto), NUMBER(events));
    settle_send(h);
}

// ---------------------------------------------------------------- told to the receiver

static bool has_more(const struct hook *h) {
    bool gap = one_of(h)->gap && !h->gap_told;
    size_t left = h->page->batch->n_events - h->next - !gap;
    return left || h->page->more;
}

static uint64_t upto_of(const struct hook *h) {
    return one_of(h)->gap && !h->gap_told ? one_of(h)->cursor
                                          : h->page->batch->events[h->next]->seq;
}

static void failed_say(const struct hook *h, const struct courier_answer *answer) {
    if (!one_of(h)->failures)
        SAY_OF(h, SAY_HOOK_FAILS, NUMBER(answer->status), SAME(*answer->why ? answer->why : "-"));
}

static void answered_cb(const struct courier_answer *answer, void *arg) {
    struct hook *h = arg;
    uint32_t random;
    secret_random(&random, sizeof random);
    struct hook_after after =
        hook_after(answer->status, answer->retry_after_s, one_of(h)->failures, random);
    Hallq__SettleHook *settle = settle_begin(h, after.step);
    settle->status = answer->status;
    settle->wait_s = after.wait_s;
    if (after.step == HALLQ__HOOK__STEP__TOLD) {
        settle->upto = upto_of(h);
        settle->goes_on = has_more(h);
    } else if (after.step == HALLQ__HOOK__STEP__FAILED) {
        failed_say(h, answer);
    }
    settle_send(h);
}

static bool message_make(struct hook *h) {
    const Hallq__HookList__One *one = one_of(h);
    struct hook_of of = {h->hall->hall, h->number, h->page->batch->epoch};
    if (!one->gap || h->gap_told)
        return hook_message_event(&h->message, &of, h->page->batch->events[h->next]);
    hook_message_gap(&h->message, &of, one->gap_after, one->cursor, one->gap_events);
    return true;
}

static int message_send(struct hook *h, const struct hook_secret *secret) {
    char id[HEADER_SIZE], at[HEADER_SIZE], signature[HEADER_SIZE], value[HOOK_SIGNATURES_SIZE];
    int64_t at_s = (int64_t)time(NULL);
    hook_message_sign(&h->message, secret, at_s, value);
    snprintf(id, sizeof id, "webhook-id: %s", h->message.id);
    snprintf(at, sizeof at, "webhook-timestamp: %lld", (long long)at_s);
    snprintf(signature, sizeof signature, "webhook-signature: %s", value);
    const struct parcel parcel = {.url = one_of(h)->url,
                                  .headers = {"Content-Type: application/json", id, at, signature},
                                  .body = h->message.body.text,
                                  .body_size = h->message.body.size};
    return courier_send(h->hooks->courier, &parcel, answered_cb, h);
}

static void next_send(struct hook *h) {
    const struct hook_secret *secret = secret_of(h);
    if (!secret) { // gone since it was asked what comes next
        h->held = false;
        page_drop(h);
        return;
    }
    int err = message_make(h) ? message_send(h, secret) : ERR_NO_MEMORY;
    if (err == ERR_INVALID) { // an address that libcurl does not take: as one that is not reached
        answered_cb(&(struct courier_answer){.why = err_text(err)}, h);
        return;
    }
    h->busy = !err;
    if (err)
        wait_for(h, SECOND_MS);
}

// ---------------------------------------------------------------- what comes next

// Of a webhook that was not reached for days, the events of the page that are as old; *ret_upto is
// the last of them.
static uint32_t old_count(const struct hook *h, uint64_t *ret_upto) {
    const Hallq__FeedBatch *batch = h->page->batch;
    int64_t since_ms = one_of(h)->failing_since_ms, before_ms = h->page_at_ms - HOOK_DROP_MS;
    uint32_t count = 0;
    if (!since_ms || since_ms > before_ms)
        return 0;
    while (h->next + count < batch->n_events && batch->events[h->next + count]->at_ms < before_ms)
        *ret_upto = batch->events[h->next + count++]->seq;
    return count;
}

static void next_do(struct hook *h) {
    uint64_t upto = 0;
    uint32_t old = old_count(h, &upto);
    if (!h->held || loop_ms(h) - h->held_ms > HELD_FRESH_MS)
        take(h);
    else if (h->page->lost_upto)
        skip(h, h->page->lost_upto, 0);
    else if (old)
        skip(h, upto, old);
    else
        next_send(h);
}

static bool has_something(const struct hook *h) {
    return one_of(h)->gap || h->page->lost_upto || h->page->batch->n_events;
}

// Nothing is for it up to the end of the page. Its cursor follows now and then, so that who begins
// there does not look through all of it, and what the journal forgets is not taken for missed.
static void nothing_take(struct hook *h) {
    const Hallq__HookList__One *one = one_of(h);
    uint64_t upto = h->page->batch->upto, passed = upto > one->cursor ? upto - one->cursor : 0;
    int32_t day = hall_view(h->hall)->now.day;
    h->position = upto;
    if (!passed || (h->day == day && passed < PASSED_MAX)) {
        h->day = day;
        h->held = false;
        page_drop(h);
        return;
    }
    if (!h->held) {
        take(h);
        return;
    }
    h->day = day;
    settle_begin(h, HALLQ__HOOK__STEP__PASSED)->upto = upto;
    page_drop(h);
    settle_send(h);
}

static void page_look(struct hook *h) {
    h->epoch = h->page->batch->epoch;
    if (one_of(h)->off_since_ms) {
        off_take(h);
        return;
    }
    h->off_said = false;
    if (has_something(h))
        next_do(h);
    else
        nothing_take(h);
}

static bool is_whole(const Hallq__Reply *reply) {
    return reply->body_case == HALLQ__REPLY__BODY_HOOKS && reply->hooks->n_hooks == 1 &&
           reply->hooks->batch;
}

static void page_refused(struct hook *h, Hallq__Refusal__Reason reason) {
    bool unknown = reason == HALLQ__REFUSAL__REASON__NO_HOOK;
    if (unknown && !h->off_said)
        SAY_OF(h, SAY_HOOK_UNKNOWN, SAME(""));
    h->off_said |= unknown;
    wait_for(h, unknown ? UNKNOWN_MS : TURNED_AWAY_MS);
}

static void page_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct hook *h = arg;
    (void)client;
    h->busy = false;
    if (result->outcome == HALLQ_REFUSED)
        page_refused(h, result->reason);
    else if (result->outcome == HALLQ_UNKNOWN || !is_whole(result->reply))
        wait_for(h, SECOND_MS);
    else if (!(h->page = wire_copy(result->reply->hooks, &h->memory)))
        wait_for(h, SECOND_MS);
    if (!h->page)
        return;
    h->page_at_ms = result->reply->at_ms;
    page_look(h);
    go(h);
}

static void page_ask(struct hook *h) {
    Hallq__GetHooks body = HALLQ__GET_HOOKS__INIT;
    HALLQ_REQUEST(request, h->hall->hall, GET_HOOKS, get_hooks, &body);
    body.hook = h->number;
    body.after = h->held ? 0 : h->position; // once it is ours, from where it is
    page_drop(h);
    int err = hallq_send(h->hooks->options.halls->client, &request, ASK_MS, page_cb, h, NULL);
    h->busy = !err;
    if (err)
        wait_for(h, SECOND_MS);
}

static bool is_behind(struct hook *h) {
    const Hallq__Snapshot *now = &hall_view(h->hall)->now;
    if (!hall_view(h->hall)->loaded)
        return false;
    if (now->epoch != h->epoch)
        h->position = 0;
    return h->held || now->epoch != h->epoch || now->seq > h->position || now->day != h->day;
}

// New settings may have it anew, elsewhere, or on again.
static void settings_look(struct hook *h) {
    const Hallq__Snapshot *now = &hall_view(h->hall)->now;
    if (h->busy || h->unsettled || now->version == h->version)
        return;
    h->version = now->version;
    h->wait_until_ms = 0;
    page_drop(h);
}

static void go(struct hook *h) {
    settings_look(h);
    if (h->busy || loop_ms(h) < h->wait_until_ms)
        return;
    if (h->unsettled)
        settle_send(h);
    else if (h->page)
        next_do(h);
    else if (secret_of(h) && is_behind(h))
        page_ask(h);
}

// ---------------------------------------------------------------- those without a secret

static void listed_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct listing *l = arg;
    (void)client;
    bool whole =
        result->outcome == HALLQ_APPLIED && result->reply->body_case == HALLQ__REPLY__BODY_HOOKS;
    for (size_t i = 0; whole && i < result->reply->hooks->n_hooks; i++) {
        uint32_t hook = result->reply->hooks->hooks[i]->hook;
        if (!hook_secrets_of(&l->hooks->options.file->secrets, l->hall->hall, hook))
            SAY_LINE(l->hooks->options.language, SAY_HOOK_NO_SECRET, NUMBER(l->hall->hall),
                     NUMBER(hook));
    }
    if (!whole)
        l->version = 0; // asked again a second later
}

static void list_look(struct listing *l) {
    const Hallq__Snapshot *now = &hall_view(l->hall)->now;
    Hallq__GetHooks body = HALLQ__GET_HOOKS__INIT;
    HALLQ_REQUEST(request, l->hall->hall, GET_HOOKS, get_hooks, &body);
    if (!hall_view(l->hall)->loaded || now->version == l->version)
        return;
    if (!hallq_send(l->hooks->options.halls->client, &request, ASK_MS, listed_cb, l, NULL))
        l->version = now->version;
}

// ---------------------------------------------------------------- all of them

static void changed_cb(struct hall *hall, void *arg) {
    struct hooks *hooks = arg;
    struct hook *h;
    LIST_FOREACH(h, &hooks->list, entry) {
        if (h->hall == hall)
            go(h);
    }
}

static struct hook *hook_find(const struct hooks *hooks, const struct hook_secret *secret) {
    struct hook *h;
    LIST_FOREACH(h, &hooks->list, entry) {
        if (h->hall->hall == secret->hall && h->number == secret->hook)
            return h;
    }
    return NULL;
}

static void hook_add(struct hooks *hooks, const struct hook_secret *secret) {
    struct hall *hall = halls_find(hooks->options.halls, secret->hall);
    struct hook *h = hall ? calloc(1, sizeof *h) : NULL;
    if (!h)
        return; // another gateway's
    *h = (struct hook){.hooks = hooks, .hall = hall, .number = secret->hook};
    arena_init(&h->memory, 0);
    LIST_INSERT_HEAD(&hooks->list, h, entry);
}

static void hook_free(struct hook *h) {
    LIST_REMOVE(h, entry);
    hook_message_fini(&h->message);
    arena_fini(&h->memory);
    free(h);
}

// One is told while there is a secret of it. What is under way for one without ends first.
static void secrets_take(struct hooks *hooks) {
    const struct hook_secrets *secrets = &hooks->options.file->secrets;
    struct hook *h = LIST_FIRST(&hooks->list), *next;
    for (; h; h = next) {
        next = LIST_NEXT(h, entry);
        h->version = 0; // tried at once, as with new settings
        if (!secret_of(h) && !h->busy && !h->unsettled)
            hook_free(h);
    }
    for (size_t i = 0; i < secrets->count; i++)
        if (!hook_find(hooks, &secrets->list[i]))
            hook_add(hooks, &secrets->list[i]);
    for (size_t i = 0; i < hooks->options.halls->count; i++)
        hooks->listings[i].version = 0;
}

static void second_cb(uv_timer_t *timer) {
    struct hooks *hooks = timer->data;
    struct hook *h;
    if (hook_file_look(hooks->options.file))
        secrets_take(hooks);
    for (size_t i = 0; i < hooks->options.halls->count; i++)
        list_look(&hooks->listings[i]);
    LIST_FOREACH(h, &hooks->list, entry)
        go(h);
}

static void closed_cb(uv_handle_t *second) {
    free(second->data);
}

static void begin(struct hooks *hooks) {
    const struct hooks_options *o = &hooks->options;
    for (size_t i = 0; i < o->halls->count; i++) {
        o->halls->list[i]->hooks = (struct hall_listener){.changed_cb = changed_cb, .arg = hooks};
        hooks->listings[i] = (struct listing){.hooks = hooks, .hall = o->halls->list[i]};
    }
    secrets_take(hooks);
    do
        secret_random(&hooks->holder, sizeof hooks->holder);
    while (!hooks->holder);
    uv_timer_init(o->loop, &hooks->second);
    hooks->second.data = hooks;
    uv_timer_start(&hooks->second, second_cb, SECOND_MS, SECOND_MS);
}

int hooks_open(const struct hooks_options *options, struct hooks **ret) {
    struct hooks *hooks = calloc(1, sizeof *hooks);
    int err = hooks ? courier_start(options->loop, options->certificates_path, &hooks->courier)
                    : ERR_NO_MEMORY;
    if (err) {
        free(hooks);
        return err;
    }
    hooks->options = *options;
    LIST_INIT(&hooks->list);
    begin(hooks);
    *ret = hooks;
    return ERR_OK;
}

void hooks_close(struct hooks **h) {
    struct hooks *hooks = *h;
    *h = NULL;
    if (!hooks)
        return;
    for (size_t i = 0; i < hooks->options.halls->count; i++)
        hooks->options.halls->list[i]->hooks = (struct hall_listener){0};
    courier_stop(&hooks->courier);
    while (!LIST_EMPTY(&hooks->list))
        hook_free(LIST_FIRST(&hooks->list));
    uv_close((uv_handle_t *)&hooks->second, closed_cb);
}
