// bounds_test.c - what the loop does beside commands is bounded in a round of it, and goes on in the
// next: with more halls than there is room for, in a whole broker.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/broker/hall_rig.h"
#include "tests/settings/small_hall.h"

static int setup(void **state) {
    struct hall_rig *r = calloc(1, sizeof *r);
    rig_open(r);
    *state = r;
    return 0;
}

static int teardown(void **state) {
    rig_close(*state);
    free(*state);
    return 0;
}

static void halls_make(struct hall_rig *r, uint32_t count) {
    for (uint32_t hall = 2; hall <= count; hall++)
        assert_non_null(halls_need(&r->broker->halls, hall));
}

// Commands come first: findings leave half of it to them.
static void inbox__keeps_room_for_commands(void **state) {
    struct inbox *in = calloc(1, sizeof *in);
    uv_loop_t loop;
    size_t findings = 0, commands = 0;
    (void)state;
    uv_loop_init(&loop);
    inbox_init(in, &loop);
    while (inbox_finding(in, FINDING_CLOCK))
        findings++;
    assert_int_equal(findings, INBOX_MAX / 2);
    assert_int_equal(in->list[0].finding->kind, FINDING_CLOCK);
    while (inbox_command(in))
        commands++;
    assert_int_equal(findings + commands, INBOX_MAX);
    assert_true(commands > LIMIT_TURN_COMMANDS); // what the router brings, and jobs
    assert_null(in->list[INBOX_MAX - 1].finding);
    inbox_clear(in);
    assert_int_equal(in->count, 0);
    assert_non_null(inbox_finding(in, FINDING_TIME_ZONE));
    inbox_close(in);
    uv_run(&loop, UV_RUN_DEFAULT);
    inbox_fini(in);
    assert_int_equal(uv_loop_close(&loop), 0);
    free(in);
}

static size_t halls_waiting(const struct halls *h) {
    size_t count = 0;
    for (const struct hall *hall = SLIST_FIRST(&h->all); hall; hall = SLIST_NEXT(hall, in_all))
        count += hall->signed_on_waits;
    return count;
}

static void signed_on__is_read_of_so_many_halls_in_a_round(void **state) {
    enum { HALLS = 3 * SIGNED_ON_HALLS };
    struct hall_rig *r = *state;
    struct signed_on *o = &r->broker->signed_on;
    struct halls *h = &r->broker->halls;
    halls_make(r, HALLS);
    for (struct hall *hall = SLIST_FIRST(&h->all); hall; hall = SLIST_NEXT(hall, in_all))
        signed_on_mark(o, hall);
    size_t before = halls_waiting(h);
    assert_int_equal(before, h->count);
    const struct hall *first = TAILQ_FIRST(&o->waiting);
    assert_true(signed_on_round(o));
    assert_false(first->signed_on_waits); // the one that waited longest
    size_t left = halls_waiting(h);
    assert_in_range(before - left, 1, SIGNED_ON_HALLS);
    signed_on_mark(o, TAILQ_FIRST(&o->waiting)); // it waits already
    while (signed_on_round(o)) {
        assert_in_range(left - halls_waiting(h), 1, SIGNED_ON_HALLS);
        left = halls_waiting(h);
    }
    assert_int_equal(halls_waiting(h), 0);
    assert_true(TAILQ_EMPTY(&o->waiting));
}

// What a turn left is read by the loop itself, without another turn.
static void signed_on__goes_on_in_the_rounds_that_follow(void **state) {
    enum { HALLS = 3 * SIGNED_ON_HALLS };
    struct hall_rig *r = *state;
    struct halls *h = &r->broker->halls;
    halls_make(r, HALLS);
    for (struct hall *hall = SLIST_FIRST(&h->all); hall; hall = SLIST_NEXT(hall, in_all))
        signed_on_mark(&r->broker->signed_on, hall);
    assert_int_equal(issue(&r->kiosk, 1)->body_case, HALLQ__REPLY__BODY_DONE);
    RIG_WAIT(r, !halls_waiting(h));
    assert_int_equal(halls_waiting(h), 0);
}

