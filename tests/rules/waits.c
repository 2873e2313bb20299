// waits.c - the forecast of each wait: given at issue and check-in, learnt from at the call, told as a
// range; and the rows it is learnt in.
#include <stdlib.h>

#include "base/count.h"
#include "base/refusal.h"
#include "base/wire/wire.h"
#include "broker/forecast/range.h"
#include "broker/forecast/start.h"
#include "broker/hall/wait/given.h"
#include "broker/hall/wait/learnt.h"
#include "broker/hall/wait/own.h"
#include "broker/hall/wait/served.h"
#include "tests/rules/fixture.h"

static struct outlook outlook(struct fixture *f, uint32_t service) {
    struct outlook o;
    assert_int_equal(outlook_read(&f->state, f->now_ms, HALL, service, &o), ERR_OK);
    return o;
}

static const Hallq__Forecast *issued(struct fixture *f) {
    return EVENT_OF(f, TICKET_ISSUED, TicketIssued)->forecast;
}

static Hallq__TicketCard *card_now(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_PLACE);
    r->get_place->which = which_of(f, ticket);
    return ask_read(f, DEVICE_KIOSK, r)->ticket;
}

// ---------------------------------------------------------------- a day, beside the forecast itself

// What the forecast would be told of a hall with one class: kept here by its own functions, not by rows.
enum { PEOPLE = 400, SERVED = 3 };

struct person {
    uint32_t service;
    int64_t joined_ms;
    struct forecast_given given;
};

struct beside {
    struct learnt learnt;
    struct forecast_spreads spreads;
    struct past pasts[SERVED];
    struct service_times times[SERVED];
    struct skill skills[SERVED];
    struct person people[PEOPLE + 1]; // by ticket
    uint64_t lines[SERVED][PEOPLE];
    size_t counts[SERVED];
};

// Counter 1 gives A and B, counter 2 A, B and C, counter 3 C.
static const bool gives[COUNTERS][SERVED] = {
    {true, true, false}, {true, true, true}, {false, false, true}};

static double both(size_t i, size_t k) {
    double count = 0;
    for (size_t n = 0; n < COUNTERS; n++)
        count += gives[n][i] && gives[n][k];
    return count;
}

static double mean_s(const struct beside *b, size_t i) {
    return service_times_mean_s(&b->times[i], 300);
}

static void beside_open(struct beside *b) {
    memset(b, 0, sizeof *b);
    forecast_init(&b->learnt.forecast, &b->spreads, 60);
    b->learnt.leavers = (struct leavers)LEAVERS_NEW;
    for (size_t i = 0; i < SERVED; i++)
        service_times_expect(&b->times[i], 300);
}

static void beside_advance(struct beside *b, size_t i, int64_t now_ms) {
    past_advance(&b->pasts[i], now_ms, b->counts[i] > 0);
}

static void beside_join(struct beside *b, uint64_t ticket, uint32_t service, int64_t now_ms,
                        bool free_now) {
    size_t mine = service - 1;
    struct person *p = &b->people[ticket];
    struct past *past = &b->pasts[mine];
    double work_s = .6 * mean_s(b, mine), inputs_s[INPUTS];
    beside_advance(b, mine, now_ms);
    for (size_t i = 0; i < SERVED; i++)
        work_s += (double)b->counts[i] * mean_s(b, i) * (both(i, mine) / both(i, i));
    struct inputs_known known = {.now_ms = now_ms,
                                 .ahead = (uint32_t)b->counts[mine],
                                 .work_s = work_s / both(mine, mine),
                                 .leavers = &b->learnt.leavers};
    if (b->counts[mine])
        known.head_waited_s = (double)(now_ms - b->people[b->lines[mine][0]].joined_ms) / 1000;
    known.queue_s = inputs_queue_s(known.ahead, mean_s(b, mine), both(mine, mine), .5);
    inputs_pace(past, &known.per_call_15_s, &known.per_call_60_s);
    inputs_fill(past, &known, inputs_s);
    struct forecast_asked asked = {.inputs_s = inputs_s,
                                   .twin_s = -1,
                                   .clock_s = (double)((now_ms + 8 * 3600000) % 86400000) / 1000,
                                   .ahead = known.ahead,
                                   .at_once = !known.ahead && free_now,
                                   .fallen_to = b->skills[mine].fallen_to};
    forecast_give(&b->learnt.forecast, &asked, &p->given);
    p->service = service;
    p->joined_ms = now_ms;
    b->lines[mine][b->counts[mine]++] = ticket;
}

