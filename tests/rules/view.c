// A screen that follows the feed shows what a screen that asks for a snapshot shows, and so does a page
// that is sent the changed parts alone: after every record of a seeded random day, for each feed. A failure names the seed, the step and the event.
#include "tests/rules/hall.h"

#include "base/wire/wire.h"
#include "clients/libhallq/view/view.h"
#include "tests/rules/invariants.h"
#include "tests/rules/measuring.h"
#include "tests/rules/patch.h"
#include "tests/rules/slotwork.h"

#include <stdio.h>
#include <stdlib.h>

#define SEEDS 12
#define SEEDS_LONG 400
#define STEPS 1200
#define TICKETS_LOOKED 12 // of the newest, for a command that names one

static const char *const feed_names[FEED_COUNT] = {"public", "staff", "lead"};

struct world {
    struct fixture *f;
    uint64_t dice;
    unsigned seed, step;
    struct hallq_view views[FEED_COUNT];
    Hallq__Snapshot pages[FEED_COUNT]; // the same, kept by what each fold says has changed
    struct arena page_memory;
    struct arena scratch; // of one comparison
    size_t records;
};

static void must(int err) {
    assert_string_equal(err_text(err), err_text(ERR_OK));
}

static uint32_t roll(struct world *w, uint32_t sides) {
    uint64_t z = w->dice += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return (uint32_t)((z ^ z >> 31) % sides);
}

// ---------------------------------------------------------------- after every record

static void fold(struct world *w, enum feed feed, const Hallq__JournalRecord *record) {
    struct hallq_view *v = &w->views[feed];
    for (size_t i = 0; i < record->n_events; i++) {
        const Hallq__Event *event = event_project(record->events[i], feed, &w->scratch);
        // What leaves the broker is packed: nothing may hang on what packing loses.
        if (event)
            event = wire_copy(event, &w->scratch);
        if (event)
            must(hallq_view_apply(v, event));
    }
    v->now.hall = record->hall;
    v->now.seq = record->last_seq;
    struct hallq_changed changed;
    hallq_view_changed(v, &v->changed, &w->scratch, &changed);
    patch_take(&w->pages[feed], &changed, v->changed.all, &w->page_memory);
    w->pages[feed].hall = record->hall;
    hallq_parts_clear(&v->changed);
}

static void same(struct world *w, enum feed feed, const Hallq__Snapshot *told, const char *whose,
                 const Hallq__JournalRecord *record) {
    struct hallq_view fresh;
    const char *what;
    hallq_view_init(&fresh, feed_is_of_staff(feed));
    must(hallq_view_load(&fresh, told));
    if (!hallq_view_equal(&w->views[feed], &fresh, &what))
        fail_msg("seed %u step %u: the %s view and %s differ in %s after event %d", w->seed,
                 w->step, feed_names[feed], whose, what,
                 (int)record->events[record->n_events - 1]->body_case);
    hallq_view_fini(&fresh);
}

static void compare(struct world *w, enum feed feed, const Hallq__JournalRecord *record) {
    struct state s = {w->f->state.tables, &w->scratch, w->f->state.settings};
    Hallq__Snapshot *snapshot;
    must(snapshot_make(&s, w->f->now_ms, HALL, feed, &snapshot));
    same(w, feed, wire_copy(snapshot, &w->scratch), "a snapshot", record);
    same(w, feed, &w->pages[feed], "a page that takes over the changed parts", record);
}

static void record_seen(struct world *w) {
    Hallq__JournalRecord *record = w->f->decision.record;
    if (!record)
        return;
    must(record_apply(&w->f->state, record));
    for (enum feed feed = FEED_PUBLIC; feed <= FEED_LEAD; feed++) {
        fold(w, feed, record);
        compare(w, feed, record);
        arena_reset(&w->scratch);
    }
    const char *broken = w->records++ % 16 ? NULL : invariants_broken(&w->f->state, HALL);
    if (broken)
        fail_msg("seed %u step %u: %s", w->seed, w->step, broken);
}

// ---------------------------------------------------------------- what may happen

