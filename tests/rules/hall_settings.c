// New settings: what they begin, what they may not strand, and where those go whose line is gone.
#include "tests/rules/hall.h"

#include "base/refusal.h"
#include "broker/hall/core/calendar.h"

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

// TEST_BARE
static void the_first__begin_the_hall(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    assert_reason(settings_apply(f, f->settings), NONE);
    Hallq__HallRow *row = hall_row(f);
    assert_int_equal(row->version, 1);
    assert_int_equal(f->decision.done->version, 1);
    assert_int_equal(row->day, MONDAY);
    assert_int_equal(row->journal_from, 1);
    assert_int_equal(row->roll_at_ms, calendar_day_start_ms(f->settings, MONDAY + 1));
    assert_int_equal(row->hours_at_ms, f->now_ms + 6 * 3600000 + 20 * 60000);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(counter_row(f, 1)->since_ms, f->now_ms);
    assert_int_equal(memtable_count(f->mem, TABLE_DUE), 2);
    take(f, SERVICE_A);
    fixture_destroy(f);
}

static void the_same_again__are_a_new_version(void **state) {
    struct fixture *f = *state;
    assert_reason(settings_apply(f, settings_copy(f)), NONE);
    assert_int_equal(hall_row(f)->version, 2);
    assert_int_equal(memtable_count(f->mem, TABLE_DUE), 2);
    const Hallq__SettingsApplied *e = EVENT_OF(f, SETTINGS_APPLIED, SettingsApplied);
    assert_int_equal(e->n_opened + e->n_closed + e->n_moved, 0);
    assert_int_equal(e->day, 0);
}

static void bad_ones__are_refused_with_what_to_write(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    h->calls_before_no_show = 0;
    assert_reason(settings_apply(f, h), BAD_SETTINGS);
    assert_non_null(strstr(f->decision.refusal.detail, "calls_before_no_show"));
    h = settings_copy(f);
    h->zone_changes[0]->at_ms = f->now_ms + 1;
    assert_reason(settings_apply(f, h), BAD_SETTINGS);
    h = settings_copy(f);
    h->hall = 2;
    assert_reason(settings_apply(f, h), OLD_SETTINGS);
    assert_reason(settings_apply(f, NULL), BAD_MESSAGE);
    assert_int_equal(hall_row(f)->version, 1);
}

static Hallq__Refusal__Reason apply_from(struct fixture *f, uint32_t device, uint32_t version) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = settings_copy(f);
    r->apply_settings->made_from = version;
    return ask_as(f, asker_of(f, device), r);
}

static void made_from_a_version_that_was_replaced__are_refused(void **state) {
    struct fixture *f = *state;
    assert_reason(apply_from(f, DEVICE_ADMIN, 1), NONE);
    assert_reason(apply_from(f, DEVICE_ADMIN, 1), OLD_SETTINGS);
    assert_string_equal(f->decision.refusal.detail, "made_from");
    assert_reason(apply_from(f, DEVICE_ADMIN, 3), OLD_SETTINGS);
    assert_reason(apply_from(f, DEVICE_ADMIN, 0), NONE); // whichever is in force
    assert_reason(apply_from(f, DEVICE_ADMIN, 3), NONE);
    assert_int_equal(hall_row(f)->version, 4);
}

static void those_of_a_manager__need_somebody_who_leads(void **state) {
    struct fixture *f = *state;
    assert_reason(apply_from(f, DEVICE_MANAGER, 1), NOT_SIGNED_ON);
    assert_reason(sign_on(f, DEVICE_MANAGER, STAFF_MANAGER, 0, true), NONE);
    assert_reason(apply_from(f, DEVICE_MANAGER, 1), NONE);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_reason(apply_from(f, DEVICE_LEAD, 2), NOT_ALLOWED);
}

static void a_colour__is_six_digits(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {"#0b62bd", "0b62b", "0b62bd0", "0B62BD", "red", "0b62b "};
    Hallq__HallSettings *h = settings_copy(f);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        h->accent = text_of(f, bad[i]);
        assert_reason(settings_apply(f, h), BAD_SETTINGS);
        assert_non_null(strstr(f->decision.refusal.detail, "accent"));
    }
    h->accent = text_of(f, "0b62bd");
    assert_reason(settings_apply(f, h), NONE);
}

static void warnings__come_with_the_answer(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    h->level = text_of(f, "county"); // open ten hours, as a county hall has to be
    assert_reason(settings_apply(f, h), NONE);
    size_t count = f->decision.done->n_warnings; // that no counter gives D
    h = settings_copy(f);
    h->hours[0]->spans[0]->to_min = 12 * 60;
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(f->decision.done->n_warnings, count + 1);
    assert_non_null(strstr(f->decision.done->warnings[count], " / ")); // in both languages
}

