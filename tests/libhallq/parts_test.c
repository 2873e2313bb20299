// What a fold says that it changed, what is sent of it, and what folding for days costs.
#include "tests/libhallq/small_hall.h"

#include <stdlib.h>
#include <string.h>

#include "clients/libhallq/json.h"

#define MANY_EVENTS 100000

static int setup(void **state) {
    struct hallq_view *v = test_calloc(1, sizeof *v);
    hall_init(v, true);
    hallq_parts_clear(&v->changed);
    *state = v;
    return 0;
}

static int teardown(void **state) {
    hallq_view_fini(*state);
    test_free(*state);
    return 0;
}

static struct hallq_part line(Hallq__Line__Kind kind, uint32_t id) {
    return (struct hallq_part){HALLQ_PART_LINE, kind, id};
}

static struct hallq_part counter(uint32_t id) {
    return (struct hallq_part){.kind = HALLQ_PART_COUNTER, .id = id};
}

static struct hallq_part whole(enum hallq_part_kind kind) {
    return (struct hallq_part){.kind = kind};
}

// What has changed is these parts and no other; they are forgotten.
#define assert_changed(v, ...)                                                                     \
    assert_parts((v), (struct hallq_part[]){__VA_ARGS__},                                          \
                 sizeof((struct hallq_part[]){__VA_ARGS__}) / sizeof(struct hallq_part))

static void assert_parts(struct hallq_view *v, const struct hallq_part *parts, size_t count) {
    assert_false(v->changed.all);
    assert_int_equal(v->changed.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(hallq_parts_have(&v->changed, parts[i]));
    hallq_parts_clear(&v->changed);
    assert_false(hallq_parts_any(&v->changed));
}

// The changed parts as JSON; they are forgotten.
static void assert_json(struct hallq_view *v, const char *expected) {
    struct hallq_changed changed;
    struct arena a;
    arena_init(&a, 0);
    hallq_view_changed(v, &v->changed, &a, &changed);
    char *text = hallq_json_print_fields(&changed.message, changed.fields, changed.field_count);
    assert_string_equal(text, expected);
    free(text);
    arena_fini(&a);
    hallq_parts_clear(&v->changed);
}

// ---------------------------------------------------------------- what a fold names

static void fold__names_the_line_and_counter_it_changed(void **state) {
    struct hallq_view *v = *state;
    issue(v, 1);
    issue(v, 2);
    assert_changed(v, line(SERVICE_LINE, 1)); // once
    call(v, 1, 2, 1);
    assert_changed(v, whole(HALLQ_PART_CALLS), line(SERVICE_LINE, 1), counter(2));
    APPLY(v, TICKET_STARTED, TicketStarted, ticket_started, .ticket = 1, .number = STR("A001"),
          .counter = 2);
    assert_changed(v, counter(2));
    APPLY(v, TICKET_HELD, TicketHeld, ticket_held, .ticket = 1, .counter = 2);
    assert_changed(v, counter(2));
    APPLY(v, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, .ticket = 2,
          .left = LINE(SERVICE_LINE, 1), .entered = LINE(CLERK_LINE, 11));
    assert_changed(v, line(SERVICE_LINE, 1), line(CLERK_LINE, 11));
    APPLY(v, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, .staff = 11, .device = 5,
          .counter = 1);
    assert_changed(v, whole(HALLQ_PART_PEOPLE), counter(1));
}

static void fold__names_nothing_where_nothing_shows(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, TICKET_RATED, TicketRated, ticket_rated, .ticket = 1);
    assert_false(hallq_parts_any(&v->changed));
    assert_int_equal(apply(v, HALLQ__EVENT__BODY__NOT_SET, NULL), ERR_OK);
    assert_false(hallq_parts_any(&v->changed));
}

static void fold__of_a_new_day_and_of_settings_names_all(void **state) {
    struct hallq_view *v = *state;
    struct settings s;
    APPLY(v, DAY_OPENED, DayOpened, day_opened, .day = 20001);
    assert_true(v->changed.all);
    assert_true(hallq_parts_have(&v->changed, counter(2)));
    hallq_parts_clear(&v->changed);
    APPLY(v, SETTINGS_APPLIED, SettingsApplied, settings_applied, .version = 2,
          .settings = settings(&s, 2, 3));
    assert_true(v->changed.all);
}

static void figures__and_the_clock_are_parts(void **state) {
    struct hallq_view *v = *state;
    Hallq__LineWait one = INIT(line_wait, .service = 1, .waiting = 4);
    Hallq__LineWait *list[] = {&one};
    Hallq__WaitFigures waits = INIT(wait_figures, .lines = list, .n_lines = 1);
    Hallq__ClockDoubt doubt = INIT(clock_doubt, .wall_at_ms = 5);
    hallq_view_apply_waits(v, &waits);
    assert_changed(v, whole(HALLQ_PART_WAITS));
    assert_true(hallq_view_apply_clock(v, &doubt));
    assert_changed(v, whole(HALLQ_PART_CLOCK));
    assert_false(hallq_view_apply_clock(v, &doubt)); // still, but its time is another
    assert_changed(v, whole(HALLQ_PART_CLOCK));
    assert_true(hallq_view_apply_clock(v, NULL));
    assert_changed(v, whole(HALLQ_PART_CLOCK));
    assert_false(hallq_view_apply_clock(v, NULL));
    assert_false(hallq_parts_any(&v->changed));
}