static void beside_part(struct beside *b, uint64_t ticket) {
    size_t mine = b->people[ticket].service - 1, at = 0;
    while (b->lines[mine][at] != ticket)
        at++;
    b->counts[mine]--;
    memmove(b->lines[mine] + at, b->lines[mine] + at + 1,
            (b->counts[mine] - at) * sizeof b->lines[mine][0]);
}

static void beside_call(struct beside *b, uint64_t ticket, int64_t now_ms) {
    const struct person *p = &b->people[ticket];
    size_t mine = p->service - 1;
    double waited_s = (double)(now_ms - p->joined_ms) / 1000;
    struct score_said said = p->given.said;
    beside_advance(b, mine, now_ms);
    leavers_call(&b->learnt.leavers, waited_s);
    beside_part(b, ticket);
    past_call(&b->pasts[mine], now_ms, p->joined_ms, waited_s);
    said.forecast_s = p->given.learnt_s;
    if (waited_s > 30)
        skill_add(&b->skills[mine], &said, waited_s);
    forecast_learn(&b->learnt.forecast, &p->given, waited_s);
}

static void beside_leave(struct beside *b, uint64_t ticket, int64_t now_ms) {
    beside_advance(b, b->people[ticket].service - 1, now_ms);
    beside_part(b, ticket);
    leavers_leave(&b->learnt.leavers, (double)(now_ms - b->people[ticket].joined_ms) / 1000);
}

// A number that looks random and is the same each time (Knuth's multiplier).
static uint32_t draw(uint64_t *seed, uint32_t below) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static bool is_free(struct fixture *f, uint32_t service) {
    for (uint32_t counter = 1; counter <= COUNTERS; counter++)
        if (gives[counter - 1][service - 1] &&
            counter_row(f, counter)->state == HALLQ__COUNTER__STATE__FREE)
            return true;
    return false;
}

static void assert_bits(double a, double b) {
    assert_memory_equal(&a, &b, sizeof a);
}

static void assert_given(const struct forecast_given *given, const Hallq__Forecast *said) {
    assert_non_null(said);
    assert_int_equal(said->n_inputs_s, INPUTS);
    for (size_t i = 0; i < INPUTS; i++)
        assert_bits(said->inputs_s[i], given->inputs_s[i]);
    assert_int_equal(said->at_once, given->at_once);
    assert_bits(said->learnt_s, given->learnt_s);
    assert_bits(said->forecast_s, given->said.forecast_s);
    assert_bits(said->lower_s, given->said.lower_s);
    assert_bits(said->upper_s, given->said.upper_s);
}

// Counters that are done since `until_ms` finish and call on; somebody comes; now and then one leaves.
struct day {
    struct fixture *f;
    struct beside *beside;
    uint64_t seed, issued;
    int64_t until_ms[COUNTERS];
};

static void counter_work(struct day *day, uint32_t counter) {
    struct fixture *f = day->f;
    struct beside *b = day->beside;
    const Hallq__CounterRow *row = counter_row(f, counter);
    if (row->state == HALLQ__COUNTER__STATE__SERVING && f->now_ms >= day->until_ms[counter - 1]) {
        size_t mine = b->people[row->ticket].service - 1;
        finish(f, counter);
        service_times_learn(&b->times[mine],
                            EVENT_OF(f, TICKET_FINISHED, TicketFinished)->served_s);
        row = counter_row(f, counter);
    }
    size_t waiting = 0;
    for (size_t i = 0; i < SERVED; i++)
        waiting += gives[counter - 1][i] ? b->counts[i] : 0;
    if (row->state != HALLQ__COUNTER__STATE__FREE || !waiting)
        return;
    beside_call(b, next(f, counter), f->now_ms);
    start(f, counter);
    day->until_ms[counter - 1] = f->now_ms + (60 + draw(&day->seed, 360)) * 1000ll;
}

