#include "broker/tick.h"

#include <signal.h>

#include "broker/log/log.h"
#include "broker/notify.h"

#define TICK_MS 1000
#define WAITS_LOOK_MS 100 // how soon after a change the wait figures follow
#define SOON_MS 1         // the next round: commands that have come by then go first

static bool counter_cb(void *arg, uint32_t hall, uint32_t counter, bool heard) {
    struct finding *finding = inbox_finding(arg, FINDING_COUNTER_HEARD);
    if (!finding)
        return false;
    finding->hall = hall;
    finding->counter = counter;
    finding->heard = heard;
    return true;
}

static bool presence_cb(void *arg, uint32_t hall, uint32_t device, bool idle) {
    struct finding *finding = inbox_finding(arg, FINDING_SIGN_ON_ENDS);
    if (!finding)
        return false;
    finding->hall = hall;
    finding->device = device;
    finding->idle = idle;
    return true;
}

static void clock_look(struct hall_time *time, struct inbox *inbox) {
    hall_time_now(time);
    if (time->clock.alarmed == time->told)
        return;
    struct finding *finding = inbox_finding(inbox, FINDING_CLOCK);
    if (!finding)
        return;
    finding->alarmed = time->clock.alarmed;
    finding->wall_at_ms = time->clock.wall_ms;
    time->told = time->clock.alarmed;
}

static void findings_look(struct broker *b) {
    int64_t machine_ms = wallclock_machine_ms();
    leases_check(&b->leases, machine_ms, counter_cb, &b->inbox);
    presences_check(&b->presences, machine_ms, hall_time_now(&b->time), presence_cb, &b->inbox);
    clock_look(&b->time, &b->inbox);
    b->zones_due = true;
    alerts_again(&b->alerts);
}

static void tick_cb(uv_timer_t *timer) {
    struct broker *b = timer->data;
    notify_again();
    log_catch_up();
    purges_again(&b->purges);
    unread_say(&b->unread);
    doors_tick(&b->doors);
    trouble_probe(&b->turn.parts);
    if (!b->turn.parts.stopped_by)
        findings_look(b);
    if (b->inbox.count || turn_uncovered(&b->turn))
        inbox_wake(&b->inbox);
    publish_heartbeats(&b->publish);
}

// Runs the work that looks at the state between turns, each part for some milliseconds. Returns
// true if work is left for the next round.
static bool between_turns(struct broker *b) {
    if (b->look.open)
        return true; // a turn is open: it ends soon
    bool left = signed_on_round(&b->signed_on);
    waits_publish(&b->waits);
    left |= alerts_round(&b->alerts);
    if (b->zones_due)
        zones_look(&b->zones);
    b->zones_due = false;
    foresee_round(&b->foresee);
    scores_round(&b->scores);
    return left;
}

static void waits_cb(uv_timer_t *timer) {
    struct broker *b = timer->data;
    bool left = publish_heartbeats_on(&b->publish);
    if (between_turns(b) || left)
        tick_soon(b);
}

void tick_soon(struct broker *b) {
    uv_timer_start(&b->waits_timer, waits_cb, SOON_MS, WAITS_LOOK_MS);
}

static void watchdog_cb(uv_timer_t *timer) {
    (void)timer;
    notify_watchdog();
}

void tick_init(struct broker *b) {
    uv_timer_init(b->loop, &b->tick);
    uv_timer_init(b->loop, &b->waits_timer);
    uv_timer_init(b->loop, &b->watchdog);
    b->tick.data = b->waits_timer.data = b;
    for (size_t i = 0; i < 2; i++) {
        uv_signal_init(b->loop, &b->signals[i]);
        b->signals[i].data = b;
    }
}

void tick_start(struct broker *b, uv_signal_cb stop_cb) {
    uint64_t watchdog_ms = notify_watchdog_ms();
    if (watchdog_ms)
        uv_timer_start(&b->watchdog, watchdog_cb, 0, watchdog_ms);
    uv_timer_start(&b->tick, tick_cb, 0, TICK_MS);
    uv_timer_start(&b->waits_timer, waits_cb, WAITS_LOOK_MS, WAITS_LOOK_MS);
    uv_signal_start(&b->signals[0], stop_cb, SIGTERM);
    uv_signal_start(&b->signals[1], stop_cb, SIGINT);
}

void tick_close(struct broker *b) {
    uv_close((uv_handle_t *)&b->tick, NULL);
    uv_close((uv_handle_t *)&b->waits_timer, NULL);
    uv_close((uv_handle_t *)&b->watchdog, NULL);
    for (size_t i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&b->signals[i], NULL);
}
