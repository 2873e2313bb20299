// The fold, one happening at a time; and what a snapshot makes of a view.
#include "tests/libhallq/small_hall.h"

#include <string.h>

static int64_t now_ms(const struct hallq_view *v) {
    return (int64_t)v->now.seq * 1000;
}

static int setup(void **state) {
    struct hallq_view *v = test_calloc(1, sizeof *v);
    hall_init(v, true);
    *state = v;
    return 0;
}

static int teardown(void **state) {
    hallq_view_fini(*state);
    hallq_view_fini(*state);
    test_free(*state);
    return 0;
}

static uint32_t waiting(const struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id) {
    const Hallq__LineState *l = hallq_view_line(v, kind, id);
    return l ? l->waiting : 0;
}

static void assert_counter(const struct hallq_view *v, uint32_t counter,
                           Hallq__Counter__State state, uint64_t ticket, int64_t since_ms) {
    const Hallq__CounterNow *c = hallq_view_counter(v, counter);
    assert_non_null(c);
    assert_int_equal(c->state, state);
    assert_int_equal(c->ticket, ticket);
    assert_string_equal(c->number, ticket ? "A001" : "");
    assert_int_equal(c->since_ms, since_ms);
}

// ---------------------------------------------------------------- settings and the day

static void settings__set_lines_and_counters_in_their_order(void **state) {
    struct hallq_view *v = *state;
    size_t count;
    assert_true(v->loaded);
    assert_int_equal(v->now.day, 20000);
    assert_int_equal(v->now.version, 1);
    assert_int_equal(v->now.n_lines, 2);
    assert_int_equal(v->now.lines[0]->line->id, 2);
    assert_true(v->now.lines[0]->open);
    assert_int_equal(v->now.counters[0]->counter, 3);
    assert_counter(v, 3, STATE(CLOSED), 0, 1000);
    assert_counter(v, 1, STATE(FREE), 0, 3000);
    assert_int_equal(hallq_view_counter(v, 1)->clerk, 11);
    assert_int_equal(hallq_view_services_of(v, 1, &count)[0], 2);
    assert_int_equal(count, 2);
    assert_null(hallq_view_service(v, 9));
    assert_null(hallq_view_counter_settings(v, 9));
}

static void settings__keep_what_still_exists(void **state) {
    struct hallq_view *v = *state;
    struct settings s;
    uint32_t open[] = {1, 3}, closed[] = {2};
    issue(v, 1);
    issue(v, 2);
    call(v, 1, 1, 1);
    APPLY(v, SERVICE_SUSPENDED, ServiceSuspended, service_suspended, .service = 1,
          .reason = STR("printer"));
    APPLY(v, SETTINGS_APPLIED, SettingsApplied, settings_applied, .version = 2,
          .settings = settings(&s, 3, 2), .opened = open, .n_opened = 2, .closed = closed,
          .n_closed = 1);
    const Hallq__LineState *l = hallq_view_line(v, SERVICE_LINE, 1);
    assert_int_equal(v->now.n_lines, 3);
    assert_int_equal(l->waiting, 1);
    assert_int_equal(l->issued, 2);
    assert_true(l->suspended);
    assert_string_equal(l->reason, "printer");
    assert_true(hallq_view_line(v, SERVICE_LINE, 3)->open);
    assert_false(hallq_view_line(v, SERVICE_LINE, 2)->open);
    assert_null(hallq_view_counter(v, 3));
    assert_counter(v, 1, STATE(CALLING), 1, 7000);
    assert_int_equal(v->now.day, 20000);
    assert_int_equal(v->now.version, 2);
}

static void settings__move_tickets_to_other_lines(void **state) {
    struct hallq_view *v = *state;
    struct settings s;
    issue(v, 1);
    issue(v, 2);
    Hallq__TicketMove moves[] = {
        MAKE(TicketMove, ticket_move, .ticket = 1, .left = LINE(SERVICE_LINE, 1),
             .entered = LINE(SERVICE_LINE, 2)),
        MAKE(TicketMove, ticket_move, .ticket = 2, .left = LINE(SERVICE_LINE, 1)),
    };
    Hallq__TicketMove *list[] = {&moves[0], &moves[1]};
    APPLY(v, SETTINGS_APPLIED, SettingsApplied, settings_applied, .version = 2,
          .settings = settings(&s, 2, 3), .moved = list, .n_moved = 2);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 0);
    assert_int_equal(waiting(v, SERVICE_LINE, 2), 1);
}