static void new_hours__count_at_once(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    h->hours[0]->spans[0]->to_min = 11 * 60;
    assert_reason(settings_apply(f, h), NONE);
    assert_false(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->open);
    assert_int_equal(EVENT_OF(f, SETTINGS_APPLIED, SettingsApplied)->n_closed, 4);
}

// ---------------------------------------------------------------- what is removed

static void a_service_nobody_waits_for__just_goes(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    service_remove(h, SERVICE_D);
    assert_reason(settings_apply(f, h), NONE);
    assert_false(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_D)->open);
}

static void a_service_people_wait_for__needs_a_move(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    int64_t rank_ms = ticket_row(f, ticket)->rank_ms;
    f->now_ms += 1000;
    take(f, SERVICE_A);
    Hallq__HallSettings *h = settings_copy(f);
    service_remove(h, SERVICE_B);
    assert_reason(settings_apply(f, h), PEOPLE_WAITING);
    assert_non_null(f->decision.refusal.detail);
    move_add(f, h, SERVICE_B, 0, SERVICE_A);
    assert_reason(settings_apply(f, h), NONE);
    Hallq__TicketRow *row = ticket_row(f, ticket);
    assert_int_equal(row->line->id, SERVICE_A);
    assert_int_equal(row->rank_ms, rank_ms);
    assert_int_equal(row->steps[0]->service, SERVICE_A);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->waiting, 2);
    work(f, 1);
    assert_int_equal(next(f, 1), ticket); // still the first
}

static void who_is_held_or_in_the_gap__needs_a_move_too(void **state) {
    struct fixture *f = *state;
    work(f, 2);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    uint64_t held = take(f, SERVICE_B);
    next(f, 2);
    start(f, 2);
    hold(f, 2);
    uint64_t gap = take(f, SERVICE_B);
    next(f, 2);
    assert_reason(counter_free(f, 2, HALLQ__TICKET__STATE__WAITING), NONE);
    Hallq__HallSettings *h = settings_copy(f);
    service_remove(h, SERVICE_B);
    assert_reason(settings_apply(f, h), PEOPLE_WAITING);
    move_add(f, h, SERVICE_B, 0, SERVICE_A);
    assert_reason(settings_apply(f, h), NONE);
    pass_s(f, 1000); // the gap and the hold are over
    assert_int_equal(ticket_row(f, gap)->line->id, SERVICE_A);
    assert_int_equal(ticket_row(f, held)->line->id, SERVICE_A);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->waiting, 2);
}

// Both in one turn: the answer is packed after the commit.
static void read__before_new_ones_stays_whole(void **state) {
    struct fixture *f = *state;
    const Hallq__HallSettings *old, *now;
    assert_int_equal(settings_get(&f->state, HALL, hall_row(f)->version, &old), ERR_OK);
    char *name = text_of(f, old->name->zh);
    assert_reason(settings_apply(f, settings_copy(f)), NONE);
    assert_int_equal(settings_get(&f->state, HALL, hall_row(f)->version, &now), ERR_OK);
    assert_ptr_not_equal(old, now);
    assert_string_equal(old->name->zh, name);
}

static void who_is_moved__is_still_found_by_number(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    Hallq__HallSettings *h = settings_copy(f);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    service_remove(h, SERVICE_B);
    move_add(f, h, SERVICE_B, 0, SERVICE_A);
    assert_reason(settings_apply(f, h), NONE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_number(f, "B001");
    assert_done(f, DEVICE_GUIDE, r);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__CANCELLED);
}

static void two_letters__are_a_service_of_their_own(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    h->services[1]->letter = text_of(f, "AB");
    assert_reason(settings_apply(f, h), NONE);
    uint64_t a = take(f, SERVICE_A);
    uint64_t ab = take(f, SERVICE_B);
    assert_string_equal(ticket_row(f, ab)->number, "AB001");
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_number(f, "B1");
    assert_refused(f, DEVICE_GUIDE, r, NO_TICKET);
    r->cancel->which = which_number(f, "ABC1");
    assert_refused(f, DEVICE_GUIDE, r, NO_TICKET);
    r->cancel->which = which_number(f, "ab1");
    assert_done(f, DEVICE_GUIDE, r);
    assert_int_equal(ticket_row(f, ab)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(ticket_row(f, a)->state, HALLQ__TICKET__STATE__WAITING);
}

static void who_is_served__goes_on_and_comes_back_to_a_line_that_is_there(void **state) {
    struct fixture *f = *state;
    work(f, 2);
    uint64_t ticket = take(f, SERVICE_B);
    next(f, 2);
    start(f, 2);
    Hallq__HallSettings *h = settings_copy(f);
    service_remove(h, SERVICE_B);
    assert_reason(settings_apply(f, h), NONE); // nobody waits
    hold(f, 2);
    pass_s(f, 1000);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(ticket_row(f, ticket)->line->id, SERVICE_A); // the hall's first
}

static void a_counter__goes_when_it_is_closed_and_empty(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    counter_remove(h, 3);
    work(f, 3);
    assert_reason(settings_apply(f, h), COUNTER_BUSY);
    assert_non_null(strstr(f->decision.refusal.detail, "3"));
    assert_reason(counter_do(f, DEVICE_COUNTER + 3, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0), NONE);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->staff, STAFF_CLERK + 3);
    assert_refused(f, DEVICE_COUNTER + 3, request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT),
                   NOT_SIGNED_ON);
}

