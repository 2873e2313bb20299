// What leaves the hall: events as a feed shows them, repairs, wait figures, reports, the journal.
#include "tests/rules/hall.h"

#include "base/refusal.h"

#define PUBLIC_OF(f, CASE, Type)                                                                   \
    ((const Hallq__##Type *)projected(f, HALLQ__EVENT__BODY_##CASE, FEED_PUBLIC))
#define STAFF_OF(f, CASE, Type)                                                                    \
    ((const Hallq__##Type *)projected(f, HALLQ__EVENT__BODY_##CASE, FEED_STAFF))

static const void *projected(struct fixture *f, Hallq__Event__BodyCase body_case, enum feed feed) {
    for (size_t i = 0; i < f->record->n_events; i++) {
        if (f->record->events[i]->body_case != body_case)
            continue;
        const Hallq__Event *event = event_project(f->record->events[i], feed, &f->arena);
        return event ? event->ticket_issued : NULL;
    }
    fail_msg("no such event");
    return NULL;
}

// ---------------------------------------------------------------- projection

static void the_public_feed__has_no_class_and_no_secret(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    r->issue->customer_class = VIP;
    r->issue->contact = text_of(f, "138");
    assert_done(f, DEVICE_KIOSK, r);
    const Hallq__TicketIssued *issued = PUBLIC_OF(f, TICKET_ISSUED, TicketIssued);
    assert_string_equal(issued->number, "A001");
    assert_non_null(issued->entered);
    assert_int_equal(issued->customer_class, 0);
    assert_int_equal(issued->rank_ms, 0);
    assert_int_equal(issued->contact_sealed, 0);
    assert_int_equal(issued->code.len, 0);
    assert_null(issued->by);
    issued = STAFF_OF(f, TICKET_ISSUED, TicketIssued);
    assert_int_equal(issued->customer_class, VIP);
    assert_int_equal(issued->contact_sealed, 1);
    assert_int_equal(issued->code.len, 0);
    assert_int_equal(issued->number_index, 0);
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->code.len, CODE_SIZE); // untouched
}

static void the_public_feed__has_no_reason_for_a_call(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    const Hallq__TicketCalled *called = PUBLIC_OF(f, TICKET_CALLED, TicketCalled);
    assert_null(called->why);
    assert_int_equal(called->clerk, 0);
    assert_int_equal(called->counter, 1);
    assert_non_null(STAFF_OF(f, TICKET_CALLED, TicketCalled)->why);
}

static void the_public_feed__has_no_lines_of_counters_and_clerks(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, take(f, SERVICE_A));
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 2);
    assert_done(f, DEVICE_GUIDE, r);
    const Hallq__TicketTransferred *moved = PUBLIC_OF(f, TICKET_TRANSFERRED, TicketTransferred);
    assert_non_null(moved->left);
    assert_null(moved->entered);
    assert_null(moved->to);
    assert_non_null(STAFF_OF(f, TICKET_TRANSFERRED, TicketTransferred)->entered);
}

static void the_public_feed__has_no_outcome_as_texts_are_never_null(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_FINISH);
    r->finish->outcome = text_of(f, "done");
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_string_equal(PUBLIC_OF(f, TICKET_FINISHED, TicketFinished)->outcome, "");
    assert_string_equal(STAFF_OF(f, TICKET_FINISHED, TicketFinished)->outcome, "done");
}

static void a_score__is_on_no_feed(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    serve(f, 1, 10);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->which = which_of(f, 1);
    r->rate->score = 4;
    assert_done(f, DEVICE_KIOSK, r);
    assert_null(PUBLIC_OF(f, TICKET_RATED, TicketRated));
    assert_int_equal(STAFF_OF(f, TICKET_RATED, TicketRated)->score, 0);
    assert_int_equal(STAFF_OF(f, TICKET_RATED, TicketRated)->clerk, 0);
}

