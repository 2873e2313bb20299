// zone_test.c - time zones as tables, on zones made here by zic: what a government decides tomorrow is no
// reason for a test to fail. And the reading of zone files, against the C library's on every zone of this machine.
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/limit.h"
#include "base/tzif.h"
#include "base/zone.h"

#define DAY_MS 86400000LL
#define YEAR_MS (365 * DAY_MS)
#define SYSTEM_ZONES "/usr/share/zoneinfo"

// Each rule that the line at a file's end can hold, and what needs times instead.
static const char laws[] = "Rule N 1996 max - Mar lastSun 1:00u 1:00 S\n"
                           "Rule N 1996 max - Oct lastSun 1:00u 0 -\n"
                           "Rule S 1996 max - Oct Sun>=1 2:00s 1:00 S\n"
                           "Rule S 1996 max - Apr Sun>=1 2:00s 0 -\n"
                           "Rule E 1996 max - Oct lastSun 1:00u -1:00 W\n"
                           "Rule E 1996 max - Mar lastSun 1:00u 0 -\n"
                           "Rule G 1996 max - Mar Sat>=24 22:00 1:00 S\n"
                           "Rule G 1996 max - Oct Sat>=24 23:00 0 -\n"
                           "Rule J 1996 max - Mar 1 0:00 1:00 S\n"
                           "Rule J 1996 max - Sep 21 24:00 0 -\n"
                           "Rule F 2020 2040 - Feb 1 0:00 1:00 S\n"
                           "Rule F 2020 2040 - May 1 0:00 0 -\n"
                           "Rule F 2020 2040 - Aug 1 0:00 1:00 S\n"
                           "Rule F 2020 2040 - Nov 1 0:00 0 -\n"
                           "Zone Test/Fixed 8:00 - CST\n"
                           "Zone Test/North 1:00 N CE%sT\n"
                           "Zone Test/South 10:00 S AE%sT\n"
                           "Zone Test/East 1:00 E IR%sT\n"
                           "Zone Test/Green -2:00 G %z\n"
                           "Zone Test/Dates 3:30 J IR%sT\n"
                           "Zone Test/Four 0:00 F FO%sT\n"
                           "Zone Test/Always -3:00 1:00 XXS\n"
                           "Zone Test/Ended 1:00 N CE%sT 2028 Jun 1\n"
                           "                2:00 - EET\n"
                           "Zone Test/Moved 1:00 N CE%sT 2026 Jan 10\n"
                           "                3:00 - MSK\n";

static char folder[] = "/tmp/hallq-zones.XXXXXX";

static int zones_make(void **state) {
    (void)state;
    char path[64], command[256];
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/laws.zi", folder);
    FILE *f = fopen(path, "w");
    if (!f || fputs(laws, f) < 0 || fclose(f))
        return -1;
    snprintf(command, sizeof command, "PATH=$PATH:/usr/sbin zic -d %s %s", folder, path);
    setenv("TZDIR", folder, 1);
    return system(command);
}