static Hallq__Which *which_any(struct world *w) {
    uint64_t tickets = hall_row(w->f)->tickets;
    uint32_t back = roll(w, TICKETS_LOOKED);
    return which_of(w->f, tickets > back ? tickets - back : tickets);
}

static uint32_t service_any(struct world *w) {
    return 1 + roll(w, 4);
}

static uint32_t counter_any(struct world *w) {
    return 1 + roll(w, COUNTERS);
}

static Hallq__Line *line_any(struct world *w) {
    switch (roll(w, 4)) {
    case 0:
        return line_of(w->f, HALLQ__LINE__KIND__COUNTER, counter_any(w));
    case 1:
        return line_of(w->f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + counter_any(w));
    default:
        return line_of(w->f, HALLQ__LINE__KIND__SERVICE, service_any(w));
    }
}

static uint32_t terminal_any(struct world *w) {
    return DEVICE_COUNTER + counter_any(w);
}

static uint32_t fill_next(struct world *w, Hallq__CallNext *next) {
    static Hallq__Finish finish = HALLQ__FINISH__INIT;
    static Hallq__NoShow no_show = HALLQ__NO_SHOW__INIT;
    if (roll(w, 2))
        next->finish = &finish;
    else if (roll(w, 2))
        next->no_show = &no_show;
    return terminal_any(w);
}

// Fills a request of this kind; the device that asks.
static uint32_t fill_visit(struct world *w, Hallq__Request *r) {
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_ISSUE:
        r->issue->service = service_any(w);
        r->issue->customer_class = roll(w, 4) ? NORMAL : VIP;
        r->issue->away = !roll(w, 8);
        if (!roll(w, 3)) {
            r->issue->next_services = arena_need(&w->f->arena, sizeof(uint32_t));
            r->issue->next_services[r->issue->n_next_services++] = service_any(w);
        }
        return r->issue->away ? DEVICE_GATEWAY : DEVICE_KIOSK;
    case HALLQ__REQUEST__BODY_CHECK_IN:
        r->check_in->which = which_any(w);
        return DEVICE_KIOSK;
    case HALLQ__REQUEST__BODY_CANCEL:
        r->cancel->which = which_any(w);
        return roll(w, 2) ? DEVICE_GUIDE : DEVICE_KIOSK;
    case HALLQ__REQUEST__BODY_RATE:
        r->rate->which = which_any(w);
        r->rate->score = 1 + roll(w, 5);
        return DEVICE_GATEWAY;
    case HALLQ__REQUEST__BODY_REINSTATE:
        r->reinstate->which = which_any(w);
        return DEVICE_GUIDE;
    case HALLQ__REQUEST__BODY_CALL_NEXT:
        return fill_next(w, r->call_next);
    case HALLQ__REQUEST__BODY_CALL_NAMED:
        r->call_named->which = which_any(w);
        r->call_named->reason = text_of(w->f, "unwell");
        return terminal_any(w);
    case HALLQ__REQUEST__BODY_RESUME:
        r->resume->which = which_any(w);
        r->resume->here = roll(w, 2);
        return terminal_any(w);
    case HALLQ__REQUEST__BODY_TRANSFER:
        if (roll(w, 2))
            r->transfer->which = which_any(w);
        r->transfer->to = line_any(w);
        r->transfer->come_back = roll(w, 2);
        return r->transfer->which ? DEVICE_GUIDE : terminal_any(w);
    case HALLQ__REQUEST__BODY_FURTHER:
        r->further->service = service_any(w);
        r->further->here = roll(w, 2);
        return terminal_any(w);
    default:
        return terminal_any(w);
    }
}

