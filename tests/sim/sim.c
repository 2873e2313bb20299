// sim.c - the world: draws how badly things go, lets everything happen in order, heals it all and
// waits for it to become right.
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/client.h"
#include "tests/sim/coverage.h"
#include "tests/sim/host.h"
#include "tests/sim/judge.h"
#include "tests/sim/model.h"
#include "tests/sim/screen.h"

#define BEAT_MS 10000
#define HEAL_MS 300000
#define HOUR_MS 3600000LL
#define BUSY_SEEDS 60    // one in so many is a busy one
#define BUSY_LENGTH 6    // and so many times as long
#define STEPS_MAX 400000 // of the agenda: a run that does not end is a failure

enum stream { STREAM_NET = 1, STREAM_FAULT, STREAM_CLIENT, STREAM_HOST, STREAM_WORLD };

void sim_fail(struct sim *s, const char *check, const char *format, ...) {
    va_list args;
    if (s->failed)
        return;
    s->failed = true;
    snprintf(s->check, sizeof s->check, "%s", check);
    va_start(args, format);
    vsnprintf(s->why, sizeof s->why, format, args);
    va_end(args);
}

void sim_note(struct sim *s, const char *format, ...) {
    char stack[1024], *text = stack;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(stack, sizeof stack, format, args);
    va_end(args);
    if (len >= (int)sizeof stack) {
        text = malloc((size_t)len + 1);
        va_start(args, format);
        vsnprintf(text, (size_t)len + 1, format, args);
        va_end(args);
    }
    for (const char *c = text; *c; c++)
        s->trace_hash = (s->trace_hash ^ (unsigned char)*c) * 0x100000001b3ull;
    if (s->options->trace)
        printf("%lld %s%s", (long long)s->now_ms, text, len && text[len - 1] == '\n' ? "" : "\n");
    if (text != stack)
        free(text);
}

bool sim_asleep(const struct sim *s) {
    return s->now_ms < s->quiet_from_ms && !s->healing;
}

void sim_send(struct sim *s, enum agenda_kind kind, uint32_t who, uint64_t mark, const void *data,
              size_t size) {
    struct dice *d = &s->dice_net;
    int copies = 1;
    if (!s->healing && dice_chance(d, s->faults.lose))
        return;
    if (!s->healing && dice_chance(d, s->faults.twice))
        copies = 2;
    for (int i = 0; i < copies; i++) {
        int64_t late_ms = dice_range(d, 1, 40);
        if (!s->healing && dice_chance(d, s->faults.late))
            late_ms += dice_wait(d, 8000);
        agenda_put(&s->agenda, s->now_ms + late_ms, kind, who, mark, data, size);
    }
}

// Each fault is left out of some seeds, is rare in some and common in others.
static unsigned weight(struct dice *d, unsigned usual) {
    static const unsigned factors[] = {0, 1, 2, 2, 5};
    return usual * factors[dice_below(d, 5)] / 2;
}

static void faults_draw(struct sim *s) {
    struct dice d;
    dice_init(&d, s->seed, STREAM_WORLD);
    s->now_ms = plan_start_ms(&d);
    s->faults = (struct sim_faults){
        .lose = weight(&d, 50),
        .twice = weight(&d, 60),
        .late = weight(&d, 100),
        .crash = weight(&d, 50),
        .full = weight(&d, 120),
        .cut = weight(&d, 200),
        .jump = weight(&d, 150),
        .vanish = weight(&d, 200),
        .sleep = weight(&d, 150),
        .strike_ms = 30000 + (int64_t)dice_below(&d, 200000),
        .think_ms = 2000 + (int64_t)dice_below(&d, 40000),
    };
    s->codes_stored = dice_chance(&d, 250);
    s->faults.first = 250 * (unsigned)dice_below(&d, 4);
    s->busy = s->seed % BUSY_SEEDS == BUSY_SEEDS - 1;
    if (s->busy) {
        s->faults.sleep = 0;
        s->faults.think_ms = 4000 + s->faults.think_ms % 8000;
    }
}