static void somebody_comes(struct day *day) {
    struct fixture *f = day->f;
    uint32_t service = 1 + draw(&day->seed, SERVED);
    bool free_now = is_free(f, service);
    uint64_t ticket = take(f, service);
    beside_join(day->beside, ticket, service, f->now_ms, free_now);
    assert_given(&day->beside->people[ticket].given, issued(f));
    day->issued++;
}

static void somebody_leaves(struct day *day) {
    size_t mine = draw(&day->seed, SERVED);
    if (day->beside->counts[mine] < 2)
        return;
    uint64_t ticket = day->beside->lines[mine][1];
    cancel(day->f, ticket);
    beside_leave(day->beside, ticket, day->f->now_ms);
}

static void day_run(struct day *day, uint64_t people) {
    while (day->issued < people) {
        pass_s(day->f, 5 + draw(&day->seed, 30));
        for (uint32_t counter = 1; counter <= COUNTERS; counter++)
            counter_work(day, counter);
        if (!draw(&day->seed, 5))
            somebody_comes(day);
        if (!draw(&day->seed, 120))
            somebody_leaves(day);
    }
}

static struct fixture *early(uint32_t rough) {
    struct fixture *f = fixture_create();
    f->settings->rough_waits = rough;
    f->now_ms -= 3 * 3600 * 1000; // the hall opens
    fixture_open(f);
    f->quick = true;
    return f;
}

static void a_day__forecasts_as_the_forecast_itself_would(void **state) {
    struct beside *b = malloc(sizeof *b);
    struct day day = {.f = early(0), .beside = b, .seed = 7};
    struct learnt learnt;
    (void)state;
    assert_non_null(b);
    beside_open(b);
    day_run(&day, 330);
    assert_int_equal(learnt_own(&day.f->state, HALL, &learnt), ERR_OK);
    assert_true(learnt.forecast.learnt > START_HALL_WAITS); // not by theory alone
    struct forecast beside = b->learnt.forecast;
    beside.blend.spread = learnt.forecast.blend.spread; // each has its own
    beside.wide.spread = learnt.forecast.wide.spread;
    assert_memory_equal(&learnt.forecast, &beside, sizeof beside);
    assert_memory_equal(learnt.forecast.blend.spread, b->spreads.blend, sizeof b->spreads.blend);
    assert_memory_equal(learnt.forecast.wide.spread, b->spreads.wide, sizeof b->spreads.wide);
    assert_memory_equal(&learnt.leavers, &b->learnt.leavers, sizeof learnt.leavers);
    fixture_destroy(day.f); // replays the journal: the same rows, bit for bit
    free(b);
}

static void what_comes_later__changes_no_forecast(void **state) {
    struct beside *b = calloc(2, sizeof *b);
    struct day days[] = {{.f = early(0), .beside = b, .seed = 3},
                         {.f = early(0), .beside = b + 1, .seed = 3}};
    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < 2; i++) {
        beside_open(&b[i]);
        day_run(&days[i], 60);
        days[i].seed += i; // from here on the days differ
        day_run(&days[i], 90);
    }
    for (uint64_t ticket = 1; ticket <= 60; ticket++)
        assert_memory_equal(&b[0].people[ticket].given, &b[1].people[ticket].given,
                            sizeof b[0].people[ticket].given);
    assert_memory_not_equal(&b[0].people[90].given, &b[1].people[90].given,
                            sizeof b[0].people[90].given);
    fixture_destroy(days[0].f);
    fixture_destroy(days[1].f);
    free(b);
}

// ---------------------------------------------------------------- what is told

// So many people are called at counters 1 and 2, five minutes each, while others wait.
static void calls(struct fixture *f, uint32_t count) {
    for (uint32_t i = 0; i < count + 6; i++)
        take(f, SERVICE_A);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t counter = 1 + i % 2;
        if (i >= 2)
            finish(f, counter);
        next(f, counter);
        start(f, counter);
        pass_s(f, 60);
    }
}

