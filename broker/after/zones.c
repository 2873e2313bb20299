#include "broker/after/zones.h"

#include <time.h>

#include "base/zone.h"
#include "broker/log/log.h"

#define LOOK_MS 5                      // of the loop's time, each second
#define DAY_MS (24 * 60 * 60 * 1000LL) // a day of hall time
#define INSTANT_SIZE 32

struct looking {
    struct hall *hall;
    int64_t now_ms;
    Hallq__TimeZone found;
    const char *name; // "": the hall has no settings yet
    int err;          // error of reading the zone data
};

static int look_cb(struct state *s, void *arg) {
    struct looking *l = arg;
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    int err = hall_row_get(s, key_hall(l->hall->hall), &row);
    if (err == ERR_NOT_FOUND || (!err && !row->version))
        return ERR_OK; // the hall was removed, or has no settings yet
    if (err)
        return err;
    err = settings_get(s, l->hall->hall, row->version, &settings);
    if (err)
        return err;
    l->name = settings->zone_name;
    l->err = zone_compare(settings, l->now_ms, s->arena, &l->found);
    return ERR_OK;
}

static void instant_write(char to[INSTANT_SIZE], int64_t at_ms) {
    time_t at_s = (time_t)(at_ms / 1000);
    struct tm utc;
    if (!gmtime_r(&at_s, &utc) || !strftime(to, INSTANT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc))
        *to = 0;
}

static void say(const struct looking *l) {
    char wrong_from[INSTANT_SIZE];
    instant_write(wrong_from, l->found.wrong_from_ms);
    if (l->err)
        log_write(
            LOG_LEVEL_WARNING, "zone_unknown",
            " hall=%u zone=%s error=\"%s\" do=\"install tzdata: the law of this zone cannot be "
            "checked\"",
            l->hall->hall, l->name, err_text(l->err));
    else if (l->found.finding == HALLQ__TIME_ZONE__FINDING__LAW_CHANGED)
        log_write(LOG_LEVEL_WARNING, "zone_law_changed",
                  " hall=%u zone=%s wrong_from=%s do=\"the law of this zone has changed: apply the "
                  "settings again\"",
                  l->hall->hall, l->name, wrong_from);
    else if (l->found.finding == HALLQ__TIME_ZONE__FINDING__RUNS_OUT)
        log_write(LOG_LEVEL_WARNING, "zone_runs_out",
                  " hall=%u zone=%s wrong_from=%s do=\"the table of this zone ends: apply the "
                  "settings again\"",
                  l->hall->hall, l->name, wrong_from);
}

// Returns false if the turn has no room: the hall is compared again later.
static bool finding_add(struct zones *z, const struct looking *l) {
    struct finding *finding = inbox_finding(z->inbox, FINDING_TIME_ZONE);
    if (!finding)
        return false;
    finding->hall = l->hall->hall;
    finding->time_zone = l->found;
    inbox_wake(z->inbox);
    return true;
}

static bool hall_look(struct zones *z, struct hall *hall, int64_t now_ms) {
    struct looking l = {.hall = hall, .now_ms = now_ms, .name = ""};
    int err = look_at(z->look, look_cb, &l);
    if (err)
        log_write(LOG_LEVEL_ERROR, "zone_not_compared", " hall=%u error=\"%s\"", hall->hall,
                  err_text(err));
    bool compared = !err && *l.name;
    if (compared && !l.err && !finding_add(z, &l))
        return false;
    hall->zone_stale = false;
    hall->zone_unknown = compared && l.err;
    hall->zone_wrong = compared && !l.err && l.found.finding;
    if (compared)
        say(&l);
    return true;
}

void zones_look(struct zones *z) {
    int64_t now_ms = hall_time_now(z->time);
    bool new_day = now_ms / DAY_MS != z->day;
    uint64_t end_ns = uv_hrtime() + LOOK_MS * UINT64_C(1000000);
    z->day = now_ms / DAY_MS;
    struct hall *hall;
    SLIST_FOREACH(hall, &z->halls->all, in_all)
        hall->zone_stale |= new_day;
    SLIST_FOREACH(hall, &z->halls->all, in_all)
        if (uv_hrtime() >= end_ns ||
            (hall->zone_stale && hall->hall && !hall_look(z, hall, now_ms)))
            return;
}

struct zones_count zones_count(const struct zones *z) {
    struct zones_count count = {0};
    const struct hall *hall;
    SLIST_FOREACH(hall, &z->halls->all, in_all) {
        count.wrong += hall->zone_wrong;
        count.unknown += hall->zone_unknown;
    }
    return count;
}