static void pins_and_people__stay_off_the_public_feed(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_null(PUBLIC_OF(f, STAFF_SIGNED_OFF, StaffSignedOff));
    assert_non_null(STAFF_OF(f, STAFF_SIGNED_OFF, StaffSignedOff));
    pin_set(f, STAFF_LEAD);
    assert_null(STAFF_OF(f, PIN_SET, PinSet));
}

static void feeds__go_by_the_devices_role(void **state) {
    (void)state;
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__DISPLAY), FEED_PUBLIC);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__KIOSK), FEED_PUBLIC);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__GATEWAY), FEED_PUBLIC);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__COUNTER), FEED_STAFF);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__GUIDE), FEED_STAFF);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__ADMIN), FEED_STAFF);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__LEAD), FEED_LEAD);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__MANAGER), FEED_LEAD);
    assert_int_equal(feed_of(HALLQ__DEVICE__ROLE__FORWARDER), FEED_LEAD);
}

// ---------------------------------------------------------------- repairs

static Hallq__Reply *events_after(struct fixture *f, uint32_t device, uint64_t after) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_EVENTS);
    r->get_events->after = after;
    return ask_read(f, device, r);
}

static void a_repair__has_what_the_feed_missed(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    next(f, 1);
    Hallq__Batches *b = events_after(f, DEVICE_DISPLAY, 1)->batches;
    assert_int_equal(b->n_batches, 1);
    assert_false(b->more);
    assert_int_equal(b->batches[0]->after, 1);
    assert_int_equal(b->batches[0]->upto, 3);
    assert_int_equal(b->batches[0]->n_events, 2);
    assert_int_equal(b->batches[0]->events[0]->seq, 2);
    assert_int_equal(b->batches[0]->events[0]->ticket_issued->code.len, 0);
}

// A new PIN is then the one event of its record.
static void lead_away(struct fixture *f) {
    assert_done(f, DEVICE_LEAD, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
}

static void a_repair__passes_over_what_a_feed_never_sees(void **state) {
    struct fixture *f = *state;
    lead_away(f);
    pin_set(f, STAFF_LEAD);
    Hallq__Batches *b = events_after(f, DEVICE_DISPLAY, 0)->batches;
    assert_int_equal(b->batches[0]->n_events, 0);
    assert_int_equal(b->batches[0]->upto, 2);
    b = events_after(f, DEVICE_DISPLAY, 2)->batches;
    assert_int_equal(b->batches[0]->upto, 2);
}

// However many they are, and with nothing for the feed among them.
static void a_repair__takes_bounded_work_over_what_a_feed_never_sees(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 20000; i++)
        pin_set(f, STAFF_LEAD);
    uint64_t after = 0, seq = hall_row(f)->seq;
    size_t replies = 0;
    for (bool more = true; more; replies++) {
        size_t before_size = f->arena.used_size;
        Hallq__Batches *b = events_after(f, DEVICE_DISPLAY, after)->batches;
        assert_in_range(f->arena.used_size - before_size, 1, 8 * LIMIT_REPAIR_BYTES);
        assert_int_equal(b->batches[0]->n_events, 0);
        assert_true(b->batches[0]->upto > after);
        after = b->batches[0]->upto;
        more = b->more;
    }
    assert_int_equal(after, seq);
    assert_true(replies > 1);
}

