// tickets_call.c - what a call may come to: the call, the call of a named ticket, calls again, a
// no-show, the start.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

static void call_next__refuses_when_nobody_waits(void **state) {
    struct fixture *f = *state;
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), NOTHING_WAITING);
    take(f, SERVICE_C); // counter 1 does not give C
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), NOTHING_WAITING);
}

static void call_next__needs_an_open_free_counter(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    Hallq__CounterRow *row = counter_row(f, 1);
    row->state = HALLQ__COUNTER__STATE__PAUSED;
    counter_change(f, 1, row);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), COUNTER_PAUSED);
    row->state = HALLQ__COUNTER__STATE__CLOSED;
    counter_change(f, 1, row);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), COUNTER_CLOSED);
    row->state = HALLQ__COUNTER__STATE__FREE;
    counter_change(f, 1, row);
    next(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), COUNTER_BUSY);
    start(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), COUNTER_BUSY);
}

static void call_next__calls_once_whoever_asks(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A);
    uint64_t second = take(f, SERVICE_A);
    assert_int_equal(next(f, 1), first);
    assert_int_equal(next(f, 2), second);
}

static void call_next__gives_a_retry_the_same_ticket(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A);
    take(f, SERVICE_A);
    Hallq__Request *r = request_new(f, CALL_NEXT);
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_int_equal(ask_again(f, DEVICE_COUNTER + 1, r), HALLQ__REFUSAL__REASON__NONE);
    assert_true(f->decision.retry);
    assert_int_equal(f->decision.done->ticket->ticket, first);
    assert_int_equal(f->decision.done->why->rule, HALLQ__WHY__RULE__OLDEST);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->waiting, 1);
}

static void call_next__tells_everything_a_call_needs(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    pass_s(f, 90);
    next(f, 1);
    const Hallq__TicketCalled *e = called(f);
    assert_int_equal(e->ticket, ticket);
    assert_int_equal(e->service, SERVICE_A);
    assert_int_equal(e->counter, 1);
    assert_int_equal(e->clerk, STAFF_CLERK + 1);
    assert_int_equal(e->call_count, 1);
    assert_int_equal(e->left->kind, SERVICE_LINE);
    assert_int_equal(e->left->id, SERVICE_A);
    assert_int_equal(e->no_show_at_ms, 0);
    assert_int_equal(why(f)->waited_s, 90);
    assert_int_equal(why(f)->second, 0);
    Hallq__TicketRow *t = ticket_row(f, ticket);
    assert_int_equal(t->state, HALLQ__TICKET__STATE__CALLED);
    assert_int_equal(t->steps[0]->called_at_ms, f->now_ms);
    assert_int_equal(t->steps[0]->clerk, STAFF_CLERK + 1);
    assert_string_equal(counter_row(f, 1)->number, "A001");
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CALLING);
    assert_int_equal(f->decision.done->ticket->state, HALLQ__TICKET__STATE__CALLED);
}

// Ratio.

static void call_next__skips_a_ticket_on_hold(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t second = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    hold(f, 1);
    assert_int_equal(next(f, 1), second);
}

static void call_next__skips_a_ticket_inside_its_gap(void **state) {
    struct fixture *f = *state;
    uint64_t missed = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, missed);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, CALL_NEXT), NOTHING_WAITING);
    pass_s(f, 120);
    assert_int_equal(next(f, 1), missed);
}

static void call_next__serves_a_suspended_or_closed_line_to_its_end(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__LineRow *row = line_row(f, SERVICE_LINE, SERVICE_A);
    row->open = false;
    row->suspended = true;
    line_change(f, SERVICE_LINE, SERVICE_A, row);
    assert_int_equal(next(f, 1), ticket);
}

static void call_next__keeps_the_newest_calls(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 18; i++) {
        take(f, SERVICE_A);
        next(f, 1);
        let_go(f, 1);
    }
    assert_int_equal(memtable_count(f->mem, TABLE_CALL), LIMIT_CALLS_SHOWN);
    Hallq__CallRow *row;
    assert_int_equal(call_row_get(&f->state, key_call(HALL, 17 % 16), &row), ERR_OK);
    assert_string_equal(row->number, "A018");
    assert_int_equal(hall_row(f)->calls, 18);
}

