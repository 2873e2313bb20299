// tickets_issue.c - giving numbers, and the reads of tickets and lines.
#include "base/count.h"
#include "base/refusal.h"
#include "tests/rules/fixture.h"

#include "tests/rules/hall.h"

#define SERVICE_LINE HALLQ__LINE__KIND__SERVICE

static Hallq__Request *issue_new(struct fixture *f, uint32_t service) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = service;
    return r;
}

static void next_services(struct fixture *f, Hallq__Request *r, size_t count, uint32_t service) {
    r->issue->n_next_services = count;
    r->issue->next_services = arena_need(&f->arena, count * sizeof(uint32_t));
    for (size_t i = 0; i < count; i++)
        r->issue->next_services[i] = service;
}

static const Hallq__TicketCard *card(const struct fixture *f) {
    return f->decision.done->ticket;
}

static void issue__gives_a_number_with_code_place_and_rough_wait(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t ticket = take(f, SERVICE_A);
    assert_int_equal(ticket, 2);
    assert_string_equal(card(f)->number, "A002");
    assert_int_equal(card(f)->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(card(f)->people_ahead, 1);
    assert_int_equal(card(f)->code.len, CODE_SIZE);
    assert_int_equal(card(f)->rough_wait_s, 2 * 300 / 2); // counters 1 and 2 give A
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

static struct fixture *fixture_new(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    return f;
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

static void issue__keeps_the_contact_out_of_the_event(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->contact = text_of(f, "13800138000");
    f->contact_sealed = "sealed contact";
    assert_done(f, DEVICE_KIOSK, r);
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->contact_sealed, 1);
    assert_int_equal(f->record->n_sealed, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    r->issue->contact = text_of(f, "1234567890123456789012345678901234567890");
    assert_refused(f, DEVICE_KIOSK, r, BAD_MESSAGE);
}

static void issue__wants_a_contact_with_a_letter_or_digit(void **state) {
    struct fixture *f = *state;
    static const char *const empty[] = {
        " ",      "-",          "\u3000", "--- ---", "\u2014\u2014",
        "\uff0d", "\U0001f600", "...",    "+",       "\uff08\uff09"};
    static const uint32_t asks[] = {DEVICE_KIOSK, DEVICE_GATEWAY, DEVICE_GUIDE};
    Hallq__Request *r = issue_new(f, SERVICE_A);
    f->contact_sealed = "sealed contact";
    for (size_t i = 0; i < COUNT(asks) * COUNT(empty); i++) {
        r->issue->contact = text_of(f, empty[i / COUNT(asks)]);
        assert_refused(f, asks[i % COUNT(asks)], r, NO_WORDS);
        assert_string_equal(f->decision.refusal.detail, "contact");
    }
    r->issue->contact = text_of(f, "\u5f20");
    assert_done(f, DEVICE_KIOSK, r);
    // As an input method gives a telephone number: more bytes than characters.
    r->issue->contact =
        text_of(f, "\uff11\uff13\uff18\uff10\uff10\uff10\uff10\uff11\uff11\uff11\uff11");
    assert_done(f, DEVICE_KIOSK, r);
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

// Reads.

static Hallq__Reply *place(struct fixture *f, uint32_t device, Hallq__Which *which) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_PLACE);
    r->get_place->which = which;
    return ask_read(f, device, r);
}

static void get_place__counts_those_ahead(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A);
    uint64_t second = take(f, SERVICE_A);
    assert_int_equal(place(f, DEVICE_GATEWAY, which_of(f, second))->ticket->people_ahead, 1);
    assert_int_equal(place(f, DEVICE_GATEWAY, which_of(f, first))->ticket->people_ahead, 0);
    next(f, 1);
    Hallq__TicketCard *called = place(f, DEVICE_GATEWAY, which_of(f, first))->ticket;
    assert_int_equal(called->state, HALLQ__TICKET__STATE__CALLED);
    assert_int_equal(called->counter, 1);
    assert_int_equal(place(f, DEVICE_GATEWAY, which_of(f, second))->ticket->people_ahead, 0);
}

static void get_place__hides_what_is_for_staff(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take_class(f, SERVICE_A, VIP);
    Hallq__TicketCard *c = place(f, DEVICE_GATEWAY, which_of(f, ticket))->ticket;
    assert_int_equal(c->customer_class, 0);
    assert_int_equal(c->n_steps, 0);
    assert_int_equal(c->code.len, 0);
}

static void get_place__needs_the_code_of_a_customer(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__Which *which = which_of(f, ticket);
    which->code.data = arena_copy(&f->arena, which->code.data, which->code.len);
    which->code.data[CODE_SIZE - 1] ^= 1;
    Hallq__Reply *reply = place(f, DEVICE_GATEWAY, which);
    assert_int_equal(reply->refusal->reason, HALLQ__REFUSAL__REASON__NO_TICKET);
    which->code.data[CODE_SIZE - 1] ^= 1;
    assert_int_equal(place(f, DEVICE_GATEWAY, which)->body_case, HALLQ__REPLY__BODY_TICKET);
    which->code.len = CODE_SIZE - 1;
    assert_int_equal(place(f, DEVICE_KIOSK, which)->body_case, HALLQ__REPLY__BODY_REFUSAL);
    which->code.len = 0;
    assert_int_equal(place(f, DEVICE_KIOSK, which)->body_case, HALLQ__REPLY__BODY_REFUSAL);
    assert_int_equal(place(f, DEVICE_GUIDE, which)->body_case, HALLQ__REPLY__BODY_TICKET);
}

static void ticket_find__knows_numbers_of_today(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    const char *good[] = {"B001", "b001", "B1", "b1"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(place(f, DEVICE_GUIDE, which_number(f, good[i]))->ticket->ticket, ticket);
    const char *bad[] = {
        "",    "B",     "B002", "A001", "Z001", "B00x", "B-1", "001", "B99999999999999999999",
        "BB1", "B001 ", "十1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(place(f, DEVICE_GUIDE, which_number(f, bad[i]))->body_case,
                         HALLQ__REPLY__BODY_REFUSAL);
    assert_int_equal(place(f, DEVICE_GUIDE, NULL)->body_case, HALLQ__REPLY__BODY_REFUSAL);
}

static void get_ticket__shows_staff_the_whole_visit(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    Hallq__Request *issue = issue_new(f, SERVICE_A);
    issue->issue->customer_class = VIP;
    next_services(f, issue, 1, SERVICE_C);
    assert_done(f, DEVICE_KIOSK, issue);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    r->get_ticket->which = which_number(f, "A001");
    Hallq__TicketCard *c = ask_read(f, DEVICE_COUNTER + 1, r)->ticket;
    assert_int_equal(c->customer_class, VIP);
    assert_int_equal(c->n_steps, 1);
    assert_int_equal(c->next_services[0], SERVICE_C);
    assert_true(c->has_contact);
    assert_int_equal(c->day, MONDAY);
    assert_int_equal(c->code.len, 0);
}

static void get_line__lists_the_first_in_order(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 120; i++)
        take(f, SERVICE_A);
    uint64_t vip = take_class(f, SERVICE_A, VIP);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_LINE);
    r->get_line->line = line_of(f, SERVICE_LINE, SERVICE_A);
    r->get_line->limit = 5;
    Hallq__LineList *list = ask_read(f, DEVICE_GUIDE, r)->line;
    assert_int_equal(list->n_tickets, 5);
    assert_int_equal(list->waiting, 121);
    assert_int_equal(list->tickets[0]->ticket, vip);
    assert_int_equal(list->tickets[4]->people_ahead, 4);
    r->get_line->limit = 0;
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->line->n_tickets, LIMIT_LINE_LIST);
    r->get_line->limit = 5000;
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->line->n_tickets, LIMIT_LINE_LIST);
}

