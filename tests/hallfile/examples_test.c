// examples_test.c - the halls shipped in halls/ load without a word, say what they should, and come
// back the same after a way over the wire.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/limit.h"
#include "base/wire/wire.h"
#include "broker/hall/settings/check.h"
#include "clients/hallfile/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09

static Hallq__HallSettings *example_read(const char *name, struct arena *a) {
    char path[4096];
    struct hallfile_result result;
    snprintf(path, sizeof path, "%s/halls/%s", getenv("HALLQ_SOURCE"), name);
    int err = hallfile_read(path, NOW_MS, LANGUAGE_EN, a, &result);
    for (size_t i = 0; i < result.problem_count; i++)
        print_error("%s:%u:%u: %s\n", name, result.problems[i].line, result.problems[i].column,
                    result.problems[i].text);
    assert_int_equal(err, ERR_OK);
    assert_int_equal(result.problem_count, 0);
    return result.settings;
}

static void refuse_cb(void *arg, const struct problem *p) {
    char line[PROBLEM_TEXT_SIZE];
    (void)arg;
    fail_msg("%s", problem_line(p, LANGUAGE_EN, line, sizeof line));
}

static void comes_back_the_same(const Hallq__HallSettings *s, struct arena *a) {
    size_t size = wire_size(s);
    assert_true(size <= LIMIT_SETTINGS_SIZE);
    void *packed = arena_need(a, size), *again = arena_need(a, size);
    wire_pack(s, packed);
    const Hallq__HallSettings *back =
        wire_unpack(&hallq__hall_settings__descriptor, a, packed, size);
    assert_non_null(back);
    assert_int_equal(wire_size(back), size);
    wire_pack(back, again);
    assert_memory_equal(packed, again, size);
    assert_true(settings_check(back, refuse_cb, NULL));
}

// Written as a file and read again, the settings are the same, byte for byte.
static void reads_as_it_was_written(const Hallq__HallSettings *s, struct arena *a) {
    char *text = NULL;
    size_t text_size = 0;
    struct hallfile_result result;
    FILE *to = open_memstream(&text, &text_size);
    assert_int_equal(hallfile_write(s, to), ERR_OK);
    fclose(to);
    int err = hallfile_load(text, text_size, NOW_MS, LANGUAGE_EN, a, &result);
    for (size_t i = 0; i < result.problem_count; i++)
        if (!result.problems[i].warning)
            print_error("%u:%u: %s\n", result.problems[i].line, result.problems[i].column,
                        result.problems[i].text);
    assert_int_equal(err, ERR_OK);
    size_t size = wire_size(s);
    char *before = arena_need(a, size), *after = arena_need(a, size);
    bool same = wire_size(result.settings) == size;
    if (same) {
        wire_pack(s, before);
        wire_pack(result.settings, after);
        same = !memcmp(before, after, size);
    }
    if (!same)
        fail_msg("it reads otherwise:\n%s", text);
    free(text);
}

static void county__is_a_hall_of_six_services_and_twelve_counters(void **state) {
    (void)state;
    static const uint32_t services[12][2] = {{1, 5}, {1, 5}, {2, 1}, {2, 1}, {2, 1}, {2, 1},
                                             {2, 1}, {3, 2}, {3},    {4},    {5, 1}, {6}};
    struct arena a;
    arena_init(&a, 0);
    const Hallq__HallSettings *s = example_read("county.yaml", &a);
    assert_int_equal(s->n_services, 6);
    assert_string_equal(s->services[5]->letter, "V");
    assert_int_equal(s->n_counters, 12);
    for (size_t i = 0; i < 12; i++) {
        size_t service_count = services[i][1] ? 2 : 1;
        assert_int_equal(s->counters[i]->n_services, service_count);
        assert_memory_equal(s->counters[i]->services, services[i],
                            service_count * sizeof(uint32_t));
    }
    assert_int_equal(s->n_hours, 7);
    assert_int_equal(s->hours[6]->spans[0]->from_min, 8 * 60 + 30);
    assert_int_equal(s->hours[6]->spans[0]->to_min, 18 * 60 + 30);
    assert_int_equal(s->n_staff, 19);
    comes_back_the_same(s, &a);
    reads_as_it_was_written(s, &a);
    arena_fini(&a);
}