static void a_counter_with_a_hold__stays(void **state) {
    struct fixture *f = *state;
    work(f, 3);
    take(f, SERVICE_C);
    next(f, 3);
    start(f, 3);
    hold(f, 3);
    assert_reason(counter_do(f, DEVICE_COUNTER + 3, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0), NONE);
    Hallq__HallSettings *h = settings_copy(f);
    counter_remove(h, 3);
    assert_reason(settings_apply(f, h), COUNTER_BUSY);
    pass_s(f, 1000);
    assert_reason(settings_apply(f, h), NONE);
}

static uint64_t waits_for(struct fixture *f, Hallq__Line__Kind kind, uint32_t id) {
    uint64_t ticket = take(f, SERVICE_C);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    r->transfer->which = which_of(f, ticket);
    r->transfer->to = line_of(f, kind, id);
    assert_done(f, DEVICE_GUIDE, r);
    return ticket;
}

static void who_waits_for_a_removed_counter__needs_a_move(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = waits_for(f, HALLQ__LINE__KIND__COUNTER, 3);
    Hallq__HallSettings *h = settings_copy(f);
    counter_remove(h, 3);
    assert_reason(settings_apply(f, h), PEOPLE_WAITING);
    move_add(f, h, 0, 3, SERVICE_C);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(ticket_row(f, ticket)->line->kind, HALLQ__LINE__KIND__SERVICE);
    assert_int_equal(ticket_row(f, ticket)->line->id, SERVICE_C);
}

static void who_waits_for_a_clerk_who_left__waits_for_the_service(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = waits_for(f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 3);
    Hallq__HallSettings *h = settings_copy(f);
    staff_remove(h, STAFF_CLERK + 3);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(ticket_row(f, ticket)->line->kind, HALLQ__LINE__KIND__SERVICE);
    assert_int_equal(ticket_row(f, ticket)->line->id, SERVICE_C);
}

static void who_is_no_longer_staff__is_signed_off_unless_serving(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    work(f, 2);
    take(f, SERVICE_A);
    next(f, 1);
    Hallq__HallSettings *h = settings_copy(f);
    staff_remove(h, STAFF_CLERK + 1);
    staff_remove(h, STAFF_CLERK + 2);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 1);
    assert_int_equal(counter_row(f, 2)->clerk, 0);
    assert_int_equal(counter_row(f, 2)->state, HALLQ__COUNTER__STATE__CLOSED);
    start(f, 1); // the customer at the counter is served to the end
    finish(f, 1);
}

static void what_comes_back__begins_like_new(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    cancel(f, ticket);
    Hallq__HallSettings *whole = settings_copy(f), *h = settings_copy(f);
    service_remove(h, SERVICE_A);
    counter_remove(h, 1);
    assert_reason(settings_apply(f, h), NONE);
    f->now_ms += 60000;
    assert_reason(settings_apply(f, whole), NONE);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->issued, 0);
    assert_int_equal(counter_row(f, 1)->since_ms, f->now_ms);
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A002"); // never A001 twice
}

static uint64_t take_planned(struct fixture *f, uint32_t service, uint32_t first, uint32_t second) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    uint32_t *planned = arena_need(&f->arena, 2 * sizeof *planned);
    planned[0] = first;
    planned[1] = second;
    r->issue->service = service;
    r->issue->n_next_services = 2;
    r->issue->next_services = planned;
    assert_done(f, DEVICE_KIOSK, r);
    return f->decision.done->ticket->ticket;
}

static const Hallq__TicketCard *staff_card(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    r->get_ticket->which = which_of(f, ticket);
    return ask_read(f, DEVICE_COUNTER + 1, r)->ticket;
}

