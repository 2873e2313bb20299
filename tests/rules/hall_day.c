// The business day: rolling it, what is left of the day before, service hours, and what is kept how
// long. The hall's hour is three in the morning at +08:00; it is open from eight to eighteen.
#include "tests/rules/hall.h"

#include "base/refusal.h"
#include "broker/hall/core/calendar.h"
#include "tests/rules/alerting.h"

#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)
#define ROLL_S (15 * HOUR_S + 20 * 60) // from 11:40 to the next roll

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

static size_t due_count(struct fixture *f, Hallq__DueRow__Kind kind) {
    struct due_key due;
    int64_t first_ms;
    size_t count = 0;
    assert_int_equal(due_first_ms(&f->state, &first_ms), ERR_OK);
    if (!due_next(&f->state, INT64_MAX, &due))
        assert_int_equal(due.at_ms, first_ms);
    Hallq__HallRow *row = hall_row(f);
    count += kind == HALLQ__DUE_ROW__KIND__DAY_ROLL && row->roll_at_ms;
    count += kind == HALLQ__DUE_ROW__KIND__HOURS && row->hours_at_ms;
    count += kind == row->chore && row->chore_at_ms;
    return count;
}

// ---------------------------------------------------------------- hours

static void hours__open_and_close_by_themselves(void **state) {
    struct fixture *f = *state;
    assert_true(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->open);
    pass_s(f, 6 * HOUR_S + 20 * 60 - 1);
    assert_true(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->open);
    pass_s(f, 1);
    assert_false(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->open);
    assert_int_equal(EVENT_OF(f, HOURS_CHANGED, HoursChanged)->n_closed, 4);
    pass_s(f, 14 * HOUR_S);
    assert_true(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->open);
}

static void suspended__refuses_with_the_reason_until_taken_up_again(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    r->service_suspend->service = SERVICE_A;
    assert_refused(f, DEVICE_LEAD, r, NO_REASON);
    r->service_suspend->reason = text_of(f, "system");
    r->service_suspend->service = 99;
    assert_refused(f, DEVICE_LEAD, r, NO_SERVICE);
    r->service_suspend->service = SERVICE_A;
    assert_done(f, DEVICE_LEAD, r);
    assert_refused(f, DEVICE_LEAD, r, ALREADY);
    Hallq__Request *issue = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    issue->issue->service = SERVICE_A;
    assert_refused(f, DEVICE_KIOSK, issue, SERVICE_SUSPENDED);
    r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_UNSUSPEND);
    r->service_unsuspend->service = SERVICE_A;
    assert_done(f, DEVICE_LEAD, r);
    assert_refused(f, DEVICE_LEAD, r, ALREADY);
    take(f, SERVICE_A);
}

// ---------------------------------------------------------------- the roll

static void the_roll__begins_numbers_afresh(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    pass_s(f, ROLL_S - 1);
    assert_int_equal(hall_row(f)->day, MONDAY);
    pass_s(f, 1);
    assert_int_equal(hall_row(f)->day, MONDAY + 1);
    assert_int_equal(hall_row(f)->first_ticket, 3);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->issued, 0);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->last_number, 0);
    assert_int_equal(due_count(f, HALLQ__DUE_ROW__KIND__DAY_ROLL), 1);
    pass_s(f, 5 * HOUR_S);
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A001");
}

static void the_roll__ends_what_a_lead_raised(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RAISE_CAP);
    r->raise_cap->service = SERVICE_A;
    r->raise_cap->cap = 950;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_done(f, DEVICE_LEAD, r);
    take_away(f, SERVICE_A);
    const Hallq__LineRow *line = line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A);
    assert_int_equal(line->cap_today, 950);
    assert_int_equal(line->by_gateway, 1);
    assert_int_equal(line->away, 1);
    pass_s(f, ROLL_S);
    line = line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A);
    assert_int_equal(line->cap_today, 0);
    assert_int_equal(line->by_gateway, 0);
    assert_int_equal(line->away, 0);
}

// TEST_BARE
static void the_roll__goes_on_with_numbers_if_the_service_says_so(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->services[0]->continue_numbers = true;
    hall_start(f);
    take(f, SERVICE_A);
    pass_s(f, ROLL_S + 5 * HOUR_S);
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A002");
    fixture_destroy(f);
}

static void the_roll__closes_counters_and_signs_clerks_off(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    work(f, 2);
    assert_reason(counter_do(f, DEVICE_COUNTER + 2, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0), NONE);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    pass_s(f, ROLL_S);
    for (uint32_t counter = 1; counter <= 2; counter++) {
        assert_int_equal(counter_row(f, counter)->state, HALLQ__COUNTER__STATE__CLOSED);
        assert_int_equal(counter_row(f, counter)->clerk, 0);
    }
    assert_int_equal(memtable_count(f->mem, TABLE_SIGN_ON), 0); // the guide too
    assert_refused(f, DEVICE_GUIDE, request_new(f, HALLQ__REQUEST__BODY_CANCEL), NOT_SIGNED_ON);
}

static void the_roll__leaves_who_is_being_served_alone(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    pass_s(f, ROLL_S + HOUR_S);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__SERVING);
    finish(f, 1);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
}