static void call_next__costs_the_same_however_many_wait(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 4; i++)
        take(f, SERVICE_A);
    memtable_reads(f->mem);
    next(f, 1);
    size_t few = memtable_reads(f->mem);
    for (int i = 0; i < 500; i++)
        take(f, SERVICE_A);
    memtable_reads(f->mem);
    next(f, 2);
    assert_in_range(memtable_reads(f->mem), 1, few + 2); // counter 2 has a line more
}

// Named.

static Hallq__Request *named(struct fixture *f, uint64_t ticket, const char *reason) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CALL_NAMED);
    r->call_named->which = which_of(f, ticket);
    r->call_named->reason = text_of(f, reason);
    return r;
}

static struct fixture *named_new(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->staff[0]->may_call_named = true; // the clerk of counter 1
    fixture_open(f);
    return f;
}

// TEST_OWN
static void call_named__puts_right_reason_and_overtaken_on_record(void **state) {
    struct fixture *f = named_new(state);
    uint64_t first = take(f, SERVICE_A);
    take(f, SERVICE_A);
    uint64_t third = take(f, SERVICE_A);
    assert_done(f, DEVICE_COUNTER + 1, named(f, third, "unwell"));
    assert_int_equal(called(f)->ticket, third);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__NAMED);
    assert_string_equal(why(f)->reason, "unwell");
    assert_int_equal(why(f)->second, first);
    assert_int_equal(called(f)->by->staff, STAFF_CLERK + 1);
    let_go(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, named(f, first, "unwell"));
    assert_string_equal(why(f)->second_number, "A002");
}

// TEST_OWN
static void call_named__needs_the_right_and_a_reason(void **state) {
    struct fixture *f = named_new(state);
    uint64_t ticket = take(f, SERVICE_A);
    assert_refused(f, DEVICE_COUNTER + 2, named(f, ticket, "unwell"), PERSON_MAY_NOT);
    assert_refused(f, DEVICE_COUNTER + 1, named(f, ticket, ""), NO_REASON);
    assert_refused(f, DEVICE_COUNTER + 1, named(f, ticket, "friend"), NO_REASON);
    assert_refused(f, DEVICE_GUIDE, named(f, ticket, "unwell"), NOT_ALLOWED);
}

static void call_named__is_a_leads_right_at_any_counter(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__SignOnRow on = HALLQ__SIGN_ON_ROW__INIT;
    on.staff = STAFF_LEAD;
    on.role = HALLQ__STAFF__ROLE__LEAD;
    on.counter = 1;
    assert_int_equal(sign_on_row_put(&f->state, key_sign_on(HALL, DEVICE_COUNTER + 1), &on),
                     ERR_OK);
    fixture_touched(f);
    assert_done(f, DEVICE_COUNTER + 1, named(f, ticket, "wrong-line"));
    assert_int_equal(called(f)->clerk, STAFF_LEAD);
}

// TEST_OWN
static void call_named__calls_what_waits_and_the_counter_gives(void **state) {
    struct fixture *f = named_new(state);
    uint64_t elsewhere = take(f, SERVICE_A);
    next(f, 2);
    uint64_t other = take(f, SERVICE_C);
    uint64_t away = take_away(f, SERVICE_A);
    assert_refused(f, DEVICE_COUNTER + 1, named(f, other, "unwell"), SERVICE_NOT_GIVEN);
    assert_refused(f, DEVICE_COUNTER + 1, named(f, away, "unwell"), WRONG_STATE);
    assert_refused(f, DEVICE_COUNTER + 1, named(f, elsewhere, "unwell"), NOT_YOUR_TICKET);
    send_to_line(f, other, COUNTER_LINE, 1);
    assert_done(f, DEVICE_COUNTER + 1, named(f, other, "unwell"));
    assert_int_equal(called(f)->left->kind, COUNTER_LINE);
}

// TEST_OWN
static void call_named__may_call_inside_the_gap(void **state) {
    struct fixture *f = named_new(state);
    uint64_t ticket = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, ticket);
    assert_done(f, DEVICE_COUNTER + 1, named(f, ticket, "unwell"));
    assert_null(called(f)->left);
    assert_int_equal(called(f)->call_count, 1);
    pass_s(f, 600);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__CALLED);
}

// Again, and not at all.