static void township__is_a_hall_of_four_services_and_three_counters(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    const Hallq__HallSettings *s = example_read("township.yaml", &a);
    assert_int_equal(s->n_services, 4);
    assert_int_equal(s->n_counters, 3);
    assert_int_equal(s->counters[0]->policy->kind, HALLQ__LINE_POLICY__KIND__RATIO);
    assert_int_equal(s->counters[1]->policy->kind, HALLQ__LINE_POLICY__KIND__OLDEST);
    assert_int_equal(s->voice->one, HALLQ__VOICE_SETTINGS__ONE__YAO);
    assert_int_equal(s->voice->two, HALLQ__VOICE_SETTINGS__TWO__ER);
    assert_int_equal(s->voice->n_quiet, 2);
    assert_int_equal(s->voice->quiet[1]->from_min, 20 * 60);
    comes_back_the_same(s, &a);
    reads_as_it_was_written(s, &a);
    arena_fini(&a);
}

// ---- settings nobody wrote: one field after another gets another value, and what settings_check
// still finds nothing wrong with is written and read again

#define CHANGES 600

static const char *const odd_texts[] = {
    "~",      "null", "true",       "0101",  "- x",    "a: b",  "“好”",       "x #y", "{a}",
    "[1, 2]", "a\tb", "two\nlines", " lead", "trail ", "'",     "\"",         "\\n",  "城关，en：x",
    "全角　", "😀",    "!tag",       "&a",    "*a",     "%x",    "@",          "`",    "|",
    ">",      "? x",  "<<",         "yes",   "1-999",  "08:30", "2026-10-01", "---",  "...",
};

static uint32_t chance(uint32_t *seed, uint32_t below) {
    *seed = *seed * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(*seed >> 8) * below >> 24);
}

static uint32_t odd_number(uint32_t *seed) {
    static const uint32_t most[] = {2, 12, 100, 1000, 15000, 100000000};
    return chance(seed, most[chance(seed, sizeof most / sizeof most[0])]);
}

static void field_change(ProtobufCMessage *m, uint32_t *seed);

// Changes one of the values at `at`, of a field that is not repeated or of one item.
static void value_change(const ProtobufCFieldDescriptor *f, void *at, uint32_t *seed) {
    if (f->type == PROTOBUF_C_TYPE_STRING)
        *(const char **)at = odd_texts[chance(seed, sizeof odd_texts / sizeof odd_texts[0])];
    else if (f->type == PROTOBUF_C_TYPE_MESSAGE && *(void **)at)
        field_change(*(ProtobufCMessage **)at, seed);
    else if (f->type == PROTOBUF_C_TYPE_UINT32)
        *(uint32_t *)at = odd_number(seed);
    else if (f->type == PROTOBUF_C_TYPE_BOOL)
        *(protobuf_c_boolean *)at = chance(seed, 2) == 1;
    else if (f->type == PROTOBUF_C_TYPE_ENUM)
        *(int *)at = (int)chance(seed, f->descriptor ? 4 : 1);
}

static void field_change(ProtobufCMessage *m, uint32_t *seed) {
    const ProtobufCFieldDescriptor *f =
        &m->descriptor->fields[chance(seed, m->descriptor->n_fields)];
    char *at = (char *)m + f->offset;
    if (!strcmp(f->name, "zone_name") || !strcmp(f->name, "zone_changes"))
        return; // of the system, not of the file
    if (f->label != PROTOBUF_C_LABEL_REPEATED) {
        value_change(f, at, seed);
        return;
    }
    size_t *count = (size_t *)((char *)m + f->quantifier_offset);
    size_t size = f->type == PROTOBUF_C_TYPE_UINT32 ? sizeof(uint32_t) : sizeof(void *);
    if (*count && chance(seed, 8) == 0)
        --*count;
    else if (*count)
        value_change(f, *(char **)at + chance(seed, (uint32_t)*count) * size, seed);
}

static void ignore_cb(void *arg, const struct problem *p) {
    (void)arg;
    (void)p;
}

static void any_settings__read_as_they_were_written(void **state) {
    (void)state;
    static const char *const examples[] = {"county.yaml", "township.yaml"};
    uint32_t seed = 7, tried = 0;
    for (int i = 0; i < CHANGES; i++) {
        struct arena a;
        arena_init(&a, 0);
        Hallq__HallSettings *s = example_read(examples[i % 2], &a);
        for (uint32_t changes = 1 + chance(&seed, 4); changes; changes--)
            field_change(&s->base, &seed);
        if (settings_check(s, ignore_cb, NULL)) {
            reads_as_it_was_written(s, &a);
            tried++;
        }
        arena_fini(&a);
    }
    assert_true(tried > CHANGES / 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