static void get_line__refuses_a_line_the_hall_has_not(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_LINE);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__BAD_MESSAGE);
    r->get_line->line = line_of(f, SERVICE_LINE, 99);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NO_SERVICE);
    r->get_line->line = line_of(f, HALLQ__LINE__KIND__COUNTER, 99);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NO_COUNTER);
    r->get_line->line = line_of(f, HALLQ__LINE__KIND__CLERK, 9999);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NO_STAFF);
    r->get_line->line = line_of(f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 1);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->line->n_tickets, 0);
}

static void rough_wait__is_unknown_where_nobody_serves(void **state) {
    struct fixture *f = *state;
    for (uint32_t counter = 2; counter <= 3; counter++) {
        Hallq__CounterRow *row = counter_row(f, counter);
        row->state = HALLQ__COUNTER__STATE__PAUSED;
        counter_change(f, counter, row);
    }
    take(f, SERVICE_C);
    assert_int_equal(card(f)->rough_wait_s, 0);
    assert_true(card(f)->no_counter);
    take(f, SERVICE_A);
    assert_int_equal(card(f)->rough_wait_s, 300);
    assert_false(card(f)->no_counter);
}

// A key pressed twice.

// TEST_OWN
static void issue__again_within_the_guard_gives_the_same_ticket(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->double_press_s = 2;
    fixture_open(f);
    uint64_t first = take(f, SERVICE_A);
    ProtobufCBinaryData code = ticket_row(f, first)->code;
    Hallq__Request *again = issue_new(f, SERVICE_A);
    assert_done(f, DEVICE_KIOSK, again);
    assert_int_equal(EVENT_OF(f, ISSUE_REPEATED, IssueRepeated)->ticket, first);
    assert_int_equal(card(f)->ticket, first);
    assert_string_equal(card(f)->number, "A001");
    assert_memory_equal(card(f)->code.data, code.data, code.len);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->waiting, 1);
    pass_s(f, 2);
    assert_true(take(f, SERVICE_A) > first); // the seconds are over
    ask_again(f, DEVICE_KIOSK, again);       // its retry still gets the first
    assert_true(f->decision.retry);
    assert_int_equal(f->decision.done->ticket->ticket, first);
}