static void recall__waits_the_set_seconds(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    int64_t first_ms = f->now_ms;
    pass_s(f, 19);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_RECALL), TOO_SOON);
    assert_int_equal(f->decision.refusal.at_ms, first_ms + 20000);
    pass_s(f, 1);
    recall(f, 1);
    assert_int_equal(called(f)->call_count, 2);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__RECALL);
    assert_null(called(f)->left);
}

static void recall__leaves_the_first_call_and_the_counters_time(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    int64_t first_ms = f->now_ms;
    pass_s(f, 20);
    recall(f, 1);
    assert_int_equal(ticket_row(f, ticket)->steps[0]->called_at_ms, first_ms);
    assert_int_equal(ticket_row(f, ticket)->called_at_ms, f->now_ms);
    assert_int_equal(counter_row(f, 1)->since_ms, first_ms);
}

static void recall__ends_with_the_set_calls(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, 20);
    recall(f, 1);
    assert_int_equal(called(f)->no_show_at_ms, 0);
    pass_s(f, 20);
    recall(f, 1);
    assert_int_equal(called(f)->no_show_at_ms, f->now_ms + 20000);
    pass_s(f, 19);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_RECALL), WRONG_STATE);
}

static void no_show__comes_by_itself_after_the_last_call(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, 3600); // calls are left: it is never a no-show by itself
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__CALLED);
    recall(f, 1);
    pass_s(f, 20);
    recall(f, 1);
    pass_s(f, 20);
    const Hallq__TicketNoShow *e = EVENT_OF(f, TICKET_NO_SHOW, TicketNoShow);
    assert_null(e->by);
    assert_int_equal(e->counter, 1);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__NO_SHOW);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__FREE);
    assert_int_equal(hall_row(f)->open_tickets, 0);
}

// TEST_OWN
static void no_show__comes_after_the_first_call_where_it_is_the_only_one(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->calls_before_no_show = 1;
    fixture_open(f);
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    assert_int_equal(called(f)->no_show_at_ms, f->now_ms + 20000);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_RECALL), WRONG_STATE);
    pass_s(f, 20);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__NO_SHOW);
}

static void no_show__by_the_clerk_needs_all_calls(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_NO_SHOW);
    assert_refused(f, DEVICE_COUNTER + 1, r, CALLS_LEFT);
    assert_string_equal(f->decision.refusal.detail, "1/3");
    pass_s(f, 20);
    recall(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, r, CALLS_LEFT);
    pass_s(f, 20);
    recall(f, 1);
    no_show(f, 1); // at once: the clerk sees the hall
    assert_int_equal(EVENT_OF(f, TICKET_NO_SHOW, TicketNoShow)->by->staff, STAFF_CLERK + 1);
    assert_int_equal(ticket_row(f, ticket)->due_at_ms, 0);
}

static void start__stops_the_no_show(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, 20);
    recall(f, 1);
    pass_s(f, 20);
    recall(f, 1);
    pass_s(f, 19);
    start(f, 1);
    pass_s(f, 600);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__SERVING);
    assert_int_equal(ticket_row(f, ticket)->steps[0]->started_at_ms, f->now_ms - 600000);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__SERVING);
}

static void own_commands__say_what_the_counter_lacks(void **state) {
    struct fixture *f = *state;
    const Hallq__Request__BodyCase cases[] = {
        HALLQ__REQUEST__BODY_RECALL, HALLQ__REQUEST__BODY_START,  HALLQ__REQUEST__BODY_NO_SHOW,
        HALLQ__REQUEST__BODY_HOLD,   HALLQ__REQUEST__BODY_FINISH,
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Hallq__CounterRow *row = counter_row(f, 1);
        row->state = HALLQ__COUNTER__STATE__FREE;
        counter_change(f, 1, row);
        assert_refused(f, DEVICE_COUNTER + 1, request_new(f, cases[i]), COUNTER_FREE);
        row->state = HALLQ__COUNTER__STATE__PAUSED;
        counter_change(f, 1, row);
        assert_refused(f, DEVICE_COUNTER + 1, request_new(f, cases[i]), COUNTER_PAUSED);
        row->state = HALLQ__COUNTER__STATE__CLOSED;
        counter_change(f, 1, row);
        assert_refused(f, DEVICE_COUNTER + 1, request_new(f, cases[i]), COUNTER_CLOSED);
    }
}

