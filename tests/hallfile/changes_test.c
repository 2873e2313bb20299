// changes_test.c - what a change of a hall file says it changes, in both languages, and at which line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "base/err.h"
#include "broker/hall/settings/setting.h"
#include "clients/hallfile/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09
#define TEXT_SIZE 8192

static const char correct[] =
    "hall: 1\n"                                                                    // 1
    "name: {zh: 厅, en: Hall}\n"                                                   // 2
    "time_zone: Asia/Shanghai\n"                                                   // 3
    "hours: {mon-fri: '08:30-18:00'}\n"                                            // 4
    "holidays:\n"                                                                  // 5
    "  2026-10-01..2026-10-03: closed\n"                                           // 6
    "zones: [{id: main, name: {zh: 大厅}}]\n"                                      // 7
    "services:\n"                                                                  // 8
    "  - {id: 1, name: {zh: 咨询, en: Enquiries}, letter: A, target_service_min: " // 9
    "5, target_wait_min: 10}\n"
    "  - {id: 2, name: {zh: 受理}, letter: B, target_service_min: 1.5, "
    "target_wait_min: 10}\n"                            // 10
    "counters: [{id: 1, services: [1, 2]}]\n"           // 11
    "staff: [{id: 7, name: 王芳, role: lead}]\n"        // 12
    "reinstate: {kind: behind, behind: 2}\n"            // 13
    "pause_reasons: [{code: rest, name: {zh: 休息}}]\n" // 14
    "hold_limit_min: 15\n";                             // 15

static const struct change {
    const char *find, *put, *told; // "line:text" of each change
    enum language language;
} changes[] = {
    {"hold_limit_min: 15", "hold_limit_min: 1.5", "15: 挂起时限（分钟）：15 → 1.5\n", LANGUAGE_ZH},
    {"hold_limit_min: 15", "hold_limit_min: 15 # the same", "", LANGUAGE_ZH},
    {"target_service_min: 1.5", "target_service_min: 2",
     "10: 业务 2 受理，目标办理时长（分钟）：1.5 → 2\n", LANGUAGE_ZH},
    {"target_service_min: 5", "target_service_min: 6",
     "9: service 1 Enquiries, target service (min): 5 → 6\n", LANGUAGE_EN},
    {"numbers", "numbers", "", LANGUAGE_ZH},
    {"letter: B", "letter: B, numbers: 1-99, daily_cap: 50",
     "10: 业务 2 受理，号段：1-999 → 1-99\n10: 业务 2 受理，每日上限：999 → 50\n", LANGUAGE_ZH},
    {"zh: 厅, en: Hall", "zh: 大厅", "2: 名称：厅 / Hall → 大厅\n", LANGUAGE_ZH},
    {"mon-fri: '08:30-18:00'", "mon-fri: '08:30-18:00', sat: '09:00-12:00'",
     "4: hours: mon-fri 08:30-18:00 → mon-fri 08:30-18:00; sat 09:00-12:00\n", LANGUAGE_EN},
    {"2026-10-01..2026-10-03", "2026-10-01..2026-10-05",
     "6: 节假日 2026-10-04..2026-10-05：（无） → closed\n", LANGUAGE_ZH},
    {"2026-10-01..2026-10-03", "2026-10-02",
     "6: 节假日 2026-10-01：closed → （无）\n6: 节假日 2026-10-03：closed → （无）\n", LANGUAGE_ZH},
    {"services: [1, 2]}]", "services: [2, 1]}, {id: 3, services: [1]}]",
     "11: 窗口 1 1号窗口，业务：1, 2 → 2, 1\n11: 新增窗口 3 3号窗口\n", LANGUAGE_ZH},
    {"staff: [{id: 7, name: 王芳, role: lead}]", "staff: [{id: 8, name: 何婷, role: lead}]",
     "12: gone: person 7 王芳\n12: new: person 8 何婷\n", LANGUAGE_EN},
    {"role: lead", "role: manager", "12: 人员 7 王芳，岗位：lead → manager\n", LANGUAGE_ZH},
    {"behind: 2}", "behind: 4}", "13: 过号恢复，排在其后的人数：2 → 4\n", LANGUAGE_ZH},
    {"{code: rest, name: {zh: 休息}}",
     "{code: lunch, name: {zh: 午餐}}, {code: rest, name: {zh: 休息}}",
     "14: 新增暂停原因 lunch 午餐\n", LANGUAGE_ZH},
    {"hold_limit_min: 15", "voice: {quiet: \"12:00-13:30, 20:00-24:00\", one: yao}",
     "15: 语音叫号，号码里的 1：yi → yao\n15: 语音叫号，不出声的时段：（无） → 12:00-13:30, "
     "20:00-24:00\n",
     LANGUAGE_ZH},
    {"hold_limit_min: 15", "alerts: {storm: 6}", "15: alerts, told as one from: 5 → 6\n",
     LANGUAGE_EN},
};

