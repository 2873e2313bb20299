// folding.c - what days leave of their tickets: each ticket once, in its own day, when it has ended; and the figures of
// many days, which are the same before and after.
#include "base/refusal.h"
#include "broker/hall/fold/folded.h"
#include "broker/hall/fold/histogram.h"
#include "tests/rules/hall.h"

#define DAY_S (24 * 3600)

static const Hallq__RangeReport *range(struct fixture *f, int32_t from_day, int32_t to_day,
                                       Hallq__GetRange__Periods by) {
    Hallq__GetRange asked = HALLQ__GET_RANGE__INIT;
    Hallq__RangeReport *report;
    asked.from_day = from_day;
    asked.to_day = to_day;
    asked.by = by;
    assert_int_equal(range_make(&f->state, HALL, &asked, &report), ERR_OK);
    return report;
}

static const Hallq__RangeReport *day(struct fixture *f, int32_t of) {
    return range(f, of, of, HALLQ__GET_RANGE__PERIODS__NO_PERIODS);
}

static Hallq__FoldedRow *folded(struct fixture *f) {
    Hallq__FoldedRow *row;
    assert_int_equal(folded_get(&f->state, HALL, &row), ERR_OK);
    return row;
}

static struct fixture *open_hall(void) {
    struct fixture *f = hall_new();
    hall_start(f);
    work(f, 1);
    work(f, 2);
    return f;
}

// Until 11:40 of the next day.
static void night(struct fixture *f) {
    pass_s(f, DAY_S);
}

// TEST_BARE
static void a_place__stands_for_spans_that_are_near(void **state) {
    (void)state;
    uint32_t before = 0;
    for (uint32_t s = 0; s < 36 * 3600; s++) {
        uint32_t place = histogram_place(s);
        double middle = histogram_middle_s(place);
        assert_true(place == before || place == before + 1);
        assert_true(place < HISTOGRAM_PLACES);
        assert_true(middle - s <= s / 64. && s - middle <= s / 64.);
        before = place;
    }
    assert_int_equal(histogram_place(UINT32_MAX), HISTOGRAM_PLACES - 1);
}

// TEST_OWN
static void a_day_that_is_over__is_folded(void **state) {
    struct fixture *f = open_hall();
    *state = f;
    for (int i = 0; i < 5; i++) {
        take(f, SERVICE_A);
        pass_s(f, 60);
        serve(f, 1, 200);
    }
    const Hallq__RangeReport *before = day(f, MONDAY);
    assert_int_equal(memtable_count(f->mem, TABLE_FIGURES), 0);
    assert_int_equal(before->all->served, 5);
    assert_int_equal(before->all->wait_mean_s, 60);
    night(f);
    assert_int_equal(folded(f)->upto_ticket, 5);
    assert_int_equal(memtable_count(f->mem, TABLE_FIGURES),
                     4); // a service, a clerk, the day; how far
    const Hallq__RangeReport *after = day(f, MONDAY);
    assert_int_equal(after->all->served, 5);
    assert_int_equal(after->all->wait_p50_s, before->all->wait_p50_s);
    assert_int_equal(after->all->service_mean_s, 200);
    assert_int_equal(after->n_clerks, 1);
    assert_int_equal(after->clerks[0]->served, 5);
}

// Old folders, and whoever was off for long: all that the hall has is folded at the next day roll, in chunks.
// TEST_OWN
static void more_tickets_than_a_chunk__are_folded_in_several(void **state) {
    struct fixture *f = open_hall();
    *state = f;
    f->quick = true;
    for (int i = 0; i < 2 * LIMIT_CHUNK_ROWS + 5; i++)
        take(f, SERVICE_A);
    night(f);
    assert_int_equal(folded(f)->upto_ticket, 2 * LIMIT_CHUNK_ROWS + 5);
    assert_int_equal(day(f, MONDAY)->all->issued, 2 * LIMIT_CHUNK_ROWS + 5);
    assert_int_equal(day(f, MONDAY)->all->cancelled, 2 * LIMIT_CHUNK_ROWS + 5);
}

// TEST_OWN
static void a_ticket_at_a_counter_over_night__is_folded_when_it_has_ended(void **state) {
    struct fixture *f = open_hall();
    *state = f;
    uint64_t late = take(f, SERVICE_A);
    take(f, SERVICE_B);
    next(f, 1);
    start(f, 1);
    night(f);
    assert_int_equal(folded(f)->upto_ticket, 2);
    assert_int_equal(folded(f)->n_passed, 1);
    assert_int_equal(folded(f)->passed[0], late);
    assert_int_equal(day(f, MONDAY)->all->issued, 2);
    finish(f, 1);
    assert_int_equal(day(f, MONDAY)->all->served, 1);
    night(f);
    assert_int_equal(folded(f)->n_passed, 0);
    assert_int_equal(day(f, MONDAY)->all->issued, 2);
    assert_int_equal(day(f, MONDAY)->all->served, 1);
    assert_int_equal(day(f, MONDAY)->days, 1);
}

// Beyond what the row of those passed over holds, tickets stay as they are, and are counted all the same.
// TEST_OWN
static void more_open_tickets_than_are_passed_over__wait(void **state) {
    struct fixture *f = hall_new();
    *state = f;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    f->quick = true;
    hall_start(f);
    for (int i = 0; i < LIMIT_FOLD_PASSED + 3; i++)
        take(f, SERVICE_A);
    night(f);
    assert_int_equal(folded(f)->n_passed, LIMIT_FOLD_PASSED);
    assert_int_equal(folded(f)->upto_ticket, LIMIT_FOLD_PASSED);
    assert_int_equal(day(f, MONDAY)->all->issued, LIMIT_FOLD_PASSED + 3);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_of(f, 1);
    r->cancel->which->code = (ProtobufCBinaryData){0, NULL};
    sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true);
    assert_done(f, DEVICE_GUIDE, r);
    night(f);
    assert_int_equal(folded(f)->upto_ticket, LIMIT_FOLD_PASSED + 1);
    assert_int_equal(day(f, MONDAY)->all->issued, LIMIT_FOLD_PASSED + 3);
    assert_int_equal(day(f, MONDAY)->all->cancelled, 1);
}

