// tickets_place.c - checking in, giving up, coming back after a no-show, and the minimum gap.
#include "base/refusal.h"
#include "base/wire/wire.h"
#include "tests/rules/tickets.h"

typedef Hallq__HallSettings__Reinstate__Kind reinstate_kind;
#define BEHIND HALLQ__HALL_SETTINGS__REINSTATE__KIND__BEHIND
#define AT_END HALLQ__HALL_SETTINGS__REINSTATE__KIND__AT_END

// A hall without gap where a no-show may be taken back at once.
static struct fixture *reinstating(void **state, reinstate_kind kind, uint32_t behind) {
    struct fixture *f = fixture_create();
    *state = f;
    f->settings->min_gap_s = 0;
    f->settings->calls_before_no_show = 1;
    f->settings->reinstate->kind = kind;
    f->settings->reinstate->behind = behind;
    fixture_open(f);
    return f;
}

static Hallq__Request *about(struct fixture *f, Hallq__Request__BodyCase body_case,
                             uint64_t ticket) {
    Hallq__Request *r = request_new(f, body_case);
    r->check_in->which = which_of(f, ticket); // CheckIn, Cancel and Reinstate are a Which each
    return r;
}
#define CHECK_IN HALLQ__REQUEST__BODY_CHECK_IN
#define CANCEL HALLQ__REQUEST__BODY_CANCEL
#define REINSTATE HALLQ__REQUEST__BODY_REINSTATE

static uint32_t waiting(struct fixture *f, uint32_t service) {
    return line_row(f, SERVICE_LINE, service)->waiting;
}

// The n-th waiting of a line, from 1.
static uint64_t nth(struct fixture *f, uint32_t service, size_t n) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_LINE);
    r->get_line->line = line_of(f, SERVICE_LINE, service);
    Hallq__LineList *list = ask_read(f, DEVICE_GUIDE, r)->line;
    assert_in_range(n, 1, list->n_tickets);
    return list->tickets[n - 1]->ticket;
}

// Check in.

static const Hallq__TicketCheckedIn *checked_in(const struct fixture *f) {
    return EVENT_OF(f, TICKET_CHECKED_IN, TicketCheckedIn);
}

static void check_in__soon_keeps_the_time_of_the_ticket(void **state) {
    struct fixture *f = *state;
    uint64_t away = take_away(f, SERVICE_A);
    pass_s(f, 1);
    take(f, SERVICE_A);
    pass_s(f, 599);
    assert_done(f, DEVICE_GATEWAY, about(f, CHECK_IN, away));
    assert_int_equal(checked_in(f)->rank_ms, MONDAY_1140_MS);
    assert_int_equal(checked_in(f)->entered->id, SERVICE_A);
    assert_int_equal(nth(f, SERVICE_A, 1), away);
    assert_int_equal(ticket_row(f, away)->steps[0]->entered_at_ms, f->now_ms);
    assert_int_equal(hall_row(f)->open_tickets, 2);
}

static void check_in__late_keeps_only_the_grace(void **state) {
    struct fixture *f = *state;
    uint64_t away = take_away(f, SERVICE_A);
    pass_s(f, 3600);
    assert_done(f, DEVICE_KIOSK, about(f, CHECK_IN, away));
    assert_int_equal(checked_in(f)->rank_ms, f->now_ms - 600000);
}

static void check_in__counts_the_head_start_of_the_class(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    r->issue->customer_class = VIP;
    r->issue->away = true;
    assert_done(f, DEVICE_GUIDE, r);
    pass_s(f, 10);
    assert_done(f, DEVICE_GUIDE, about(f, CHECK_IN, f->decision.done->ticket->ticket));
    assert_int_equal(checked_in(f)->rank_ms, MONDAY_1140_MS - 600000);
}

static void check_in__is_for_expected_tickets(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    assert_refused(f, DEVICE_GUIDE, about(f, CHECK_IN, ticket), WRONG_STATE);
    uint64_t away = take_away(f, SERVICE_A);
    assert_done(f, DEVICE_GUIDE, about(f, CHECK_IN, away));
    assert_refused(f, DEVICE_GUIDE, about(f, CHECK_IN, away), WRONG_STATE);
}

// Cancel.

static const Hallq__TicketCancelled *cancelled(const struct fixture *f) {
    return EVENT_OF(f, TICKET_CANCELLED, TicketCancelled);
}

static void cancel__takes_a_waiting_ticket_out_of_its_line(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    cancel(f, ticket);
    assert_int_equal(cancelled(f)->reason, HALLQ__TICKET__CANCEL_REASON__CUSTOMER);
    assert_int_equal(cancelled(f)->left->id, SERVICE_A);
    assert_int_equal(waiting(f, SERVICE_A), 0);
    assert_int_equal(hall_row(f)->open_tickets, 0);
    uint64_t away = take_away(f, SERVICE_A);
    cancel(f, away);
    assert_null(cancelled(f)->left);
}

static void cancel__of_a_called_ticket_frees_the_counter(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    cancel(f, ticket);
    assert_int_equal(cancelled(f)->counter, 1);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__FREE);
    pass_s(f, 600);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__CANCELLED);
}