static void the_roll__catches_up_at_once_after_days_off(void **state) {
    struct fixture *f = *state;
    struct due_key due;
    f->now_ms += (ROLL_S + 5 * DAY_S) * 1000LL; // nothing was decided meanwhile
    size_t rolls = 0;
    while (!due_next(&f->state, f->now_ms, &due)) {
        assert_int_equal(decide_due(&f->state, f->now_ms, &due, &f->decision), ERR_OK);
        rolls += due.kind == HALLQ__DUE_ROW__KIND__DAY_ROLL;
        assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
    }
    assert_int_equal(rolls, 1);
    assert_int_equal(hall_row(f)->day, MONDAY + 6);
    assert_true(hall_row(f)->roll_at_ms > f->now_ms);
}

static void the_day__never_goes_back_with_new_settings(void **state) {
    struct fixture *f = *state;
    pass_s(f, ROLL_S + 60);
    Hallq__HallSettings *h = settings_copy(f);
    h->day_roll_min = 600; // by this hour it would still be Monday
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(hall_row(f)->day, MONDAY + 1);
    assert_int_equal(hall_row(f)->roll_at_ms, calendar_day_start_ms(h, MONDAY + 2));
}

// ---------------------------------------------------------------- leftovers

// One ticket in each state that is open: expected, waiting, in the gap, called, held, served.
struct leftovers {
    uint64_t expected, waiting, gap, called, held, served;
};

static struct leftovers leftovers_make(struct fixture *f) {
    struct leftovers l;
    for (uint32_t counter = 1; counter <= 3; counter++)
        work(f, counter);
    l.gap = take(f, SERVICE_A);
    next(f, 1);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    l.held = take(f, SERVICE_B);
    next(f, 2);
    start(f, 2);
    hold(f, 2);
    l.served = take(f, SERVICE_B);
    next(f, 2);
    start(f, 2);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__WAITING), NONE);
    l.called = take(f, SERVICE_A);
    next(f, 1);
    l.waiting = take(f, SERVICE_B);
    l.expected = take_away(f, SERVICE_A);
    return l;
}

// What is due is done by itself, whatever else is due before it.
static void due_do(struct fixture *f, int64_t at_ms, Hallq__DueRow__Kind kind) {
    struct due_key due = {at_ms, HALL, kind, 0};
    assert_int_equal(decide_due(&f->state, f->now_ms, &due, &f->decision), ERR_OK);
    assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
}

static void roll(struct fixture *f) {
    struct due_key due;
    f->now_ms += ROLL_S * 1000LL;
    assert_int_equal(due_next(&f->state, f->now_ms, &due), ERR_OK);
    due_do(f, hall_row(f)->roll_at_ms, HALLQ__DUE_ROW__KIND__DAY_ROLL);
}

static void chore_do(struct fixture *f) {
    f->now_ms = hall_row(f)->chore_at_ms;
    due_do(f, f->now_ms, hall_row(f)->chore);
}

// The night comes before anything else is due: as if the broker had been off.
static void night(struct fixture *f) {
    roll(f);
    while (hall_row(f)->chore_at_ms)
        chore_do(f);
}

static void leftovers__are_cancelled_but_for_who_is_served(void **state) {
    struct fixture *f = *state;
    struct leftovers l = leftovers_make(f);
    night(f);
    const uint64_t gone[] = {l.expected, l.waiting, l.gap, l.called, l.held};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        assert_int_equal(ticket_row(f, gone[i])->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(ticket_row(f, l.served)->state, HALLQ__TICKET__STATE__SERVING);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED); // it is another day
    assert_int_equal(counter_row(f, 1)->clerk, 0);
    assert_int_equal(counter_row(f, 2)->held, 0);
    assert_int_equal(hall_row(f)->open_tickets, 1);
    pass_s(f, 60); // the invariants hold
}

// TEST_BARE
static void leftovers__stay_if_the_hall_carries_them_over(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    struct leftovers l = leftovers_make(f);
    night(f);
    assert_int_equal(ticket_row(f, l.waiting)->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(ticket_row(f, l.called)->state, HALLQ__TICKET__STATE__CALLED);
    assert_int_equal(hall_row(f)->open_tickets, 6);
    fixture_destroy(f);
}

static void leftovers__of_a_ticket_served_overnight_end_the_night_after(void **state) {
    struct fixture *f = *state;
    struct leftovers l = leftovers_make(f);
    night(f);
    hold(f, 2);
    pass_s(f, DAY_S);
    assert_int_equal(ticket_row(f, l.served)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(hall_row(f)->open_tickets, 0);
}

static void leftovers__go_in_chunks(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 2 * LIMIT_CHUNK_ROWS + 7; i++)
        take(f, SERVICE_A);
    uint64_t seq = hall_row(f)->seq;
    f->quick = false;
    night(f);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->waiting, 0);
    assert_int_equal(hall_row(f)->looked_upto, 2 * LIMIT_CHUNK_ROWS + 7);
    // The day, three chunks of leftovers, the purge, and each kind of row once but for the numbers:
    // all of today's rows are younger than what is forgotten.
    assert_true(hall_row(f)->seq >= seq + 1 + 3 + 1 + 5);
}