// A measure of any kind, for a service or for all.
static Hallq__Measure *measure_any(struct world *w) {
    Hallq__Measure__Kind kind = 1 + roll(w, KIND(ZONE_OUT));
    bool of_services = kind == KIND(REST_AREA) || kind == KIND(DIVERT) ||
                       kind == KIND(OFFER_APPOINTMENTS) || kind == KIND(COUNTER_SERVICES) ||
                       kind == KIND(SUSPEND_SERVICE);
    Hallq__Measure *what = of_services && roll(w, 4) ? measure_for(w->f, kind, service_any(w))
                                                     : measure_new(w->f, kind);
    if (kind == KIND(OPEN_COUNTER) || kind == KIND(COUNTER_SERVICES))
        what->counter = 1 + roll(w, COUNTERS);
    if (kind == KIND(SUSPEND_SERVICE))
        what->text_code = text_of(w->f, "crowded");
    if (kind == KIND(NOTICE) && roll(w, 2))
        what->minutes = 1 + roll(w, 40);
    return what;
}

// One of the next times that a service may give, and one of the numbers given last.
static int64_t slot_any(struct world *w) {
    int64_t half_hour = 30 * A_MINUTE_MS;
    return (w->f->now_ms / half_hour + 1 + roll(w, 6)) * half_hour;
}

static uint32_t booking_any(struct world *w) {
    uint32_t last = hall_row(w->f)->cases;
    return last ? last - roll(w, last < 6 ? last : 6) : 1;
}

static uint32_t fill_booking(struct world *w, Hallq__Request *r) {
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_BOOK_SLOT:
        r->book_slot = book_request(w->f, SERVICE_A + roll(w, 2), slot_any(w))->book_slot;
        return roll(w, 2) ? DEVICE_KIOSK : DEVICE_GUIDE;
    case HALLQ__REQUEST__BODY_SWAP_TICKET:
        r->swap_ticket->which = which_any(w);
        r->swap_ticket->at_ms = slot_any(w);
        return roll(w, 2) ? DEVICE_KIOSK : DEVICE_GUIDE;
    case HALLQ__REQUEST__BODY_MOVE_BOOKING:
        r->move_booking = move_request(w->f, booking_any(w), slot_any(w))->move_booking;
        return DEVICE_GUIDE;
    case HALLQ__REQUEST__BODY_CANCEL_BOOKING:
        r->cancel_booking->of = of_booking(w->f, booking_any(w));
        return DEVICE_LEAD;
    default:
        r->check_in_booking->of = of_booking(w->f, booking_any(w));
        return DEVICE_GUIDE;
    }
}

static uint32_t fill_hall(struct world *w, Hallq__Request *r) {
    if (r->body_case >= HALLQ__REQUEST__BODY_BOOK_SLOT &&
        r->body_case <= HALLQ__REQUEST__BODY_SWAP_TICKET)
        return fill_booking(w, r);
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_SIGN_ON:
        r->sign_on->staff = STAFF_CLERK + counter_any(w);
        r->sign_on->counter = r->sign_on->staff - STAFF_CLERK;
        if (!roll(w, 4))
            r->sign_on->counter = counter_any(w);
        return DEVICE_COUNTER + (roll(w, 4) ? r->sign_on->counter : counter_any(w));
    case HALLQ__REQUEST__BODY_COUNTER_PAUSE:
        r->counter_pause->reason = text_of(w->f, "meal");
        return terminal_any(w);
    case HALLQ__REQUEST__BODY_COUNTER_SERVICES:
        r->counter_services->counter = counter_any(w);
        r->counter_services->services = arena_need(&w->f->arena, sizeof(uint32_t));
        if (roll(w, 3))
            r->counter_services->services[r->counter_services->n_services++] = service_any(w);
        return DEVICE_LEAD;
    case HALLQ__REQUEST__BODY_COUNTER_FREE:
        r->counter_free->counter = counter_any(w);
        r->counter_free->ticket_state = roll(w, 2)   ? HALLQ__TICKET__STATE__WAITING
                                        : roll(w, 2) ? HALLQ__TICKET__STATE__NO_SHOW
                                                     : HALLQ__TICKET__STATE__FINISHED;
        return DEVICE_LEAD;
    case HALLQ__REQUEST__BODY_SERVICE_SUSPEND:
        r->service_suspend->service = service_any(w);
        r->service_suspend->reason = text_of(w->f, "crowded");
        return DEVICE_LEAD;
    case HALLQ__REQUEST__BODY_SERVICE_UNSUSPEND:
        r->service_unsuspend->service = service_any(w);
        return DEVICE_LEAD;
    case HALLQ__REQUEST__BODY_SEE_ALERT:
        r->see_alert->alert = hall_row(w->f)->alerts - roll(w, 4);
        return DEVICE_LEAD;
    case HALLQ__REQUEST__BODY_RAISE_CAP:
        r->raise_cap->service = service_any(w);
        r->raise_cap->cap = 901 + roll(w, 99);
        return DEVICE_LEAD;
    case HALLQ__REQUEST__BODY_TAKE_MEASURE:
        r->take_measure->measure = measure_any(w);
        r->take_measure->alert = roll(w, 2) ? hall_row(w->f)->alerts : 0;
        return roll(w, 3) ? DEVICE_LEAD : DEVICE_GUIDE;
    case HALLQ__REQUEST__BODY_END_MEASURE:
        r->end_measure->measure = hall_row(w->f)->measures - roll(w, 6);
        return roll(w, 3) ? DEVICE_LEAD : DEVICE_GUIDE;
    default:
        return fill_visit(w, r);
    }
}