// TEST_BARE
static void parts__are_all_when_there_are_too_many(void **state) {
    struct hallq_parts parts = {0};
    (void)state;
    for (uint32_t i = 1; i <= HALLQ_PARTS_MAX; i++)
        hallq_parts_add(&parts, counter(i));
    hallq_parts_add(&parts, counter(1));
    assert_false(parts.all);
    assert_int_equal(parts.count, HALLQ_PARTS_MAX);
    assert_false(hallq_parts_have(&parts, counter(HALLQ_PARTS_MAX + 1)));
    hallq_parts_add(&parts, counter(HALLQ_PARTS_MAX + 1));
    assert_true(parts.all);
    assert_true(hallq_parts_have(&parts, whole(HALLQ_PART_CLOCK)));
}

// ---------------------------------------------------------------- what is sent

static void json__has_the_changed_parts_alone(void **state) {
    struct hallq_view *v = *state;
    issue(v, 1);
    assert_json(v, "{\"seq\":\"5\",\"atMs\":\"5000\",\"lines\":[{\"line\":{\"kind\":\"SERVICE\","
                   "\"id\":1},\"waiting\":1,\"open\":true,\"issued\":1}]}");
    APPLY(v, COUNTER_PAUSED, CounterPaused, counter_paused, .counter = 2, .reason = STR("lunch"));
    assert_json(v, "{\"seq\":\"6\",\"atMs\":\"6000\",\"counters\":[{\"counter\":2,\"state\":"
                   "\"PAUSED\",\"pauseReason\":\"lunch\",\"sinceMs\":\"6000\"}]}");
}

static void json__says_what_is_no_more(void **state) {
    struct hallq_view *v = *state;
    Hallq__ClockDoubt doubt = INIT(clock_doubt, .wall_at_ms = 5);
    APPLY(v, TICKET_RETURNED, TicketReturned, ticket_returned, .entered = LINE(CLERK_LINE, 11));
    APPLY(v, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, .left = LINE(CLERK_LINE, 11));
    assert_json(v, "{\"seq\":\"6\",\"atMs\":\"6000\",\"lines\":[{\"line\":{\"kind\":\"CLERK\","
                   "\"id\":11}}]}");
    APPLY(v, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, .staff = 11, .device = 5);
    assert_json(v, "{\"seq\":\"7\",\"atMs\":\"7000\",\"people\":[]}");
    hallq_view_apply_clock(v, &doubt);
    hallq_view_apply_clock(v, NULL);
    assert_json(v, "{\"seq\":\"7\",\"atMs\":\"7000\",\"clock\":null}");
}

static void json__of_all_is_the_whole_message(void **state) {
    struct hallq_view *v = *state;
    struct hallq_changed changed;
    struct arena a;
    arena_init(&a, 0);
    APPLY(v, TIME_SET_BACK, TimeSetBack, time_set_back, .to_at_ms = 1);
    hallq_view_changed(v, &v->changed, &a, &changed);
    assert_int_equal(changed.field_count, hallq__snapshot__descriptor.n_fields);
    char *text = hallq_json_print_fields(&changed.message, changed.fields, changed.field_count);
    assert_non_null(strstr(text, "\"calls\":[]"));
    assert_non_null(strstr(text, "\"lines\":[{\"line\":{\"kind\":\"SERVICE\",\"id\":2}"));
    assert_non_null(strstr(text, "\"settings\":{"));
    free(text);
    arena_fini(&a);
}

// ---------------------------------------------------------------- memory

// A busy hall's lives of tickets, through each list that grows and shrinks.
static void happen(struct hallq_view *v, uint32_t round) {
    static Hallq__ClockDoubt doubt = INIT(clock_doubt, .wall_at_ms = 5);
    uint32_t clerk = 20 + round % 200, services[] = {1, 2};
    serve(v, round + 1);
    APPLY(v, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, .ticket = round + 1,
          .from_counter = 1, .entered = LINE(CLERK_LINE, clerk));
    APPLY(v, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, .left = LINE(CLERK_LINE, clerk));
    APPLY(v, STAFF_SIGNED_ON, StaffSignedOn, staff_signed_on, .staff = clerk, .device = clerk,
          .counter = 2);
    APPLY(v, COUNTER_SERVICES_SET, CounterServicesSet, counter_services_set, .counter = 2,
          .services = services, .n_services = 2);
    APPLY(v, COUNTER_PAUSED, CounterPaused, counter_paused, .counter = 2, .reason = STR("lunch"));
    APPLY(v, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, .staff = clerk, .device = clerk,
          .counter = 2);
    hallq_view_apply_clock(v, round % 2 ? &doubt : NULL);
}

static void memory__stays_flat_over_days_of_folding(void **state) {
    struct hallq_view *v = *state;
    size_t early_size = 0, late_size = 0;
    for (uint32_t round = 0; v->now.seq < MANY_EVENTS; round++) {
        size_t *size = v->now.seq < MANY_EVENTS / 10 ? &early_size : &late_size;
        happen(v, round);
        if (v->memory.used_size > *size)
            *size = v->memory.used_size;
    }
    assert_in_range(late_size, 1, early_size);
    assert_in_range(v->memory.used_size, 1, 2 * v->kept_size + 64 * 1024);
}

static void memory__moves_without_a_trace(void **state) {
    struct hallq_view *v = *state, twin;
    hall_init(&twin, true);
    for (uint32_t round = 0; round < 1000; round++) {
        size_t kept_size = v->kept_size;
        happen(v, round);
        if (v->kept_size == kept_size)
            continue;
        assert_int_equal(hallq_view_load(&twin, &v->now), ERR_OK);
        assert_true(hallq_view_equal(v, &twin, NULL));
    }
    assert_int_equal(twin.now.n_calls, LIMIT_CALLS_SHOWN);
    hallq_view_fini(&twin);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
