// Counters: what state each command leaves and since when, then what a lost counter comes to.
// Which events are said is held to docs/STATES.md by states.c.
#include "tests/rules/hall.h"

#include "base/refusal.h"

#define OPEN HALLQ__REQUEST__BODY_COUNTER_OPEN
#define CLOSE HALLQ__REQUEST__BODY_COUNTER_CLOSE
#define PAUSE HALLQ__REQUEST__BODY_COUNTER_PAUSE
#define RESUME HALLQ__REQUEST__BODY_COUNTER_RESUME

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

// Brings counter 1, open and free, into a state.
static void counter_into(struct fixture *f, Hallq__Counter__State state) {
    switch (state) {
    case HALLQ__COUNTER__STATE__CLOSED:
        assert_reason(counter_do(f, DEVICE_COUNTER + 1, CLOSE, 0), NONE);
        break;
    case HALLQ__COUNTER__STATE__CALLING:
    case HALLQ__COUNTER__STATE__SERVING:
        take(f, SERVICE_A);
        next(f, 1);
        if (state == HALLQ__COUNTER__STATE__SERVING)
            start(f, 1);
        break;
    case HALLQ__COUNTER__STATE__PAUSED:
        assert_reason(counter_do(f, DEVICE_COUNTER + 1, PAUSE, 0), NONE);
        break;
    default:
        break;
    }
    assert_int_equal(counter_row(f, 1)->state, state);
}

struct cell {
    Hallq__Counter__State state;
    Hallq__Request__BodyCase command;
    const char *reason;
    Hallq__Counter__State after;
};

