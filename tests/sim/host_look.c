// host_look.c - what the broker finds by looking at the hall: alerts, and advice for those of crowded lines.
#include "tests/sim/host_own.h"
#include "tests/sim/judge.h"

#define SECOND_MS 1000

enum {
    LOOKS_AT_ONCE = 100, // of a thousand turns between two looks
    ADVICE_SOUGHT = 60,  // of a thousand turns: it costs as much as many commands
};

// Terminals and kiosks that sent nothing for a while; those that never did may be off.
static struct alert_known silent_known(struct host *h) {
    struct alert_silent *silent = arena_need(&h->arena, DEVICES * sizeof *silent);
    struct alert_known known = {.silent = silent};
    for (uint32_t device = 1; device < DEVICES; device++)
        if (h->heard_ms[device] && h->hall_ms - h->heard_ms[device] > 30 * SECOND_MS)
            silent[known.silent_count++] =
                (struct alert_silent){device, h->heard_ms[device], false};
    return known;
}

// A look at each 15 seconds, and after some of the turns between.
static int turn_alerts(struct host *h) {
    bool due = h->hall_ms >= h->alerts_at_ms || h->alerts_at_ms > h->hall_ms + 15 * SECOND_MS;
    if (!judge_plan(h->sim) || (!due && !dice_chance(&h->sim->dice_host, 100)))
        return ERR_OK;
    struct alert_known known = silent_known(h);
    struct turn_item *item = item_add(h, ITEM_ALERTS);
    item->known = known;
    h->alerts_at_ms = h->hall_ms + 15 * SECOND_MS;
    int err = decide_alerts(&h->state, h->hall_ms, PLAN_HALL, &known, &item->decision);
    if (!err)
        err = offers_by_itself(&h->state, h->hall_ms, PLAN_HALL, &item->decision);
    return err ? err : item_apply(h, item);
}

// Each found advice; until the turn is committed it may be decided again.
static int turn_advice(struct host *h) {
    int err = ERR_OK;
    for (size_t i = 0; i < h->found_count && !err; i++) {
        struct turn_item *item = item_add(h, ITEM_ADVICE);
        item->alert = h->found[i].alert;
        err = decide_advice(&h->state, h->hall_ms, PLAN_HALL, item->alert, &h->found[i].advice,
                            &item->decision);
        if (!err)
            err = item_apply(h, item);
    }
    return err;
}

int turn_looks(struct host *h) {
    int err = turn_alerts(h);
    return err ? err : turn_advice(h);
}

static int advice_seek(struct host *h) {
    struct advice_wanted wanted[ADVISED_MOST];
    struct floor *floor;
    size_t count;
    int err = advice_wanted(&h->state, h->hall_ms, PLAN_HALL, wanted, &count);
    if (err || !count)
        return err;
    err = floor_copy(&h->state, h->hall_ms, PLAN_HALL, &floor);
    if (!err)
        err = floor_arrivals(&h->state, floor);
    for (size_t i = 0; i < count && !err; i++) {
        struct found_advice *found = &h->found[h->found_count];
        uint32_t place = floor_service(floor, wanted[i].service);
        found->alert = wanted[i].alert;
        h->found_count += place != UINT32_MAX && advice_find(floor, place, wanted[i].target_s,
                                                             floor->seq, &h->arena, &found->advice);
    }
    return err;
}

void host_seek_advice(struct host *h) {
    struct sim *s = h->sim;
    if (!h->up || !judge_plan(s) || !dice_chance(&s->dice_host, ADVICE_SOUGHT))
        return;
    if (host_state(s) && advice_seek(h) != ERR_OK)
        sim_fail(s, "store", "advice cannot be sought");
    host_state_end(s);
}
