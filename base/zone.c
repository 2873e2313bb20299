// zone.c - asks for the offset day by day, and finds the second of a change between two days
// by halving. No zone has changed twice within a day for a hundred years.
#include "base/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/limit.h"
#include "base/tzif.h"

#define STEP_S 86400
#define NAME_LEN 64
#define ZONE_FOLDER "/usr/share/zoneinfo"
#define PATH_SIZE 4096

// ---------------------------------------------------------------- the file

static FILE *zone_open(const char *name, size_t *ret_size) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    const char *folder = getenv("TZDIR");
    char path[PATH_SIZE];
    struct stat st = {0};
    size_t name_len = strlen(name);
    if (!name_len || name_len > NAME_LEN || strspn(name, letters) != name_len || name[0] == '/')
        return NULL;
    int len = snprintf(path, sizeof path, "%s/%s", folder && *folder ? folder : ZONE_FOLDER, name);
    if (len >= PATH_SIZE || stat(path, &st) || !S_ISREG(st.st_mode))
        return NULL;
    *ret_size = st.st_size < TZIF_SIZE_MAX ? (size_t)st.st_size : TZIF_SIZE_MAX;
    return fopen(path, "rbe");
}

// Reads the zone's file; the zone and its bytes are in the arena.
static int zone_read(const char *name, struct arena *a, struct tzif *ret) {
    size_t size = 0;
    FILE *f = zone_open(name, &size);
    if (!f)
        return ERR_NOT_FOUND;
    unsigned char *data = arena_need(a, size + 1);
    size = fread(data, 1, size, f);
    fclose(f);
    return tzif_read(ret, data, size) ? ERR_NOT_FOUND : ERR_OK;
}

// ---------------------------------------------------------------- the table

struct table {
    struct arena *a;
    struct tzif zone;
    Hallq__ZoneChange **changes;
    size_t change_count;
};

// The first second after low_s with the offset of high_s.
static int64_t change_between(const struct tzif *zone, int64_t low_s, int64_t high_s) {
    int32_t after_s = tzif_offset_s(zone, high_s);
    while (high_s - low_s > 1) {
        int64_t mid_s = low_s + (high_s - low_s) / 2;
        if (tzif_offset_s(zone, mid_s) == after_s)
            high_s = mid_s;
        else
            low_s = mid_s;
    }
    return high_s;
}

static int table_add(struct table *t, int64_t at_s) {
    if (t->change_count == LIMIT_ZONE_CHANGES)
        return ERR_TOO_LARGE;
    Hallq__ZoneChange *change = arena_need(t->a, sizeof *change);
    hallq__zone_change__init(change);
    change->at_ms = at_s * 1000;
    change->offset_s = tzif_offset_s(&t->zone, at_s);
    t->changes[t->change_count++] = change;
    return ERR_OK;
}

static int table_fill(struct table *t, int64_t from_s, int64_t to_s) {
    int err = table_add(t, from_s);
    for (int64_t at_s = from_s; !err && at_s < to_s - 1; at_s += STEP_S) {
        int64_t next_s = at_s + STEP_S < to_s ? at_s + STEP_S : to_s - 1;
        if (tzif_offset_s(&t->zone, at_s) != tzif_offset_s(&t->zone, next_s))
            err = table_add(t, change_between(&t->zone, at_s, next_s));
    }
    return err;
}

int zone_changes(const char *name, int64_t from_ms, int64_t to_ms, struct arena *a,
                 Hallq__ZoneChange ***ret_changes, size_t *ret_change_count) {
    struct table t = {.a = a};
    int err = zone_read(name, a, &t.zone);
    if (err)
        return err;
    t.changes = arena_need(a, LIMIT_ZONE_CHANGES * sizeof(Hallq__ZoneChange *));
    err = table_fill(&t, from_ms / 1000, to_ms / 1000);
    *ret_changes = t.changes;
    *ret_change_count = t.change_count;
    return err;
}