static int remove_cb(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static int zones_remove(void **state) {
    (void)state;
    return nftw(folder, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
}

struct table {
    struct arena a;
    Hallq__ZoneChange **changes;
    size_t change_count;
};

static int64_t utc_ms(int year, int month, int day, int hour) {
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour};
    return (int64_t)timegm(&tm) * 1000;
}

static void table_init(struct table *t, const char *name, int64_t from_ms, int64_t to_ms) {
    arena_init(&t->a, 0);
    assert_int_equal(zone_changes(name, from_ms, to_ms, &t->a, &t->changes, &t->change_count),
                     ERR_OK);
}

static void assert_change(const struct table *t, size_t i, int64_t at_ms, int32_t offset_s) {
    assert_true(i < t->change_count);
    assert_int_equal(t->changes[i]->at_ms, at_ms);
    assert_int_equal(t->changes[i]->offset_s, offset_s);
}

static void zone_without_changes__has_one_offset(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Test/Fixed", utc_ms(2026, 1, 1, 0), utc_ms(2036, 1, 1, 0));
    assert_int_equal(t.change_count, 1);
    assert_change(&t, 0, utc_ms(2026, 1, 1, 0), 28800);
    arena_fini(&t.a);
}

static void summer_time__changes_twice_a_year(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Test/North", utc_ms(2026, 1, 1, 0), utc_ms(2036, 1, 1, 0));
    assert_int_equal(t.change_count, 21);
    assert_change(&t, 0, utc_ms(2026, 1, 1, 0), 3600);
    assert_change(&t, 1, utc_ms(2026, 3, 29, 1), 7200);
    assert_change(&t, 2, utc_ms(2026, 10, 25, 1), 3600);
    assert_change(&t, 20, utc_ms(2035, 10, 28, 1), 3600);
    arena_fini(&t.a);
}

static void summer_time__goes_over_new_year_in_the_south(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Test/South", utc_ms(2026, 1, 1, 0), utc_ms(2027, 1, 1, 0));
    assert_int_equal(t.change_count, 3);
    assert_change(&t, 0, utc_ms(2026, 1, 1, 0), 39600);
    assert_change(&t, 1, utc_ms(2026, 4, 4, 16), 36000);
    assert_change(&t, 2, utc_ms(2026, 10, 3, 16), 39600);
    arena_fini(&t.a);
}

static void four_changes_a_year__fit_the_table(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Test/Four", utc_ms(2026, 1, 1, 0), utc_ms(2036, 2, 1, 0));
    assert_int_equal(t.change_count, 41);
    assert_true(t.change_count <= LIMIT_ZONE_CHANGES);
    arena_fini(&t.a);
}

static void not_a_zone(const char *name) {
    struct arena a;
    Hallq__ZoneChange **changes;
    size_t change_count;
    arena_init(&a, 0);
    assert_int_equal(zone_changes(name, 0, DAY_MS, &a, &changes, &change_count), ERR_NOT_FOUND);
    arena_fini(&a);
}

static void file_put(const char *name, const void *data, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static void unknown_zone__is_not_utc(void **state) {
    (void)state;
    static const char *const names[] = {"Asia/Peking",    "",     "..",   "../../etc/passwd",
                                        "/etc/localtime", "Test", "UTC0", "laws.zi",
                                        "Test/Fixed\n2",  "Short"};
    file_put("Short", "TZif2", 5);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        not_a_zone(names[i]);
}

// ---------------------------------------------------------------- every zone here

static size_t read_count;

// Offsets of a file by us and by the C library, every twenty days over eighty years.
static void same_as_c_library(const char *path) {
    static unsigned char data[TZIF_SIZE_MAX];
    struct tzif zone;
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t size = fread(data, 1, sizeof data, f);
    fclose(f);
    if (tzif_read(&zone, data, size))
        return;
    read_count++;
    setenv("TZ", path, 1);
    tzset();
    for (time_t at_s = 631152000; at_s < 3155760000; at_s += 20 * 86400 + 1234) {
        struct tm local;
        localtime_r(&at_s, &local);
        if (local.tm_gmtoff != tzif_offset_s(&zone, at_s))
            fail_msg("%s at %lld: the C library says %ld, we %d", path, (long long)at_s,
                     local.tm_gmtoff, tzif_offset_s(&zone, at_s));
    }
    unsetenv("TZ");
    tzset();
}

static int same_cb(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
    (void)st, (void)ftw;
    if (kind == FTW_F && !strstr(path, "/right/") && !strstr(path, "/posix/"))
        same_as_c_library(path);
    return 0;
}

static void every_zone_here__reads_as_the_c_library_reads_it(void **state) {
    (void)state;
    read_count = 0;
    assert_int_equal(nftw(folder, same_cb, 8, FTW_PHYS), 0);
    assert_int_equal(read_count, 10);         // all of ours
    nftw(SYSTEM_ZONES, same_cb, 8, FTW_PHYS); // where there are any
    print_message("%zu zones\n", read_count);
}

// ---------------------------------------------------------------- is it still the law?

struct hall {
    struct arena a;
    Hallq__HallSettings settings;
};

// A hall whose settings were applied at an instant.
static void hall_init(struct hall *h, const char *zone, int64_t applied_ms) {
    arena_init(&h->a, 0);
    hallq__hall_settings__init(&h->settings);
    h->settings.zone_name = arena_text(&h->a, zone);
    assert_int_equal(zone_changes(zone, applied_ms - ZONE_BEFORE_MS, applied_ms + ZONE_AHEAD_MS,
                                  &h->a, &h->settings.zone_changes, &h->settings.n_zone_changes),
                     ERR_OK);
}

// The zone's law becomes another zone's; what is found then, and from when the hall is wrong.
static void assert_found(struct hall *h, const char *law, int64_t now_ms,
                         Hallq__TimeZone__Finding finding, int64_t wrong_from_ms) {
    Hallq__TimeZone found;
    h->settings.zone_name = arena_text(&h->a, law);
    assert_int_equal(zone_compare(&h->settings, now_ms, &h->a, &found), ERR_OK);
    assert_int_equal(found.finding, finding);
    assert_int_equal(found.wrong_from_ms, wrong_from_ms);
}

static void law_that_stands__is_found_as_applied(void **state) {
    (void)state;
    static const char *const zones[] = {"Test/Fixed", "Test/North", "Test/South", "Test/Four"};
    int64_t applied_ms = utc_ms(2026, 1, 1, 0);
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        struct hall h;
        hall_init(&h, zones[i], applied_ms);
        for (int month = 0; month < 12 * 8; month++)
            assert_found(&h, zones[i], applied_ms + month * 30 * DAY_MS + 12345,
                         HALLQ__TIME_ZONE__FINDING__NO_FINDING, 0);
        arena_fini(&h.a);
    }
}

static void changed_law__is_found_with_the_first_instant_that_is_wrong(void **state) {
    (void)state;
    struct hall h;
    int64_t now_ms = utc_ms(2026, 2, 1, 0);
    hall_init(&h, "Test/North", utc_ms(2026, 1, 1, 0));
    // summer time ends for good in 2028, during summer: the table would end it in October
    assert_found(&h, "Test/Ended", now_ms, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED,
                 utc_ms(2028, 10, 29, 1));
    // another offset since January, and the hall shows a wrong time now
    assert_found(&h, "Test/Moved", now_ms, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED, now_ms);
    // a law with changes where the table has none
    arena_fini(&h.a);
    hall_init(&h, "Test/Fixed", utc_ms(2026, 1, 1, 0));
    h.settings.zone_changes[0]->offset_s = 3600;
    assert_found(&h, "Test/North", now_ms, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED,
                 utc_ms(2026, 3, 29, 1));
    arena_fini(&h.a);
}

static void past_changes_of_the_law__are_nobodys_concern(void **state) {
    (void)state;
    struct hall h;
    hall_init(&h, "Test/Ended", utc_ms(2026, 1, 1, 0));
    h.settings.zone_changes[1]->at_ms += 3600 * 1000; // 2026 was otherwise
    assert_found(&h, "Test/Ended", utc_ms(2027, 1, 1, 0), HALLQ__TIME_ZONE__FINDING__NO_FINDING, 0);
    arena_fini(&h.a);
}

static void table_that_ends__is_found_a_year_before_it_goes_wrong(void **state) {
    (void)state;
    struct hall h;
    int64_t applied_ms = utc_ms(2026, 1, 1, 0); // so the table is filled to 2036-01-02
    int64_t wrong_ms = utc_ms(2036, 3, 30, 1);
    hall_init(&h, "Test/North", applied_ms);
    assert_found(&h, "Test/North", wrong_ms - ZONE_SOON_MS, HALLQ__TIME_ZONE__FINDING__NO_FINDING,
                 0);
    assert_found(&h, "Test/North", wrong_ms - ZONE_SOON_MS + 1000,
                 HALLQ__TIME_ZONE__FINDING__RUNS_OUT, wrong_ms);
    assert_found(&h, "Test/North", wrong_ms + DAY_MS, HALLQ__TIME_ZONE__FINDING__RUNS_OUT,
                 wrong_ms + DAY_MS);
    arena_fini(&h.a);
    hall_init(&h, "Test/Fixed", applied_ms); // never goes wrong
    assert_found(&h, "Test/Fixed", applied_ms + 40 * YEAR_MS, HALLQ__TIME_ZONE__FINDING__NO_FINDING,
                 0);
    arena_fini(&h.a);
}

static void zone_not_here__is_no_finding(void **state) {
    (void)state;
    struct hall h;
    Hallq__TimeZone found;
    hall_init(&h, "Test/North", utc_ms(2026, 1, 1, 0));
    h.settings.zone_name = (char *)(uintptr_t) "Nowhere/City";
    assert_int_equal(zone_compare(&h.settings, utc_ms(2026, 2, 1, 0), &h.a, &found), ERR_NOT_FOUND);
    assert_int_equal(found.finding, HALLQ__TIME_ZONE__FINDING__NO_FINDING);
    arena_fini(&h.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, zones_make, zones_remove);
}