static void settings__out_of_bounds_are_invalid(void **state) {
    struct hallq_view *v = *state;
    struct settings s;
    Hallq__HallSettings *large = settings(&s, 2, 2);
    large->n_services = LIMIT_SERVICES + 1;
    Hallq__SettingsApplied e = INIT(settings_applied, .settings = large);
    assert_int_equal(apply(v, HALLQ__EVENT__BODY_SETTINGS_APPLIED, &e), ERR_INVALID);
    e.settings = NULL;
    assert_int_equal(apply(v, HALLQ__EVENT__BODY_SETTINGS_APPLIED, &e), ERR_INVALID);
    Hallq__Snapshot snapshot = INIT(snapshot, .settings = large);
    assert_int_equal(hallq_view_load(v, &snapshot), ERR_INVALID);
    assert_false(v->loaded);
}

static void day__begins_with_closed_counters_and_nobody_at_them(void **state) {
    struct hallq_view *v = *state;
    uint32_t closed_counters[] = {1, 3}, closed[] = {2};
    issue(v, 1);
    APPLY(v, STAFF_SIGNED_ON, StaffSignedOn, staff_signed_on, .staff = 20, .device = 6,
          .role = HALLQ__STAFF__ROLE__LEAD);
    APPLY(v, DAY_OPENED, DayOpened, day_opened, .day = 20001, .closed = closed, .n_closed = 1,
          .closed_counters = closed_counters, .n_closed_counters = 2);
    assert_int_equal(v->now.day, 20001);
    assert_int_equal(hallq_view_line(v, SERVICE_LINE, 1)->issued, 0);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 1); // until the leftovers are closed
    assert_false(hallq_view_line(v, SERVICE_LINE, 2)->open);
    assert_counter(v, 1, STATE(CLOSED), 0, now_ms(v));
    assert_counter(v, 3, STATE(CLOSED), 0, 1000); // it was closed already
    assert_int_equal(hallq_view_counter(v, 1)->clerk, 0);
    assert_null(hallq_view_person(v, 11));
    assert_non_null(hallq_view_person(v, 20));
}

static void day__closes_leftovers_of_all_kinds(void **state) {
    struct hallq_view *v = *state;
    serve(v, 1);
    APPLY(v, TICKET_HELD, TicketHeld, ticket_held, .ticket = 1, .counter = 1);
    issue(v, 2);
    issue(v, 3);
    call(v, 3, 2, 1);
    Hallq__LeftoversClosed__One ones[] = {
        MAKE(LeftoversClosed__One, leftovers_closed__one, .ticket = 1, .held_counter = 1),
        MAKE(LeftoversClosed__One, leftovers_closed__one, .ticket = 2,
             .left = LINE(SERVICE_LINE, 1)),
        MAKE(LeftoversClosed__One, leftovers_closed__one, .ticket = 3, .counter = 2),
    };
    Hallq__LeftoversClosed__One *list[] = {&ones[0], &ones[1], &ones[2]};
    APPLY(v, LEFTOVERS_CLOSED, LeftoversClosed, leftovers_closed, .tickets = list, .n_tickets = 3);
    assert_int_equal(hallq_view_counter(v, 1)->held, 0);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 0);
    assert_counter(v, 2, STATE(FREE), 0, now_ms(v));
}

static void hours__open_and_close_services(void **state) {
    struct hallq_view *v = *state;
    uint32_t one[] = {1}, two[] = {2, 99};
    APPLY(v, HOURS_CHANGED, HoursChanged, hours_changed, .closed = two, .n_closed = 2);
    assert_false(hallq_view_line(v, SERVICE_LINE, 2)->open);
    APPLY(v, HOURS_CHANGED, HoursChanged, hours_changed, .opened = two, .n_opened = 2,
          .closed = one, .n_closed = 1);
    assert_true(hallq_view_line(v, SERVICE_LINE, 2)->open);
    assert_false(hallq_view_line(v, SERVICE_LINE, 1)->open);
}

static void service__is_suspended_and_resumed(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, SERVICE_SUSPENDED, ServiceSuspended, service_suspended, .service = 2,
          .reason = STR("system-down"));
    assert_true(hallq_view_line(v, SERVICE_LINE, 2)->suspended);
    assert_string_equal(hallq_view_line(v, SERVICE_LINE, 2)->reason, "system-down");
    APPLY(v, SERVICE_UNSUSPENDED, ServiceUnsuspended, service_unsuspended, .service = 2);
    assert_false(hallq_view_line(v, SERVICE_LINE, 2)->suspended);
    assert_string_equal(hallq_view_line(v, SERVICE_LINE, 2)->reason, "");
}