static void no_number__is_told_before_thirty_calls(void **state) {
    struct fixture *f = early(0);
    (void)state;
    calls(f, START_SERVICE_CALLS - 1);
    uint64_t ticket = take(f, SERVICE_A);
    assert_false(issued(f)->told);
    assert_int_equal(card_now(f, ticket)->upper_min, 0);
    assert_int_equal(card_now(f, ticket)->rough_wait_s, 0);
    assert_int_equal(card_now(f, ticket)->people_ahead, 6);
    assert_true(outlook(f, SERVICE_A).told); // for the shift lead, by theory
    assert_false(outlook(f, SERVICE_A).shown);
    finish(f, 1);
    next(f, 1);
    ticket = take(f, SERVICE_A);
    assert_true(issued(f)->told);
    struct range range = range_of(issued(f)->lower_s, issued(f)->upper_s);
    assert_int_equal(f->decision.done->ticket->lower_min, range.lower_min);
    assert_int_equal(f->decision.done->ticket->upper_min, range.upper_min);
    assert_true(outlook(f, SERVICE_A).shown);
    assert_true(card_now(f, ticket)->upper_min > card_now(f, ticket)->lower_min);
    fixture_destroy(f);
}

static void own_range__falls_with_the_place_and_never_below_the_own_pace(void **state) {
    struct fixture *f = early(0);
    struct hall_now now;
    struct given before, after;
    (void)state;
    calls(f, START_SERVICE_CALLS);
    uint64_t ticket = take(f, SERVICE_A);
    assert_int_equal(hall_now_open(&now, &f->state, f->now_ms, HALL), ERR_OK);
    assert_int_equal(own_rest(&now, ticket_row(f, ticket), &before), ERR_OK);
    assert_int_equal(before.known.ahead, 6);
    pass_s(f, 1200);
    for (uint32_t i = 0; i < 3; i++) {
        finish(f, 1);
        next(f, 1);
        start(f, 1);
    }
    assert_int_equal(hall_now_open(&now, &f->state, f->now_ms, HALL), ERR_OK);
    assert_int_equal(own_rest(&now, ticket_row(f, ticket), &after), ERR_OK);
    assert_int_equal(after.known.ahead, 3);
    assert_true(after.forecast.said.forecast_s < before.forecast.said.forecast_s);
    // 3 places in 1,200 s: 4 more take 1,600 s.
    assert_true(after.forecast.said.upper_s >= 1600);
    fixture_destroy(f);
}

static void a_ticket__that_is_called_counts_for_the_forecast_once(void **state) {
    struct fixture *f = early(0);
    struct learnt learnt;
    (void)state;
    take(f, SERVICE_A);
    uint64_t ticket = take(f, SERVICE_A);
    assert_non_null(ticket_row(f, ticket)->forecast);
    pass_s(f, 60);
    next(f, 1);
    next(f, 2);
    assert_null(ticket_row(f, ticket)->forecast);
    assert_false(ticket_row(f, ticket)->in_stream);
    assert_true(ticket_row(f, ticket)->steps[0]->upper_s >= 0);
    pass_s(f, 30);
    recall(f, 2);
    assert_int_equal(learnt_own(&f->state, HALL, &learnt), ERR_OK);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->calls, 2);
    fixture_destroy(f);
}

static void a_hall_that_wants_none__tells_the_rule_of_thumb(void **state) {
    struct fixture *f = early(1);
    (void)state;
    take(f, SERVICE_A);
    assert_null(issued(f));
    assert_int_equal(f->decision.done->ticket->rough_wait_s, 150);
    assert_true(outlook(f, SERVICE_A).told);
    assert_true(outlook(f, SERVICE_A).forecast_s == 300);
    next(f, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_FORECAST), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_STREAM), 0);
    fixture_destroy(f);
}