// The first chunk passed it while it was served: the night after is the first that can close it.
static void leftovers__of_a_ticket_held_between_two_chunks_end_the_night_after(void **state) {
    struct fixture *f = *state;
    work(f, 2);
    uint64_t served = take(f, SERVICE_B);
    next(f, 2);
    start(f, 2);
    f->quick = true;
    for (int i = 0; i < LIMIT_CHUNK_ROWS + 7; i++)
        take(f, SERVICE_A);
    f->quick = false;
    roll(f);
    chore_do(f);
    assert_int_equal(ticket_row(f, served + LIMIT_CHUNK_ROWS)->state,
                     HALLQ__TICKET__STATE__WAITING); // one more chunk is to come
    hold(f, 2);
    chore_do(f);
    assert_int_equal(hall_row(f)->open_tickets, 1);
    assert_int_equal(ticket_row(f, served)->state, HALLQ__TICKET__STATE__HELD);
    while (hall_row(f)->chore_at_ms)
        chore_do(f);
    pass_s(f, DAY_S);
    assert_int_equal(ticket_row(f, served)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(hall_row(f)->open_tickets, 0);
}

// ---------------------------------------------------------------- what is kept

// TEST_BARE
static void rows__are_forgotten_when_their_time_is_over(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->journal_days = 7;
    hall_start(f);
    f->contact_sealed = "sealed";
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    r->issue->contact = text_of(f, "138");
    assert_done(f, DEVICE_KIOSK, r);
    f->contact_sealed = NULL;
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    pass_s(f, ROLL_S + 60);
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST), 8);
    pass_s(f, DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_NUMBER), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    pass_s(f, 2 * DAY_S); // three days after its day ended
    assert_int_equal(hall_row(f)->purged_upto_day, MONDAY);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 0);
    assert_int_equal(hall_row(f)->journal_from, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 1);
    pass_s(f, 4 * DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 0);
    assert_true(hall_row(f)->journal_from > 1);
    fixture_touched(f); // the journal no longer reaches back to the start
    fixture_destroy(f);
}

// TEST_BARE
static void rows__of_tickets_still_open_are_kept(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->journal_days = 7;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    cancel(f, take(f, SERVICE_A));
    uint64_t open = take(f, SERVICE_A);
    pass_s(f, ROLL_S + 8 * DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 1);
    assert_int_equal(ticket_row(f, open)->state, HALLQ__TICKET__STATE__WAITING);
    fixture_touched(f);
    fixture_destroy(f);
}

// TEST_BARE
static void rows__go_in_chunks(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->journal_days = 7;
    hall_start(f);
    f->quick = true;
    for (int i = 0; i < LIMIT_CHUNK_ROWS + 50; i++)
        cancel(f, take(f, SERVICE_A));
    pass_s(f, ROLL_S + 8 * DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_NUMBER), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST), 0);
    fixture_touched(f);
    fixture_destroy(f);
}

static void a_retry__gets_its_answer_until_after_the_next_day(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    assert_done(f, DEVICE_KIOSK, r);
    pass_s(f, ROLL_S + 20 * HOUR_S);
    assert_int_equal(ask_again(f, DEVICE_KIOSK, r), HALLQ__REFUSAL__REASON__NONE);
    assert_true(f->decision.retry);
}

// The broker was down overnight: what is due is worked off one by one, with a look for alerts between any two.
static void leftovers__raise_no_alert_in_the_morning(void **state) {
    struct fixture *f = *state;
    struct due_key due;
    int dues = 0, err;
    f->quick = true;
    for (int i = 0; i < LIMIT_CHUNK_ROWS + 7; i++)
        take(f, SERVICE_A);
    f->now_ms += DAY_S * 1000LL;
    assert_int_equal(look(f), 0);
    for (; !(err = due_next(&f->state, f->now_ms, &due)); dues++) {
        due_do(f, due.at_ms, due.kind);
        look(f);
        assert_null(alert_of(f, KIND(LINE_CROWDED), SERVICE_A));
        assert_null(alert_of(f, KIND(CLOSING), SERVICE_A));
        f->now_ms += 5; // the pause between chunks
    }
    assert_int_equal(err, ERR_NOT_FOUND);
    assert_true(dues >= 3); // the roll, two chunks
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->waiting, 0);
}

static void purge__destroys_up_to_a_day_before_today(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_PURGE);
    r->purge->upto_day = MONDAY;
    assert_refused(f, DEVICE_ADMIN, r, DAY_OPEN);
    r->purge->upto_day = MONDAY - 1;
    assert_done(f, DEVICE_ADMIN, r);
    assert_refused(f, DEVICE_ADMIN, r, ALREADY);
    assert_int_equal(hall_row(f)->purged_upto_day, MONDAY - 1);
    pass_s(f, ROLL_S + 60); // the chain of chores does not trip over it
    assert_int_equal(hall_row(f)->purged_upto_day, MONDAY - 1);
    assert_int_equal(due_count(f, HALLQ__DUE_ROW__KIND__PURGE), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