// Of a role that may follow both, and of one that may not.
static void a_feed_that_is_named__is_shown_and_never_more(void **state) {
    struct fixture *f = *state;
    Hallq__Request *snapshot = request_new(f, HALLQ__REQUEST__BODY_GET_SNAPSHOT);
    Hallq__Request *repair = request_new(f, HALLQ__REQUEST__BODY_GET_EVENTS);
    repair->get_events->after = hall_row(f)->seq;
    take(f, SERVICE_A);
    next(f, 1);
    assert_int_not_equal(ask_read(f, DEVICE_LEAD, snapshot)->snapshot->n_people, 0);
    assert_non_null(
        ask_read(f, DEVICE_LEAD, repair)->batches->batches[0]->events[1]->ticket_called->why);
    snapshot->get_snapshot->feed = repair->get_events->feed = HALLQ__FEED__KIND__PUBLIC;
    assert_int_equal(ask_read(f, DEVICE_LEAD, snapshot)->snapshot->n_people, 0);
    assert_int_equal(ask_read(f, DEVICE_LEAD, snapshot)->snapshot->settings->n_staff, 0);
    assert_null(
        ask_read(f, DEVICE_LEAD, repair)->batches->batches[0]->events[1]->ticket_called->why);
    snapshot->get_snapshot->feed = repair->get_events->feed = HALLQ__FEED__KIND__STAFF;
    assert_int_not_equal(ask_read(f, DEVICE_LEAD, snapshot)->snapshot->n_people, 0);
    assert_int_equal(ask_read(f, DEVICE_DISPLAY, snapshot)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
    assert_int_equal(ask_read(f, DEVICE_DISPLAY, repair)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
    snapshot->get_snapshot->feed = repair->get_events->feed = HALLQ__FEED__KIND__LEAD;
    assert_int_not_equal(ask_read(f, DEVICE_LEAD, snapshot)->snapshot->n_people, 0);
    assert_non_null(
        ask_read(f, DEVICE_LEAD, repair)->batches->batches[0]->events[1]->ticket_called->why);
    assert_int_equal(ask_read(f, DEVICE_COUNTER, snapshot)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
    assert_int_equal(ask_read(f, DEVICE_COUNTER, repair)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
    snapshot->get_snapshot->feed = repair->get_events->feed = HALLQ__FEED__KIND__INTERNET;
    assert_int_equal(ask_read(f, DEVICE_GATEWAY, snapshot)->snapshot->calls[0]->ticket, 0);
    assert_string_equal(ask_read(f, DEVICE_GATEWAY, snapshot)->snapshot->calls[0]->number, "A001");
    const Hallq__FeedBatch *anybodys = ask_read(f, DEVICE_GATEWAY, repair)->batches->batches[0];
    assert_string_equal(anybodys->events[0]->ticket_issued->number, "");
    assert_string_equal(anybodys->events[1]->ticket_called->number, "A001");
    repair->get_events->feed = 7;
    assert_int_equal(ask_read(f, DEVICE_LEAD, repair)->refusal->reason,
                     HALLQ__REFUSAL__REASON__BAD_MESSAGE);
}

static void the_list_of_people__is_for_who_is_signed_on(void **state) {
    struct fixture *f = *state;
    static const uint32_t devices[] = {DEVICE_COUNTER + 1, DEVICE_GUIDE, DEVICE_LEAD};
    static const uint32_t people[] = {STAFF_CLERK + 1, STAFF_GUIDE, STAFF_LEAD};
    Hallq__Request *snapshot = request_new(f, HALLQ__REQUEST__BODY_GET_SNAPSHOT);
    Hallq__Request *repair = request_new(f, HALLQ__REQUEST__BODY_GET_EVENTS);
    for (size_t i = 0; i < 3; i++) {
        ask(f, devices[i], request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF)); // or nobody is there
        assert_int_equal(ask_read(f, devices[i], snapshot)->snapshot->settings->n_staff, 0);
        assert_string_equal(refusal_name(sign_on(f, devices[i], people[i], !i, true)), "NONE");
        assert_int_not_equal(ask_read(f, devices[i], snapshot)->snapshot->settings->n_staff, 0);
    }
    assert_int_not_equal(ask_read(f, DEVICE_ADMIN, snapshot)->snapshot->settings->n_staff, 0);
    Hallq__Request *off = request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF);
    assert_done(f, DEVICE_LEAD, off);
    assert_int_equal(ask_read(f, DEVICE_LEAD, snapshot)->snapshot->settings->n_staff, 0);
    // The staff feed is heard by whoever holds a key: new settings, and a repair of them, have none.
    repair->get_events->after = hall_row(f)->seq;
    assert_string_equal(refusal_name(settings_apply(f, settings_copy(f))), "NONE");
    const Hallq__SettingsApplied *applied = STAFF_OF(f, SETTINGS_APPLIED, SettingsApplied);
    assert_int_equal(applied->settings->n_staff, 0);
    assert_int_equal(applied->settings->n_services, f->settings->n_services);
    const Hallq__FeedBatch *batch = ask_read(f, DEVICE_GUIDE, repair)->batches->batches[0];
    assert_int_equal(batch->events[0]->settings_applied->settings->n_staff, 0);
    batch = ask_read(f, DEVICE_LEAD, repair)->batches->batches[0];
    assert_int_equal(batch->events[0]->settings_applied->settings->n_staff, 0);
}

static void a_repair__is_bounded_and_goes_on(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < LIMIT_REPAIR_EVENTS + 10; i++)
        cancel(f, take(f, SERVICE_A + i % 3));
    uint64_t after = 0, seq = hall_row(f)->seq;
    size_t events = 0, replies = 0;
    for (bool more = true; more; replies++) {
        Hallq__Batches *b = events_after(f, DEVICE_LEAD, after)->batches;
        assert_true(b->batches[0]->n_events <= LIMIT_REPAIR_EVENTS);
        assert_int_equal(b->batches[0]->after, after);
        events += b->batches[0]->n_events;
        after = b->batches[0]->upto;
        more = b->more;
    }
    assert_int_equal(after, seq);
    assert_int_equal(events, seq);
    assert_true(replies > 1);
}

static void a_repair__refuses_what_it_cannot_mend(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    Hallq__HallRow *row = hall_row(f);
    assert_int_equal(events_after(f, DEVICE_LEAD, 2)->refusal->reason,
                     HALLQ__REFUSAL__REASON__TOO_OLD); // ahead of the broker: another journal
    row->journal_from = 2;
    hall_change(f, row);
    assert_int_equal(events_after(f, DEVICE_LEAD, 0)->refusal->reason,
                     HALLQ__REFUSAL__REASON__TOO_OLD);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_EVENTS);
    r->get_events->epoch = 77;
    assert_int_equal(ask_read(f, DEVICE_LEAD, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__OTHER_EPOCH);
}

static void the_journal__has_no_hashes_and_no_codes(void **state) {
    struct fixture *f = *state;
    Hallq__Journal *j;
    lead_away(f);
    take(f, SERVICE_A);
    pin_set(f, STAFF_LEAD);
    take(f, SERVICE_A);
    assert_int_equal(journal_page(&f->state, HALL, 1, 2, &j), ERR_OK);
    assert_int_equal(j->n_entries, 2);
    assert_true(j->more);
    assert_int_equal(j->upto, 3);
    assert_int_equal(j->entries[0]->events[0]->ticket_issued->code.len, 0);
    assert_int_equal(j->entries[0]->events[0]->ticket_issued->number_index, 1);
    assert_int_equal(j->entries[1]->events[0]->pin_set->pin_hash.len, 0);
    assert_int_equal(journal_page(&f->state, HALL, 3, 1000, &j), ERR_OK);
    assert_int_equal(j->n_entries, 1);
    assert_false(j->more);
    uint64_t end = j->upto;
    assert_int_equal(end, hall_row(f)->seq);
    assert_int_equal(journal_page(&f->state, HALL, end + 1000, 10, &j), ERR_OK);
    assert_int_equal(j->n_entries, 0);
    assert_int_equal(j->upto, end); // who asks on from there misses nothing
    assert_int_equal(journal_page(&f->state, HALL, UINT64_MAX, 10, &j), ERR_OK);
    assert_int_equal(j->n_entries, 0);
    assert_int_equal(j->upto, end);
    assert_false(j->more);
    assert_int_equal(journal_page(&f->state, 0, UINT64_MAX, 10, &j), ERR_OK);
    assert_int_equal(j->n_entries, 0);
    assert_int_equal(events_after(f, DEVICE_LEAD, UINT64_MAX)->refusal->reason,
                     HALLQ__REFUSAL__REASON__TOO_OLD);
    assert_int_equal(journal_page(&f->state, 0, 0, 10, &j), ERR_OK);
    assert_int_equal(j->n_entries, 0);
    assert_int_equal(j->upto, 0);
}

// ---------------------------------------------------------------- figures

static Hallq__LineWait *wait_of(struct fixture *f, size_t i) {
    Hallq__WaitFigures *waits;
    assert_int_equal(wait_figures_make(&f->state, f->now_ms, HALL, &waits), ERR_OK);
    assert_int_equal(waits->n_lines, 4);
    return waits->lines[i];
}

static void the_rough_wait__is_people_times_service_by_open_counters(void **state) {
    struct fixture *f = *state;
    fixture_rough(f);
    assert_int_equal(wait_of(f, 0)->rough_wait_s, 150); // one person of 300 s, two counters
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    assert_int_equal(wait_of(f, 0)->waiting, 2);
    assert_int_equal(wait_of(f, 0)->counters, 2);
    assert_int_equal(wait_of(f, 0)->rough_wait_s, 450);
    counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_PAUSE, 0);
    assert_int_equal(wait_of(f, 0)->rough_wait_s, 900);
    assert_int_equal(wait_of(f, 3)->counters, 0); // nobody gives it
    assert_int_equal(wait_of(f, 3)->rough_wait_s, 0);
}