// A lower number may be decided later: it was lost, and sent again.
// TEST_OWN
static void issue__again_is_seen_behind_an_older_one_with_a_higher_number(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->double_press_s = 60;
    fixture_open(f);
    Hallq__Request *lost = issue_new(f, SERVICE_A);
    lost->session = 1;
    lost->number = ++f->number;
    take(f, SERVICE_B);
    pass_s(f, 50);
    assert_string_equal(refusal_name(ask_again(f, DEVICE_KIOSK, lost)), "NONE");
    uint64_t first = card(f)->ticket;
    pass_s(f, 15);
    assert_done(f, DEVICE_KIOSK, issue_new(f, SERVICE_A));
    assert_int_equal(EVENT_OF(f, ISSUE_REPEATED, IssueRepeated)->ticket, first);
}

// TEST_OWN
static void issue__of_something_else_is_no_second_press(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->double_press_s = 60;
    fixture_open(f);
    uint64_t first = take(f, SERVICE_A);
    assert_true(take(f, SERVICE_B) != first);
    assert_true(take_class(f, SERVICE_A, VIP) != first);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    next_services(f, r, 1, SERVICE_C);
    assert_done(f, DEVICE_KIOSK, r);
    assert_true(card(f)->ticket != first);
    assert_done(f, DEVICE_GUIDE, issue_new(f, SERVICE_A)); // staff mean what they ask for
    assert_true(card(f)->ticket != first);
    assert_done(f, DEVICE_GATEWAY, issue_new(f, SERVICE_A)); // many phones
    assert_true(card(f)->ticket != first);
    assert_int_equal(take(f, SERVICE_A), first); // with others in between
    cancel(f, first);
    assert_true(take(f, SERVICE_A) != first);
}

// Takes a ticket with a contact that the broker found on the ticket `pressed`, 0 on none.
static uint64_t take_with_contact(struct fixture *f, const char *contact, uint64_t pressed) {
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->contact = text_of(f, contact);
    f->contact_sealed = "sealed";
    f->pressed = pressed;
    assert_done(f, DEVICE_KIOSK, r);
    f->contact_sealed = NULL;
    f->pressed = 0;
    return card(f)->ticket;
}

static void presses_are(struct fixture *f, const uint64_t *tickets, size_t ticket_count) {
    struct asker asker = asker_of(f, DEVICE_KIOSK);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    struct presses presses;
    r->issue->contact = text_of(f, "13800001234");
    assert_int_equal(issue_presses(&f->state, f->now_ms, &asker, r, &presses), ERR_OK);
    assert_int_equal(presses.ticket_count, ticket_count);
    for (size_t i = 0; i < ticket_count; i++)
        assert_int_equal(presses.tickets[i], tickets[i]);
}

// TEST_OWN
static void issue__with_a_contact_is_a_second_press_with_the_same_one(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->double_press_s = 60;
    fixture_open(f);
    uint64_t without = take(f, SERVICE_A);
    presses_are(f, NULL, 0);
    uint64_t first = take_with_contact(f, "13800001234", 0);
    presses_are(f, &first, 1); // the broker compares the contacts
    uint64_t other = take_with_contact(f, "13900001234", 0);
    assert_true(other != first && first != without);
    presses_are(f, (uint64_t[]){other, first}, 2);
    assert_int_equal(take_with_contact(f, "13800001234", first), first); // past the other's
    assert_int_equal(take_with_contact(f, "13900001234", other), other);
    presses_are(f, (uint64_t[]){other, first}, 2); // each once, the last pressed first
    assert_int_equal(take(f, SERVICE_A), without);
    assert_true(take_with_contact(f, "13700001234", without) > other); // none of them
    cancel(f, other);
    assert_true(take_with_contact(f, "13900001234", other) > other);
    assert_int_equal(take_with_contact(f, "13800001234", first), first);
    pass_s(f, 60);
    presses_are(f, NULL, 0);
}

