// tickets_press.c - a key of a kiosk that is pressed twice gives one ticket.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