static void a_planned_service__ends_with_it_though_that_comes_back(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    uint64_t ticket = take_planned(f, SERVICE_A, SERVICE_D, SERVICE_C);
    assert_int_equal(staff_card(f, ticket)->n_next_services, 2);
    Hallq__HallSettings *whole = settings_copy(f), *h = settings_copy(f);
    service_remove(h, SERVICE_D);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(staff_card(f, ticket)->n_next_services, 1);
    assert_int_equal(staff_card(f, ticket)->next_services[0], SERVICE_C);
    assert_reason(settings_apply(f, whole), NONE);
    assert_int_equal(staff_card(f, ticket)->n_next_services, 1); // not the one that was asked for
    uint64_t later = take_planned(f, SERVICE_A, SERVICE_D, SERVICE_C);
    assert_int_equal(staff_card(f, later)->n_next_services, 2);
    assert_int_equal(serve(f, 1, 30), ticket);
    assert_int_equal(ticket_row(f, ticket)->line->id, SERVICE_C);
    assert_int_equal(serve(f, 1, 30), later);
    assert_int_equal(ticket_row(f, later)->line->id, SERVICE_D);
}

static void an_aborted_version__is_forgotten(void **state) {
    struct fixture *f = *state;
    struct memtable *before = memtable_copy(f->mem);
    struct state again = {memtable_tables(before), &f->arena, f->state.settings};
    const Hallq__HallSettings *h;
    Hallq__HallSettings *first = settings_copy(f), *second = settings_copy(f);
    first->min_gap_s = 7;
    second->min_gap_s = 8;
    assert_reason(settings_apply(f, first), NONE);
    assert_int_equal(settings_get(&f->state, HALL, 2, &h), ERR_OK);
    assert_int_equal(h->min_gap_s, 7);
    // The turn is lost; the next one comes to other settings of the same version.
    assert_int_equal(settings_put(&again, HALL, 2, second), ERR_OK);
    assert_int_equal(settings_get(&again, HALL, 2, &h), ERR_OK);
    assert_int_equal(h->min_gap_s, 8);
    settings_cache_destroy(f->state.settings);
    f->state.settings = settings_cache_create();
    memtable_destroy(before);
}

static void read__whole_by_leads_and_public_by_others(void **state) {
    struct fixture *f = *state;
    Hallq__Reply *reply =
        ask_read(f, DEVICE_LEAD, request_new(f, HALLQ__REQUEST__BODY_GET_SETTINGS));
    assert_int_equal(reply->settings->n_classes, f->settings->n_classes);
    assert_int_equal(reply->settings->n_staff, 0); // nobody is signed on there
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "NONE");
    reply = ask_read(f, DEVICE_LEAD, request_new(f, HALLQ__REQUEST__BODY_GET_SETTINGS));
    assert_int_equal(reply->settings->n_staff, 6);
    reply = ask_read(f, DEVICE_ADMIN, request_new(f, HALLQ__REQUEST__BODY_GET_SETTINGS));
    assert_int_equal(reply->settings->n_staff, 6);
    reply = ask_read(f, DEVICE_DISPLAY, request_new(f, HALLQ__REQUEST__BODY_GET_SETTINGS));
    assert_int_equal(reply->settings->n_staff, 0);
    assert_int_equal(reply->settings->n_classes, 1); // the one that customers may take
    assert_int_equal(reply->settings->classes[0]->id, VIP);
    assert_null(reply->settings->counters[0]->policy);
    assert_int_equal(reply->settings->n_services, 4);
}

// ---------------------------------------------------------------- the hall itself goes

static Hallq__Refusal__Reason hall_remove(struct fixture *f) {
    return ask(f, DEVICE_ADMIN, request_new(f, HALLQ__REQUEST__BODY_REMOVE_HALL));
}

static void an_unused_hall__goes_and_may_come_again(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *again = settings_copy(f);
    assert_reason(hall_remove(f), NONE);
    const Hallq__HallRemoved *e = EVENT_OF(f, HALL_REMOVED, HallRemoved);
    assert_int_equal(e->version, 1);
    assert_int_equal(hall_row(f)->version, 0);
    assert_int_equal(memtable_count(f->mem, TABLE_DUE), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_SETTINGS), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_LINE), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_COUNTER), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_STAFF), 0); // and their PINs
    uint64_t seq = hall_row(f)->seq;
    assert_reason(hall_remove(f), NO_HALL);
    assert_reason(settings_apply(f, again), NONE);
    assert_int_equal(hall_row(f)->version, 2);
    assert_true(hall_row(f)->seq > seq); // the journal goes on
    assert_int_equal(memtable_count(f->mem, TABLE_DUE), 2);
    take(f, SERVICE_A);
}

static void a_hall_that_gave_a_ticket__stays(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    assert_reason(hall_remove(f), HALL_IN_USE);
    assert_string_equal(f->decision.refusal.detail, "tickets");
}

static void a_hall_with_somebody_at_work__stays(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_reason(hall_remove(f), HALL_IN_USE);
    assert_string_equal(f->decision.refusal.detail, "staff");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
