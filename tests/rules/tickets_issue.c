// tickets_issue.c - giving numbers.
#include "base/refusal.h"
#include "tests/rules/hall.h"
#include "tests/rules/tickets.h"

static void issue__gives_a_number_with_code_and_place(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t ticket = take(f, SERVICE_A);
    assert_int_equal(ticket, 2);
    assert_string_equal(card(f)->number, "A002");
    assert_int_equal(card(f)->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(card(f)->people_ahead, 1);
    assert_int_equal(card(f)->code.len, CODE_SIZE);
    assert_int_equal(card(f)->upper_min, 0); // no number is told yet
    assert_int_equal(card(f)->rough_wait_s, 0);
    assert_int_equal(card(f)->issued_at_ms, f->now_ms);
}

static void issue__enters_the_line_at_its_time(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    const Hallq__TicketIssued *issued = EVENT_OF(f, TICKET_ISSUED, TicketIssued);
    assert_int_equal(issued->rank_ms, f->now_ms);
    assert_int_equal(issued->entered->id, SERVICE_B);
    assert_int_equal(issued->day, MONDAY);
    assert_int_equal(issued->channel, HALLQ__TICKET__CHANNEL__AT_KIOSK);
    assert_int_equal(issued->by->device, DEVICE_KIOSK);
    Hallq__TicketRow *t = ticket_row(f, ticket);
    assert_true(t->in_line);
    assert_int_equal(t->steps[0]->entered_at_ms, f->now_ms);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_B)->waiting, 1);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_B)->issued, 1);
    assert_int_equal(hall_row(f)->open_tickets, 1);
}

static void issue__gives_a_class_its_head_start(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    pass_s(f, 599);
    take_class(f, SERVICE_A, VIP);
    assert_int_equal(card(f)->people_ahead, 0);
    take(f, SERVICE_A);
    pass_s(f, 700);
    take_class(f, SERVICE_A, VIP);
    assert_int_equal(card(f)->people_ahead, 3); // the head start is bounded
}

static void issue__says_where_it_came_from(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_GATEWAY, issue_new(f, SERVICE_A));
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->channel,
                     HALLQ__TICKET__CHANNEL__BY_PHONE);
    assert_done(f, DEVICE_GUIDE, issue_new(f, SERVICE_A));
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->channel,
                     HALLQ__TICKET__CHANNEL__BY_STAFF);
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->by->staff, STAFF_GUIDE);
}

static void issue__refuses_what_does_not_exist(void **state) {
    struct fixture *f = *state;
    assert_refused(f, DEVICE_KIOSK, issue_new(f, 99), NO_SERVICE);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->customer_class = 7;
    assert_refused(f, DEVICE_KIOSK, r, NO_CLASS);
    r = issue_new(f, SERVICE_A);
    next_services(f, r, 1, 99);
    assert_refused(f, DEVICE_KIOSK, r, NO_SERVICE);
    next_services(f, r, LIMIT_STEPS, SERVICE_B);
    assert_refused(f, DEVICE_KIOSK, r, TOO_MANY_STEPS);
    next_services(f, r, LIMIT_STEPS - 1, SERVICE_B);
    assert_done(f, DEVICE_KIOSK, r);
}

static void line_set(struct fixture *f, uint32_t service, bool open, bool suspended) {
    Hallq__LineRow *row = line_row(f, SERVICE_LINE, service);
    row->open = open;
    row->suspended = suspended;
    row->reason = text_of(f, suspended ? "system" : "");
    line_change(f, SERVICE_LINE, service, row);
}

static void issue__refuses_a_suspended_service_before_a_closed_one(void **state) {
    struct fixture *f = *state;
    line_set(f, SERVICE_A, false, true);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), SERVICE_SUSPENDED);
    assert_string_equal(f->decision.refusal.detail, "system");
    line_set(f, SERVICE_A, false, false);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), SERVICE_CLOSED);
    line_set(f, SERVICE_A, true, false);
    assert_done(f, DEVICE_KIOSK, issue_new(f, SERVICE_A));
}

static void issue__says_when_a_closed_service_opens(void **state) {
    struct fixture *f = *state;
    Hallq__HallRow *hall = hall_row(f);
    hall->hours_at_ms = MONDAY_1140_MS + 6 * 3600000; // 17:40, inside the hours
    hall_change(f, hall);
    line_set(f, SERVICE_A, false, false);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), SERVICE_CLOSED);
    assert_int_equal(f->decision.refusal.at_ms, hall->hours_at_ms);
}

static void services_set(struct fixture *f, uint32_t counter, uint32_t service) {
    Hallq__CounterRow *row = counter_row(f, counter);
    row->n_services = service ? 1 : 0;
    row->services = &service;
    counter_change(f, counter, row);
}

static void issue__refuses_a_service_no_counter_gives(void **state) {
    struct fixture *f = *state;
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_D), NOT_SERVED);
    services_set(f, 3, SERVICE_D); // the lead lets counter 3 give it
    assert_done(f, DEVICE_KIOSK, issue_new(f, SERVICE_D));
    services_set(f, 2, SERVICE_D); // and takes C from the last that gave it
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_C), NOT_SERVED);
}