// More than are looked at: a kiosk that is that fast gets another ticket, and does no endless work.
// TEST_OWN
static void issue__looks_back_over_so_many_presses(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->double_press_s = 60;
    f->settings->kiosk_tickets_per_min = 0;
    fixture_open(f);
    uint64_t first = take_with_contact(f, "13800001234", 0), tickets[PRESSES_MAX];
    for (size_t i = 0; i < PRESSES_MAX - 1; i++)
        tickets[PRESSES_MAX - 2 - i] = take_with_contact(f, "13900001234", 0);
    tickets[PRESSES_MAX - 1] = first;
    presses_are(f, tickets, PRESSES_MAX);
    take_with_contact(f, "13900001234", 0);
    struct asker asker = asker_of(f, DEVICE_KIOSK);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    struct presses presses;
    r->issue->contact = text_of(f, "13800001234");
    assert_int_equal(issue_presses(&f->state, f->now_ms, &asker, r, &presses), ERR_OK);
    assert_int_equal(presses.ticket_count, PRESSES_MAX);
    assert_true(presses.tickets[PRESSES_MAX - 1] != first);
}

// One ticket a contact.

// TEST_OWN
static void issue__gives_one_ticket_a_contact_where_the_hall_wants_it(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    fixture_open(f);
    struct asker kiosk = asker_of(f, DEVICE_KIOSK), guide = asker_of(f, DEVICE_GUIDE);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    kiosk.contact_ticket = guide.contact_ticket = 7;
    assert_done_as(f, kiosk, r); // it was not set
    Hallq__HallSettings *h = settings_copy(f);
    h->one_ticket_per_contact = 1;
    assert_string_equal(refusal_name(settings_apply(f, h)), "NONE");
    assert_refused_as(f, kiosk, r, CONTACT_HAS_TICKET);
    assert_string_equal(f->decision.refusal.detail, "");
    assert_done_as(f, guide, r); // who knows what they do
    kiosk.contact_ticket = 0;
    assert_done_as(f, kiosk, r);
    // Whoever would get no ticket anyhow is told why, and nothing of the contact.
    kiosk.contact_ticket = 7;
    Hallq__Request *suspend = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
    suspend->service_suspend->service = SERVICE_A;
    suspend->service_suspend->reason = text_of(f, "system");
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "NONE");
    assert_done(f, DEVICE_LEAD, suspend);
    assert_refused_as(f, kiosk, r, SERVICE_SUSPENDED);
}

// Contacts.

static Hallq__Request *reveal_new(struct fixture *f, uint64_t ticket, const char *reason) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_REVEAL_CONTACT);
    r->reveal_contact->which = which_of(f, ticket);
    r->reveal_contact->reason = text_of(f, reason);
    r->reveal_contact->pin = text_of(f, "748159");
    return r;
}

// Somebody else at a console left alone, and a program that does not know of it.
static void reveal_contact__asks_for_the_pin_again(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__Request *r = reveal_new(f, ticket, "left a phone");
    r->reveal_contact->pin = text_of(f, "");
    assert_refused(f, DEVICE_LEAD, r, PIN_NEEDED);
    r = reveal_new(f, ticket, "left a phone");
    struct asker asker = asker_of(f, DEVICE_LEAD);
    asker.pin_matches = false;
    for (int i = 0; i <= LIMIT_PIN_FAILURES; i++) {
        struct decision out;
        r->number = ++f->number;
        assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &out), ERR_OK);
        assert_int_equal(out.refusal.reason, i < LIMIT_PIN_FAILURES
                                                 ? HALLQ__REFUSAL__REASON__WRONG_PIN
                                                 : HALLQ__REFUSAL__REASON__LOCKED_OUT);
        if (out.record)
            assert_int_equal(record_apply(&f->state, out.record), ERR_OK);
    }
    assert_refused(f, DEVICE_LEAD, reveal_new(f, ticket, "left a phone"), LOCKED_OUT);
}

// A right one of four digits, which an earlier version took, opens none.
static void reveal_contact__is_not_opened_by_four_digits(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    Hallq__Request *r = reveal_new(f, take(f, SERVICE_A), "left a phone");
    r->reveal_contact->pin = text_of(f, "7481");
    assert_refused(f, DEVICE_LEAD, r, PIN_TOO_SHORT);
    r->reveal_contact->pin = text_of(f, "748159");
    assert_done(f, DEVICE_LEAD, r);
}