// ---------------------------------------------------------------- tickets

static void ticket__waits_is_called_again_and_served(void **state) {
    struct hallq_view *v = *state;
    issue(v, 1);
    issue(v, 2);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 2);
    assert_int_equal(hallq_view_line(v, SERVICE_LINE, 1)->issued, 2);
    call(v, 1, 1, 1);
    int64_t called_ms = now_ms(v);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 1);
    assert_counter(v, 1, STATE(CALLING), 1, called_ms);
    call(v, 1, 1, 2);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 1);
    assert_counter(v, 1, STATE(CALLING), 1, called_ms); // a recall leaves the time
    assert_int_equal(v->now.n_calls, 2);
    assert_int_equal(v->now.calls[1]->call_count, 2);
    assert_int_equal(v->now.calls[1]->seq, v->now.seq);
    APPLY(v, TICKET_STARTED, TicketStarted, ticket_started, .ticket = 1, .number = STR("A001"),
          .counter = 1);
    assert_counter(v, 1, STATE(SERVING), 1, now_ms(v));
    APPLY(v, TICKET_FINISHED, TicketFinished, ticket_finished, .ticket = 1, .counter = 1);
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
}

static void ticket__taken_away_waits_from_its_check_in(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, TICKET_ISSUED, TicketIssued, ticket_issued, .ticket = 1, .service = 2);
    assert_int_equal(waiting(v, SERVICE_LINE, 2), 0);
    assert_int_equal(hallq_view_line(v, SERVICE_LINE, 2)->issued, 1);
    APPLY(v, TICKET_CHECKED_IN, TicketCheckedIn, ticket_checked_in, .ticket = 1,
          .entered = LINE(SERVICE_LINE, 2));
    assert_int_equal(waiting(v, SERVICE_LINE, 2), 1);
    assert_int_equal(hallq_view_line(v, SERVICE_LINE, 2)->issued, 1);
}

static void ticket__is_held_and_comes_back(void **state) {
    struct hallq_view *v = *state;
    serve(v, 1);
    APPLY(v, TICKET_HELD, TicketHeld, ticket_held, .ticket = 1, .counter = 1);
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
    assert_int_equal(hallq_view_counter(v, 1)->held, 1);
    APPLY(v, TICKET_RESUMED, TicketResumed, ticket_resumed, .ticket = 1, .number = STR("A001"),
          .counter = 2, .held_counter = 1); // at another counter than the one that held it
    assert_counter(v, 2, STATE(SERVING), 1, now_ms(v));
    assert_int_equal(hallq_view_counter(v, 1)->held, 0);
    APPLY(v, TICKET_HELD, TicketHeld, ticket_held, .ticket = 1, .counter = 2);
    APPLY(v, TICKET_RESUMED, TicketResumed, ticket_resumed, .ticket = 1, .held_counter = 2,
          .entered = LINE(SERVICE_LINE, 1));
    assert_int_equal(hallq_view_counter(v, 2)->held, 0);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 1);
}

static void ticket__is_transferred_to_lines_of_counters_and_clerks(void **state) {
    struct hallq_view *v = *state;
    serve(v, 1);
    APPLY(v, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, .ticket = 1,
          .from_counter = 1, .entered = LINE(CLERK_LINE, 11));
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
    assert_int_equal(waiting(v, CLERK_LINE, 11), 1);
    APPLY(v, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, .ticket = 1,
          .left = LINE(CLERK_LINE, 11), .entered = LINE(COUNTER_LINE, 2));
    assert_null(hallq_view_line(v, CLERK_LINE, 11)); // only while anybody waits there
    APPLY(v, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, .ticket = 2,
          .entered = LINE(COUNTER_LINE, 1));
    assert_int_equal(v->now.n_lines, 4);
    assert_int_equal(v->now.lines[2]->line->id, 1); // sorted behind the services
    assert_int_equal(v->now.lines[3]->line->id, 2);
}

static void ticket__goes_on_to_its_next_step(void **state) {
    struct hallq_view *v = *state;
    serve(v, 1);
    APPLY(v, TICKET_FINISHED, TicketFinished, ticket_finished, .ticket = 1, .counter = 1,
          .visit_goes_on = true, .entered = LINE(SERVICE_LINE, 2));
    assert_int_equal(waiting(v, SERVICE_LINE, 2), 1);
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
}