static void the_longest_wait__is_seen_behind_a_head_start(void **state) {
    struct fixture *f = *state;
    assert_int_equal(wait_of(f, 0)->oldest_entered_at_ms, 0);
    int64_t entered_ms = f->now_ms;
    take(f, SERVICE_A);
    f->now_ms += 60000;
    take_class(f, SERVICE_A, VIP); // stands in front by ten minutes
    f->now_ms += 60000;
    take(f, SERVICE_A);
    assert_int_equal(wait_of(f, 0)->oldest_entered_at_ms, entered_ms);
}

static void who_comes_back_to_the_end_of_a_line__waits_from_then_on(void **state) {
    struct fixture *f = *state;
    f->settings->reinstate->kind = HALLQ__HALL_SETTINGS__REINSTATE__KIND__AT_END;
    assert_int_equal(settings_put(&f->state, HALL, hall_row(f)->version, f->settings), ERR_OK);
    fixture_touched(f);
    uint64_t missed = take(f, SERVICE_A);
    miss(f, 1);
    pass_s(f, 1800);
    uint64_t other = take(f, SERVICE_A);
    int64_t other_ms = f->now_ms;
    pass_s(f, 60);
    reinstate(f, missed);
    int64_t back_ms = f->now_ms;
    pass_s(f, 60);
    assert_int_equal(wait_of(f, 0)->oldest_entered_at_ms, other_ms);
    assert_int_equal(next(f, 1), other); // who came back stands in front: no wait jumps
    assert_int_equal(wait_of(f, 0)->oldest_entered_at_ms, back_ms);
}

