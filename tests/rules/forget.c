// Forgetting one customer: all that was sealed for a ticket is named, and the rows go.
#include "base/refusal.h"
#include "tests/rules/hall.h"

static Hallq__Request *forget_of(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_FORGET_CONTACT);
    r->forget_contact->which = which_of(f, ticket);
    return r;
}

static void hold_with(struct fixture *f, const char *note) {
    f->note_sealed = note;
    hold(f, 1);
    f->note_sealed = NULL;
}

static void forget_contact__names_the_contact_and_every_note(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "of another";
    uint64_t other = take(f, SERVICE_B);
    f->contact_sealed = "contact";
    uint64_t ticket = take(f, SERVICE_A);
    f->contact_sealed = NULL;
    assert_int_equal(next(f, 1), other);
    start(f, 1);
    finish(f, 1);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    for (int i = 0; i < 3; i++) {
        hold_with(f, i == 1 ? NULL : "note");
        resume(f, 1, ticket, true);
    }
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 4);
    assert_done(f, DEVICE_LEAD, forget_of(f, ticket));
    const Hallq__ContactForgotten *e = EVENT_OF(f, CONTACT_FORGOTTEN, ContactForgotten);
    assert_int_equal(e->ticket, ticket);
    assert_int_equal(e->by->staff, STAFF_LEAD);
    assert_int_equal(e->n_sealed, 3);
    assert_int_equal(e->sealed[0]->sealed, 2);
    assert_int_equal(e->sealed[1]->sealed, 4); // the newest note first
    assert_int_equal(e->sealed[2]->sealed, 3);
    assert_int_equal(e->sealed[0]->day, MONDAY);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    assert_int_equal(ticket_row(f, ticket)->contact_sealed, 0);
    assert_int_equal(ticket_row(f, ticket)->note_sealed, 0);
    assert_int_equal(ticket_row(f, other)->contact_sealed, 1);
    assert_refused(f, DEVICE_LEAD, forget_of(f, ticket), NO_CONTACT);
}

static void forget_contact__is_for_who_leads(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "contact";
    uint64_t ticket = take(f, SERVICE_A);
    f->contact_sealed = NULL;
    uint64_t without = take(f, SERVICE_A);
    assert_refused(f, DEVICE_GUIDE, forget_of(f, ticket), NOT_ALLOWED);
    assert_refused(f, DEVICE_COUNTER + 1, forget_of(f, ticket), NOT_ALLOWED);
    assert_refused(f, DEVICE_KIOSK, forget_of(f, ticket), NOT_ALLOWED);
    assert_refused(f, DEVICE_LEAD, forget_of(f, without), NO_CONTACT);
    Hallq__Request *nobody = forget_of(f, without);
    nobody->forget_contact->which->ticket = 99;
    assert_refused(f, DEVICE_LEAD, nobody, NO_TICKET);
    assert_done(f, DEVICE_ADMIN, forget_of(f, ticket));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