static void ticket__is_continued_here_or_in_a_line(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, TICKET_CONTINUED, TicketContinued, ticket_continued, .ticket = 1,
          .number = STR("A001"), .counter = 2);
    assert_counter(v, 2, STATE(SERVING), 1, now_ms(v));
    APPLY(v, TICKET_CONTINUED, TicketContinued, ticket_continued, .ticket = 2,
          .entered = LINE(SERVICE_LINE, 2));
    assert_int_equal(waiting(v, SERVICE_LINE, 2), 1);
}

static void ticket__does_not_show_and_comes_back(void **state) {
    struct hallq_view *v = *state;
    issue(v, 1);
    call(v, 1, 1, 1);
    APPLY(v, TICKET_NO_SHOW, TicketNoShow, ticket_no_show, .ticket = 1, .counter = 1);
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
    APPLY(v, TICKET_REINSTATED, TicketReinstated, ticket_reinstated, .ticket = 1,
          .to = LINE(SERVICE_LINE, 1)); // inside the minimum gap
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 0);
    APPLY(v, TICKET_RETURNED, TicketReturned, ticket_returned, .ticket = 1,
          .entered = LINE(SERVICE_LINE, 1));
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 1);
}

static void ticket__is_cancelled_wherever_it_is(void **state) {
    struct hallq_view *v = *state;
    issue(v, 1);
    APPLY(v, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, .ticket = 1,
          .left = LINE(SERVICE_LINE, 1));
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 0);
    issue(v, 2);
    call(v, 2, 2, 1);
    APPLY(v, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, .ticket = 2, .counter = 2);
    assert_counter(v, 2, STATE(FREE), 0, now_ms(v));
    serve(v, 3);
    APPLY(v, TICKET_HELD, TicketHeld, ticket_held, .ticket = 3, .counter = 1);
    APPLY(v, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, .ticket = 3, .held_counter = 1);
    assert_int_equal(hallq_view_counter(v, 1)->held, 0);
}

static void ticket__of_a_line_or_counter_unknown_changes_nothing(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, TICKET_CHECKED_IN, TicketCheckedIn, ticket_checked_in, .ticket = 1,
          .entered = LINE(SERVICE_LINE, 77));
    APPLY(v, TICKET_STARTED, TicketStarted, ticket_started, .ticket = 1, .counter = 77);
    APPLY(v, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, .left = LINE(SERVICE_LINE, 1));
    assert_int_equal(v->now.n_lines, 2);
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 0);
}

static void calls__keep_the_newest_sixteen(void **state) {
    struct hallq_view *v = *state;
    for (uint64_t t = 1; t <= 20; t++)
        call(v, t, 2, 1);
    assert_int_equal(v->now.n_calls, 16);
    assert_int_equal(v->now.calls[0]->ticket, 5);
    assert_int_equal(v->now.calls[15]->ticket, 20);
    assert_string_equal(v->now.calls[15]->number, "A001");
}

// ---------------------------------------------------------------- counters and people

static void counter__opens_pauses_resumes_and_closes(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, COUNTER_PAUSED, CounterPaused, counter_paused, .counter = 1, .reason = STR("lunch"));
    assert_counter(v, 1, STATE(PAUSED), 0, now_ms(v));
    assert_string_equal(hallq_view_counter(v, 1)->pause_reason, "lunch");
    APPLY(v, COUNTER_RESUMED, CounterResumed, counter_resumed, .counter = 1);
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
    assert_string_equal(hallq_view_counter(v, 1)->pause_reason, "");
    APPLY(v, COUNTER_CLOSED, CounterClosed, counter_closed, .counter = 1);
    assert_counter(v, 1, STATE(CLOSED), 0, now_ms(v));
    assert_int_equal(hallq_view_counter(v, 1)->clerk, 11); // who still sits there
}

static void counter__gives_what_the_lead_says(void **state) {
    struct hallq_view *v = *state;
    uint32_t services[] = {1};
    size_t count;
    APPLY(v, COUNTER_SERVICES_SET, CounterServicesSet, counter_services_set, .counter = 1,
          .services = services, .n_services = 1);
    assert_int_equal(hallq_view_services_of(v, 1, &count)[0], 1);
    assert_int_equal(count, 1);
    APPLY(v, COUNTER_SERVICES_SET, CounterServicesSet, counter_services_set, .counter = 1);
    hallq_view_services_of(v, 1, &count);
    assert_int_equal(count, 2);
}

