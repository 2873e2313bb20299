#include "broker/after/alerts.h"

#include <string.h>

#include "broker/live/wallclock.h"
#include "broker/log/log.h"

#define ROUND_MS 5           // for all halls of a round
#define CHANGED_MS 1000      // between two looks at a hall that changes
#define BUSY_MS (15 * 1000)  // between two looks at a busy hall
#define QUIET_MS (30 * 1000) // the settings have no shorter silence

// ---------------------------------------------------------------- silent devices

// Devices that send a ping each second while they are on, and belong to halls.
static bool is_watched(const struct device *device) {
    bool here = device->role == HALLQ__DEVICE__ROLE__KIOSK ||
                device->role == HALLQ__DEVICE__ROLE__DISPLAY ||
                device->role == HALLQ__DEVICE__ROLE__COUNTER;
    return here && device->hall_count && !device->revoked && !device->browser;
}

static void silent_find(struct alerts *a, int64_t machine_ms) {
    a->silent_count = 0;
    for (size_t i = 0; i < a->devices->count && a->silent_count < ALERTS_SILENT_MAX; i++) {
        const struct device *device = &a->devices->list[i];
        if (!is_watched(device))
            continue;
        int64_t heard_ms = leases_heard_ms(a->leases, device->device);
        int64_t quiet_ms = machine_ms - (heard_ms ? heard_ms : a->started_ms);
        if (quiet_ms < QUIET_MS && heard_ms)
            continue;
        a->silent[a->silent_count].device = device->device;
        a->silent[a->silent_count].quiet_ms = quiet_ms;
        a->silent[a->silent_count++].unheard = !heard_ms;
    }
}

static bool is_of_hall(const struct alerts *a, uint32_t number, uint32_t hall) {
    const struct device *device = devices_by_number(a->devices, number);
    for (size_t i = 0; device && i < device->hall_count; i++)
        if (device->halls[i] == hall)
            return true;
    return false;
}

static struct alert_known known_of(const struct alerts *a, uint32_t hall, int64_t now_ms,
                                   struct arena *arena) {
    struct alert_silent *silent = arena_need(arena, (a->silent_count + 1) * sizeof *silent);
    struct alert_known known = {.silent = silent,
                                .twin = twins_of(a->twins, hall, wallclock_machine_ms())};
    for (size_t i = 0; i < a->silent_count; i++)
        if (is_of_hall(a, a->silent[i].device, hall))
            silent[known.silent_count++] = (struct alert_silent){
                a->silent[i].device,
                now_ms - a->silent[i].quiet_ms * a->time->wallclock.speed,
                a->silent[i].unheard,
            };
    return known;
}

static struct alert_known known_copy(struct arena *arena, const struct alert_known *from) {
    struct alert_known to = *from;
    if (to.silent_count)
        to.silent = arena_copy(arena, from->silent, to.silent_count * sizeof *to.silent);
    if (to.twin.count)
        to.twin.list = arena_copy(arena, from->twin.list, to.twin.count * sizeof *to.twin.list);
    return to;
}

// ---------------------------------------------------------------- a look

struct looking {
    const struct alerts *alerts;
    struct hall *hall;
    struct finding *finding; // filled in; NULL: nothing is new
    int64_t now_ms;
};

static int levels_count(struct state *s, struct hall *hall) {
    Hallq__Alert **open;
    size_t count;
    int err = alerts_open(s, hall->hall, &open, &count);
    memset(hall->alerts_at, 0, sizeof hall->alerts_at);
    for (size_t i = 0; i < count && !err; i++)
        if ((size_t)open[i]->level < HALLS_ALERT_LEVELS)
            hall->alerts_at[open[i]->level]++;
    return err;
}

static int look_cb(struct state *s, void *arg) {
    struct looking *l = arg;
    bool due = l->hall->alerts_stale, news = false;
    int err = due ? ERR_OK : alerts_busy(s, l->hall->hall, &due);
    if (err || !due)
        return err;
    struct alert_known known = known_of(l->alerts, l->hall->hall, l->now_ms, s->arena);
    err = alerts_look(s, l->now_ms, l->hall->hall, &known, &news);
    if (!err)
        err = levels_count(s, l->hall);
    if (err || !news)
        return err;
    struct inbox *inbox = l->alerts->inbox;
    l->finding = inbox_finding(inbox, FINDING_ALERTS);
    if (!l->finding)
        return ERR_OK; // found again a second later
    l->finding->hall = l->hall->hall;
    l->finding->known = known_copy(&inbox->arena, &known);
    return ERR_OK;
}

static void hall_look(struct alerts *a, struct hall *hall, int64_t machine_ms) {
    struct looking l = {.alerts = a, .hall = hall, .now_ms = hall_time_now(a->time)};
    int err = look_at(a->look, look_cb, &l);
    if (err)
        log_write(LOG_LEVEL_WARNING, "alerts_failed", " hall=%u error=\"%s\"", hall->hall,
                  err_text(err));
    hall->alerts_stale = false;
    hall->alerts_looked_ms = machine_ms;
    a->looks++;
    if (!l.finding)
        return;
    a->found++;
    inbox_wake(a->inbox);
}

static bool is_due(const struct hall *hall, int64_t machine_ms) {
    int64_t ago_ms = machine_ms - hall->alerts_looked_ms;
    return hall->hall && ago_ms >= (hall->alerts_stale ? CHANGED_MS : BUSY_MS);
}

void alerts_again(struct alerts *a) {
    int64_t machine_ms = wallclock_machine_ms();
    if (a->next)
        return; // the round of the second before is still under way
    if (!a->started_ms)
        a->started_ms = machine_ms;
    silent_find(a, machine_ms);
    a->next = SLIST_FIRST(&a->halls->all);
}

bool alerts_round(struct alerts *a) {
    uint64_t end_ns = uv_hrtime() + ROUND_MS * UINT64_C(1000000);
    int64_t machine_ms = wallclock_machine_ms();
    for (; a->next && uv_hrtime() < end_ns; a->next = SLIST_NEXT(a->next, in_all))
        if (is_due(a->next, machine_ms))
            hall_look(a, a->next, machine_ms);
    return a->next != NULL;
}

uint64_t alerts_count(const struct alerts *a, Hallq__Alert__Level level) {
    uint64_t count = 0;
    const struct hall *hall;
    SLIST_FOREACH(hall, &a->halls->all, in_all)
        count += hall->alerts_at[level];
    return count;
}