// What is refused anyhow costs no hash, nor does a retry: it would tell whether a PIN was right.
static void pin_look__knows_the_lock_before_any_hash(void **state) {
    struct fixture *f = *state;
    struct asker asker = asker_of(f, DEVICE_LEAD);
    Hallq__Refusal refusal;
    ProtobufCBinaryData hash;
    f->contact_sealed = "sealed";
    Hallq__Request *r = reveal_new(f, take(f, SERVICE_A), "left a phone");
    r->number = ++f->number;
    assert_int_equal(pin_look(&f->state, f->now_ms, &asker, r, &hash, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__NONE);
    assert_int_equal(hash.len, strlen("$argon2id$"));
    Hallq__Request *shown = reveal_new(f, r->reveal_contact->which->ticket, "left a phone");
    assert_done(f, DEVICE_LEAD, shown);
    asker.pin_matches = false;
    for (int i = 0; i < LIMIT_PIN_FAILURES; i++) {
        struct decision out;
        r->number = ++f->number;
        assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &out), ERR_OK);
        assert_int_equal(record_apply(&f->state, out.record), ERR_OK);
    }
    assert_int_equal(pin_look(&f->state, f->now_ms, &asker, r, &hash, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__LOCKED_OUT);
    assert_true(refusal.at_ms > f->now_ms);
    assert_int_equal(pin_look(&f->state, f->now_ms, &asker, shown, &hash, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__LOCKED_OUT);
}

static void reveal_contact__stays_on_record(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    assert_done(f, DEVICE_LEAD, reveal_new(f, ticket, "left a phone"));
    const Hallq__ContactRevealed *e = EVENT_OF(f, CONTACT_REVEALED, ContactRevealed);
    assert_int_equal(e->by->staff, STAFF_LEAD);
    assert_string_equal(e->reason, ""); // in words it is sealed
    assert_int_equal(e->reason_sealed, 0);
    assert_true(card(f)->has_contact);
    assert_string_equal(card(f)->contact, ""); // the broker opens it, and keeps it nowhere
}

static void reveal_contact__wants_a_reason_a_contact_and_a_lead(void **state) {
    struct fixture *f = *state;
    uint64_t without = take(f, SERVICE_A);
    f->contact_sealed = "sealed";
    uint64_t with = take(f, SERVICE_A);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, ""), BAD_MESSAGE);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "  "), NO_WORDS);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "---"), NO_WORDS);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "\u3000\u2026\u2026"), NO_WORDS);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, without, "why"), NO_CONTACT);
    assert_refused(f, DEVICE_GUIDE, reveal_new(f, with, "why"), NOT_ALLOWED);
    Hallq__HallRow *hall = hall_row(f);
    hall->purged_upto_day = MONDAY;
    hall_change(f, hall);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "why"), NO_CONTACT);
    hall->purged_upto_day = 0;
    hall_change(f, hall);
}

// TEST_OWN
static void reveal_contact__takes_a_code_of_the_settings_and_seals_the_words(void **state) {
    struct fixture *f = *state = fixture_create();
    Hallq__Code callback = HALLQ__CODE__INIT, *codes[] = {&callback};
    callback.code = text_of(f, "call-back");
    f->settings->n_reveal_reasons = 1;
    f->settings->reveal_reasons = codes;
    fixture_open(f);
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    f->contact_sealed = NULL;
    assert_refused(f, DEVICE_LEAD, reveal_new(f, ticket, "in words alone"), NO_REASON);
    Hallq__Request *r = reveal_new(f, ticket, "");
    r->reveal_contact->code = text_of(f, "no-such-code");
    assert_refused(f, DEVICE_LEAD, r, NO_REASON);
    r->reveal_contact->code = text_of(f, "call-back");
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(EVENT_OF(f, CONTACT_REVEALED, ContactRevealed)->reason_sealed, 0);
    f->note_sealed = "she left her phone";
    assert_done(f, DEVICE_LEAD, r);
    const Hallq__ContactRevealed *e = EVENT_OF(f, CONTACT_REVEALED, ContactRevealed);
    assert_string_equal(e->reason, "call-back");
    assert_int_equal(e->reason_sealed, f->record->sealed[0]->sealed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
#define TEST_OWN(name) cmocka_unit_test_teardown(name, fixture_teardown) // settings of its own

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