// TEST_OWN
static void issue__keeps_the_daily_cap(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->daily_cap = 2;
    fixture_open(f);
    take(f, SERVICE_A);
    cancel(f, take(f, SERVICE_A)); // a cancelled one was given all the same
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), DAILY_CAP);
    take(f, SERVICE_B);
}

static Hallq__Request *raise_new(struct fixture *f, uint32_t service, uint32_t cap) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RAISE_CAP);
    r->raise_cap->service = service;
    r->raise_cap->cap = cap;
    return r;
}

// TEST_OWN
static void issue__by_staff_goes_beyond_the_daily_cap_on_record(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->daily_cap = 2;
    fixture_open(f);
    take(f, SERVICE_A);
    assert_done(f, DEVICE_GUIDE, issue_new(f, SERVICE_A));
    assert_false(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->over_cap);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), DAILY_CAP);
    assert_refused(f, DEVICE_GATEWAY, issue_new(f, SERVICE_A), DAILY_CAP);
    assert_done(f, DEVICE_GUIDE, issue_new(f, SERVICE_A));
    assert_true(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->over_cap);
}

// TEST_OWN
static void issue__keeps_a_share_for_staff_and_bounds_that_of_gateways(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->daily_cap = 10;
    f->settings->services[0]->last_number = f->settings->services[0]->first_number + 9;
    f->settings->staff_share_percent = 29;   // 2 of 10
    f->settings->gateway_share_percent = 25; // 3 of 10
    fixture_open(f);
    for (int i = 0; i < 3; i++)
        assert_done(f, DEVICE_GATEWAY, issue_new(f, SERVICE_A));
    assert_refused(f, DEVICE_GATEWAY, issue_new(f, SERVICE_A), DAILY_CAP);
    for (int i = 0; i < 5; i++)
        take(f, SERVICE_A);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), DAILY_CAP);
    assert_done(f, DEVICE_GUIDE, issue_new(f, SERVICE_A));
    assert_done(f, DEVICE_LEAD, issue_new(f, SERVICE_A));
    assert_refused(f, DEVICE_GUIDE, issue_new(f, SERVICE_A), NUMBERS_USED_UP);
}

// The share is of the cap: a cap of one is a customer's, and another range of numbers in the day is
// as wide as it is.
// TEST_OWN
static void issue__keeps_no_more_for_staff_than_there_is(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->daily_cap = 1;
    f->settings->services[1]->last_number = f->settings->services[1]->first_number;
    f->settings->staff_share_percent = 90;
    fixture_open(f);
    take(f, SERVICE_A);
    take(f, SERVICE_B);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_B), NUMBERS_USED_UP);
    Hallq__HallSettings *settings = settings_copy(f);
    settings->services[1]->last_number += 1;
    assert_string_equal(refusal_name(settings_apply(f, settings)), "NONE");
    take(f, SERVICE_B);
}

// Who took a ticket by phone and does not come takes nobody's place in the hall.
// TEST_OWN
static void issue__at_a_kiosk_does_not_count_who_has_not_come(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->daily_cap = 3;
    fixture_open(f);
    uint64_t first = take_away(f, SERVICE_A);
    cancel(f, take_away(f, SERVICE_A));
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    assert_refused(f, DEVICE_GATEWAY, issue_new(f, SERVICE_A), DAILY_CAP);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CHECK_IN);
    r->check_in->which = which_of(f, first);
    assert_done(f, DEVICE_GATEWAY, r);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->away, 1);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), DAILY_CAP);
}

// TEST_OWN
static void the_cap__is_raised_by_a_lead(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->daily_cap = 1;
    fixture_open(f);
    take(f, SERVICE_A);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), DAILY_CAP);
    assert_refused(f, DEVICE_GUIDE, raise_new(f, SERVICE_A, 2), NOT_ALLOWED);
    assert_refused(f, DEVICE_LEAD, raise_new(f, 99, 2), NO_SERVICE);
    assert_refused(f, DEVICE_LEAD, raise_new(f, SERVICE_A, 1), ALREADY);
    assert_refused(f, DEVICE_LEAD, raise_new(f, SERVICE_A, 100000), BAD_MESSAGE);
    assert_done(f, DEVICE_LEAD, raise_new(f, SERVICE_A, 2));
    assert_refused(f, DEVICE_LEAD, raise_new(f, SERVICE_A, 2), ALREADY);
    take(f, SERVICE_A);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), DAILY_CAP);
}

// TEST_OWN
static void issue__gives_customers_only_a_class_for_self_service(void **state) {
    struct fixture *f = fixture_new(state);
    fixture_open(f);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->customer_class = VIP + 1;
    assert_refused(f, DEVICE_KIOSK, r, NOT_ALLOWED);
    assert_refused(f, DEVICE_GATEWAY, r, NOT_ALLOWED);
    assert_done(f, DEVICE_GUIDE, r);
    r->issue->customer_class = VIP;
    assert_done(f, DEVICE_KIOSK, r);
}