static void text_put(const struct change *one, char to[TEXT_SIZE]) {
    const char *at = strstr(correct, one->find);
    if (!at)
        at = correct + strlen(correct);
    snprintf(to, TEXT_SIZE, "%.*s%s%s", (int)(at - correct), correct, *at ? one->put : "",
             *at ? at + strlen(one->find) : "");
}

static const Hallq__HallSettings *load(const char *text, struct arena *a) {
    struct hallfile_result result;
    int err = hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_EN, a, &result);
    if (err)
        fail_msg("%u:%u: %s\n%s", result.problems[0].line, result.problems[0].column,
                 result.problems[0].text, text);
    return result.settings;
}

static void each_change__is_told_in_words_at_its_line(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(changes); i++) {
        char text[TEXT_SIZE], told[TEXT_SIZE] = "";
        struct hallfile_change *list;
        size_t count, len = 0;
        struct arena a;
        arena_init(&a, 0);
        text_put(&changes[i], text);
        const Hallq__HallSettings *before = load(correct, &a), *after = load(text, &a);
        hallfile_changes(before, after, changes[i].language, &a, &list, &count);
        for (size_t k = 0; k < count; k++) {
            struct hallfile_place place;
            hallfile_places(text, strlen(text), &a, &list[k].path, 1, &place);
            len += (size_t)snprintf(told + len, sizeof told - len, "%u: %s\n", place.line,
                                    list[k].text);
        }
        assert_string_equal(told, changes[i].told);
        arena_fini(&a);
    }
}

// What stands in a list in another order, and nothing else.
static void another_order__is_a_change(void **state) {
    struct hallfile_change *list;
    struct arena a;
    size_t count;
    (void)state;
    arena_init(&a, 0);
    const Hallq__HallSettings *before = load(correct, &a);
    Hallq__HallSettings after = *before;
    Hallq__Service *turned[] = {before->services[1], before->services[0]};
    after.services = turned;
    hallfile_changes(before, &after, LANGUAGE_EN, &a, &list, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].text, "service: in another order");
    arena_fini(&a);
}

// Each of so many people is another, and the list says that it is not whole.
static void very_many__end_with_a_word(void **state) {
    enum { PEOPLE = 1000 };
    static Hallq__StaffSettings people[PEOPLE], others[PEOPLE];
    static Hallq__StaffSettings *before_list[PEOPLE], *after_list[PEOPLE];
    struct hallfile_change *list;
    struct arena a;
    size_t count;
    (void)state;
    arena_init(&a, 0);
    Hallq__HallSettings before = *load(correct, &a), after = before;
    for (uint32_t i = 0; i < PEOPLE; i++) {
        hallq__staff_settings__init(&people[i]);
        people[i].name = (char *)(uintptr_t) "王芳";
        people[i].id = i + 1;
        others[i] = people[i];
        others[i].id = PEOPLE + i + 1;
        before_list[i] = &people[i];
        after_list[i] = &others[i];
    }
    before.staff = before_list;
    after.staff = after_list;
    before.n_staff = after.n_staff = PEOPLE;
    hallfile_changes(&before, &after, LANGUAGE_EN, &a, &list, &count);
    assert_int_equal(count, HALLFILE_CHANGES_MAX + 1);
    assert_string_equal(list[HALLFILE_CHANGES_MAX].text, "there are more; these are the first 400");
    assert_string_equal(list[0].text, "gone: person 1 王芳");
    arena_fini(&a);
}

