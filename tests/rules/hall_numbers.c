// One number, one person: whatever the settings do to letters, ranges and services in the day, and
// whatever day a ticket is of. Every record is checked by invariants.c: the number of each open
// ticket leads to it alone.
#include "tests/rules/hall.h"

#include "base/refusal.h"
#include "base/wire/wire.h"
#include "broker/hall/settings/upgrade.h"

#define ROLL_S ((16 * 60 + 20) * 60) // from 11:40 to the roll at 04:00
#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

static Hallq__Service *service_of(Hallq__HallSettings *h, uint32_t service) {
    for (size_t i = 0; i < h->n_services; i++)
        if (h->services[i]->id == service)
            return h->services[i];
    fail();
    return NULL;
}

static const char *number_of(struct fixture *f, uint64_t ticket) {
    return ticket_row(f, ticket)->number;
}

static Hallq__Reply *look(struct fixture *f, const char *number) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_PLACE);
    r->get_place->which = which_number(f, number);
    return ask_read(f, DEVICE_GUIDE, r);
}

static uint64_t named(struct fixture *f, const char *number) {
    const Hallq__Reply *reply = look(f, number);
    return reply->body_case == HALLQ__REPLY__BODY_TICKET ? reply->ticket->ticket : 0;
}

static void letters_swap(struct fixture *f, uint32_t a, uint32_t b) {
    Hallq__HallSettings *h = settings_copy(f);
    char *letter = service_of(h, a)->letter;
    service_of(h, a)->letter = service_of(h, b)->letter;
    service_of(h, b)->letter = letter;
    assert_reason(settings_apply(f, h), NONE);
}

static void letters_swapped__pass_over_who_waits_with_them(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A), second = take(f, SERVICE_A), b = take(f, SERVICE_B);
    letters_swap(f, SERVICE_A, SERVICE_B);
    uint64_t third = take(f, SERVICE_B);
    assert_string_equal(number_of(f, third), "A003"); // A001 and A002 wait, B gave its first
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "B003");
    assert_int_equal(named(f, "A001"), first);
    assert_int_equal(named(f, "A002"), second);
    assert_int_equal(named(f, "A003"), third);
    assert_int_equal(named(f, "B001"), b);
}

// A morning's numbers of a busy service, then letters swapped at noon: the other service begins behind
// all of them.
static void letters_swapped__pass_over_a_long_morning(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    for (size_t i = 0; i < h->n_services; i++)
        h->services[i]->last_number = 1202;
    service_of(h, SERVICE_A)->daily_cap = 5000;
    assert_reason(settings_apply(f, h), NONE);
    struct numbered gone = {.tickets = {take(f, SERVICE_A)}, .count = 1};
    cancel(f, gone.tickets[0]);
    f->quick = true;                     // the numbers lead to a ticket that bears another
    for (uint32_t i = 2; i <= 1200; i++) // as if as many had come
        assert_int_equal(number_put(&f->state, key_number(HALL, "A", 1, i), &gone), ERR_OK);
    letters_swap(f, SERVICE_A, SERVICE_B);
    assert_string_equal(number_of(f, take(f, SERVICE_B)), "A1201");
    assert_string_equal(number_of(f, take(f, SERVICE_B)), "A1202");
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_B;
    assert_refused(f, DEVICE_KIOSK, r, NUMBERS_USED_UP);
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "B002");
    for (uint32_t i = 2; i <= 1200; i++) // no record gave these
        assert_int_equal(row_del(&f->state, TABLE_NUMBER, key_number(HALL, "A", 1, i)), ERR_OK);
}

static void a_number__is_given_once_a_day_whoever_has_its_letter(void **state) {
    struct fixture *f = *state;
    cancel(f, take(f, SERVICE_A));
    letters_swap(f, SERVICE_A, SERVICE_B);
    assert_string_equal(number_of(f, take(f, SERVICE_B)), "A002");
}

static void a_letter_given_to_a_new_service__passes_over_who_has_it(void **state) {
    struct fixture *f = *state;
    uint64_t old = take(f, SERVICE_A);
    Hallq__HallSettings *h = settings_copy(f);
    service_remove(h, SERVICE_A);
    move_add(f, h, SERVICE_A, 0, SERVICE_B);
    service_of(h, SERVICE_D)->id = 9; // a new one
    service_of(h, 9)->letter = text_of(f, "A");
    h->counters[0]->services[0] = 9;
    h->counters[0]->n_services = 1;
    assert_reason(settings_apply(f, h), NONE);
    uint64_t new = take(f, 9);
    assert_string_equal(number_of(f, new), "A002");
    assert_int_equal(named(f, "A001"), old);
    assert_int_equal(named(f, "a2"), new);
}

static void a_range_changed_back__passes_over_who_has_its_numbers(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A), take(f, SERVICE_A);
    Hallq__HallSettings *h = settings_copy(f);
    service_of(h, SERVICE_A)->first_number = 500;
    assert_reason(settings_apply(f, h), NONE);
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "A500");
    h = settings_copy(f);
    service_of(h, SERVICE_A)->first_number = 1;
    service_of(h, SERVICE_A)->last_number = 3;
    assert_reason(settings_apply(f, h), NONE);
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "A003");
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    assert_refused(f, DEVICE_KIOSK, r, NUMBERS_USED_UP);
}