// ---------------------------------------------------------------- the one at the counter, then the next

static Hallq__Request *next_after(struct fixture *f, bool no_show) {
    Hallq__Request *r = request_new(f, CALL_NEXT);
    Hallq__Finish *finish = arena_need(&f->arena, sizeof *finish);
    Hallq__NoShow *missed = arena_need(&f->arena, sizeof *missed);
    hallq__finish__init(finish);
    hallq__no_show__init(missed);
    r->call_next->finish = no_show ? NULL : finish;
    r->call_next->no_show = no_show ? missed : NULL;
    return r;
}

static void call_next__ends_the_one_before_in_the_same_record(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A), second = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, next_after(f, false));
    assert_int_equal(f->record->n_events, 2);
    assert_int_equal(f->record->events[0]->ticket_finished->ticket, first);
    assert_int_equal(called(f)->ticket, second);
    assert_int_equal(ticket_row(f, first)->state, HALLQ__TICKET__STATE__FINISHED);
    assert_int_equal(counter_row(f, 1)->ticket, second);
    const Hallq__Done *done = f->decision.done;
    assert_int_equal(done->ended->ticket, first);
    assert_int_equal(done->ticket->ticket, second);
    assert_int_equal(done->not_called, HALLQ__REFUSAL__REASON__NONE);
}

static void call_next__takes_a_no_show_along_after_the_last_call(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A), second = take(f, SERVICE_A);
    next(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, next_after(f, true), CALLS_LEFT);
    assert_int_equal(ticket_row(f, first)->state, HALLQ__TICKET__STATE__CALLED);
    for (uint32_t i = 1; i < f->settings->calls_before_no_show; i++) {
        pass_s(f, f->settings->seconds_between_calls);
        recall(f, 1);
    }
    assert_done(f, DEVICE_COUNTER + 1, next_after(f, true));
    assert_int_equal(ticket_row(f, first)->state, HALLQ__TICKET__STATE__NO_SHOW);
    assert_int_equal(called(f)->ticket, second);
}

static void call_next__finishes_although_nobody_waits_and_says_so(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, next_after(f, false));
    assert_int_equal(f->record->n_events, 1);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__FREE);
    assert_int_equal(f->decision.done->not_called, HALLQ__REFUSAL__REASON__NOTHING_WAITING);
    assert_int_equal(f->decision.done->ended->ticket, ticket);
    assert_null(f->decision.done->ticket);
}

static void call_next__does_nothing_where_the_end_is_refused(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    assert_refused(f, DEVICE_COUNTER + 1, next_after(f, false), COUNTER_FREE);
    next(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, next_after(f, false), WRONG_STATE);
    start(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, next_after(f, true), WRONG_STATE);
    Hallq__Request *r = next_after(f, false);
    r->call_next->no_show = next_after(f, true)->call_next->no_show;
    assert_refused(f, DEVICE_COUNTER + 1, r, BAD_MESSAGE);
    r = next_after(f, false);
    r->call_next->finish->outcome = text_of(f, "no such");
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
}

// The next step sees what the one before it changed: the visit that goes on is first in the line it goes to.
static void call_next__may_call_the_visit_that_goes_on(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    uint32_t services[] = {SERVICE_B};
    r->issue->service = SERVICE_A;
    r->issue->n_next_services = 1;
    r->issue->next_services = services;
    assert_done(f, DEVICE_KIOSK, r);
    uint64_t ticket = f->decision.done->ticket->ticket;
    pass_s(f, 60);
    take(f, SERVICE_B);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, next_after(f, false));
    assert_int_equal(called(f)->ticket, ticket);
    assert_int_equal(called(f)->service, SERVICE_B);
}

static void call_next__again_gets_the_answer_it_got(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A), take(f, SERVICE_A), take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    Hallq__Request *r = next_after(f, false);
    assert_done(f, DEVICE_COUNTER + 1, r);
    uint64_t second = f->decision.done->ticket->ticket;
    assert_int_equal(ask_again(f, DEVICE_COUNTER + 1, r), HALLQ__REFUSAL__REASON__NONE);
    assert_true(f->decision.retry);
    assert_int_equal(f->decision.done->ticket->ticket, second);
    assert_int_equal(counter_row(f, 1)->ticket, second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
