// scores.c - how good the forecasts of a day were: each wait against what was told, by service and hour; when it is
// forgotten; and what is said of a line whose forecast has lost its skill.
#include <math.h>

#include "base/refusal.h"
#include "broker/hall/wait/scored.h"
#include "tests/rules/hall.h"

#define DAY_S (24 * 3600)

// A ticket with what it was told, and how long it waited.
struct told {
    uint64_t ticket;
    Hallq__Forecast forecast;
    double waited_s;
};

static struct told take_told(struct fixture *f, uint32_t service) {
    struct told told = {.ticket = take(f, service)};
    told.forecast = *EVENT_OF(f, TICKET_ISSUED, TicketIssued)->forecast;
    return told;
}

// The ticket is the next at counter 1, after so many seconds since it was taken.
static void call_next(struct fixture *f, struct told *told, double waited_s) {
    if (counter_row(f, 1)->ticket)
        finish(f, 1);
    assert_int_equal(next(f, 1), told->ticket);
    start(f, 1);
    told->waited_s = waited_s;
}

static Hallq__Request *scores_of(struct fixture *f, int32_t day, uint32_t service) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_FORECAST_SCORES);
    r->get_forecast_scores->day = day;
    r->get_forecast_scores->service = service;
    return r;
}

static const Hallq__ForecastScores *scores(struct fixture *f, int32_t day, uint32_t service) {
    Hallq__Reply *reply = ask_read(f, DEVICE_ADMIN, scores_of(f, day, service));
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_SCORES);
    return reply->scores;
}