static Hallq__Refusal__Reason say(struct world *w, struct asker asker, Hallq__Request *r) {
    r->number = ++w->f->number;
    must(decide(&w->f->state, w->f->now_ms, &asker, r, &w->f->decision));
    record_seen(w);
    return w->f->decision.refusal.reason;
}

// How often each is tried, of the sum of all.
static const struct {
    Hallq__Request__BodyCase body_case;
    uint32_t weight;
} commands[] = {
    {HALLQ__REQUEST__BODY_ISSUE, 20},
    {HALLQ__REQUEST__BODY_SEE_ALERT, 2},
    {HALLQ__REQUEST__BODY_CHECK_IN, 2},
    {HALLQ__REQUEST__BODY_CANCEL, 3},
    {HALLQ__REQUEST__BODY_RATE, 2},
    {HALLQ__REQUEST__BODY_REINSTATE, 3},
    {HALLQ__REQUEST__BODY_CALL_NEXT, 14},
    {HALLQ__REQUEST__BODY_CALL_NAMED, 2},
    {HALLQ__REQUEST__BODY_RECALL, 4},
    {HALLQ__REQUEST__BODY_START, 12},
    {HALLQ__REQUEST__BODY_HOLD, 4},
    {HALLQ__REQUEST__BODY_RESUME, 5},
    {HALLQ__REQUEST__BODY_TRANSFER, 6},
    {HALLQ__REQUEST__BODY_FINISH, 10},
    {HALLQ__REQUEST__BODY_FURTHER, 4},
    {HALLQ__REQUEST__BODY_NO_SHOW, 3},
    {HALLQ__REQUEST__BODY_SIGN_ON, 12},
    {HALLQ__REQUEST__BODY_SIGN_OFF, 1},
    {HALLQ__REQUEST__BODY_COUNTER_OPEN, 12},
    {HALLQ__REQUEST__BODY_COUNTER_CLOSE, 1},
    {HALLQ__REQUEST__BODY_COUNTER_PAUSE, 2},
    {HALLQ__REQUEST__BODY_COUNTER_RESUME, 5},
    {HALLQ__REQUEST__BODY_COUNTER_SERVICES, 1},
    {HALLQ__REQUEST__BODY_COUNTER_FREE, 2},
    {HALLQ__REQUEST__BODY_SERVICE_SUSPEND, 1},
    {HALLQ__REQUEST__BODY_SERVICE_UNSUSPEND, 6},
    {HALLQ__REQUEST__BODY_TAKE_MEASURE, 6},
    {HALLQ__REQUEST__BODY_END_MEASURE, 3},
    {HALLQ__REQUEST__BODY_BOOK_SLOT, 4},
    {HALLQ__REQUEST__BODY_MOVE_BOOKING, 2},
    {HALLQ__REQUEST__BODY_CANCEL_BOOKING, 1},
    {HALLQ__REQUEST__BODY_CHECK_IN_BOOKING, 4},
    {HALLQ__REQUEST__BODY_SWAP_TICKET, 3},
};