// ---------------------------------------------------------------- the comparison

// The part of a hall's table that is still to come, walked change by change.
struct walk {
    const Hallq__HallSettings *h;
    size_t next;
    int32_t offset_s; // in force before `next`
};

static void walk_begin(struct walk *w, const Hallq__HallSettings *h, int64_t now_ms) {
    *w = (struct walk){.h = h, .offset_s = h->zone_changes[0]->offset_s};
    for (; w->next < h->n_zone_changes && h->zone_changes[w->next]->at_ms <= now_ms; w->next++)
        w->offset_s = h->zone_changes[w->next]->offset_s;
}

int32_t zone_offset_s(Hallq__ZoneChange *const *changes, size_t change_count, int64_t at_ms) {
    int32_t offset_s = changes[0]->offset_s;
    for (size_t i = 0; i < change_count && changes[i]->at_ms <= at_ms; i++)
        offset_s = changes[i]->offset_s;
    return offset_s;
}

// The next entry that changes the offset; NULL after the last.
static const Hallq__ZoneChange *walk_next(struct walk *w) {
    while (w->next < w->h->n_zone_changes) {
        const Hallq__ZoneChange *change = w->h->zone_changes[w->next++];
        if (change->offset_s == w->offset_s)
            continue;
        w->offset_s = change->offset_s;
        return change;
    }
    return NULL;
}

// The time when the law and the table first differ, INT64_MAX if they never do. laws[0] is in force
// at now_ms.
static int64_t differ_ms(const Hallq__HallSettings *h, int64_t now_ms,
                         Hallq__ZoneChange *const *laws, size_t law_count) {
    struct walk w;
    walk_begin(&w, h, now_ms);
    if (w.offset_s != laws[0]->offset_s)
        return now_ms;
    for (size_t i = 1; i <= law_count; i++) {
        const Hallq__ZoneChange *mine = walk_next(&w), *law = i < law_count ? laws[i] : NULL;
        int64_t mine_ms = mine ? mine->at_ms : INT64_MAX, law_ms = law ? law->at_ms : INT64_MAX;
        if (mine_ms != law_ms)
            return mine_ms < law_ms ? mine_ms : law_ms;
        if (mine && mine->offset_s != law->offset_s)
            return law_ms;
    }
    return INT64_MAX;
}

// The time up to which the table was filled. A table that hallq-admin did not make reaches at least
// to its last entry.
static int64_t filled_to_ms(const Hallq__HallSettings *h) {
    int64_t by_us_ms = h->zone_changes[0]->at_ms + ZONE_BEFORE_MS + ZONE_AHEAD_MS;
    int64_t last_ms = h->zone_changes[h->n_zone_changes - 1]->at_ms;
    return by_us_ms > last_ms ? by_us_ms : last_ms + 1;
}

int zone_compare(const Hallq__HallSettings *h, int64_t now_ms, struct arena *a,
                 Hallq__TimeZone *ret) {
    Hallq__ZoneChange **laws;
    size_t law_count;
    hallq__time_zone__init(ret);
    if (!h->n_zone_changes)
        return ERR_NOT_FOUND;
    int64_t filled_ms = filled_to_ms(h), soon_ms = now_ms + ZONE_SOON_MS;
    int64_t to_ms = filled_ms > soon_ms ? filled_ms : soon_ms;
    int err = zone_changes(h->zone_name, now_ms, to_ms, a, &laws, &law_count);
    if (err)
        return err;
    int64_t wrong_ms = differ_ms(h, now_ms, laws, law_count);
    if (wrong_ms < filled_ms)
        ret->finding = HALLQ__TIME_ZONE__FINDING__LAW_CHANGED;
    else if (wrong_ms < soon_ms)
        ret->finding = HALLQ__TIME_ZONE__FINDING__RUNS_OUT;
    else
        return ERR_OK;
    ret->wrong_from_ms = wrong_ms;
    return ERR_OK;
}
