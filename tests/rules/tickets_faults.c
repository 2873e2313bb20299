// tickets_faults.c - a store that fails. Through a visit that meets every rule of a ticket, each
// operation on the tables fails once, while deciding and while applying: the error must come out as
// it is, and nothing else may happen. Afterwards the same command goes through.
#include <stdlib.h>

#include "base/refusal.h"
#include "base/wire/wire.h"
#include "tests/rules/fixture.h"

static size_t failures; // tried so far

static void decide_failing(struct fixture *f, uint32_t device, const Hallq__Request *r) {
    struct asker asker = asker_of(f, device);
    struct memtable *before = memtable_copy(f->mem);
    for (size_t n = 1;; n++, failures++) {
        struct decision decision;
        memtable_fail_at(f->mem, n, ERR_IO);
        int err = decide(&f->state, f->now_ms, &asker, r, &decision);
        if (memtable_fail_at(f->mem, 0, ERR_OK)) {
            assert_string_equal(err_text(err), err_text(ERR_OK));
            break;
        }
        assert_string_equal(err_text(err), err_text(ERR_IO));
        assert_null(memtable_difference(before, f->mem));
    }
    memtable_destroy(before);
}

static void apply_failing(struct fixture *f, const Hallq__JournalRecord *record) {
    for (size_t n = 1;; n++, failures++) {
        struct memtable *copy = memtable_copy(f->mem);
        struct state state = {memtable_tables(copy), &f->arena, f->state.settings};
        Hallq__JournalRecord *again = wire_copy(record, &f->arena);
        memtable_fail_at(copy, n, ERR_DISK_FULL);
        int err = record_apply(&state, again);
        bool done = memtable_fail_at(copy, 0, ERR_OK);
        memtable_destroy(copy);
        assert_string_equal(err_text(err), err_text(done ? ERR_OK : ERR_DISK_FULL));
        if (done)
            break;
    }
}

static void through(struct fixture *f, uint32_t device, Hallq__Request *r) {
    struct asker asker = asker_of(f, device);
    struct decision decision;
    r->number = ++f->number;
    decide_failing(f, device, r);
    assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &decision), ERR_OK);
    assert_string_equal(refusal_name(decision.refusal.reason), "NONE");
    apply_failing(f, decision.record);
    assert_string_equal(refusal_name(ask_again(f, device, r)), "NONE");
}

// What falls due next, each operation of it failing once.
static void due_through(struct fixture *f) {
    struct due_key due;
    struct decision decision;
    assert_int_equal(due_next(&f->state, INT64_MAX, &due), ERR_OK);
    pass_s(f, (due.at_ms - f->now_ms) / 1000 - 1);
    f->now_ms = due.at_ms;
    for (size_t n = 1;; n++, failures++) {
        memtable_fail_at(f->mem, n, ERR_IO);
        int err = decide_due(&f->state, f->now_ms, &due, &decision);
        bool done = memtable_fail_at(f->mem, 0, ERR_OK);
        assert_string_equal(err_text(err), err_text(done ? ERR_OK : ERR_IO));
        if (done)
            break;
    }
    apply_failing(f, decision.record);
    pass_s(f, 0);
}

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE
#define AT(n) (DEVICE_COUNTER + (n))

static void plain(struct fixture *f, uint32_t device, Hallq__Request__BodyCase body_case) {
    through(f, device, request_new(f, body_case));
}

static uint64_t issue(struct fixture *f, uint32_t service, bool away) {
    Hallq__Request *r = request_new(f, BODY(ISSUE));
    r->issue->service = service;
    r->issue->away = away;
    through(f, DEVICE_GUIDE, r);
    return f->decision.done->ticket->ticket;
}

static void about(struct fixture *f, uint32_t device, Hallq__Request__BodyCase body_case,
                  uint64_t ticket) {
    Hallq__Request *r = request_new(f, body_case);
    r->check_in->which = which_of(f, ticket); // the first field of all these
    if (body_case == BODY(RATE))
        r->rate->score = 5;
    if (body_case == BODY(CALL_NAMED))
        r->call_named->reason = text_of(f, "unwell");
    if (body_case == BODY(REVEAL_CONTACT))
        r->reveal_contact->reason = text_of(f, "left a phone");
    if (body_case == BODY(REVEAL_CONTACT))
        r->reveal_contact->pin = text_of(f, "748159");
    if (body_case == BODY(FURTHER))
        r->further->service = SERVICE_A;
    through(f, device, r);
}

static void transfer(struct fixture *f, uint32_t device, uint64_t ticket, bool come_back) {
    Hallq__Request *r = request_new(f, BODY(TRANSFER));
    r->transfer->which = ticket ? which_of(f, ticket) : NULL;
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
    r->transfer->come_back = come_back;
    through(f, device, r);
}

static void serve_failing(struct fixture *f, uint32_t counter) {
    plain(f, AT(counter), BODY(CALL_NEXT));
    plain(f, AT(counter), BODY(START));
    plain(f, AT(counter), BODY(FINISH));
}

static void first_visit(struct fixture *f) {
    uint64_t away = issue(f, SERVICE_B, true);
    about(f, DEVICE_KIOSK, BODY(CHECK_IN), away);
    plain(f, AT(2), BODY(CALL_NEXT));
    pass_s(f, 20);
    plain(f, AT(2), BODY(RECALL));
    plain(f, AT(2), BODY(START));
    plain(f, AT(2), BODY(HOLD));
    about(f, DEVICE_GUIDE, BODY(RESUME), away);
    due_through(f); // the gap
    plain(f, AT(2), BODY(CALL_NEXT));
    transfer(f, AT(2), 0, true);
    serve_failing(f, 3);
    serve_failing(f, 2);
    about(f, AT(2), BODY(FURTHER), away);
    serve_failing(f, 1);
    about(f, DEVICE_GATEWAY, BODY(RATE), away);
    about(f, DEVICE_LEAD, BODY(REVEAL_CONTACT), away);
}

static void second_visit(struct fixture *f) {
    uint64_t ticket = issue(f, SERVICE_A, false);
    miss(f, 1);
    about(f, DEVICE_GUIDE, BODY(REINSTATE), ticket);
    about(f, AT(1), BODY(CALL_NAMED), ticket);
    plain(f, AT(1), BODY(START));
    plain(f, AT(1), BODY(HOLD));
    due_through(f); // the hold
    transfer(f, DEVICE_LEAD, ticket, false);
    plain(f, AT(3), BODY(CALL_NEXT));
    pass_s(f, 20);
    recall(f, 3);
    pass_s(f, 20);
    recall(f, 3);
    due_through(f); // the no-show
    about(f, DEVICE_GUIDE, BODY(REINSTATE), ticket);
    about(f, DEVICE_GATEWAY, BODY(CANCEL), ticket);
}

static void visit__goes_through_a_store_that_fails(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->staff[0]->may_call_named = true;
    f->contact_sealed = "sealed";
    fixture_open(f);
    first_visit(f);
    second_visit(f);
    assert_in_range(failures, 500, 100000);
}

#define TEST(name) cmocka_unit_test_teardown(name, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