static void command_any(struct world *w) {
    uint32_t sum = 0;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        sum += commands[i].weight;
    uint32_t at = roll(w, sum);
    size_t i = 0;
    for (; at >= commands[i].weight; i++)
        at -= commands[i].weight;
    Hallq__Request *r = request_new(w->f, commands[i].body_case);
    struct asker asker = asker_of(w->f, fill_hall(w, r));
    asker.pin_matches = roll(w, 10);
    say(w, asker, r);
}

// Other settings: a service, a counter or a clerk gone, or all of them back.
static void settings_any(struct world *w) {
    Hallq__HallSettings *h = wire_copy(w->f->settings, &w->f->arena);
    Hallq__Request *r = request_new(w->f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    switch (roll(w, 4)) {
    case 0:
        service_remove(h, SERVICE_B);
        if (roll(w, 3))
            move_add(w->f, h, SERVICE_B, 0, SERVICE_A);
        break;
    case 1:
        counter_remove(h, 3);
        if (roll(w, 3))
            move_add(w->f, h, 0, 3, SERVICE_C);
        break;
    case 2:
        staff_remove(h, STAFF_CLERK + 1);
        break;
    default:
        break;
    }
    r->apply_settings->settings = h;
    say(w, asker_of(w->f, DEVICE_ADMIN), r);
}

static void heard_any(struct world *w) {
    must(decide_counter_heard(&w->f->state, w->f->now_ms, HALL, counter_any(w), roll(w, 2),
                              &w->f->decision));
    record_seen(w);
}

// A look for alerts, with limits so short that there are some; a kiosk may be silent.
static void look_any(struct world *w) {
    struct alert_silent kiosk = {DEVICE_KIOSK, w->f->now_ms - 1000LL * roll(w, 400), !roll(w, 8)};
    struct alert_known known = {.silent = &kiosk, .silent_count = roll(w, 2)};
    must(decide_alerts(&w->f->state, w->f->now_ms, HALL, &known, &w->f->decision));
    must(offers_by_itself(&w->f->state, w->f->now_ms, HALL, &w->f->decision));
    record_seen(w);
}

static void zone_any(struct world *w) {
    Hallq__TimeZone found = HALLQ__TIME_ZONE__INIT;
    found.finding = (Hallq__TimeZone__Finding)roll(w, 3);
    if (found.finding)
        found.wrong_from_ms = w->f->now_ms + 1000LL * roll(w, 86400);
    must(decide_time_zone(&w->f->state, w->f->now_ms, HALL, &found, &w->f->decision));
    record_seen(w);
}

static void time_passes(struct world *w, int64_t seconds) {
    struct fixture *f = w->f;
    int64_t until_ms = f->now_ms + seconds * 1000;
    struct due_key due;
    while (!due_next(&f->state, until_ms, &due)) {
        f->now_ms = due.at_ms > f->now_ms ? due.at_ms : f->now_ms;
        must(decide_due(&f->state, f->now_ms, &due, &f->decision));
        record_seen(w);
    }
    f->now_ms = until_ms;
}

// Everybody who needs a PIN gets one; guide and lead are at work, until a day ends or they get one.
static void floor_begins(struct world *w) {
    static const uint32_t others[][2] = {{DEVICE_GUIDE, STAFF_GUIDE}, {DEVICE_LEAD, STAFF_LEAD}};
    static uint8_t hash[] = "$argon2id$";
    struct fixture *f = w->f;
    for (size_t i = 0; i < f->settings->n_staff; i++) {
        struct asker asker = asker_of(f, DEVICE_ADMIN);
        Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SET_PIN);
        Hallq__StaffRow *row;
        r->set_pin->staff = f->settings->staff[i]->id;
        r->set_pin->pin = text_of(f, "748159");
        asker.pin_hash = (ProtobufCBinaryData){sizeof hash - 1, hash};
        must(staff_row_need(&f->state, key_staff(HALL, r->set_pin->staff), &row));
        if (!row->pin_hash.len)
            say(w, asker, r);
    }
    for (size_t i = 0; i < 2; i++) {
        struct asker asker = asker_of(f, others[i][0]);
        Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
        r->sign_on->staff = others[i][1];
        asker.pin_matches = true;
        assert_int_equal(say(w, asker, r), HALLQ__REFUSAL__REASON__NONE);
    }
}