static void who_comes_back_from_a_hold__waits_from_then_on(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    pass_s(f, 600);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    hold(f, 1);
    pass_s(f, 900); // it comes back by itself, at its old rank
    int64_t back_ms = f->now_ms;
    pass_s(f, 60);
    assert_int_equal(wait_of(f, 0)->oldest_entered_at_ms, back_ms); // half an hour is nobody's wait
    uint64_t other = take(f, SERVICE_A);
    pass_s(f, 60);
    assert_int_equal(next(f, 1), ticket);
    assert_int_equal(next(f, 2), other);
}

static void a_report__counts_waits_walks_and_services(void **state) {
    struct fixture *f = *state;
    Hallq__Report *report;
    for (int i = 0; i < 10; i++)
        take(f, SERVICE_A);
    for (int i = 0; i < 10; i++) { // waits of 100, 230, ... : 20 s of walk and 10 of service
        pass_s(f, 100);
        next(f, 1);
        pass_s(f, 20);
        start(f, 1);
        pass_s(f, 10);
        finish(f, 1);
    }
    cancel(f, take(f, SERVICE_B));
    take(f, SERVICE_B);
    miss(f, 2);
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->as_of, hall_row(f)->seq);
    const Hallq__ServiceReport *a = report->services[0], *b = report->services[1];
    assert_int_equal(a->issued, 10);
    assert_int_equal(a->served, 10);
    assert_int_equal(a->called, 10);
    assert_int_equal(a->wait_mean_s, 685);
    assert_int_equal(a->wait_p50_s, 100 + 4 * 130);
    assert_int_equal(a->wait_p90_s, 100 + 8 * 130);
    assert_int_equal(a->over_target, 1); // 1270 s, of 1200
    assert_int_equal(a->over_20_min, 1);
    assert_int_equal(a->walk_mean_s, 20);
    assert_int_equal(a->service_mean_s, 10);
    assert_int_equal(b->issued, 2);
    assert_int_equal(b->cancelled, 1);
    assert_int_equal(b->no_shows, 1);
    assert_int_equal(report->n_clerks, 1);
    assert_int_equal(report->clerks[0]->staff, STAFF_CLERK + 1);
    assert_int_equal(report->clerks[0]->served, 10);
}