#define CELL(state, command, reason, after)                                                        \
    { HALLQ__COUNTER__STATE__##state, command, #reason, HALLQ__COUNTER__STATE__##after }

static const struct cell cells[] = {
    CELL(CLOSED, OPEN, NONE, FREE),
    CELL(CLOSED, CLOSE, ALREADY, CLOSED),
    CELL(CLOSED, PAUSE, COUNTER_CLOSED, CLOSED),
    CELL(CLOSED, RESUME, COUNTER_CLOSED, CLOSED),
    CELL(FREE, OPEN, ALREADY, FREE),
    CELL(FREE, CLOSE, NONE, CLOSED),
    CELL(FREE, PAUSE, NONE, PAUSED),
    CELL(FREE, RESUME, ALREADY, FREE),
    CELL(CALLING, OPEN, ALREADY, CALLING),
    CELL(CALLING, CLOSE, COUNTER_BUSY, CALLING),
    CELL(CALLING, PAUSE, COUNTER_BUSY, CALLING),
    CELL(CALLING, RESUME, ALREADY, CALLING),
    CELL(SERVING, OPEN, ALREADY, SERVING),
    CELL(SERVING, CLOSE, COUNTER_BUSY, SERVING),
    CELL(SERVING, PAUSE, COUNTER_BUSY, SERVING),
    CELL(SERVING, RESUME, ALREADY, SERVING),
    CELL(PAUSED, OPEN, COUNTER_PAUSED, PAUSED),
    CELL(PAUSED, CLOSE, NONE, CLOSED),
    CELL(PAUSED, PAUSE, ALREADY, PAUSED),
    CELL(PAUSED, RESUME, NONE, FREE),
};

// Sign-off and freeing in every state; after a sign-off nobody is signed on.
static const struct cell others[] = {
    CELL(CLOSED, HALLQ__REQUEST__BODY_SIGN_OFF, NONE, CLOSED),
    CELL(FREE, HALLQ__REQUEST__BODY_SIGN_OFF, NONE, CLOSED),
    CELL(CALLING, HALLQ__REQUEST__BODY_SIGN_OFF, COUNTER_BUSY, CALLING),
    CELL(SERVING, HALLQ__REQUEST__BODY_SIGN_OFF, COUNTER_BUSY, SERVING),
    CELL(PAUSED, HALLQ__REQUEST__BODY_SIGN_OFF, NONE, CLOSED),
    CELL(CLOSED, HALLQ__REQUEST__BODY_COUNTER_FREE, COUNTER_NOT_STUCK, CLOSED),
    CELL(FREE, HALLQ__REQUEST__BODY_COUNTER_FREE, COUNTER_NOT_STUCK, FREE),
    CELL(CALLING, HALLQ__REQUEST__BODY_COUNTER_FREE, NONE, FREE),
    CELL(SERVING, HALLQ__REQUEST__BODY_COUNTER_FREE, NONE, FREE),
    CELL(PAUSED, HALLQ__REQUEST__BODY_COUNTER_FREE, COUNTER_NOT_STUCK, PAUSED),
    CELL(CLOSED, HALLQ__REQUEST__BODY_COUNTER_SERVICES, NONE, CLOSED),
    CELL(FREE, HALLQ__REQUEST__BODY_COUNTER_SERVICES, NONE, FREE),
    CELL(CALLING, HALLQ__REQUEST__BODY_COUNTER_SERVICES, NONE, CALLING),
    CELL(SERVING, HALLQ__REQUEST__BODY_COUNTER_SERVICES, NONE, SERVING),
    CELL(PAUSED, HALLQ__REQUEST__BODY_COUNTER_SERVICES, NONE, PAUSED),
};

static Hallq__Refusal__Reason other_do(struct fixture *f, Hallq__Request__BodyCase command) {
    Hallq__Request *r = request_new(f, command);
    if (command == HALLQ__REQUEST__BODY_SIGN_OFF)
        return ask(f, DEVICE_COUNTER + 1, r);
    if (command == HALLQ__REQUEST__BODY_COUNTER_FREE)
        return counter_free(f, 1, HALLQ__TICKET__STATE__FINISHED);
    r->counter_services->counter = 1;
    return ask(f, DEVICE_LEAD, r);
}

static void cell_check(const struct cell *cell, bool by_lead, bool other) {
    void *state;
    fixture_setup(&state);
    struct fixture *f = state;
    counter_into(f, cell->state);
    f->now_ms += 5000;
    int64_t since_ms = counter_row(f, 1)->since_ms;
    Hallq__Refusal__Reason reason =
        other ? other_do(f, cell->command)
              : counter_do(f, by_lead ? DEVICE_LEAD : DEVICE_COUNTER + 1, cell->command, 1);
    assert_string_equal(refusal_name(reason), cell->reason);
    assert_int_equal(counter_row(f, 1)->state, cell->after);
    assert_int_equal(counter_row(f, 1)->since_ms,
                     cell->after == cell->state ? since_ms : f->now_ms);
    fixture_destroy(f);
}

// TEST_BARE
static void every_state_and_command__is_as_written_down(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        cell_check(&cells[i], false, false);
        cell_check(&cells[i], true, false);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cell_check(&others[i], false, true);
}

static void open__needs_somebody_signed_on(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_reason(counter_do(f, DEVICE_LEAD, OPEN, 1), NOT_SIGNED_ON);
    assert_reason(counter_do(f, DEVICE_COUNTER + 1, OPEN, 1), NOT_SIGNED_ON);
}

static void a_terminal__acts_on_its_own_counter_only(void **state) {
    struct fixture *f = *state;
    assert_reason(counter_do(f, DEVICE_COUNTER + 1, CLOSE, 2), NOT_ALLOWED);
    assert_reason(counter_do(f, DEVICE_LEAD, CLOSE, 0), NO_COUNTER);
    assert_reason(counter_do(f, DEVICE_LEAD, CLOSE, 9), NO_COUNTER);
    assert_reason(counter_do(f, DEVICE_LEAD, CLOSE, 2), NONE);
}

static void pause__needs_a_reason_of_the_settings(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, PAUSE);
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
    r->counter_pause->reason = text_of(f, "lunch");
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
    r->counter_pause->reason = text_of(f, "meal");
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_string_equal(counter_row(f, 1)->pause_reason, "meal");
    assert_reason(counter_do(f, DEVICE_COUNTER + 1, RESUME, 0), NONE);
    assert_string_equal(counter_row(f, 1)->pause_reason, "");
}

static void services__are_the_leads_until_taken_back(void **state) {
    struct fixture *f = *state;
    uint32_t ids[] = {SERVICE_D, SERVICE_D, 99};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_COUNTER_SERVICES);
    r->counter_services->counter = 1;
    r->counter_services->services = ids;
    r->counter_services->n_services = 2;
    assert_refused(f, DEVICE_LEAD, r, BAD_MESSAGE);
    ids[1] = 99;
    assert_refused(f, DEVICE_LEAD, r, NO_SERVICE);
    r->counter_services->n_services = 1;
    assert_refused(f, DEVICE_COUNTER + 1, r, NOT_ALLOWED);
    assert_done(f, DEVICE_LEAD, r);
    uint64_t ticket = take(f, SERVICE_D);
    take(f, SERVICE_A);
    assert_int_equal(next(f, 1), ticket);
    r->counter_services->n_services = 0;
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(counter_row(f, 1)->n_services, 0);
}