// TEST_BARE
static void a_ticket_of_yesterday_still_here__keeps_its_number(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    uint64_t waits = take(f, SERVICE_A), gone = take(f, SERVICE_A);
    cancel(f, gone);
    pass_s(f, ROLL_S + 7 * 3600);
    assert_int_equal(named(f, "A001"), waits);
    assert_int_equal(named(f, "A002"), 0);
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "A002");
    cancel(f, waits);
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "A003");
    assert_int_equal(named(f, "A001"), 0); // of yesterday, and over
    pass_s(f, 3 * 86400);
    assert_int_equal(memtable_count(f->mem, TABLE_NUMBER), 2); // those that still wait
    fixture_destroy(f);
}

// What the rules of an earlier version gave: its journal is applied as it stands.
static void issued_by_an_old_version(struct fixture *f, uint64_t ticket, uint32_t service,
                                     const char *number) {
    Hallq__JournalRecord *record = arena_need(&f->arena, sizeof *record);
    *record = *f->record; // of the last ticket taken
    record->first_seq = record->last_seq = 0;
    record->number = ++f->number;
    Hallq__Event *event = wire_copy(f->record->events[0], &f->arena);
    event->ticket_issued->ticket = ticket;
    event->ticket_issued->number = text_of(f, number);
    event->ticket_issued->service = service;
    event->ticket_issued->entered->id = service;
    record->events = arena_copy(&f->arena, &event, sizeof event);
    assert_int_equal(record_apply(&f->state, record), ERR_OK);
}

static void a_number_given_twice_before__is_refused_not_chosen(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A);
    issued_by_an_old_version(f, first + 1, SERVICE_B, "A001");
    f->quick = true; // two open tickets bear one number: what is not to be
    Hallq__Reply *reply = look(f, "A001");
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_REFUSAL);
    assert_string_equal(refusal_name(reply->refusal->reason), "NUMBER_TWICE");
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_number(f, "A001");
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    assert_refused(f, DEVICE_GUIDE, r, NUMBER_TWICE);
    r->cancel->which = which_of(f, first); // by its id
    assert_done(f, DEVICE_GUIDE, r);
    assert_string_equal(number_of(f, take(f, SERVICE_A)), "A002");
    pass_s(f, ROLL_S + 60); // the night ends the second too
    assert_int_equal(named(f, "A001"), 0);
}

static void row_lose(struct fixture *f, enum table table, struct key key) {
    assert_int_equal(f->state.tables->del(f->state.tables, table, key_bytes(&key)), ERR_OK);
}

static void due_kind_lose(struct fixture *f, uint64_t ticket) {
    Hallq__TicketRow *row = wire_copy(ticket_row(f, ticket), &f->arena);
    row->due_kind = HALLQ__DUE_ROW__KIND__NO_KIND;
    assert_int_equal(ticket_row_put(&f->state, key_ticket(HALL, ticket), row), ERR_OK);
}

// An earlier version wrote no rows by letter, no index of what is on hold or inside the gap, and not what is due of a ticket.
static void an_old_folder__gets_the_rows_it_lacks(void **state) {
    struct fixture *f = *state;
    uint64_t waits = take(f, SERVICE_A), held = take(f, SERVICE_C), over = take(f, SERVICE_B);
    work(f, 3);
    assert_int_equal(next(f, 3), held);
    start(f, 3);
    hold(f, 3);
    cancel(f, over);
    uint64_t gap = take(f, SERVICE_C);
    assert_int_equal(next(f, 3), gap);
    Hallq__Request *back = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    back->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
    assert_done(f, DEVICE_COUNTER + 3, back);
    struct memtable *now = memtable_copy(f->mem);
    Hallq__HallRow *hall = hall_row(f);
    hall->layout = 0;
    hall_change(f, hall);
    for (char letter = 'A'; letter <= 'C'; letter++)
        row_lose(f, TABLE_NUMBER, key_number(HALL, &letter, 1, 1));
    const Hallq__TicketRow *row = ticket_row(f, held);
    row_lose(f, TABLE_QUEUE, key_aside(HALL, 3, row->due_at_ms, held));
    due_kind_lose(f, held);
    row = ticket_row(f, gap);
    row_lose(f, TABLE_QUEUE, key_aside(HALL, 0, row->due_at_ms, gap));
    due_kind_lose(f, gap);
    bool changed;
    assert_int_equal(hall_upgrade(&f->state, HALL, &changed), ERR_OK);
    assert_true(changed);
    assert_int_equal(rows_flush(&f->state), ERR_OK);
    assert_null(memtable_difference(f->mem, now));
    memtable_destroy(now);
    assert_int_equal(hall_upgrade(&f->state, HALL, &changed), ERR_OK);
    assert_false(changed);
    assert_int_equal(named(f, "A001"), waits);
    assert_int_equal(named(f, "B001"), over);
    fixture_touched(f);
    resume(f, 3, held, true);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