// TEST_OWN
static void a_hall_that_is_spared__folds_and_forgets_nothing(void **state) {
    struct fixture *f = open_hall();
    *state = f;
    take(f, SERVICE_A);
    serve(f, 1, 100);
    leap_s(f, 200LL * DAY_S); // a date that leaps
    assert_int_equal(folded(f)->upto_ticket, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 1);
    assert_int_equal(day(f, MONDAY)->all->served, 1);
}

// TEST_OWN
static void figures__are_kept_as_long_as_tickets(void **state) {
    struct fixture *f = open_hall();
    *state = f;
    f->quick = true;
    take(f, SERVICE_A);
    serve(f, 1, 100);
    for (uint32_t i = 0; i <= f->settings->journal_days; i++) {
        assert_int_equal(day(f, MONDAY)->all->served, 1);
        night(f);
    }
    assert_int_equal(day(f, MONDAY)->all->served, 0);
    assert_int_equal(memtable_count(f->mem, TABLE_FIGURES), 1); // how far
    fixture_touched(f); // the journal is forgotten as well: nothing to replay
}

// TEST_OWN
static void periods__are_days_weeks_and_months(void **state) {
    struct fixture *f = open_hall(); // Monday, 3 March 2025
    *state = f;
    take(f, SERVICE_A);
    for (int i = 0; i < 8; i++)
        night(f);
    const Hallq__RangeReport *weeks =
        range(f, MONDAY - 1, MONDAY + 8, HALLQ__GET_RANGE__PERIODS__WEEK);
    assert_int_equal(weeks->n_periods, 3);
    assert_int_equal(weeks->periods[0]->to_day, MONDAY - 1);
    assert_int_equal(weeks->periods[1]->from_day, MONDAY);
    assert_int_equal(weeks->periods[1]->flow->issued, 1);
    assert_int_equal(weeks->periods[2]->from_day, MONDAY + 7);
    assert_int_equal(weeks->periods[2]->days, 0);
    const Hallq__RangeReport *months =
        range(f, MONDAY - 5, MONDAY + 8, HALLQ__GET_RANGE__PERIODS__MONTH);
    assert_int_equal(months->n_periods, 2);
    assert_int_equal(months->periods[0]->to_day, MONDAY - 3); // 28 February
    assert_int_equal(months->periods[1]->flow->issued, 1);
}

// TEST_OWN
static void measures__are_kept_with_their_day(void **state) {
    struct fixture *f = open_hall();
    *state = f;
    sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TAKE_MEASURE);
    r->take_measure->measure = arena_need(&f->arena, sizeof *r->take_measure->measure);
    hallq__measure__init(r->take_measure->measure);
    r->take_measure->measure->kind = HALLQ__MEASURE__KIND__GUIDE;
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(day(f, MONDAY)->n_measures, 1);
    night(f);
    assert_int_equal(folded(f)->upto_measure, 1);
    assert_int_equal(day(f, MONDAY)->n_measures, 1);
    assert_int_equal(day(f, MONDAY)->measures[0]->measure->measure, 1);
    assert_int_equal(day(f, MONDAY)->worth->taken, 1);
    assert_int_equal(day(f, MONDAY + 1)->n_measures, 0);
}

static Hallq__Refusal__Reason checked(struct fixture *f, int32_t from_day, int32_t to_day,
                                      Hallq__GetRange__Periods by) {
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_RANGE);
    r->get_range->from_day = from_day;
    r->get_range->to_day = to_day;
    r->get_range->by = by;
    Hallq__Refusal refusal;
    assert_int_equal(authorize(&f->state, f->now_ms, &asker, r, &refusal), ERR_OK);
    return refusal.reason;
}

static void a_range__is_bounded(void **state) {
    struct fixture *f = *state;
    enum { NONE = HALLQ__REFUSAL__REASON__NONE, LONG = HALLQ__REFUSAL__REASON__RANGE_TOO_LONG };
    assert_int_equal(checked(f, 0, 0, HALLQ__GET_RANGE__PERIODS__DAY), NONE);
    assert_int_equal(checked(f, MONDAY + 1, 0, HALLQ__GET_RANGE__PERIODS__DAY),
                     HALLQ__REFUSAL__REASON__DAY_TO_COME);
    assert_int_equal(checked(f, MONDAY, MONDAY - 1, HALLQ__GET_RANGE__PERIODS__DAY),
                     HALLQ__REFUSAL__REASON__BAD_MESSAGE);
    assert_int_equal(checked(f, MONDAY - 119, 0, HALLQ__GET_RANGE__PERIODS__DAY), NONE);
    assert_int_equal(checked(f, MONDAY - 120, 0, HALLQ__GET_RANGE__PERIODS__DAY), LONG);
    assert_int_equal(checked(f, MONDAY - 3659, 0, HALLQ__GET_RANGE__PERIODS__NO_PERIODS), NONE);
    assert_int_equal(checked(f, MONDAY - 3660, 0, HALLQ__GET_RANGE__PERIODS__NO_PERIODS), LONG);
    assert_int_equal(checked(f, -5, 0, HALLQ__GET_RANGE__PERIODS__NO_PERIODS),
                     HALLQ__REFUSAL__REASON__BAD_MESSAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)
#define TEST_OWN(name) cmocka_unit_test_teardown(name, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