static void a_place__is_of_the_nearest_part_that_the_file_has(void **state) {
    static const char *const paths[] = {
        "services[1].target_wait_s", "services[1].zone",      "counters", "moves",
        "services[9].letter",        "zone_changes[0].at_ms", "nothing"};
    struct hallfile_place places[COUNT(paths)];
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    hallfile_places(correct, strlen(correct), &a, paths, COUNT(paths), places);
    static const unsigned lines[] = {10, 10, 11, 0, 9, 3, 0};
    for (size_t i = 0; i < COUNT(paths); i++)
        assert_int_equal(places[i].line, lines[i]);
    hallfile_places("a: [", 4, &a, paths, 1, places);
    assert_int_equal(places[0].line, 0);
    arena_fini(&a);
}

// A file of nothing but slips is given up after the first hundred, and one of nothing but brackets at once.
static void a_hopeless_file__is_given_up_soon(void **state) {
    enum { SIZE = 500000 };
    static char text[SIZE + 1];
    struct hallfile_result result;
    struct arena a;
    size_t len = 0;
    (void)state;
    arena_init(&a, 0);
    for (unsigned i = 0; len + 16 < SIZE; i++)
        len += (size_t)snprintf(text + len, SIZE - len, "k%u: 1\n", i);
    assert_int_equal(hallfile_load(text, len, NOW_MS, LANGUAGE_EN, &a, &result), ERR_INVALID);
    assert_int_equal(result.problem_count, HALLFILE_PROBLEMS_MAX + 1);
    memset(text, '[', SIZE);
    assert_int_equal(hallfile_load(text, SIZE, NOW_MS, LANGUAGE_EN, &a, &result), ERR_INVALID);
    assert_int_equal(result.problem_count, 1);
    assert_string_equal(result.problems[0].text,
                        "brackets or indents go deeper than 16 here; see that each is closed");
    assert_int_equal(result.problems[0].column, 17);
    arena_fini(&a);
}

// Where a key has no words, its own name stands there, which no reader of a list of changes knows.
static void every_key__has_words(void **state) {
    static const char *const named[] = {
#define KEY(key, zh, en) #key,
#include "clients/hallfile/key_words.def"
#undef KEY
    };
    const ProtobufCMessageDescriptor *parts[] = {&hallq__hall_settings__descriptor,
                                                 &hallq__service__descriptor,
                                                 &hallq__counter_settings__descriptor,
                                                 &hallq__line_policy__descriptor,
                                                 &hallq__line_policy__share__descriptor,
                                                 &hallq__staff_settings__descriptor,
                                                 &hallq__customer_class__descriptor,
                                                 &hallq__zone__descriptor,
                                                 &hallq__other_hall__descriptor,
                                                 &hallq__code__descriptor,
                                                 &hallq__move__descriptor,
                                                 &hallq__alert_settings__descriptor,
                                                 &hallq__hall_settings__reinstate__descriptor};
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct setting_group *group = setting_group(parts[i]);
        for (size_t k = 0; k < group->row_count; k++) {
            size_t at = 0;
            while (at < COUNT(named) && strcmp(named[at], group->rows[k].key) != 0)
                at++;
            if (at == COUNT(named) && group->rows[k].form != SETTING_ABSENT)
                fail_msg("key_words.def has no %s", group->rows[k].key);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