static void a_twin_that_answered__is_in_the_forecast(void **state) {
    struct fixture *f = early(0);
    struct asker asker = asker_of(f, DEVICE_KIOSK);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    struct decision decision;
    const struct twin_told told[] = {{HALL, SERVICE_A, NORMAL, 0, 99, 0},
                                     {HALL, SERVICE_C, VIP, 0, 98, 0},
                                     {HALL, SERVICE_C, NORMAL, 0, 321, 0}};
    (void)state;
    take(f, SERVICE_C);
    take(f, SERVICE_C);
    assert_true(issued(f)->twin_s < 0);
    asker.twin = (struct twin_tells){told, COUNT(told)};
    r->issue->service = SERVICE_C;
    r->session = 9;
    r->number = 900;
    assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &decision), ERR_OK);
    assert_non_null(decision.record);
    assert_true(decision.record->events[0]->ticket_issued->forecast->twin_s == 321);
    fixture_destroy(f);
}

// The forecast that a ticket is given when it is checked in, and the outlook of its line then.
static const Hallq__Forecast *checked_in(struct fixture *f, uint64_t ticket,
                                         const struct twin_told *told, size_t count) {
    struct asker asker = asker_of(f, DEVICE_KIOSK);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CHECK_IN);
    asker.twin = (struct twin_tells){told, count};
    r->check_in->which = which_of(f, ticket);
    r->session = 9;
    r->number = 901;
    assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &f->decision), ERR_OK);
    assert_non_null(f->decision.record);
    return f->decision.record->events[0]->ticket_checked_in->forecast;
}

static uint64_t taken_away(struct fixture *f, uint32_t customer_class) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_C;
    r->issue->customer_class = customer_class;
    r->issue->away = true;
    assert_done(f, DEVICE_GATEWAY, r);
    return f->decision.done->ticket->ticket;
}

// The check-in's grace is ten minutes: who comes sooner stands between the two places the twin told of.
static void a_twin_that_answered__is_in_the_forecast_of_who_is_checked_in(void **state) {
    struct fixture *f = early(0);
    const struct twin_told told[] = {{HALL, SERVICE_C, NORMAL, 0, 800, 0},
                                     {HALL, SERVICE_C, NORMAL, 600, 200, 0},
                                     {HALL, SERVICE_C, VIP, 0, 90, 0},
                                     {HALL, SERVICE_C, VIP, 600, 30, 0}};
    (void)state;
    for (uint32_t counter = 2; counter <= 3; counter++) {
        take(f, SERVICE_C);
        next(f, counter); // none stands free
    }
    uint64_t ticket = taken_away(f, NORMAL), early_one = taken_away(f, VIP);
    for (int i = 0; i < 6; i++)
        take(f, SERVICE_C);
    assert_true(checked_in(f, ticket, told, COUNT(told))->twin_s == 800);
    pass_s(f, 150);
    assert_true(checked_in(f, ticket, told, COUNT(told))->twin_s == 650);
    assert_true(checked_in(f, early_one, told, COUNT(told))->twin_s == 75);
    pass_s(f, 3000);
    assert_true(checked_in(f, ticket, told, COUNT(told))->twin_s == 200);
    assert_true(checked_in(f, ticket, told, 1)->twin_s < 0); // nothing was told of its place
    assert_true(checked_in(f, ticket, NULL, 0)->twin_s < 0);
    fixture_destroy(f);
}

// The second opinion goes by the twin alone from now on, and counts as much as the first; where the
// twin told nothing it is the first.
static void twin_trust(struct fixture *f) {
    struct learnt learnt;
    assert_int_equal(learnt_own(&f->state, HALL, &learnt), ERR_OK);
    learnt.forecast.learnt = START_HALL_WAITS;
    learnt.forecast.wide.weights[INPUT_PACE_60] = 0;
    learnt.forecast.wide.weights[INPUTS] = 1;
    assert_int_equal(learnt_put(&f->state, HALL, &learnt), ERR_OK);
    assert_int_equal(rows_flush(&f->state), ERR_OK);
    fixture_touched(f);
}

static struct outlook outlook_told(struct fixture *f, uint32_t service,
                                   const struct twin_tells *twin) {
    struct hall_now now;
    struct outlook told;
    assert_int_equal(hall_now_open(&now, &f->state, f->now_ms, HALL), ERR_OK);
    now.twin = *twin;
    assert_int_equal(outlook_whole(&now, settings_service(now.settings, service), &told), ERR_OK);
    return told;
}