static void cancel__of_a_held_ticket_frees_the_hold(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    hold(f, 1);
    assert_done(f, DEVICE_LEAD, about(f, CANCEL, ticket));
    assert_int_equal(cancelled(f)->held_counter, 1);
    assert_int_equal(cancelled(f)->reason, HALLQ__TICKET__CANCEL_REASON__STAFF);
    assert_int_equal(counter_row(f, 1)->held, 0);
    pass_s(f, 1000);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__CANCELLED);
}

static void cancel__of_a_ticket_inside_its_gap_ends_the_gap(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, ticket);
    cancel(f, ticket);
    assert_null(cancelled(f)->left);
    pass_s(f, 600);
    assert_int_equal(waiting(f, SERVICE_A), 0);
}

static void cancel__never_takes_who_is_being_served(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    assert_refused(f, DEVICE_KIOSK, about(f, CANCEL, ticket), WRONG_STATE);
    assert_refused(f, DEVICE_LEAD, about(f, CANCEL, ticket), WRONG_STATE);
    finish(f, 1);
    assert_refused(f, DEVICE_LEAD, about(f, CANCEL, ticket), WRONG_STATE);
}

static void cancel__by_a_clerk_is_for_waiting_tickets(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    uint64_t second = take(f, SERVICE_A);
    next(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, about(f, CANCEL, ticket), WRONG_STATE);
    assert_refused(f, DEVICE_COUNTER + 2, about(f, CANCEL, ticket), NOT_YOUR_TICKET);
    assert_done(f, DEVICE_COUNTER + 2, about(f, CANCEL, second));
    assert_int_equal(cancelled(f)->by->staff, STAFF_CLERK + 2);
}

static void cancel__settles_a_ticket_carried_over_from_yesterday(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    assert_done(f, DEVICE_GUIDE, about(f, CANCEL, ticket));
    take(f, SERVICE_A);
    assert_string_equal(f->decision.done->ticket->number, "A002");
}

// Reinstate.

static const Hallq__TicketReinstated *reinstated(const struct fixture *f) {
    return EVENT_OF(f, TICKET_REINSTATED, TicketReinstated);
}

// TEST_OWN
static void reinstate__keeps_the_rank(void **state) {
    struct fixture *f = reinstating(state, HALLQ__HALL_SETTINGS__REINSTATE__KIND__KEEP_RANK, 0);
    uint64_t ticket = take(f, SERVICE_A);
    take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, ticket);
    assert_int_equal(reinstated(f)->rank_ms, MONDAY_1140_MS);
    assert_int_equal(nth(f, SERVICE_A, 1), ticket);
    assert_int_equal(hall_row(f)->open_tickets, 2);
}

// TEST_OWN
static void reinstate__at_end_is_as_if_it_came_now(void **state) {
    struct fixture *f = reinstating(state, AT_END, 0);
    uint64_t ticket = take_class(f, SERVICE_A, VIP);
    take(f, SERVICE_A);
    miss(f, 1);
    pass_s(f, 700);
    take(f, SERVICE_A);
    reinstate(f, ticket);
    assert_int_equal(reinstated(f)->rank_ms, f->now_ms - 600000); // its head start stays
    assert_int_equal(nth(f, SERVICE_A, 2), ticket);
}

// TEST_OWN
static void reinstate__stands_just_behind_the_kth(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 2);
    uint64_t missed = take(f, SERVICE_A);
    uint64_t others[4];
    for (int i = 0; i < 4; i++) {
        pass_s(f, 10);
        others[i] = take(f, SERVICE_A);
    }
    miss(f, 1);
    reinstate(f, missed);
    assert_int_equal(nth(f, SERVICE_A, 2), others[1]);
    assert_int_equal(nth(f, SERVICE_A, 3), missed);
    assert_int_equal(nth(f, SERVICE_A, 4), others[2]);
    assert_int_equal(f->decision.done->ticket->people_ahead, 2);
}

// TEST_OWN
static void reinstate__behind_breaks_ties_the_right_way(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 1);
    uint64_t first = take(f, SERVICE_A);
    uint64_t missed = take(f, SERVICE_A); // the same millisecond, a later ticket
    uint64_t third = take(f, SERVICE_A);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, first);
    r->transfer->to = line_of(f, SERVICE_LINE, SERVICE_C);
    assert_done(f, DEVICE_GUIDE, r);
    assert_int_equal(miss(f, 1), missed);
    r->transfer->to = line_of(f, SERVICE_LINE, SERVICE_A);
    assert_done(f, DEVICE_GUIDE, r);
    reinstate(f, missed); // fits between two of one rank
    assert_int_equal(reinstated(f)->rank_ms, MONDAY_1140_MS);
    assert_int_equal(nth(f, SERVICE_A, 1), first);
    assert_int_equal(nth(f, SERVICE_A, 2), missed);
    assert_int_equal(nth(f, SERVICE_A, 3), third);
}