static void counter__is_lost_found_and_freed(void **state) {
    struct hallq_view *v = *state;
    serve(v, 1);
    APPLY(v, COUNTER_LOST, CounterLost, counter_lost, .counter = 1);
    assert_true(hallq_view_counter(v, 1)->lost);
    APPLY(v, COUNTER_FREED, CounterFreed, counter_freed, .counter = 1, .ticket = 1,
          .entered = LINE(SERVICE_LINE, 1));
    assert_counter(v, 1, STATE(FREE), 0, now_ms(v));
    assert_int_equal(waiting(v, SERVICE_LINE, 1), 1);
    assert_true(hallq_view_counter(v, 1)->lost);
    APPLY(v, COUNTER_FOUND, CounterFound, counter_found, .counter = 1);
    assert_false(hallq_view_counter(v, 1)->lost);
}

static void staff__signs_on_and_off(void **state) {
    struct hallq_view *v = *state;
    APPLY(v, STAFF_SIGNED_ON, StaffSignedOn, staff_signed_on, .staff = 3, .device = 9,
          .role = HALLQ__STAFF__ROLE__LEAD);
    assert_int_equal(v->now.n_people, 2);
    assert_int_equal(v->now.people[0]->staff, 3);
    assert_int_equal(hallq_view_person(v, 11)->counter, 1);
    APPLY(v, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, .staff = 11, .device = 5,
          .counter = 1);
    assert_null(hallq_view_person(v, 11));
    assert_int_equal(hallq_view_counter(v, 1)->clerk, 0);
}

// TEST_BARE
static void view__of_the_public_feed_has_nothing_of_the_staff(void **state) {
    struct hallq_view v;
    uint32_t services[] = {1};
    (void)state;
    hall_init(&v, false);
    serve(&v, 1);
    APPLY(&v, TICKET_HELD, TicketHeld, ticket_held, .ticket = 1, .counter = 1);
    APPLY(&v, COUNTER_LOST, CounterLost, counter_lost, .counter = 1);
    APPLY(&v, COUNTER_SERVICES_SET, CounterServicesSet, counter_services_set, .counter = 1,
          .services = services, .n_services = 1);
    APPLY(&v, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, .ticket = 2,
          .entered = LINE(CLERK_LINE, 11));
    const Hallq__CounterNow *c = hallq_view_counter(&v, 1);
    assert_int_equal(c->clerk, 0);
    assert_int_equal(c->held, 0);
    assert_int_equal(c->n_services, 0);
    assert_false(c->lost);
    assert_int_equal(v.now.n_people, 0);
    assert_int_equal(v.now.n_lines, 2);
    hallq_view_fini(&v);
}

static void event__of_an_unknown_kind_only_counts(void **state) {
    struct hallq_view *v = *state;
    uint64_t seq = v->now.seq;
    assert_int_equal(apply(v, HALLQ__EVENT__BODY__NOT_SET, NULL), ERR_OK);
    assert_int_equal(apply(v, (Hallq__Event__BodyCase)9999, NULL), ERR_OK);
    assert_int_equal(v->now.seq, seq + 2);
    assert_int_equal(v->now.at_ms, now_ms(v));
}

// ---------------------------------------------------------------- snapshots and equality