// TEST_OWN
static void issue__keeps_the_hall_from_overflowing(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->max_open_tickets = 3;
    fixture_open(f);
    take(f, SERVICE_A);
    uint64_t away = take_away(f, SERVICE_B);
    take(f, SERVICE_C);
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), HALL_FULL);
    cancel(f, away);
    take(f, SERVICE_A);
}

// TEST_OWN
static void issue__wraps_and_passes_over_numbers_given_today(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->first_number = 98;
    f->settings->services[0]->last_number = 100;
    fixture_open(f);
    Hallq__LineRow *row = line_row(f, SERVICE_LINE, SERVICE_A);
    row->last_number = 99; // goes on from yesterday
    line_change(f, SERVICE_LINE, SERVICE_A, row);
    take(f, SERVICE_A);
    assert_string_equal(card(f)->number, "A100");
    take(f, SERVICE_A);
    assert_string_equal(card(f)->number, "A098");
    take(f, SERVICE_A);
    assert_string_equal(card(f)->number, "A099");
    assert_refused(f, DEVICE_KIOSK, issue_new(f, SERVICE_A), NUMBERS_USED_UP);
}

// TEST_OWN
static void issue__finds_the_free_number_behind_given_ones(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->last_number = 4;
    fixture_open(f);
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    Hallq__LineRow *row = line_row(f, SERVICE_LINE, SERVICE_A);
    row->last_number = 77; // the range was changed during the day
    line_change(f, SERVICE_LINE, SERVICE_A, row);
    take(f, SERVICE_A);
    assert_string_equal(card(f)->number, "A003");
}

// TEST_OWN
static void issue__writes_at_least_three_digits(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->services[0]->first_number = 7;
    f->settings->services[1]->first_number = 12345;
    f->settings->services[1]->last_number = 12399;
    fixture_open(f);
    take(f, SERVICE_A);
    assert_string_equal(card(f)->number, "A007");
    take(f, SERVICE_B);
    assert_string_equal(card(f)->number, "B12345");
}

static void issue__away_is_expected_in_no_line(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take_away(f, SERVICE_A);
    assert_null(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->entered);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__EXPECTED);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->waiting, 0);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->issued, 1);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->away = true;
    assert_refused(f, DEVICE_KIOSK, r, NOT_ALLOWED); // who stands at the kiosk is here
    assert_done(f, DEVICE_GUIDE, r);
}

static void issue__takes_notes_from_staff_only(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->note = text_of(f, "wheelchair");
    f->note_sealed = "sealed note";
    assert_refused(f, DEVICE_KIOSK, r, NOT_ALLOWED);
    assert_refused(f, DEVICE_GATEWAY, r, NOT_ALLOWED);
    assert_done(f, DEVICE_GUIDE, r);
    assert_int_equal(ticket_row(f, card(f)->ticket)->note_sealed, 1);
    char *note = arena_need(&f->arena, LIMIT_NOTE + 2);
    memset(note, 'x', LIMIT_NOTE + 1);
    r->issue->note = note;
    assert_refused(f, DEVICE_GUIDE, r, BAD_MESSAGE);
}

static void issue__gives_a_retry_the_same_answer(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = issue_new(f, SERVICE_A);
    assert_done(f, DEVICE_KIOSK, r);
    uint64_t ticket = card(f)->ticket;
    uint64_t seq = hall_row(f)->seq;
    take(f, SERVICE_A);
    assert_int_equal(ask_again(f, DEVICE_KIOSK, r), HALLQ__REFUSAL__REASON__NONE);
    assert_true(f->decision.retry);
    assert_int_equal(card(f)->ticket, ticket);
    assert_int_equal(card(f)->code.len, CODE_SIZE);
    assert_int_equal(f->decision.done_seq, seq);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 2);
    Hallq__Request *other = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    other->number = r->number;
    assert_int_equal(ask_again(f, DEVICE_KIOSK, other), HALLQ__REFUSAL__REASON__BAD_MESSAGE);
}

static void issue__decides_a_refused_retry_afresh(void **state) {
    struct fixture *f = *state;
    line_set(f, SERVICE_A, true, true);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    assert_refused(f, DEVICE_KIOSK, r, SERVICE_SUSPENDED);
    line_set(f, SERVICE_A, true, false);
    assert_int_equal(ask_again(f, DEVICE_KIOSK, r), HALLQ__REFUSAL__REASON__NONE);
    assert_false(f->decision.retry);
}

static void issue__costs_the_same_however_many_wait(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    take(f, SERVICE_A);
    memtable_reads(f->mem);
    take(f, SERVICE_A);
    size_t few = memtable_reads(f->mem);
    for (int i = 0; i < 500; i++)
        take(f, SERVICE_A);
    memtable_reads(f->mem);
    take(f, SERVICE_A);
    assert_in_range(memtable_reads(f->mem), 1, few);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
