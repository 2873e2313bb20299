// zone.c - asks glibc for the offset day by day, and finds the second of a change between two days
// by halving. No zone has changed twice within a day for a hundred years.
#include "clients/admin/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/err.h"
#include "base/limit.h"

#define STEP_S 86400
#define NAME_LEN 64
#define ZONE_FOLDER "/usr/share/zoneinfo"
#define FILE_MAGIC "TZif" // RFC 8536
#define PATH_SIZE (sizeof ZONE_FOLDER + NAME_LEN + 1)

static int32_t offset_s_at(int64_t at_s) {
    time_t t = (time_t)at_s;
    struct tm local;
    return localtime_r(&t, &local) ? (int32_t)local.tm_gmtoff : 0;
}

// glibc takes an unknown zone for UTC without a word, so look for its file. Writes the file's path.
static bool zone_file(const char *name, char path[PATH_SIZE]) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    char magic[sizeof FILE_MAGIC - 1];
    size_t name_len = strlen(name);
    if (!name_len || name_len > NAME_LEN || strspn(name, letters) != name_len || name[0] == '/')
        return false;
    snprintf(path, PATH_SIZE, "%s/%s", ZONE_FOLDER, name);
    struct stat st;
    if (stat(path, &st) || !S_ISREG(st.st_mode))
        return false;
    FILE *f = fopen(path, "rb");
    bool ok =
        f && fread(magic, sizeof magic, 1, f) == 1 && !memcmp(magic, FILE_MAGIC, sizeof magic);
    if (f)
        fclose(f);
    return ok;
}

// The first second after low_s with the offset of high_s.
static int64_t change_between(int64_t low_s, int64_t high_s) {
    int32_t after_s = offset_s_at(high_s);
    while (high_s - low_s > 1) {
        int64_t mid_s = low_s + (high_s - low_s) / 2;
        if (offset_s_at(mid_s) == after_s)
            high_s = mid_s;
        else
            low_s = mid_s;
    }
    return high_s;
}

struct table {
    struct arena *a;
    Hallq__ZoneChange **changes;
    size_t change_count;
};

static int table_add(struct table *t, int64_t at_s) {
    if (t->change_count == LIMIT_ZONE_CHANGES)
        return ERR_TOO_LARGE;
    Hallq__ZoneChange *change = arena_need(t->a, sizeof *change);
    hallq__zone_change__init(change);
    change->at_ms = at_s * 1000;
    change->offset_s = offset_s_at(at_s);
    t->changes[t->change_count++] = change;
    return ERR_OK;
}

static int table_fill(struct table *t, int64_t from_s, int64_t to_s) {
    int err = table_add(t, from_s);
    for (int64_t at_s = from_s; !err && at_s < to_s; at_s += STEP_S) {
        int64_t next_s = at_s + STEP_S < to_s ? at_s + STEP_S : to_s;
        if (offset_s_at(at_s) != offset_s_at(next_s))
            err = table_add(t, change_between(at_s, next_s));
    }
    return err;
}

static void zone_enter(const char *zone) {
    if (zone)
        setenv("TZ", zone, 1);
    else
        unsetenv("TZ");
    tzset();
}

int zone_changes(const char *name, int64_t from_ms, int64_t to_ms, struct arena *a,
                 Hallq__ZoneChange ***ret_changes, size_t *ret_change_count) {
    char path[PATH_SIZE];
    if (!zone_file(name, path))
        return ERR_NOT_FOUND;
    struct table t = {a, arena_need(a, LIMIT_ZONE_CHANGES * sizeof(Hallq__ZoneChange *)), 0};
    const char *before = getenv("TZ");
    char *kept = before ? arena_text(a, before) : NULL;
    zone_enter(path);
    int err = table_fill(&t, from_ms / 1000, to_ms / 1000);
    zone_enter(kept);
    *ret_changes = t.changes;
    *ret_change_count = t.change_count;
    return err;
}
