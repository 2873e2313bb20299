// What is found when a hall's zone is compared with the law: kept once, shown to staff, ended by new settings.
#include "tests/rules/hall.h"

#include "base/refusal.h"

static void find(struct fixture *f, Hallq__TimeZone__Finding finding, int64_t wrong_from_ms) {
    Hallq__TimeZone found = HALLQ__TIME_ZONE__INIT;
    found.finding = finding;
    found.wrong_from_ms = wrong_from_ms;
    assert_int_equal(decide_time_zone(&f->state, f->now_ms, HALL, &found, &f->decision), ERR_OK);
    if (f->decision.record)
        assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
}

static void finding__is_kept_and_told_once(void **state) {
    struct fixture *f = *state;
    int64_t wrong_ms = f->now_ms + 1000;
    find(f, HALLQ__TIME_ZONE__FINDING__NO_FINDING, 0);
    assert_null(f->decision.record);
    find(f, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED, wrong_ms);
    assert_non_null(f->decision.record);
    assert_int_equal(hall_row(f)->time_zone->finding, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED);
    assert_int_equal(hall_row(f)->time_zone->wrong_from_ms, wrong_ms);
    find(f, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED, wrong_ms);
    assert_null(f->decision.record);
    find(f, HALLQ__TIME_ZONE__FINDING__NO_FINDING, 0); // the old law again
    assert_non_null(f->decision.record);
    assert_null(hall_row(f)->time_zone);
}

static void what_is_wrong_already__is_told_once_with_when_it_began(void **state) {
    struct fixture *f = *state;
    int64_t wrong_ms = f->now_ms;
    find(f, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED, wrong_ms);
    f->now_ms += 86400000; // a day later it is wrong from now on, as far as is looked
    find(f, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED, f->now_ms);
    assert_null(f->decision.record);
    assert_int_equal(hall_row(f)->time_zone->wrong_from_ms, wrong_ms);
}

static void new_settings__end_it(void **state) {
    struct fixture *f = *state;
    find(f, HALLQ__TIME_ZONE__FINDING__RUNS_OUT, f->now_ms + 1000);
    assert_string_equal(refusal_name(settings_apply(f, settings_copy(f))), "NONE");
    assert_null(hall_row(f)->time_zone);
}

static void snapshot__tells_staff_alone(void **state) {
    struct fixture *f = *state;
    Hallq__Snapshot *snapshot;
    find(f, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED, f->now_ms + 1000);
    assert_int_equal(snapshot_make(&f->state, f->now_ms, HALL, FEED_STAFF, &snapshot), ERR_OK);
    assert_int_equal(snapshot->time_zone->finding, HALLQ__TIME_ZONE__FINDING__LAW_CHANGED);
    assert_int_equal(snapshot_make(&f->state, f->now_ms, HALL, FEED_PUBLIC, &snapshot), ERR_OK);
    assert_null(snapshot->time_zone);
    assert_null(event_project(f->decision.record->events[0], FEED_PUBLIC, f->state.arena));
    assert_non_null(event_project(f->decision.record->events[0], FEED_STAFF, f->state.arena));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