static int leases_look_cb(struct state *s, void *arg) {
    return leases_load(arg, s, 5, 1000);
}

static void leases__of_a_hall_that_is_no_more_end(void **state) {
    struct hall_rig *r = *state;
    struct leases l = {.list = calloc(3, sizeof *l.list), .count = 3, .room = 3};
    l.list[0] = (struct lease){.hall = 4, .counter = 1};
    l.list[1] = (struct lease){.hall = 5, .counter = 1};
    l.list[2] = (struct lease){.hall = 6, .counter = 1};
    assert_int_equal(look_at(&r->broker->look, leases_look_cb, &l), ERR_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.list[0].hall, 4);
    assert_int_equal(l.list[1].hall, 6);
    leases_fini(&l);
}

static size_t halls_dirty(const struct halls *h) {
    size_t count = 0;
    for (const struct hall *hall = SLIST_FIRST(&h->all); hall; hall = SLIST_NEXT(hall, in_all))
        count += hall->waits_dirty;
    return count;
}

static void waits__are_looked_at_of_so_many_halls_in_a_round(void **state) {
    enum { HALLS = 3 * WAITS_AT_ONCE };
    struct hall_rig *r = *state;
    struct halls *h = &r->broker->halls;
    halls_make(r, HALLS);
    for (struct hall *hall = SLIST_FIRST(&h->all); hall; hall = SLIST_NEXT(hall, in_all)) {
        hall->waits_sent_ms = INT64_MIN / 2;
        halls_mark_waits(h, hall);
    }
    size_t before = halls_dirty(h);
    for (int rounds = 0; before; rounds++) {
        waits_publish(&r->broker->waits);
        assert_in_range(before - halls_dirty(h), 1, WAITS_AT_ONCE);
        before = halls_dirty(h);
    }
}

static void hall_asks_for_contacts(struct hall_rig *r) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__ApplySettings apply = HALLQ__APPLY_SETTINGS__INIT;
    apply.settings = small_hall(&r->arena);
    apply.settings->one_ticket_per_contact = true;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_APPLY_SETTINGS;
    request.apply_settings = &apply;
    terminal_send(&r->admin, &request);
    assert_int_equal(reason_of(terminal_recv(&r->admin, RIG_WAIT_MS)), 0);
}

static Hallq__Reply *issue_contact(struct hall_rig *r, const char *contact) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    body.service = 1;
    body.contact = (char *)(uintptr_t)contact;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    request.issue = &body;
    terminal_send(&r->kiosk, &request);
    return terminal_recv(&r->kiosk, RIG_WAIT_MS);
}

static int find_look_cb(struct state *s, void *arg) {
    struct broker *b = arg;
    uint64_t ticket;
    return contacts_find(&b->turn.parts.contacts, b->seals, s, 1, "13800001234", &ticket);
}

// All commands of a turn share what is found anew after a start.
static void contacts__are_found_anew_in_portions_of_a_turn(void **state) {
    struct hall_rig *r = *state;
    struct contacts *c = &r->broker->turn.parts.contacts;
    hall_asks_for_contacts(r);
    assert_int_equal(reason_of(issue_contact(r, "13800001234")), 0);
    contacts_forget(c);
    c->looked = CONTACTS_PORTION; // by the commands before this one
    assert_int_equal(look_at(&r->broker->look, find_look_cb, r->broker), ERR_BUSY);
    contacts_begin(c);
    assert_int_equal(look_at(&r->broker->look, find_look_cb, r->broker), ERR_OK);
    assert_int_equal(c->looked, 1);
    contacts_forget(c);
    c->looked = CONTACTS_PORTION;
    assert_int_equal(reason_of(issue_contact(r, "13800001234")),
                     HALLQ__REFUSAL__REASON__CONTACT_HAS_TICKET); // a turn of its own
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