static void a_report__is_of_one_day(void **state) {
    struct fixture *f = *state;
    Hallq__Report *report;
    for (int i = 0; i < 5; i++)
        cancel(f, take(f, SERVICE_A));
    Hallq__HallRow *row = hall_row(f);
    row->day++;
    row->first_ticket = row->tickets + 1;
    hall_change(f, row);
    for (int i = 0; i < 3; i++)
        cancel(f, take(f, SERVICE_A));
    for (int32_t day = MONDAY - 1; day <= MONDAY + 2; day++) {
        static const uint32_t issued[] = {0, 5, 3, 0};
        assert_int_equal(report_make(&f->state, HALL, day, &report), ERR_OK);
        assert_int_equal(report->services[0]->issued, issued[day - MONDAY + 1]);
    }
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->day, MONDAY + 1);
}

static void a_report__has_the_rating_of_who_served(void **state) {
    struct fixture *f = *state;
    Hallq__Report *report;
    uint64_t ticket = take(f, SERVICE_A);
    serve(f, 1, 10);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->which = which_of(f, ticket);
    r->rate->score = 4;
    assert_done(f, DEVICE_KIOSK, r);
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->clerks[0]->ratings, 1);
    assert_int_equal(report->clerks[0]->rating_sum, 4);
}

// A clerk can enter a score, so what comes from a counter is told apart; nor do clerks see scores.
static void a_report__tells_what_was_entered_at_the_counter_apart(void **state) {
    struct fixture *f = *state;
    Hallq__Report *report;
    uint64_t ticket = take(f, SERVICE_A);
    serve(f, 1, 10);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->score = 5;
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->clerks[0]->ratings, 0);
    assert_int_equal(report->clerks[0]->rating_sum, 0);
    assert_int_equal(report->clerks[0]->counter_ratings, 1);
    assert_int_equal(report->clerks[0]->counter_rating_sum, 5);
    r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    r->get_ticket->which = which_of(f, ticket);
    assert_int_equal(ask_read(f, DEVICE_COUNTER + 1, r)->ticket->rating, 0);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->ticket->rating, 0);
    assert_int_equal(ask_read(f, DEVICE_LEAD, r)->ticket->rating, 5);
    r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->which = which_of(f, ticket);
    r->rate->score = 2;
    assert_done(f, DEVICE_KIOSK, r); // the customer's own, too
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->clerks[0]->ratings, 1);
    assert_int_equal(report->clerks[0]->rating_sum, 2);
    assert_int_equal(report->clerks[0]->counter_ratings, 1);
    assert_int_equal(report->clerks[0]->counter_rating_sum, 5);
}

static void ping__is_answered_with_nothing(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_PING);
    assert_int_equal(ask_read(f, DEVICE_DISPLAY, r)->body_case, HALLQ__REPLY__BODY_DONE);
    r->hall = 0;
    assert_int_equal(ask_read(f, DEVICE_DISPLAY, r)->body_case, HALLQ__REPLY__BODY_DONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