// The world strikes.
static void strike(struct sim *s) {
    struct dice *d = &s->dice_fault;
    if (s->healing)
        return;
    if (sim_asleep(s))
        return agenda_put(&s->agenda, s->quiet_from_ms, WORLD, 0, 0, NULL, 0);
    if (dice_chance(d, s->faults.cut))
        screen_cut(s);
    if (dice_chance(d, s->faults.jump))
        host_jump(s, dice_range(d, -240000, 290000));
    if (dice_chance(d, s->faults.vanish))
        client_vanish(s);
    if (dice_chance(d, s->faults.sleep))
        s->quiet_from_ms = s->now_ms + dice_wait(d, 5 * HOUR_MS);
    if (dice_chance(d, s->faults.crash))
        host_crash(s, "between turns");
    agenda_put(&s->agenda, s->now_ms + dice_wait(d, s->faults.strike_ms), WORLD, 0, 0, NULL, 0);
}

static void beat(struct sim *s) {
    host_heartbeat(s);
    agenda_put(&s->agenda, s->now_ms + (sim_asleep(s) ? 90 * BEAT_MS : BEAT_MS), HEARTBEAT, 0, 0,
               NULL, 0);
}

static void happen(struct sim *s, const struct agenda_item *item) {
    switch (item->kind) {
    case AT_BROKER:
        return host_request(s, item->who, item->data, item->size);
    case AT_CLIENT:
        return client_arrives(s, item->who, item->data, item->size);
    case AT_SCREEN:
        return screen_reply(s, item->who, (int64_t)item->mark, item->data, item->size);
    case AT_FEED:
        return screen_feed(s, item->who, (int64_t)item->mark, item->data, item->size);
    case CLIENT_WAKE:
        return client_wake(s, item->who, item->mark);
    case SCREEN_WAKE:
        return screen_wake(s, item->who, item->mark);
    case BROKER_TURN:
        return host_turn(s, item->mark);
    case BROKER_WORK:
        return host_work(s, item->mark);
    case BROKER_START:
        return host_start(s);
    case HEARTBEAT:
        return beat(s);
    case WORLD:
        return strike(s);
    }
}

static void run_until(struct sim *s, int64_t end_ms, unsigned ops) {
    struct agenda_item item;
    for (unsigned steps = 0; !s->failed; steps++) {
        if (s->op_count >= ops || (s->agenda.count && s->agenda.items[0].at_ms > end_ms))
            return;
        if (steps == STEPS_MAX || !agenda_take(&s->agenda, &item))
            return sim_fail(s, "progress", "the run does not end");
        s->now_ms = item.at_ms;
        happen(s, &item);
        free(item.data);
    }
}

static void begin(struct sim *s, uint64_t seed, const struct sim_options *options,
                  struct coverage *coverage) {
    memset(s, 0, sizeof *s);
    s->options = options;
    s->seed = seed;
    s->coverage = coverage;
    s->trace_hash = 0xcbf29ce484222325ull;
    arena_init(&s->scratch, 0);
    faults_draw(s);
    dice_init(&s->dice_net, seed, STREAM_NET);
    dice_init(&s->dice_fault, seed, STREAM_FAULT);
    dice_init(&s->dice_client, seed, STREAM_CLIENT);
    dice_init(&s->dice_host, seed, STREAM_HOST);
    s->plans = calloc(SIM_PLANS, sizeof *s->plans);
    s->plan_count = 1;
    s->model = model_create(s->plans);
    s->judge = judge_create();
    host_create(s);
    clients_create(s);
    screens_create(s);
    agenda_put(&s->agenda, s->now_ms, HEARTBEAT, 0, 0, NULL, 0);
    agenda_put(&s->agenda, s->now_ms + s->faults.strike_ms, WORLD, 0, 0, NULL, 0);
}

bool sim_run(struct sim *s, uint64_t seed, const struct sim_options *options,
             struct coverage *coverage) {
    begin(s, seed, options, coverage);
    run_until(s, INT64_MAX, options->ops * (s->busy ? BUSY_LENGTH : 1));
    s->healing = true;
    screens_heal(s);
    beat(s); // the next one may be an hour of sleep away
    run_until(s, s->now_ms + HEAL_MS, UINT32_MAX);
    for (int i = 0; i < 10 && !screens_calm(s); i++)
        run_until(s, s->now_ms + 3000, UINT32_MAX);
    if (!s->failed)
        screens_settled(s);
    if (!s->failed)
        judge_end(s);
    coverage->runs++;
    coverage->events += s->events;
    return !s->failed;
}

void sim_fini(struct sim *s) {
    host_destroy(s->host);
    clients_destroy(s);
    screens_destroy(s);
    judge_destroy(s->judge);
    model_destroy(s->model);
    free(s->plans);
    agenda_fini(&s->agenda);
    arena_fini(&s->scratch);
}