// TEST_OWN
static void reinstate__behind_an_equal_rank_issued_later_is_behind(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 1);
    uint64_t missed = take(f, SERVICE_A);
    uint64_t later = take(f, SERVICE_A); // the same millisecond: the same rank
    pass_s(f, 1);
    uint64_t next_one = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, missed);
    assert_int_equal(nth(f, SERVICE_A, 1), later);
    assert_int_equal(nth(f, SERVICE_A, 2), missed);
    assert_int_equal(nth(f, SERVICE_A, 3), next_one);
}

// TEST_OWN
static void reinstate__behind_more_than_wait_is_at_their_end(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 100);
    uint64_t missed = take(f, SERVICE_A);
    uint64_t other = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, missed);
    assert_int_equal(nth(f, SERVICE_A, 1), other);
    assert_int_equal(nth(f, SERVICE_A, 2), missed);
}

// TEST_OWN
static void reinstate__behind_nobody_keeps_its_rank(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 3);
    uint64_t missed = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, missed);
    assert_int_equal(reinstated(f)->rank_ms, MONDAY_1140_MS);
}

// TEST_OWN
static void reinstate__behind_none_is_at_the_front(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 0);
    pass_s(f, 10);
    uint64_t missed = take(f, SERVICE_A);
    miss(f, 1);
    take_class(f, SERVICE_A, VIP); // rank 600 s before the missed one's
    reinstate(f, missed);
    assert_int_equal(nth(f, SERVICE_A, 1), missed);
    assert_int_equal(reinstated(f)->rank_ms, f->now_ms - 600000); // the same rank, issued first
}

// TEST_OWN
static void reinstate__at_the_front_already_keeps_its_rank(void **state) {
    struct fixture *f = reinstating(state, BEHIND, 0);
    uint64_t missed = take(f, SERVICE_A);
    miss(f, 1);
    pass_s(f, 10);
    take(f, SERVICE_A);
    reinstate(f, missed);
    assert_int_equal(reinstated(f)->rank_ms, MONDAY_1140_MS);
}

static void reinstate__waits_for_the_gap(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    miss(f, 1); // last call after 40 s
    pass_s(f, 30);
    reinstate(f, ticket);
    assert_null(reinstated(f)->entered);
    assert_int_equal(reinstated(f)->to->id, SERVICE_A);
    assert_int_equal(reinstated(f)->offer_at_ms, MONDAY_1140_MS + 160000);
    assert_int_equal(waiting(f, SERVICE_A), 0);
    assert_int_equal(hall_row(f)->open_tickets, 1);
    pass_s(f, 90);
    assert_int_equal(EVENT_OF(f, TICKET_RETURNED, TicketReturned)->entered->id, SERVICE_A);
    assert_int_equal(waiting(f, SERVICE_A), 1);
}

static void reinstate__is_for_no_shows_of_today(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    assert_refused(f, DEVICE_GUIDE, about(f, REINSTATE, ticket), WRONG_STATE);
    assert_refused(f, DEVICE_KIOSK, about(f, REINSTATE, ticket), NOT_ALLOWED);
    miss(f, 1);
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    assert_refused(f, DEVICE_GUIDE, about(f, REINSTATE, ticket), DAY_OVER);
    hall->day--;
    hall_change(f, hall);
    assert_done(f, DEVICE_COUNTER + 3, about(f, REINSTATE, ticket)); // any counter may
}

static void reinstate__begins_the_calls_anew(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, ticket);
    pass_s(f, 120);
    assert_int_equal(miss(f, 2), ticket);
    assert_int_equal(EVENT_OF(f, TICKET_NO_SHOW, TicketNoShow)->counter, 2);
    assert_int_equal(ticket_row(f, ticket)->n_steps, 1);
}

// Lines that are no more when somebody comes back.

static void settings_reload(struct fixture *f) {
    Hallq__SettingsRow row = HALLQ__SETTINGS_ROW__INIT;
    Hallq__HallRow *hall = hall_row(f);
    row.version = ++hall->version;
    row.settings = f->settings;
    struct key key = key_hall(HALL);
    size_t size = wire_size(&row);
    void *packed = arena_need(&f->arena, size);
    wire_pack(&row, packed);
    assert_int_equal(f->state.tables->put(f->state.tables, TABLE_SETTINGS, key_bytes(&key),
                                          (struct bytes){packed, size}),
                     ERR_OK);
    hall_change(f, hall);
}

static void reinstate__goes_where_the_settings_moved_its_line(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_C);
    miss(f, 3);
    f->settings->services[2] = f->settings->services[3]; // C is no more
    f->settings->n_services = 3;
    Hallq__Move move = HALLQ__MOVE__INIT;
    Hallq__Move *moves[] = {&move};
    move.service = SERVICE_C;
    move.to_service = SERVICE_B;
    f->settings->n_moves = 1;
    f->settings->moves = moves;
    settings_reload(f);
    reinstate(f, ticket);
    assert_int_equal(reinstated(f)->entered->id, SERVICE_B); // another line: no gap
    assert_int_equal(next(f, 1), ticket);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