// TEST_BARE
static void load__is_the_hall_that_the_snapshot_tells(void **state) {
    struct hallq_view v;
    struct settings s;
    uint32_t services[] = {1};
    (void)state;
    Hallq__LineState lines[] = {
        MAKE(LineState, line_state, .line = LINE(CLERK_LINE, 11), .waiting = 1),
        MAKE(LineState, line_state, .line = LINE(SERVICE_LINE, 1), .waiting = 3, .open = true,
             .issued = 9),
        MAKE(LineState, line_state, .line = LINE(COUNTER_LINE, 2), .waiting = 2),
    };
    Hallq__LineState *line_list[] = {&lines[0], &lines[1], &lines[2]};
    Hallq__CounterNow now = INIT(counter_now, .counter = 1, .state = STATE(SERVING), .ticket = 5,
                                 .number = STR("A001"), .since_ms = 77, .clerk = 11,
                                 .services = services, .n_services = 1, .lost = true, .held = 2);
    Hallq__CounterNow *counter_list[] = {&now};
    Hallq__SignedOn person = INIT(signed_on, .staff = 11, .device = 5, .counter = 1);
    Hallq__SignedOn *people[] = {&person};
    Hallq__Snapshot snapshot =
        INIT(snapshot, .epoch = 3, .hall = 7, .seq = 50, .at_ms = 99, .day = 20000,
             .settings = settings(&s, 2, 2), .version = 4, .lines = line_list, .n_lines = 3,
             .counters = counter_list, .n_counters = 1, .people = people, .n_people = 1);
    hallq_view_init(&v, true);
    v.stale = true;
    assert_int_equal(hallq_view_load(&v, &snapshot), ERR_OK);
    assert_true(v.stale);
    assert_int_equal(v.now.seq, 50);
    assert_int_equal(v.now.n_lines, 4);
    assert_int_equal(v.now.lines[1]->waiting, 3); // service 1 is the second of the settings
    assert_int_equal(v.now.lines[2]->line->kind, COUNTER_LINE);
    assert_int_equal(v.now.lines[3]->line->kind, CLERK_LINE);
    assert_counter(&v, 1, STATE(SERVING), 5, 77);
    assert_int_equal(hallq_view_counter(&v, 1)->held, 2);
    assert_int_equal(v.now.n_people, 1);
    assert_int_equal(hallq_view_load(&v, &snapshot), ERR_OK); // and again over itself
    assert_int_equal(v.now.n_lines, 4);
    hallq_view_fini(&v);
}

static void equal__finds_each_difference(void **state) {
    struct hallq_view *v = *state, other;
    const char *what;
    hall_init(&other, true);
    assert_true(hallq_view_equal(v, &other, &what));
    assert_null(what);
    other.now.counters[0]->held = 1;
    assert_false(hallq_view_equal(v, &other, &what));
    assert_string_equal(what, "counters");
    other.now.counters[0]->held = 0;
    other.now.lines[0]->issued++;
    assert_false(hallq_view_equal(v, &other, &what));
    assert_string_equal(what, "lines");
    other.now.lines[0]->issued--;
    other.now.people[0]->device++;
    assert_false(hallq_view_equal(v, &other, &what));
    assert_string_equal(what, "people");
    other.now.people[0]->device--;
    other.now.seq++;
    assert_false(hallq_view_equal(v, &other, NULL));
    other.now.seq--;
    ((Hallq__HallSettings *)other.now.settings)->day_roll_min = 1;
    assert_false(hallq_view_equal(v, &other, &what));
    assert_string_equal(what, "settings");
    hallq_view_fini(&other);
}

static void waits__are_the_latest_of_each_service(void **state) {
    struct hallq_view *v = *state;
    Hallq__LineWait one = INIT(line_wait, .service = 1, .waiting = 4, .rough_wait_s = 60);
    Hallq__LineWait two = INIT(line_wait, .service = 2, .waiting = 2);
    Hallq__LineWait *both[] = {&one, &two}, *only[] = {&one};
    Hallq__WaitFigures waits = INIT(wait_figures, .lines = both, .n_lines = 2);
    hallq_view_apply_waits(v, &waits);
    one.waiting = 5;
    waits.lines = only;
    waits.n_lines = 1;
    hallq_view_apply_waits(v, &waits);
    assert_int_equal(hallq_view_wait(v, 1)->waiting, 5);
    assert_int_equal(hallq_view_wait(v, 2)->waiting, 2);
    assert_null(hallq_view_wait(v, 3));
}

// TEST_BARE
static void text__falls_back_to_chinese(void **state) {
    Hallq__Text chinese = INIT(text, .zh = STR("缴费"), .en = STR(""));
    Hallq__Text both = INIT(text, .zh = STR("缴费"), .en = STR("Bills"));
    Hallq__Code lunch = INIT(code, .code = STR("lunch"), .name = &both);
    Hallq__Code *codes[] = {&lunch};
    (void)state;
    assert_string_equal(hallq_text(&chinese, LANGUAGE_EN), "缴费");
    assert_string_equal(hallq_text(&both, LANGUAGE_EN), "Bills");
    assert_string_equal(hallq_text(&both, LANGUAGE_ZH), "缴费");
    assert_string_equal(hallq_text(NULL, LANGUAGE_ZH), "");
    assert_string_equal(hallq_code_text(codes, 1, "lunch", LANGUAGE_EN), "Bills");
    assert_string_equal(hallq_code_text(codes, 1, "other", LANGUAGE_EN), "other");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