#define assert_read_refused(f, device, request, REASON)                                            \
    do {                                                                                           \
        Hallq__Reply *reply_ = ask_read(f, device, request);                                       \
        assert_int_equal(reply_->body_case, HALLQ__REPLY__BODY_REFUSAL);                           \
        assert_string_equal(refusal_name(reply_->refusal->reason), #REASON);                       \
    } while (0)

// Both counters of service A are at work, so that nobody is called at once; the night comes by itself.
static struct fixture *busy(void) {
    struct fixture *f = hall_new();
    hall_start(f);
    work(f, 1);
    work(f, 2);
    take(f, SERVICE_C);
    next(f, 2);
    start(f, 2);
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    return f;
}

// ---------------------------------------------------------------- a day by hand

// 11:40: three wait for A; 20 s are not worth a score. 11:51: one more; 12:01: another, called at 12:26.
enum { SHORT, MINUTE, ELEVEN, TEN, LONG, TAKEN };

static void day_of_five(struct fixture *f, struct told told[TAKEN]) {
    for (size_t i = SHORT; i <= ELEVEN; i++)
        told[i] = take_told(f, SERVICE_A);
    pass_s(f, 20);
    call_next(f, &told[SHORT], 20);
    pass_s(f, 40);
    call_next(f, &told[MINUTE], 60);
    pass_s(f, 600);
    call_next(f, &told[ELEVEN], 660);
    told[TEN] = take_told(f, SERVICE_A);
    pass_s(f, 600);
    call_next(f, &told[TEN], 600);
    told[LONG] = take_told(f, SERVICE_A);
    pass_s(f, 1500);
    call_next(f, &told[LONG], 1500);
}

// Holds a score against the same sums made here, of these waits.
static void assert_score(const Hallq__ForecastScore *score, const struct told *told, size_t count) {
    double waited = 0, off = 0, bias = 0, square = 0, width = 0, queue = 0, head = 0;
    uint32_t inside = 0, far = 0, longs = 0;
    double n = (double)count;
    for (size_t i = 0; i < count; i++) {
        const Hallq__Forecast *said = &told[i].forecast;
        double error = said->forecast_s - told[i].waited_s;
        waited += told[i].waited_s;
        bias += error;
        off += error < 0 ? -error : error;
        square += error * error;
        width += said->upper_s - said->lower_s;
        queue += pow(said->inputs_s[INPUT_QUEUE] - told[i].waited_s, 2);
        head += pow(said->inputs_s[INPUT_HEAD] - told[i].waited_s, 2);
        inside += told[i].waited_s >= said->lower_s && told[i].waited_s <= said->upper_s;
        far += error > 300 || error < -300;
        longs += told[i].waited_s > 1200;
    }
    assert_non_null(score);
    assert_int_equal(score->waits, count);
    assert_int_equal(score->wait_mean_s, lround(waited / n));
    assert_int_equal(score->off_mean_s, lround(off / n));
    assert_int_equal(score->bias_s, lround(bias / n));
    assert_int_equal(score->off_rms_s, lround(sqrt(square / n)));
    assert_int_equal(score->width_mean_s, lround(width / n));
    assert_int_equal(score->inside, inside);
    assert_int_equal(score->far, far);
    assert_int_equal(score->long_waits, longs);
    assert_int_equal(score->queue_off_rms_s, lround(sqrt(queue / n)));
    assert_int_equal(score->head_off_rms_s, lround(sqrt(head / n)));
    assert_int_equal(score->queue_skill_percent, lround((1 - sqrt(square / queue)) * 100));
    assert_int_equal(score->head_skill_percent, lround((1 - sqrt(square / head)) * 100));
}

static void a_day__is_scored_wait_by_wait(void **state) {
    struct fixture *f = busy();
    struct told told[TAKEN];
    (void)state;
    day_of_five(f, told);
    const Hallq__ForecastScores *day = scores(f, 0, 0);
    assert_int_equal(day->day, MONDAY);
    assert_int_equal(day->n_lines, 4); // the services of the settings
    assert_int_equal(day->lines[0]->service, SERVICE_A);
    assert_null(day->lines[1]->score);
    assert_score(day->lines[0]->score, told + MINUTE, 4);
    assert_score(day->all, told + MINUTE, 4);
    assert_int_equal(day->lines[0]->n_hours, 2);
    assert_int_equal(day->lines[0]->hours[0]->hour,
                     11); // when they came, not when they were called
    assert_score(day->lines[0]->hours[0]->score, told + MINUTE, 3);
    assert_int_equal(day->lines[0]->hours[1]->hour, 12);
    assert_score(day->lines[0]->hours[1]->score, told + LONG, 1);
    fixture_destroy(f); // replays the journal: the same rows, bit for bit
}

static void a_wait__is_scored_in_plain_numbers(void **state) {
    struct fixture *f = busy();
    struct told told = take_told(f, SERVICE_A);
    (void)state;
    int64_t told_s = lround(told.forecast.forecast_s);
    pass_s(f, told_s + 400);
    call_next(f, &told, (double)told_s + 400);
    const Hallq__ForecastScore *score = scores(f, 0, SERVICE_A)->all;
    assert_int_equal(score->waits, 1);
    assert_in_range(score->off_mean_s, 399, 401);
    assert_in_range(score->off_rms_s, 399, 401);
    assert_in_range(-score->bias_s, 399, 401); // told too short
    assert_int_equal(score->far, 1);
    assert_int_equal(score->inside, 0);
    fixture_destroy(f);
}

static void the_report__has_the_same_score(void **state) {
    struct fixture *f = busy();
    struct told told[TAKEN];
    Hallq__Report *report;
    (void)state;
    day_of_five(f, told);
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_score(report->services[0]->forecast, told + MINUTE, 4);
    assert_null(report->services[1]->forecast);
    pass_s(f, DAY_S);
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_null(report->services[0]->forecast);
    assert_int_equal(report_make(&f->state, HALL, MONDAY, &report), ERR_OK);
    assert_score(report->services[0]->forecast, told + MINUTE, 4);
    assert_score(scores(f, MONDAY, SERVICE_A)->lines[0]->score, told + MINUTE, 4);
    assert_null(scores(f, 0, 0)->all);
    fixture_destroy(f);
}

static void scores__are_for_who_leads(void **state) {
    struct fixture *f = fixture_create(); // everybody is signed on
    (void)state;
    fixture_open(f);
    assert_int_equal(scores(f, 0, SERVICE_B)->n_lines, 1);
    assert_int_equal(scores(f, 0, SERVICE_B)->lines[0]->service, SERVICE_B);
    assert_int_equal(scores(f, 1, 0)->n_lines, 4); // a day that is forgotten, or never was
    assert_null(scores(f, -1, 0)->all);
    assert_read_refused(f, DEVICE_LEAD, scores_of(f, 0, 77), NO_SERVICE);
    assert_read_refused(f, DEVICE_LEAD, scores_of(f, MONDAY + 1, 0), DAY_TO_COME);
    assert_read_refused(f, DEVICE_COUNTER + 1, scores_of(f, 0, 0), NOT_ALLOWED);
    assert_read_refused(f, DEVICE_GUIDE, scores_of(f, 0, 0), NOT_ALLOWED);
    assert_read_refused(f, DEVICE_KIOSK, scores_of(f, 0, 0), NOT_ALLOWED);
    assert_int_equal(ask_read(f, DEVICE_LEAD, scores_of(f, 0, 0))->body_case,
                     HALLQ__REPLY__BODY_SCORES);
    assert_int_equal(ask_read(f, DEVICE_MANAGER, scores_of(f, 0, 0))->body_case,
                     HALLQ__REPLY__BODY_SCORES);
    assert_int_equal(ask_read(f, DEVICE_ADMIN, scores_of(f, 0, 0))->body_case,
                     HALLQ__REPLY__BODY_SCORES);
    fixture_destroy(f);
}

static void a_hall_without_forecasts__has_no_scores(void **state) {
    struct fixture *f = busy();
    (void)state;
    fixture_rough(f);
    take(f, SERVICE_A);
    pass_s(f, 600);
    finish(f, 1);
    next(f, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_SCORE), 0);
    assert_null(scores(f, 0, 0)->all);
    fixture_destroy(f);
}