static void an_outlook__hears_the_twin_of_its_line(void **state) {
    struct fixture *f = early(0);
    const struct twin_told told = {HALL, SERVICE_A, NORMAL, 0, 1000, 0};
    const struct twin_tells nothing = {NULL, 0}, of_a = {&told, 1};
    struct outlook without, with, other;
    (void)state;
    for (int i = 0; i < 8; i++)
        take(f, SERVICE_A);
    for (int i = 0; i < 8; i++)
        take(f, SERVICE_C);
    twin_trust(f);
    without = outlook_told(f, SERVICE_A, &nothing);
    with = outlook_told(f, SERVICE_A, &of_a);
    assert_in_range(without.forecast_s, 600, 1400); // within half and double, as far as it may go
    assert_float_equal(with.forecast_s, (without.forecast_s + 1000) / 2, 1e-6);
    assert_true(with.forecast_s != without.forecast_s);
    without = outlook_told(f, SERVICE_C, &nothing);
    other = outlook_told(f, SERVICE_C, &of_a);
    assert_true(other.forecast_s == without.forecast_s);
    fixture_destroy(f);
}

static const Hallq__Alert *crowded(struct fixture *f, const struct alert_known *known) {
    assert_int_equal(decide_alerts(&f->state, f->now_ms, HALL, known, &f->decision), ERR_OK);
    for (size_t i = 0; i < f->decision.record->n_events; i++) {
        const Hallq__Event *event = f->decision.record->events[i];
        if (event->body_case == HALLQ__EVENT__BODY_ALERT_RAISED &&
            event->alert_raised->alert->kind == HALLQ__ALERT__KIND__LINE_CROWDED)
            return event->alert_raised->alert;
    }
    return NULL;
}

// Eight wait at two counters: what is told of them without the twin is no red alert. The number that the
// look goes by is in the event.
static void an_alert__hears_the_twin_of_its_line(void **state) {
    struct fixture *f = early(0);
    const struct twin_told told = {HALL, SERVICE_A, NORMAL, 0, 1700, 0};
    const struct alert_known known = {.twin = {&told, 1}}, nothing = {.silent_count = 0};
    (void)state;
    for (int i = 0; i < 8; i++)
        take(f, SERVICE_A);
    twin_trust(f);
    struct outlook calm = outlook(f, SERVICE_A);
    const Hallq__Alert *alert = crowded(f, &nothing);
    assert_true(!alert || alert->level == HALLQ__ALERT__LEVEL__AMBER);
    alert = crowded(f, &known);
    assert_non_null(alert);
    assert_int_equal(alert->level, HALLQ__ALERT__LEVEL__RED);
    assert_int_equal(alert->forecast_s, (uint32_t)((calm.forecast_s + 1700) / 2));
    fixture_destroy(f);
}

static void a_row_that_cannot_be_read__is_learnt_anew(void **state) {
    static const enum table tables[] = {TABLE_FORECAST, TABLE_STREAM, TABLE_SERVED};
    struct fixture *f = early(0);
    struct tables *t = memtable_tables(f->mem);
    struct key keys[] = {key_hall(HALL), key_stream(HALL, SERVICE_A, NORMAL),
                         key_served(HALL, SERVICE_A)};
    (void)state;
    calls(f, 10);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(
            t->put(t, tables[i], key_bytes(&keys[i]), (struct bytes){"\xff\xff\xff", 3}), ERR_OK);
        uint64_t unread = t->unread.counts[tables[i]];
        take(f, SERVICE_A);
        finish(f, 1);
        next(f, 1);
        start(f, 1);
        assert_true(t->unread.counts[tables[i]] > unread);
        unread = t->unread.counts[tables[i]];
        finish(f, 1);
        next(f, 1);
        start(f, 1);
        assert_int_equal(t->unread.counts[tables[i]], unread);
    }
    fixture_touched(f);
    fixture_destroy(f);
}

#define TEST(name) cmocka_unit_test(name)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