// Hall time was wrong, and is led back: by minutes, by hours of this day, or by days.
static void led_back(struct world *w) {
    static const int64_t back_s[] = {600, 3 * 3600, 30 * 3600, 20 * 86400};
    struct fixture *f = w->f;
    int64_t wall_ms = f->now_ms - back_s[roll(w, 4)] * 1000;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_BEGIN_DAY);
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    r->hall = 0;
    asker.wall_at_ms = wall_ms;
    assert_int_equal(ask_as(f, asker, r), HALLQ__REFUSAL__REASON__NONE);
    f->now_ms = wall_ms;
    time_passes(w, 1);
    for (enum feed feed = FEED_PUBLIC; feed <= FEED_LEAD; feed++)
        assert_true(w->views[feed].now.at_ms <= f->now_ms);
}

static void step(struct world *w) {
    uint32_t n = roll(w, 400);
    if (n == 399 && !roll(w, 3)) {
        led_back(w);
        floor_begins(w);
    } else if (n == 0) {
        time_passes(w, 3600 * (6 + roll(w, 24)));
        floor_begins(w);
    } else if (n < 3)
        settings_any(w);
    else if (n < 9)
        heard_any(w);
    else if (n < 11)
        zone_any(w);
    else if (n < 31)
        look_any(w);
    else if (n < 120)
        time_passes(w, 1 + roll(w, 120));
    else
        command_any(w);
}

// ---------------------------------------------------------------- a day

static void begin(struct world *w) {
    struct fixture *f = w->f;
    f->quick = true;
    measuring_settings(f);
    slotwork_settings(f);
    f->settings->services[0]->slots->early_min = 480;
    f->settings->services[0]->slots->offer_by_itself = true;
    f->settings->min_gap_s = roll(w, 2) * 60;
    f->settings->at_day_end =
        roll(w, 2) ? HALLQ__HALL_SETTINGS__DAY_END__CANCEL : HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    for (size_t i = 0; i < f->settings->n_hours; i++) { // nearly always open: the dice sleep little
        f->settings->hours[i]->spans[0]->from_min = 60;
        f->settings->hours[i]->spans[0]->to_min = 1380;
    }
    for (enum feed feed = FEED_PUBLIC; feed <= FEED_LEAD; feed++)
        hallq_view_init(&w->views[feed], feed_is_of_staff(feed));
    arena_init(&w->scratch, 0);
    arena_init(&w->page_memory, 0);
    for (enum feed feed = FEED_PUBLIC; feed <= FEED_LEAD; feed++)
        hallq__snapshot__init(&w->pages[feed]);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = f->settings;
    assert_int_equal(say(w, asker_of(f, DEVICE_ADMIN), r), HALLQ__REFUSAL__REASON__NONE);
    floor_begins(w);
}

static void play(unsigned seed) {
    struct world w = {.f = hall_new(), .dice = seed, .seed = seed};
    begin(&w);
    for (w.step = 0; w.step < STEPS; w.step++)
        step(&w);
    for (enum feed feed = FEED_PUBLIC; feed <= FEED_LEAD; feed++)
        hallq_view_fini(&w.views[feed]);
    arena_fini(&w.scratch);
    arena_fini(&w.page_memory);
    if (w.records < STEPS / 8) // the dice ask for little that is ever done
        fail_msg("seed %u: %zu records", seed, w.records);
    fixture_destroy(w.f);
}

static void following_shows_what_a_snapshot_shows(void **state) {
    const char *only = getenv("HALLQ_SEED");
    unsigned seeds = getenv("HALLQ_LONG") ? SEEDS_LONG : SEEDS;
    (void)state;
    if (only)
        play((unsigned)strtoul(only, NULL, 10));
    for (unsigned seed = 1; !only && seed <= seeds; seed++)
        play(seed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