// ---------------------------------------------------------------- what is kept

static void score_put(struct fixture *f, int32_t day) {
    Hallq__ScoreRow row = HALLQ__SCORE_ROW__INIT;
    row.count = 1;
    row.waited_s = 60;
    assert_int_equal(score_row_put(&f->state, key_score(HALL, day, SERVICE_A, 9), &row), ERR_OK);
    assert_int_equal(rows_flush(&f->state), ERR_OK);
    fixture_touched(f);
}

static void scores__are_forgotten_with_the_days_of_the_journal(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->journal_days = 7;
    hall_start(f);
    score_put(f, MONDAY);
    pass_s(f, 7 * DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_SCORE), 1);
    pass_s(f, DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_SCORE), 0);
    fixture_touched(f);
    fixture_destroy(f);
}

static void scores__are_kept_for_400_days_at_most(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->journal_days = 3660;
    hall_start(f);
    score_put(f, MONDAY + 1 - LIMIT_SCORE_DAYS - 1);
    score_put(f, MONDAY + 1 - LIMIT_SCORE_DAYS);
    pass_s(f, DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_SCORE), 1);
    assert_non_null(scores(f, MONDAY + 1 - LIMIT_SCORE_DAYS, 0)->all);
    fixture_destroy(f);
}

static void forgetting__goes_in_chunks(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->journal_days = 7;
    hall_start(f);
    for (int32_t day = 0; day < LIMIT_CHUNK_ROWS + 20; day++)
        score_put(f, MONDAY - 20 - day);
    pass_s(f, DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_SCORE), 0);
    fixture_destroy(f);
}

static void a_row_that_cannot_be_read__begins_anew(void **state) {
    struct fixture *f = busy();
    struct tables *t = memtable_tables(f->mem);
    struct key key = key_score(HALL, MONDAY, SERVICE_A, 11);
    (void)state;
    score_put(f, MONDAY);
    assert_int_equal(t->put(t, TABLE_SCORE, key_bytes(&key), (struct bytes){"\xff\xff\xff", 3}),
                     ERR_OK);
    fixture_touched(f);
    assert_int_equal(scores(f, 0, 0)->all->waits, 1); // the other hour's
    struct told told = take_told(f, SERVICE_A);
    pass_s(f, 600);
    call_next(f, &told, 600);
    assert_int_equal(scores(f, 0, 0)->all->waits, 2);
    fixture_destroy(f);
}

// ---------------------------------------------------------------- skill

// As if the last 200 waits of the line had been off by so much, by their square roots.
static void skill_put(struct fixture *f, double root, double queue_root, double head_root) {
    Hallq__StreamRow *row;
    struct key key = key_stream(HALL, SERVICE_A, NORMAL);
    assert_int_equal(stream_row_own(&f->state, key, &row), ERR_OK);
    row->judged = 300;
    row->root = root;
    row->queue_root = queue_root;
    row->head_root = head_root;
    assert_int_equal(stream_row_own_put(&f->state, key, row), ERR_OK);
    assert_int_equal(rows_flush(&f->state), ERR_OK);
    fixture_touched(f);
}

static bool told_by_rule(struct fixture *f, enum feed feed) {
    Hallq__Snapshot *snapshot;
    assert_int_equal(snapshot_make(&f->state, f->now_ms, HALL, feed, &snapshot), ERR_OK);
    assert_int_equal(snapshot->waits->lines[0]->service, SERVICE_A);
    return snapshot->waits->lines[0]->by_rule;
}

static void a_line_that_lost_its_skill__says_so_to_who_leads(void **state) {
    struct fixture *f = busy();
    struct told told;
    (void)state;
    told = take_told(f, SERVICE_A);
    skill_put(f, 40, 20, 30);
    assert_false(told_by_rule(f, FEED_LEAD));
    pass_s(f, 600);
    call_next(f, &told, 600); // the first wait that is judged after it
    assert_true(told_by_rule(f, FEED_LEAD));
    assert_false(told_by_rule(f, FEED_STAFF));
    assert_false(told_by_rule(f, FEED_PUBLIC));
    assert_true(scores(f, 0, SERVICE_A)->lines[0]->by_rule);
    assert_false(scores(f, 0, SERVICE_B)->lines[0]->by_rule);
    assert_int_equal(hall_row(f)->fallen_streams, 1);
    told = take_told(f, SERVICE_A);
    skill_put(f, 10, 20, 30);
    pass_s(f, 600);
    call_next(f, &told, 600);
    assert_false(told_by_rule(f, FEED_LEAD));
    assert_false(scores(f, 0, SERVICE_A)->lines[0]->by_rule);
    assert_int_equal(hall_row(f)->fallen_streams, 0);
    fixture_destroy(f);
}

#define TEST(name) cmocka_unit_test(name)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