// ---------------------------------------------------------------- freeing

static void freed__waits_again_at_its_old_rank(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A);
    f->now_ms += 1000;
    take(f, SERVICE_A);
    int64_t rank_ms = ticket_row(f, first)->rank_ms;
    next(f, 1);
    start(f, 1);
    pass_s(f, 200); // longer than the least gap
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__WAITING), NONE);
    assert_int_equal(EVENT_OF(f, COUNTER_FREED, CounterFreed)->served_s, 200);
    assert_int_equal(ticket_row(f, first)->rank_ms, rank_ms);
    assert_true(ticket_row(f, first)->in_line);
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 1);
    assert_int_equal(next(f, 1), first);
    start(f, 1);
    pass_s(f, 10);
    finish(f, 1); // what it was served before is not lost
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->served_s, 210);
}

static void freed__is_not_offered_again_before_the_gap_is_over(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, 10);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__WAITING), NONE);
    assert_false(ticket_row(f, ticket)->in_line);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT),
                   NOTHING_WAITING);
    pass_s(f, 110);
    assert_int_equal(next(f, 1), ticket);
}

static void freed__as_no_show_can_come_back(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__NO_SHOW), NONE);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__NO_SHOW);
    assert_int_equal(hall_row(f)->open_tickets, 0);
    reinstate(f, ticket);
}

static void freed__as_no_show_was_not_served(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1); // pressed by mistake
    pass_s(f, 30);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__NO_SHOW), NONE);
    assert_int_equal(ticket_row(f, ticket)->steps[0]->finished_at_ms, 0);
    assert_int_equal(ticket_row(f, ticket)->steps[0]->served_s, 0);
}

static void freed__as_finished_ends_the_visit(void **state) {
    struct fixture *f = *state;
    uint32_t plan[] = {SERVICE_C};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    r->issue->n_next_services = 1;
    r->issue->next_services = plan;
    assert_done(f, DEVICE_KIOSK, r);
    uint64_t ticket = f->decision.done->ticket->ticket;
    next(f, 1);
    start(f, 1);
    pass_s(f, 30);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__FINISHED), NONE);
    Hallq__TicketRow *row = ticket_row(f, ticket);
    assert_int_equal(row->state, HALLQ__TICKET__STATE__FINISHED);
    assert_int_equal(row->steps[0]->served_s, 30);
    assert_int_equal(row->steps[0]->finished_at_ms, f->now_ms);
    assert_int_equal(row->n_next_services, 0); // what was planned is over too
}

static void freed__only_into_one_of_three_states(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__CANCELLED), BAD_MESSAGE);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__NO_STATE), BAD_MESSAGE);
}

// ---------------------------------------------------------------- lost and found

static void lost__is_said_once_and_found_once(void **state) {
    struct fixture *f = *state;
    assert_false(heard(f, 1, true));
    assert_true(heard(f, 1, false));
    assert_true(counter_row(f, 1)->lost);
    assert_false(heard(f, 1, false));
    assert_true(heard(f, 1, true));
    assert_false(counter_row(f, 1)->lost);
}

static void lost__does_not_concern_a_closed_counter(void **state) {
    struct fixture *f = *state;
    assert_reason(counter_do(f, DEVICE_COUNTER + 1, CLOSE, 0), NONE);
    assert_false(heard(f, 1, false));
}

static void lost_and_freed__is_closed_and_its_clerk_signed_off(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    heard(f, 1, false);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__WAITING), NONE);
    Hallq__CounterRow *row = counter_row(f, 1);
    assert_int_equal(row->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(row->clerk, 0);
    assert_true(row->lost);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__WAITING);
    EVENT_OF(f, COUNTER_CLOSED, CounterClosed);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->staff, STAFF_CLERK + 1);
    assert_true(heard(f, 1, true));
}

static void lost_and_freed__does_not_wait_for_the_lost_counter(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, ticket);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__COUNTER, 1);
    assert_done(f, DEVICE_GUIDE, r);
    next(f, 1);
    heard(f, 1, false);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__WAITING), NONE);
    const Hallq__CounterFreed *freed = EVENT_OF(f, COUNTER_FREED, CounterFreed);
    assert_int_equal(freed->to->kind, HALLQ__LINE__KIND__SERVICE);
    assert_int_equal(freed->to->id, SERVICE_A);
    assert_int_equal(next(f, 2), ticket); // another line than it was called from: no gap
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
